import { expect, test } from "vitest";
import { decidingUnit } from "./deciding-unit.ts";

const lena = { userID: "u-1036", customIDs: { stableID: "dev-36" } };

test("finds the ID of the type that decided, in any capitalization", () => {
  expect(decidingUnit({ idType: "stableid" }, lena)).toEqual({ idType: "stableID", value: "dev-36" });
  expect(decidingUnit({ idType: "companyID" }, lena)).toBeNull();
});

test("falls back to the first ID if the type is not known", () => {
  expect(decidingUnit({ idType: null }, lena)).toEqual({ idType: "userID", value: "u-1036" });
  expect(decidingUnit({ idType: null }, {})).toBeNull();
});
