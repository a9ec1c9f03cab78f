import { beforeEach, expect, test } from "vitest";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { SessionSnapshotSchema } from "#shared/domain/session/session-snapshot.ts";
import {
  blankSnapshot,
  countWritten,
  currentProject,
  currentTier,
  knowProjects,
  restoreSession,
  selectKey,
  selectProject,
  selectSavedUser,
  selectTier,
  setLogging,
  setUser,
  snapshotOf,
  useSession,
} from "./session.ts";

const sandbox: Project = { ...blankProject(), name: "Sandbox", defaultTier: "staging", id: "sandbox", kind: "sandbox", createdAtMs: 0 };
const shop: Project = { ...blankProject(), name: "Shop", id: "shop", kind: "statsig", createdAtMs: 0 };
const state = useSession.getState;

beforeEach(() => {
  useSession.setState({ ...blankSnapshot, isLogging: false, writtenCount: 0, projects: [sandbox, shop] }, true);
});

test("a start is Looking, whatever was left behind", () => {
  setLogging(true);
  countWritten(3);
  const kept = SessionSnapshotSchema.parse(snapshotOf(state()));
  expect(kept).not.toHaveProperty("isLogging");
  useSession.setState({ ...blankSnapshot, isLogging: false, writtenCount: 0, projects: [] }, true);
  restoreSession(kept);
  expect(state().isLogging).toBe(false);
});

test("another project or tier is Looking again, so that logging never follows into a protected tier", () => {
  setLogging(true);
  selectTier("production");
  expect(state().isLogging).toBe(false);
  setLogging(true);
  selectProject("shop");
  expect(state().isLogging).toBe(false);
});

test("tier and key are remembered per project", () => {
  selectTier("development");
  selectProject("shop");
  selectKey("k1");
  selectProject("sandbox");
  expect([currentTier(state()), state().keys]).toEqual(["development", { shop: "k1" }]);
  selectProject("shop");
  selectKey(null);
  expect([currentTier(state()), state().keys]).toEqual(["production", {}]);
});

test("a tier that its project no longer has gives way to the project's own", () => {
  selectTier("development");
  knowProjects([{ ...sandbox, tiers: sandbox.tiers.filter(({ name }) => name !== "development") }, shop]);
  expect(currentTier(state())).toBe("staging");
});

test("a project that is gone gives way to the sandbox", () => {
  selectProject("shop");
  knowProjects([sandbox]);
  expect(currentProject(state())).toBe(sandbox);
});

test("a saved user taken in hand can be edited without changing what was saved", () => {
  const ada = { id: "u1", name: "Ada", user: { userID: "ada", custom: { plan: "pro" } }, savedAtMs: 0 };
  setUser({ userID: "somebody" }, "{ not json");
  selectSavedUser(ada);
  expect(state()).toMatchObject({ user: ada.user, userText: null, savedUserId: "u1" });
  expect(state().user).not.toBe(ada.user);
});
