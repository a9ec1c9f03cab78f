import type { ReactNode } from "react";
import classes from "./section.module.css";

/** Shows a section without a border: a heading, its note on the same line, `end` at the right, and the content below. */
export function Section({ title, note, end, children }: { title: string; note?: ReactNode; end?: ReactNode; children: ReactNode }) {
  return (
    <section>
      <div className={classes.head}>
        <h3>{title}</h3>
        {note !== undefined && note !== "" && <span className={classes.note}>{note}</span>}
        {end !== undefined && <span className={classes.end}>{end}</span>}
      </div>
      {children}
    </section>
  );
}
