import { notSetText } from "./answered-fields.ts";
import classes from "./differs.module.css";
import { userLabels } from "./user-labels.ts";

/** Marks a field that differs from the answer: ≠ and the value of the answer if both fit; in full on hover and focus, and read aloud with the field. */
export function Differs({ id, had }: { id: string; had: string }) {
  const sentence = userLabels.answerMadeWith(had === notSetText ? null : had);
  return (
    <span className={classes.differs} title={sentence}>
      <span className={classes.short} aria-hidden="true">
        <b>≠</b>
        <span className={classes.had}>{had}</span>
      </span>
      <span id={id} className={classes.whole}>
        {sentence}
      </span>
    </span>
  );
}
