import { sandboxProjectId } from "../project/sandbox-project.ts";
import { switchProjectUser } from "./project-users.ts";
import type { WindowSession } from "./session-snapshot.ts";

/** Returns what a window has without what it kept for a project that was removed. If it was the current one, the sandbox is selected, and its user with it. */
export function withoutProject(session: WindowSession, removedId: string): WindowSession {
  const { projectId, user, userText, savedUserId } = session;
  const selectedId = projectId === removedId ? sandboxProjectId : projectId;
  const { panel, users } = switchProjectUser(
    { panel: { user, userText, savedUserId }, users: session.users },
    { id: projectId },
    { id: selectedId, isSandbox: selectedId === sandboxProjectId },
  );
  const others = <Of>({ [removedId]: _removed, ...rest }: Readonly<Record<string, Of>>): Record<string, Of> => rest;
  return {
    ...{ ...session, ...panel, projectId: selectedId, users: others(users) },
    ...{ tiers: others(session.tiers), keys: others(session.keys), draftEdits: others(session.draftEdits) },
  };
}
