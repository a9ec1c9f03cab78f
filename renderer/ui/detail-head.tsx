import type { ReactNode } from "react";
import classes from "./detail-head.module.css";

/** Shows the head of what fills the rest of a screen: an icon, its title, and `children` beside it. */
export function DetailHead({ icon, title, children }: { icon: ReactNode; title: string; children?: ReactNode }) {
  return (
    <div className={classes.head}>
      {icon}
      <h2>{title}</h2>
      {children}
    </div>
  );
}
