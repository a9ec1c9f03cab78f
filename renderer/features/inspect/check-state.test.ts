import { expect, test } from "vitest";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { findUnit, staleReason } from "./check-state.ts";

const request: EvaluationRequest = {
  projectId: "sandbox",
  keyId: null,
  tier: "staging",
  user: { userID: "u-1036", customIDs: { stableID: "dev-36" } },
  userLabel: "Lena",
  isLogging: false,
};

test("an answer says what has changed since it was asked for", () => {
  expect(staleReason(request, { ...request, keyId: "k1", isLogging: true })).toBeNull();
  expect(staleReason(request, { ...request, user: { userID: "u-1" } })).toBe("the user has changed since");
  expect(staleReason(request, { ...request, tier: "production" })).toBe("the tier is production now");
  expect(staleReason(request, { ...request, projectId: "p1", tier: "production" })).toBe("asked of another project");
});

test("the unit is the one that decides, in any spelling of its type", () => {
  expect(findUnit({ idType: "stableid" }, request.user)).toEqual({ idType: "stableID", value: "dev-36" });
  expect(findUnit({ idType: "companyID" }, request.user)).toBeNull();
});

test("where the type is not known, the first ID says who", () => {
  expect(findUnit({ idType: null }, request.user)).toEqual({ idType: "userID", value: "u-1036" });
  expect(findUnit({ idType: null }, {})).toBeNull();
});
