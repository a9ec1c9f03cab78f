import { expect, test } from "vitest";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { staleReason } from "./check-state.ts";

const request: EvaluationRequest = {
  projectId: "sandbox",
  keyId: null,
  tier: "staging",
  user: { userID: "u-1036" },
  userLabel: "Lena",
  isLogging: false,
};

test("an answer says what has changed since it was asked for", () => {
  expect(staleReason(request, { ...request, keyId: "k1", isLogging: true })).toBeNull();
  expect(staleReason(request, { ...request, user: { userID: "u-1" } })).toBe("the user has changed since");
  expect(staleReason(request, { ...request, tier: "production" })).toBe("the tier is production now");
  expect(staleReason(request, { ...request, projectId: "p1", tier: "production" })).toBe("asked of another project");
});
