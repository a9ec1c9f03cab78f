import { nameOfFile, readFile, unreadableFileText } from "#renderer/parts/files/read-file.ts";
import { useSession } from "#renderer/session/session.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import { type RuleEdit, readDraft } from "#shared/domain/rules-draft/rules-draft.ts";
import { whatIfLabels } from "./what-if-labels.ts";
import { useWhatIf } from "./what-if-state.ts";

const maxFileBytes = 20_000_000;

/** Opens a draft's file in the place of the project's edits. A file that is refused changes nothing, and the screen says why. */
export async function openDraftFile(file: File, projectId: string): Promise<void> {
  const name = nameOfFile(file);
  if (file.size > maxFileBytes) return refuse(whatIfLabels.tooLarge(name));
  let text: string;
  try {
    text = await readFile(file);
  } catch (failure) {
    return refuse(unreadableFileText(name, failure) ?? whatIfLabels.unreadable(name));
  }
  const reading = readDraft(text);
  if (reading.kind === "unusable") return refuse(whatIfLabels.unusable(name, reading.problem));
  replaceEdits(projectId, reading.draft.edits);
  announce(whatIfLabels.openedFile(name, reading.draft.edits.length));
}

function refuse(problem: string): void {
  useWhatIf.setState({ fileProblem: problem });
  announce(problem);
}

/** Replaces the edits of a project. */
export function replaceEdits(projectId: string, next: readonly RuleEdit[]): void {
  useWhatIf.setState({ fileProblem: null });
  useSession.setState(({ draftEdits }) => ({ draftEdits: { ...draftEdits, [projectId]: [...next] } }));
}
