import { flushSync } from "react-dom";
import type { AnswerTab } from "#renderer/answer/tabs/answer-tabs.tsx";
import { askForTab } from "#renderer/answer/tabs/asked-tab.ts";
import { client } from "#renderer/host/client.ts";
import { runCommand } from "#renderer/session/commands.ts";
import {
  currentProject,
  currentTier,
  goBackTo,
  selectProject,
  selectSavedUser,
  selectTier,
  setInspectTab,
  setLogging,
  setName,
  setScreen,
  setUser,
  tieToSavedUser,
  useSession,
  watchChoices,
} from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { showFailure, showNotice } from "#renderer/ui/notice.ts";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { isJsonObject, isSameJson } from "#shared/domain/json/json.ts";
import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";
import { offeredUsers, type SavedUser } from "#shared/domain/user/saved-user.ts";
import { privateNotKeptUser, type StatsigUser, tierOf, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { appLabels } from "./app-labels.ts";

/** Shows Inspect with these names and checks them at once. `tab` is the tab of the answer to show. */
export function checkNames(kind: EntityKind, names: string, tab: AnswerTab | null = null): void {
  showInspect(kind, names, tab);
  runCommand("run");
}

/** Shows Inspect and checks everything for the current user at once. */
export function checkEverything(): void {
  showInspect("everything", "");
  runCommand("run");
}

/**
 * Checks a past request again, with its project, tier, user and names, without logging. Shows the request on Inspect without checking it, and says why, if its
 * project or tier no longer exists, or if private attributes are missing: their values were not stored, and no saved user has them. Does nothing if another
 * project, tier, key, user or screen was chosen while the saved users were read: the check would be made there.
 */
export async function checkAgain(
  { context }: Pick<HistoryEntry, "context">,
  readSavedUsers: () => Promise<readonly SavedUser[]> = () => client.users.list(),
): Promise<void> {
  const { kind, names, user, purpose } = context;
  const isStillWanted = watchChoices();
  // If the saved users cannot be read, the stored user is used.
  const savedUsers = user === null ? [] : await readSavedUsers().catch(() => []);
  if (!isStillWanted()) return;
  // Also for a project that no longer exists: a past request is checked again without logging.
  const wasLogging = stopLogging();
  const goneText = selectPlace(context, tierOf(user ?? {}));
  const missing = user === null ? [] : selectPastUser(user, savedUsers);
  showInspect(purpose === "everything" ? "everything" : (kind ?? "gate"), names.join(", "));
  if (goneText !== null) showFailure(goneText);
  else if (missing.length > 0) showNotice({ of: "action", text: appLabels.privateMissing(missing), isHint: true });
  else runWithoutLogging(wasLogging);
}

/** Switches Logging off. Returns true if it was on. */
function stopLogging(): boolean {
  const { isLogging } = useSession.getState();
  setLogging(false);
  return isLogging;
}

/** Checks what Inspect shows, and says so if Logging was on and is not any more. */
function runWithoutLogging(wasLogging: boolean): void {
  if (wasLogging) showNotice({ of: "action", text: appLabels.loggingOff, isHint: true });
  runCommand("run");
}

/** Selects the project and the tier of a request. Returns why nothing may be checked, as sentences, if one of them no longer exists; else null. */
function selectPlace(
  { projectId, projectName, tier }: Pick<HistoryEntry["context"], "projectId" | "projectName" | "tier">,
  ownTier: string | null,
): string | null {
  const project = useSession.getState().projects.find(({ id }) => id === projectId);
  if (project === undefined) return appLabels.projectGone(projectName, currentProject(useSession.getState())?.name ?? "");
  selectProject(projectId);
  if (project.tiers.some(({ name }) => name === tier)) selectTier(tier);
  else if (ownTier !== tier) return appLabels.tierGone(tier, project.name, currentTier(useSession.getState()));
  return null;
}

/** Selects the saved user of a past request, or the user as it was stored. Returns the names of private attributes whose values are missing. */
function selectPastUser(user: StatsigUser, savedUsers: readonly SavedUser[]): string[] {
  const offered = offeredUsers(savedUsers, currentProject(useSession.getState())?.kind);
  const saved = offered.find((each) => isSameJson(privateNotKeptUser(each.user), user));
  if (saved !== undefined) {
    selectSavedUser(saved);
    return [];
  }
  setUser(withoutPrivate(user));
  tieToSavedUser(null);
  return isJsonObject(user.privateAttributes) ? Object.keys(user.privateAttributes) : [];
}

/**
 * Shows why a name has its answer for a user in a project and tier, and checks it without logging. The user of the panel becomes that user. If the project no longer
 * exists, nothing is checked: the user would be sent to another one.
 */
export function checkForSubject(
  subject: Pick<CompareSubject, "projectId" | "keyId" | "tier" | "user">,
  kind: EntityKind,
  name: string,
): void {
  const wasLogging = stopLogging();
  const isProjectThere = goBackTo(subject);
  showInspect(kind, name, "why");
  if (isProjectThere) runWithoutLogging(wasLogging);
  else showFailure(appLabels.projectGone(null, currentProject(useSession.getState())?.name ?? ""));
}

/** Shows a parameter store, which is resolved here and not checked. */
export function showParameterStore(name: string): void {
  showInspect("store", name);
}

/** Shows Inspect synchronously: a check can run only when the screen is rendered with the names in its field. */
export function showInspect(tab: SessionSnapshot["inspectTab"], names: string, answerTab: AnswerTab | null = null): void {
  flushSync(() => {
    askForTab(answerTab);
    setInspectTab(tab);
    if (tab !== "everything") setName(tab, names);
    setScreen("inspect");
  });
}

/** Selects a saved user and announces it. */
export function switchUser(saved: SavedUser): void {
  selectSavedUser(saved);
  announce(`Switched to ${saved.name}.`);
}
