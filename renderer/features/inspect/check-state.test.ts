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

test("names what has changed since the request", () => {
  expect(staleReason(request, { ...request, keyId: "k1", isLogging: true })).toBeNull();
  expect(staleReason(request, { ...request, user: { userID: "u-1" } })).toBe("the user has changed");
  expect(staleReason(request, { ...request, tier: "production" })).toBe("the tier is now production");
  expect(staleReason(request, { ...request, projectId: "p1", tier: "production" })).toBe("checked in another project");
});
