import type { ReactNode } from "react";
import { answerLabels } from "#renderer/answer/answer-labels.ts";
import { Elapsed } from "#renderer/parts/elapsed.tsx";
import { resultFocus } from "#renderer/ui/keyboard/keep-focus.ts";
import classes from "./check-progress.module.css";

/** Shows `checking invite_friends, 0.4 s` and Cancel. Hidden from screen readers, to which the outcome is announced. */
export function CheckProgress({ what, sinceMs, onCancel }: { what?: ReactNode | undefined; sinceMs: number; onCancel: () => void }) {
  return (
    <span className={classes.note}>
      <span className={classes.elapsed} aria-hidden="true">
        checking{what !== undefined && <> {what}</>}, <Elapsed sinceMs={sinceMs} />
      </span>
      <button type="button" className="link" onClick={onCancel}>
        Cancel
      </button>
    </span>
  );
}

/** Stands in for the answer while the first check of this kind is running. */
export function PendingAnswer({ title, note }: { title: ReactNode; note: ReactNode }) {
  return (
    <section {...resultFocus} className={classes.line} aria-label={answerLabels.answer} aria-busy="true">
      <h2 className={classes.name}>{title}</h2>
      {note}
    </section>
  );
}
