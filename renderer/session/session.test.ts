import { beforeEach, expect, test } from "vitest";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { WindowSessionSchema } from "#shared/domain/session/session-snapshot.ts";
import {
  blankSnapshot,
  currentProject,
  currentTier,
  goBackTo,
  knowProjects,
  projectNameOf,
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
  useSession.setState(
    {
      ...blankSnapshot,
      isLogging: false,
      openAnswer: null,
      openRequest: null,
      readingRulesOf: [],
      writtenCount: 0,
      projects: [sandbox, shop],
    },
    true,
  );
});

test("a restored session has exposure logging off, even if it was on before", () => {
  setLogging(true);
  const kept = WindowSessionSchema.parse(snapshotOf(state()));
  expect(kept).not.toHaveProperty("isLogging");
  useSession.setState(
    { ...blankSnapshot, isLogging: false, openAnswer: null, openRequest: null, readingRulesOf: [], writtenCount: 0, projects: [] },
    true,
  );
  restoreSession(kept);
  expect(state().isLogging).toBe(false);
});

test("selecting another project or tier turns exposure logging off, so that it never stays on in a protected tier", () => {
  setLogging(true);
  selectTier("production");
  expect(state().isLogging).toBe(false);
  setLogging(true);
  selectProject("shop");
  expect(state().isLogging).toBe(false);
});

test("stores the selected tier and key per project", () => {
  selectTier("development");
  selectProject("shop");
  selectKey("k1");
  selectProject("sandbox");
  expect([currentTier(state()), state().keys]).toEqual(["development", { shop: "k1" }]);
  selectProject("shop");
  selectKey(null);
  expect([currentTier(state()), state().keys]).toEqual(["production", {}]);
});

test("a selected tier that was removed from the project is replaced by the project's default tier", () => {
  selectTier("development");
  knowProjects([{ ...sandbox, tiers: sandbox.tiers.filter(({ name }) => name !== "development") }, shop]);
  expect(currentTier(state())).toBe("staging");
});

test("a project that no longer exists is replaced by the sandbox", () => {
  selectProject("shop");
  knowProjects([sandbox]);
  expect(currentProject(state())).toBe(sandbox);
});

test("each project has its own user, and a person of the sandbox stays in the sandbox", () => {
  selectSavedUser({ id: "demo-ada", name: "Ada", user: { userID: "ada" }, savedAtMs: 0 });
  selectProject("shop");
  expect(state()).toMatchObject({ user: {}, userText: null, savedUserId: null });
  setUser({ userID: "u-1" }, "{ not json");
  restoreSession(WindowSessionSchema.parse(snapshotOf(state())));
  selectProject("sandbox");
  expect(state()).toMatchObject({ user: { userID: "ada" }, userText: null, savedUserId: "demo-ada" });
  selectProject("shop");
  expect(state()).toMatchObject({ user: { userID: "u-1" }, userText: "{ not json", savedUserId: null });
});

test("a removed project takes its user with it, and the sandbox gets its own back", () => {
  setUser({ userID: "ada" });
  selectProject("shop");
  setUser({ userID: "u-1", privateAttributes: { email: "kim@example.com" } });
  knowProjects([sandbox]);
  expect(state()).toMatchObject({ projectId: "sandbox", user: { userID: "ada" }, users: {} });
});

test("a removed project is named in words, not by its ID", () => {
  knowProjects([sandbox]);
  expect(projectNameOf(state(), "0b5c1f6e-removed")).toBe("a removed project");
});

test("selecting a saved user copies it, so that edits do not change the saved one", () => {
  const ada = { id: "u1", name: "Ada", user: { userID: "ada", custom: { plan: "pro" } }, savedAtMs: 0 };
  setUser({ userID: "somebody" }, "{ not json");
  selectSavedUser(ada);
  expect(state()).toMatchObject({ user: ada.user, userText: null, savedUserId: "u1" });
  expect(state().user).not.toBe(ada.user);
});

test("going back to a request in the default tier, which nobody selected, is no other place and leaves logging on", () => {
  setLogging(true);
  goBackTo({ projectId: "sandbox", keyId: null, tier: "staging", user: { userID: "u-1" } });
  expect(state()).toMatchObject({ isLogging: true, user: { userID: "u-1" } });
  goBackTo({ projectId: "sandbox", keyId: null, tier: "production", user: { userID: "u-1" } });
  expect(state()).toMatchObject({ isLogging: false });
});
