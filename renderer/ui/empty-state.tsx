import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

/** What stands where there is nothing yet: a heading, a sentence that teaches, and at most a few things to do. */
export function EmptyState({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2>{title}</h2>
      <div className={classes.lead}>{children}</div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
