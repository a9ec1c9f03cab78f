import { expect, test } from "vitest";
import { blankProject } from "#shared/domain/project/project.ts";
import { asksFirst, checkVerb } from "./check-verb.ts";
import { blankSnapshot, type SessionState, useSession } from "./session.ts";

const shop = { ...blankProject(), id: "shop", kind: "statsig", name: "Shop", createdAtMs: 0 } as const;
const tiers = [
  { name: "production", isProtected: true },
  { name: "staging", isProtected: false },
];

function stateWith(changes: Partial<SessionState>): SessionState {
  const session = { ...useSession.getState(), ...blankSnapshot, projects: [{ ...shop, tiers }], projectId: "shop", isLogging: true };
  return { ...session, tiers: { shop: "staging" }, ...changes };
}

test("a check that logs says so", () => {
  expect([checkVerb(false), checkVerb(true)]).toEqual(["Check", "Check and log"]);
});

test("a check asks first while it logs in a protected tier, of the top bar or of the user", () => {
  const ofUser = { userID: "u-1", statsigEnvironment: { tier: "production" } };
  expect(asksFirst(stateWith({}))).toBe(false);
  expect(asksFirst(stateWith({ tiers: { shop: "production" } }))).toBe(true);
  expect(asksFirst(stateWith({ user: ofUser }))).toBe(true);
  expect(asksFirst(stateWith({ user: ofUser, isLogging: false }))).toBe(false);
});
