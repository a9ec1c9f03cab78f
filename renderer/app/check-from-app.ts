import { flushSync } from "react-dom";
import type { AnswerTab } from "#renderer/answer/tabs/answer-tabs.tsx";
import { askForTab } from "#renderer/answer/tabs/asked-tab.ts";
import { client } from "#renderer/host/client.ts";
import { runCommand } from "#renderer/session/commands.ts";
import {
  currentProject,
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
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { isJsonObject, isSameJson } from "#shared/domain/json/json.ts";
import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";
import { offeredUsers, type SavedUser } from "#shared/domain/user/saved-user.ts";
import { privateNotKeptUser, type StatsigUser, withoutPrivate } from "#shared/domain/user/statsig-user.ts";

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
 * Checks a past request again, with its project, tier, user and names, without logging. The values of private attributes were not stored: unless a saved user
 * has them, the names of the missing attributes are announced and the person starts the check. Does nothing if another project, tier, key, user or screen was
 * chosen while the saved users were read: the check would be made there.
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
  const { projects } = useSession.getState();
  if (projects.some(({ id }) => id === context.projectId)) {
    selectProject(context.projectId);
    selectTier(context.tier);
  } else {
    // As for a project that exists: a past request is checked again without logging.
    setLogging(false);
    announce(`The project ${context.projectName} no longer exists; checking in the current project.`);
  }
  const missing = user === null ? [] : selectPastUser(user, savedUsers);
  showInspect(purpose === "everything" ? "everything" : (kind ?? "gate"), names.join(", "));
  if (missing.length === 0) runCommand("run");
  else announce(`Private attributes are not stored. Enter ${missing.join(", ")} again, then check.`);
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

/** Shows why a name has its answer for a user in a project and tier, and checks it without logging. The user of the panel becomes that user. */
export function checkForSubject(
  subject: Pick<CompareSubject, "projectId" | "keyId" | "tier" | "user">,
  kind: EntityKind,
  name: string,
): void {
  setLogging(false);
  goBackTo(subject);
  checkNames(kind, name, "why");
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
