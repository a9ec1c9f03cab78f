import type { ReactNode } from "react";
import classes from "./facts.module.css";

export type Fact = { name: string; value: ReactNode };

/** Facts in two calm columns: what it is, and what it is here. */
export function Facts({ facts }: { facts: readonly Fact[] }) {
  return (
    <dl className={classes.facts}>
      {facts.map(({ name, value }) => (
        <div key={name} className={classes.fact}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
