import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { CutName } from "#renderer/ui/cut-name.tsx";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { compareLabels } from "./compare-labels.ts";
import classes from "./folded-names.module.css";

/** A name whose answer is the same for all, and that answer. */
export interface EqualName {
  readonly name: string;
  readonly answer: Pick<Answer, "state" | "groupName"> | undefined;
}

const maxNames = 6;
/** A glyph with its margins, and one character of a name. */
const [glyphPx, characterPx] = [30, 6.7];
const morePx = 90;

/** Shows in one line the names whose answers are the same, as many as fit into `roomPx` as a whole, and how many more there are. */
export function FoldedNames({ names, roomPx }: { names: readonly EqualName[]; roomPx: number }) {
  const count = countFitting(names, roomPx);
  return (
    <span className={classes.line}>
      {names.slice(0, count).map(({ name, answer }) => (
        <span key={name} className={classes.folded}>
          {answer !== undefined && <Glyph state={answer.state} size={12} />}
          {answer !== undefined && <span className="sr">{stateLabel(answer)}</span>}
          <CutName name={name} />
        </span>
      ))}
      {names.length > count && <span className={classes.more}>{compareLabels.andMore(names.length - count)}</span>}
    </span>
  );
}

/** Returns how many names fit into a line as a whole: at most six, and at least one. */
function countFitting(names: readonly EqualName[], roomPx: number): number {
  let used = 0;
  const at = names.findIndex(({ name }, index) => {
    used += glyphPx + name.length * characterPx;
    return used + (index === names.length - 1 ? 0 : morePx) > roomPx;
  });
  return Math.max(1, Math.min(maxNames, at === -1 ? names.length : at));
}
