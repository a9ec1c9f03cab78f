import { answerLabels } from "../answer-labels.ts";
import classes from "./near-names.module.css";

/** Known names that are near the one asked for. */
export function NearNames({ names, onPick }: { names: readonly string[]; onPick: (name: string) => void }) {
  return (
    <ul className={classes.names} aria-label={answerLabels.nearNames}>
      {names.map((name) => (
        <li key={name}>
          <button type="button" className={classes.name} onClick={() => onPick(name)}>
            <code>{name}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}
