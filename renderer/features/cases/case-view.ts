import { create } from "zustand";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import { nameOfFile, readFile, unreadableFileText } from "#renderer/parts/files/read-file.ts";
import { announce } from "#renderer/ui/live-region.tsx";
import type { OpenedCase } from "#shared/domain/case/case-request.ts";
import type { Replay } from "#shared/domain/case/replay.ts";
import { casesLabels } from "./cases-labels.ts";

export type CaseTab = keyof typeof casesLabels.tabs;

export type ReplayState =
  | { readonly is: "idle" }
  | { readonly is: "running"; readonly abort: AbortController }
  | { readonly is: "done"; readonly replay: Replay }
  | { readonly is: "failed"; readonly problem: string };

interface CaseView {
  readonly opened: OpenedCase | null;
  /** Why the last file was not opened. */
  readonly refusal: { readonly fileName: string; readonly because: string } | null;
  /** The answer that is shown. */
  readonly at: number;
  readonly tab: CaseTab;
  readonly replay: ReplayState;
}

const closed: CaseView = { opened: null, refusal: null, at: 0, tab: "why", replay: { is: "idle" } };

/** The open case. Like the answers, it is kept when the screen is closed. */
export const useCaseView = create<CaseView>()(() => closed);

/** The bytes of a file in UTF-16 are twice its characters. */
const maxFileBytes = 40_000_000;

/** Opens a file as a case, wholly or not at all. A case that is open stays open if the file is refused. */
export async function openCaseFile(file: File): Promise<void> {
  try {
    if (file.size > maxFileBytes) return refuse(nameOfFile(file), casesLabels.tooLarge);
    const text = await readFile(file);
    const opened = await client.cases.open({ fileName: nameOfFile(file), text });
    stopReplay();
    useCaseView.setState({ ...closed, opened });
    announce(casesLabels.opened(nameOfFile(file)));
  } catch (failure) {
    refuse(nameOfFile(file), unreadableFileText(nameOfFile(file), failure) ?? sentenceOf(failure));
  }
}

function refuse(fileName: string, because: string): void {
  useCaseView.setState({ refusal: { fileName, because } });
  announce(`${casesLabels.refusedTitle}: ${fileName}. ${because}`);
}

export function closeCase(): void {
  stopReplay();
  useCaseView.setState(closed);
  announce(casesLabels.closed);
}

function stopReplay(): void {
  const { replay } = useCaseView.getState();
  if (replay.is === "running") replay.abort.abort();
}

/** Replays the open case with the rules of a project, or, with `isLive`, as Statsig answers. */
export async function replayOpenCase(projectId: string, isLive: boolean): Promise<void> {
  const { opened } = useCaseView.getState();
  if (opened === null) return;
  stopReplay();
  const abort = new AbortController();
  useCaseView.setState({ replay: { is: "running", abort } });
  try {
    const replay = await client.cases.replay({ caseId: opened.caseId, projectId, isLive }, { signal: abort.signal });
    if (!abort.signal.aborted) useCaseView.setState({ replay: { is: "done", replay } });
  } catch (failure) {
    if (!abort.signal.aborted) useCaseView.setState({ replay: { is: "failed", problem: sentenceOf(failure) } });
  }
}
