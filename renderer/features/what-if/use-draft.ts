import { useProjectId, useSession } from "#renderer/session/session.ts";
import { CannotRestore, offerUndo } from "#renderer/ui/undo.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { withEdit } from "./draft-edits.ts";
import { replaceEdits } from "./open-draft.ts";

const none: readonly RuleEdit[] = [];

/** The edits of the selected project. They are part of the session, so that a reload loses none. */
export function useDraft() {
  const projectId = useProjectId();
  const edits = useSession(({ draftEdits }) => draftEdits[projectId] ?? none);
  const replace = (next: readonly RuleEdit[]) => replaceEdits(projectId, next);
  const current = () => useSession.getState().draftEdits[projectId] ?? none;
  /** Replaces the edits, and lets Ctrl+Z bring back what that removed, unless there are other edits by then. */
  const replaceWithUndo = (what: string, next: readonly RuleEdit[], done?: string) => {
    const before = current();
    replace(next);
    offerUndo(
      what,
      () => {
        if (JSON.stringify(current()) !== JSON.stringify(next)) throw new CannotRestore("the copy was edited since.");
        replace(before);
      },
      done,
    );
  };
  return {
    edits,
    replace,
    replaceWithUndo,
    add: (edit: RuleEdit) => replace(withEdit(current(), edit)),
    /** Adds an edit that removes a part of a rule. */
    remove: (what: string, edit: RuleEdit) => replaceWithUndo(what, withEdit(current(), edit)),
    undo: () => replace(edits.slice(0, -1)),
  };
}
