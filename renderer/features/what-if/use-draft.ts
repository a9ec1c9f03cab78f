import { useProjectId, useSession } from "#renderer/session/session.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { withEdit } from "./draft-edits.ts";
import { useWhatIf } from "./what-if-state.ts";

const none: readonly RuleEdit[] = [];

/** The edits of the selected project. They are part of the session, so that a reload loses none. */
export function useDraft() {
  const projectId = useProjectId();
  const edits = useSession(({ draftEdits }) => draftEdits[projectId] ?? none);
  const replace = (next: readonly RuleEdit[]) => {
    useWhatIf.setState({ fileProblem: null });
    useSession.setState(({ draftEdits }) => ({ draftEdits: { ...draftEdits, [projectId]: [...next] } }));
  };
  return {
    edits,
    replace,
    add: (edit: RuleEdit) => replace(withEdit(useSession.getState().draftEdits[projectId] ?? none, edit)),
    undo: () => replace(edits.slice(0, -1)),
  };
}
