import { beforeEach, expect, test } from "vitest";
import { blankSnapshot, selectProject, selectTier, setScreen, setUser, useSession } from "#renderer/session/session.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { checkAgain } from "./check-from-app.ts";

const project = (id: string): Project => ({ ...blankProject(), id, kind: "statsig", name: id }) as Project; // as a stored one
const request = {
  context: { projectId: "shop", tier: "staging", kind: "gate", names: ["checkout_v2"], user: { userID: "u-1036" }, purpose: "check" },
} as unknown as Pick<HistoryEntry, "context">; // of a request only what is checked again

beforeEach(() =>
  useSession.setState({
    ...blankSnapshot,
    projects: [project("shop"), project("other")],
    projectId: "other",
    user: { userID: "now" },
    screen: "history",
  }),
);

const chosen = () => {
  const { projectId, user, screen } = useSession.getState();
  return { projectId, user, screen };
};

test("a past request is checked again in its project, for its user", async () => {
  await checkAgain(request, async () => []);
  expect(chosen()).toEqual({ projectId: "shop", user: { userID: "u-1036" }, screen: "inspect" });
});

test.for<[string, () => void]>([
  ["another project", () => selectProject("shop")],
  ["another tier", () => selectTier("production")],
  ["another user", () => setUser({ userID: "later" })],
  ["another screen", () => setScreen("settings")],
])("it is not once %s was chosen while the saved users were read", async ([, choose]) => {
  const users = Promise.withResolvers<[]>();
  const checked = checkAgain(request, () => users.promise);
  choose();
  const later = chosen();
  users.resolve([]);
  await checked;
  expect(chosen()).toEqual(later);
});
