import { flushSync } from "react-dom";
import { runCommand } from "#renderer/session/commands.ts";
import {
  selectProject,
  selectSavedUser,
  selectTier,
  setInspectTab,
  setName,
  setScreen,
  setUser,
  useSession,
} from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { EntityKind } from "#shared/domain/evaluation.ts";
import type { HistoryEntry } from "#shared/domain/history-entry.ts";
import { isJsonObject } from "#shared/domain/json.ts";
import type { SavedUser } from "#shared/domain/saved-user.ts";
import type { SessionSnapshot } from "#shared/domain/session-snapshot.ts";
import { withoutPrivate } from "#shared/domain/statsig-user.ts";

/** Shows Inspect with these names and checks them at once. */
export function askFor(kind: EntityKind, names: string): void {
  showInspect(kind, names);
  runCommand("run");
}

/**
 * Takes project, tier, user and names of a past request in hand and asks again. Private attributes were never kept: when there were any, they are
 * named, and the asking is left to the person who can give them again.
 */
export function askAgain({ context }: Pick<HistoryEntry, "context">): void {
  const { kind, names, user, purpose } = context;
  const { projects } = useSession.getState();
  if (projects.some(({ id }) => id === context.projectId)) {
    selectProject(context.projectId);
    selectTier(context.tier);
  } else {
    announce(`The project ${context.projectName} is gone; asking in the one in hand.`);
  }
  if (user !== null) setUser(withoutPrivate(user));
  showInspect(purpose === "everything" ? "everything" : (kind ?? "gate"), names.join(", "));
  const missing = user !== null && isJsonObject(user.privateAttributes) ? Object.keys(user.privateAttributes) : [];
  if (missing.length === 0) runCommand("run");
  else announce(`Private attributes are never kept. Give ${missing.join(", ")} again, then check.`);
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
  announce(`${saved.name} is in hand.`);
}
