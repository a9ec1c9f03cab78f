import type { ReactNode } from "react";
import classes from "./empty-state.module.css";

/** Shows an empty screen's text: a heading, an explanation, and at most a few actions. */
export function EmptyState({ title, children, actions }: { title: string; children: ReactNode; actions?: ReactNode }) {
  return (
    <div className={classes.empty}>
      <h2 className={classes.title}>{title}</h2>
      <div className={classes.lead}>{children}</div>
      {actions && <div className={classes.actions}>{actions}</div>}
    </div>
  );
}
