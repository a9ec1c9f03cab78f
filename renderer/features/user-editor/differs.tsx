import { notSetText } from "./answered-fields.ts";
import classes from "./differs.module.css";
import { userLabels } from "./user-labels.ts";

/** The number of characters that a field of the panel shows. */
const maxShown = 16;

/**
 * Marks a field that differs from the answer: ≠, and the value of the answer if it fits beside the field's own text; in full on hover and focus, and read aloud with
 * the field. `beside` is null where there is no room.
 */
export function Differs({ id, had, beside }: { id: string; had: string; beside: string | null }) {
  const sentence = userLabels.answerMadeWith(had === notSetText ? null : had);
  return (
    <span className={classes.differs} title={sentence}>
      <span className={classes.short} aria-hidden="true">
        <b>≠</b>
        {beside !== null && beside.length + had.length <= maxShown && <span className={classes.had}>{had}</span>}
      </span>
      <span id={id} className={classes.whole}>
        {sentence}
      </span>
    </span>
  );
}
