import type { ReactNode } from "react";
import classes from "./settings-screen.module.css";

/** A settings page that is one column of things. */
export function SettingsPage({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section className={classes.page} aria-label={title}>
      <div className={classes.head}>
        <h2>{title}</h2>
      </div>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <section className={classes.body} aria-label={`${title}, content`} tabIndex={0}>
        {children}
      </section>
    </section>
  );
}
