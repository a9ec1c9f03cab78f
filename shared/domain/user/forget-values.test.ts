import { expect, it } from "vitest";
import { forgettableValues } from "./forget-values.ts";

it("finds a user by the IDs and the e-mail address, each once", () => {
  const user = {
    userID: "u-1036",
    email: "lena@example.de",
    customIDs: { stableID: "u-1036", storeID: "store-1", broken: "a\nb" },
    country: "DE",
  };
  expect(forgettableValues(user)).toEqual([
    { field: "userID", value: "u-1036" },
    { field: "customIDs.storeID", value: "store-1" },
    { field: "email", value: "lena@example.de" },
  ]);
});
