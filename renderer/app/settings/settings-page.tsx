import type { ReactNode } from "react";
import classes from "./settings-screen.module.css";

/** Shows a settings page with a title and one scrollable column. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.page} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard */}
      <section className={classes.body} aria-label={`${title}, content`} tabIndex={0}>
        {children}
      </section>
    </section>
  );
}
