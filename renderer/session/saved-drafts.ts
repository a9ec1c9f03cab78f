import type { RulesDraft } from "#shared/domain/rules-draft/rules-draft.ts";
import { useProjectId, useSession } from "./session.ts";

/**
 * The drafts of a project that were saved by name, for every screen on which rules are chosen; those of the selected project by default. A draft has no
 * rules of its own: it is used as `{ snapshotId, edits: draft.edits }` (`DraftedRules`), and may no longer fit the rules.
 */
export function useSavedDrafts(of?: string) {
  const selected = useProjectId();
  const projectId = of ?? selected;
  const all = useSession(({ savedDrafts }) => savedDrafts);
  return {
    drafts: all.filter((draft) => draft.projectId === projectId),
    save: (draft: RulesDraft) =>
      useSession.setState(({ savedDrafts }) => ({
        savedDrafts: [
          ...savedDrafts.filter(({ projectId: other, name }) => other !== projectId || name !== draft.name),
          { ...draft, projectId },
        ].slice(-200),
      })),
    remove: (name: string) =>
      useSession.setState(({ savedDrafts }) => ({
        savedDrafts: savedDrafts.filter((draft) => draft.projectId !== projectId || draft.name !== name),
      })),
  };
}
