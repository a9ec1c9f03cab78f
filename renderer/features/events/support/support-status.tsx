import { Elapsed } from "#renderer/parts/elapsed.tsx";
import classes from "./support.module.css";
import { supportLabels } from "./support-labels.ts";

export type ReportState =
  | { readonly is: "idle" }
  | { readonly is: "checking"; readonly sinceMs: number; readonly abort: AbortController }
  | { readonly is: "failed"; readonly problem: string };

/** How the check is going: it takes the place of a line that is there anyway, so that nothing moves under the pointer. */
export function SupportStatus({ state, onCancel }: { state: Exclude<ReportState, { is: "idle" }>; onCancel: () => void }) {
  if (state.is === "failed")
    return (
      <p role="alert" className={classes.problem}>
        {state.problem.startsWith("Not sent") ? state.problem : `Request failed: ${state.problem}`}
      </p>
    );
  return (
    <p className={classes.looking}>
      {supportLabels.checking} <Elapsed sinceMs={state.sinceMs} />
      <button type="button" className="link" onClick={onCancel}>
        {supportLabels.cancel}
      </button>
    </p>
  );
}
