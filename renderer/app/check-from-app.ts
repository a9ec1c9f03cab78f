import { flushSync } from "react-dom";
import { client } from "#renderer/host/client.ts";
import { runCommand } from "#renderer/session/commands.ts";
import {
  selectProject,
  selectSavedUser,
  selectTier,
  setInspectTab,
  setName,
  setScreen,
  setUser,
  tieToSavedUser,
  useSession,
} from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { isJsonObject, isSameJson } from "#shared/domain/json/json.ts";
import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";
import type { SavedUser } from "#shared/domain/user/saved-user.ts";
import { privateNotKeptUser, type StatsigUser, withoutPrivate } from "#shared/domain/user/statsig-user.ts";

/** Shows Inspect with these names and checks them at once. */
export function askFor(kind: EntityKind, names: string): void {
  showInspect(kind, names);
  runCommand("run");
}

/**
 * Takes project, tier, user and names of a past request in hand and asks again. Private attributes were never kept: where no saved user brings
 * them, they are named, and the asking is left to the person who can give them again.
 */
export async function checkAgain({ context }: Pick<HistoryEntry, "context">): Promise<void> {
  const { kind, names, user, purpose } = context;
  const { projects } = useSession.getState();
  if (projects.some(({ id }) => id === context.projectId)) {
    selectProject(context.projectId);
    selectTier(context.tier);
  } else {
    announce(`The project ${context.projectName} no longer exists; checking in the current project.`);
  }
  const missing = user === null ? [] : await takePastUser(user);
  showInspect(purpose === "everything" ? "everything" : (kind ?? "gate"), names.join(", "));
  if (missing.length === 0) runCommand("run");
  else announce(`Private attributes are never kept. Give ${missing.join(", ")} again, then check.`);
}

/** Takes the user of a past request in hand: the saved one that it was, where there still is one. Gives the names of private attributes that are missing. */
async function takePastUser(user: StatsigUser): Promise<string[]> {
  // Without the list of saved users the request can be asked again all the same.
  const savedUsers = await client.users.list().catch(() => []);
  const saved = savedUsers.find((each) => isSameJson(privateNotKeptUser(each.user), user));
  if (saved !== undefined) {
    selectSavedUser(saved);
    return [];
  }
  setUser(withoutPrivate(user));
  tieToSavedUser(null);
  return isJsonObject(user.privateAttributes) ? Object.keys(user.privateAttributes) : [];
}

/** At once: the screen must be there, with the names in hand, before it can be told to run. */
function showInspect(tab: SessionSnapshot["inspectTab"], names: string): void {
  flushSync(() => {
    setInspectTab(tab);
    if (tab !== "everything") setName(tab, names);
    setScreen("inspect");
  });
}

/** Takes a saved user in hand, and says so. */
export function takeUser(saved: SavedUser): void {
  selectSavedUser(saved);
  announce(`Switched to ${saved.name}.`);
}
