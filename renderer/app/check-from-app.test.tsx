import { beforeEach, expect, test, vi } from "vitest";
import { useCommand } from "#renderer/session/commands.ts";
import { blankSnapshot, selectProject, selectTier, setLogging, setScreen, setUser, useSession } from "#renderer/session/session.ts";
import { showNotice } from "#renderer/ui/notice.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { blankProject, type Project } from "#shared/domain/project/project.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { appLabels } from "./app-labels.ts";
import { checkAgain, checkForSubject } from "./check-from-app.ts";
import { NoticeStrip } from "./frame/notice-strip.tsx";

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
  ["logging", () => setLogging(true)],
])("it is not once %s was chosen while the saved users were read", async ([, choose]) => {
  const users = Promise.withResolvers<[]>();
  const checked = checkAgain(request, () => users.promise);
  choose();
  const later = chosen();
  users.resolve([]);
  await checked;
  expect(chosen()).toEqual(later);
});

/** Shows what the frame says, and returns the function that a check would call. */
async function renderFrame() {
  const run = vi.fn<() => void>();
  function RunCommand() {
    useCommand("run", run);
    return <NoticeStrip />;
  }
  showNotice(null);
  return { run, page: await renderOnPage(<RunCommand />) };
}

test.for<[string, Partial<HistoryEntry["context"]>, string]>([
  ["its project was removed", { projectId: "gone", projectName: "Acme" }, appLabels.projectGone("Acme", "other")],
  ["its tier was removed", { tier: "canary" }, appLabels.tierGone("canary", "shop", "production")],
  ["a private attribute was not stored", { user: { privateAttributes: { salary: "not kept" } } }, appLabels.privateMissing(["salary"])],
])("nothing is checked, and the screen says so, if %s", async ([, change, sentence]) => {
  const { run, page } = await renderFrame();
  useSession.setState({ isLogging: true });
  await checkAgain({ context: { ...request.context, ...change } }, async () => []);
  await expect.element(page.getByText(sentence)).toBeVisible();
  expect(run).not.toHaveBeenCalled();
  expect(useSession.getState()).toMatchObject({ screen: "inspect", isLogging: false });
});

test.for<[string, () => Promise<void> | void]>([
  ["a past request", () => checkAgain(request, async () => [])],
  ["a user of a table", () => checkForSubject({ projectId: "shop", keyId: null, tier: "staging", user: { userID: "u-1" } }, "gate", "a")],
])("the screen says that logging is off, if it was on, when %s is checked", async ([, open]) => {
  const { run, page } = await renderFrame();
  await open();
  await expect.element(page.getByText(appLabels.loggingOff)).not.toBeInTheDocument();
  useSession.setState({ isLogging: true });
  await open();
  await expect.element(page.getByText(appLabels.loggingOff)).toBeVisible();
  expect(run).toHaveBeenCalledTimes(2);
  expect(useSession.getState().isLogging).toBe(false);
});

test("a user of a removed project is not sent to the current one", async () => {
  const { run, page } = await renderFrame();
  checkForSubject({ projectId: "gone", keyId: null, tier: "staging", user: { userID: "u-1036" } }, "gate", "checkout_v2");
  await expect.element(page.getByText(appLabels.projectGone(null, "other"))).toBeVisible();
  expect(run).not.toHaveBeenCalled();
});

test("a past request whose tier is set on its user is checked again, though the project has no such tier", async () => {
  const { run } = await renderFrame();
  const user = { userID: "u-1036", statsigEnvironment: { tier: "canary" } };
  await checkAgain({ context: { ...request.context, tier: "canary", user } }, async () => []);
  expect(run).toHaveBeenCalledOnce();
});
