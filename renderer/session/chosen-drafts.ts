import type { ChosenDraft } from "#shared/domain/rules-draft/rules-draft.ts";
import { useSession } from "./session.ts";

/** The edits that What if shows, which need not be saved to be chosen. */
export const unsavedDraftName = "the edits in What if";

/** Returns the drafts of a project that can be chosen in the place of its rules: those saved in What if, and the edits that it shows now. */
export function useChosenDrafts(projectId: string): readonly ChosenDraft[] {
  const saved = useSession(({ savedDrafts }) => savedDrafts);
  const edits = useSession(({ draftEdits }) => draftEdits[projectId]);
  return [
    ...(edits === undefined || edits.length === 0 ? [] : [{ name: unsavedDraftName, edits }]),
    ...saved
      .filter((draft) => draft.projectId === projectId && draft.edits.length > 0)
      .map(({ name, edits: own }) => ({ name, edits: own })),
  ];
}

/** `draft “Germany at 25 %”`, `the edits in What if`, or a version of the console. */
export function draftText({ name, isConsoleVersion = false }: Pick<ChosenDraft, "name" | "isConsoleVersion">): string {
  return name === unsavedDraftName || isConsoleVersion ? name : `draft “${name}”`;
}
