import type { ReactNode } from "react";
import classes from "./cut-name.module.css";

/** The letters at the end of a name that stay visible: names of one project often differ only there. */
const endLength = 14;

/**
 * Shows a name in one line. A name that is too long for its place is cut in the middle: `checkout_redes…_germany_phase_3`. The full name is what is read
 * out, copied and shown on hover. `children` is the name with marks in it. Its surface must be `--gs-cut`, or the screen.
 */
export function CutName({ name, className = "", children = name }: { name: string; className?: string | undefined; children?: ReactNode }) {
  const letters = [...name];
  return (
    <code className={`${classes.cut} ${className}`} title={name}>
      <span className={classes.full}>{children}</span>
      <span
        className={classes.short}
        data-start={letters.slice(0, -endLength).join("")}
        data-end={letters.slice(-endLength).join("")}
        aria-hidden
      />
    </code>
  );
}
