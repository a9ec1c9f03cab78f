import { create } from "zustand";
import type { VersionedEntity } from "#renderer/answer/console-versions/version-choices.ts";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { WhatIfRequest } from "#shared/domain/comparison/what-if.ts";
import type { ChosenDraft } from "#shared/domain/rules-draft/rules-draft.ts";
import { previousFor, type WhatIfResult } from "./shown-result.ts";

/** One of two versions: kept rules, the newest ones for null, or these as a version of the console. */
export interface ChosenRules {
  readonly snapshotId: string | null;
  /** A version of the console: the edits are of the rules of one project. */
  readonly draft?: ChosenDraft & { readonly projectId: string };
}

interface WhatIfView {
  readonly mode: "copy" | "dates";
  /**
   * `saved`, `new_ids`, `new_ids_like` with the other fields of the panel's user, or the ID of a cohort, as they were chosen beside the cohort that was shown: with
   * another one, its users are taken. Null until they are chosen.
   */
  readonly users: { readonly value: string; readonly besideCohort: string | null } | null;
  /** Null until they are chosen. */
  readonly older: ChosenRules | null;
  readonly newer: ChosenRules;
  /** The gate or dynamic config whose console versions are offered; null for that of the screen. */
  readonly versionsOf: VersionedEntity | null;
  /** The edit between two versions that is shown; null for all of them. */
  readonly edit: string | null;
  /** Why the file that was chosen last is no draft; null if it was opened. */
  readonly fileProblem: string | null;
  readonly result: WhatIfResult;
}

/** What the screen shows. It outlives the screen, so that switching screens loses nothing; the edits are in the session, which is stored. */
export const useWhatIf = create<WhatIfView>()(() => ({
  mode: "copy",
  users: null,
  older: null,
  newer: { snapshotId: null },
  versionsOf: null,
  edit: null,
  fileProblem: null,
  result: { is: "none" },
}));

let running: AbortController | null = null;

/** Counts who changes. A running count is cancelled first; the result before it stays visible, marked as not current. */
export async function countChanges(request: WhatIfRequest, calls: Pick<typeof client.whatIf, "changes"> = client.whatIf): Promise<void> {
  running?.abort();
  const abort = new AbortController();
  running = abort;
  const previous = previousFor(useWhatIf.getState().result, request.projectId);
  const show = (result: WhatIfResult) => {
    if (running === abort) useWhatIf.setState({ result });
  };
  show({ is: "running", request, progress: null, previous });
  try {
    const stream = await calls.changes(request, { signal: abort.signal });
    for (;;) {
      const step = await stream.next();
      if (step.done) return show({ is: "done", request, summary: step.value });
      show({ is: "running", request, progress: step.value, previous });
    }
  } catch (failure) {
    show(abort.signal.aborted ? { is: "cancelled", request } : { is: "failed", request, problem: sentenceOf(failure) });
  }
}

export function cancelCount(): void {
  running?.abort();
}

export function forgetResult(): void {
  running?.abort();
  running = null;
  useWhatIf.setState({ result: { is: "none" } });
}
