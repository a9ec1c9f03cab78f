import { expect, test } from "vitest";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { changedSince, unitOf } from "./request-of-answer.ts";

const asked: EvaluationRequest = {
  projectId: "sandbox",
  keyId: null,
  tier: "staging",
  user: { userID: "u-1036", customIDs: { stableID: "dev-36" } },
  userLabel: "Lena",
  isLogging: false,
};

test("an answer says what has changed since it was asked for", () => {
  expect(changedSince(asked, { ...asked, keyId: "k1", isLogging: true })).toBeNull();
  expect(changedSince(asked, { ...asked, user: { userID: "u-1" } })).toBe("the user has changed since");
  expect(changedSince(asked, { ...asked, tier: "production" })).toBe("the tier is production now");
  expect(changedSince(asked, { ...asked, projectId: "p1", tier: "production" })).toBe("asked of another project");
});

test("the unit is the one that decides, in any spelling of its type", () => {
  expect(unitOf({ idType: "stableid" }, asked.user)).toEqual({ idType: "stableID", value: "dev-36" });
  expect(unitOf({ idType: "companyID" }, asked.user)).toBeNull();
});

test("where the type is not known, the first ID says who", () => {
  expect(unitOf({ idType: null }, asked.user)).toEqual({ idType: "userID", value: "u-1036" });
  expect(unitOf({ idType: null }, {})).toBeNull();
});
