import { useAskMark, useCheckVerb } from "#renderer/session/check-verb.ts";
import { answerLabels } from "../answer-labels.ts";
import classes from "./near-names.module.css";

/** Shows known names that are similar to the requested one, as buttons. */
export function NearNames({ names, onPick }: { names: readonly string[]; onPick: (name: string) => void }) {
  const verb = useCheckVerb();
  const mark = useAskMark();
  return (
    <ul className={classes.names} aria-label={answerLabels.nearNames}>
      {names.map((name) => (
        <li key={name}>
          <button type="button" className={classes.name} title={`${verb} ${name}${mark}`} onClick={() => onPick(name)}>
            <code>{name}</code>
          </button>
        </li>
      ))}
    </ul>
  );
}
