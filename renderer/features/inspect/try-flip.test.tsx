import { expect, test } from "vitest";
import { blankSnapshot, useSession } from "#renderer/session/session.ts";
import type { Flip } from "#shared/domain/explanation/flip.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { tryFlip } from "./try-flip.ts";

test("a change that is tried on a copy is checked without logging, also while checks log in a tier that was selected", () => {
  const shop = { ...blankProject(), id: "shop", kind: "statsig", name: "Shop", createdAtMs: 0 } as const;
  useSession.setState({ ...blankSnapshot, projects: [shop], projectId: "shop", tiers: { shop: "staging" }, isLogging: true });
  const user = { userID: "u-1" };
  const request = {
    projectId: "shop",
    keyId: null,
    tier: "staging",
    user,
    userLabel: "u-1",
    isLogging: true,
    userProblem: null,
    savedUserId: null,
  };
  const flip = { user: { ...user, country: "US" }, edits: [] } as unknown as Flip; // what the panel gets of it
  void tryFlip({ answer: answerWith({}), request }, flip).catch(() => undefined);
  expect(useSession.getState()).toMatchObject({ isLogging: false, user: { userID: "u-1", country: "US" } });
});
