import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import { Glyph } from "./glyph.tsx";
import classes from "./state.module.css";
import { stateColour } from "./state-look.ts";

/** Shows a state, always as an icon and a word. `word` is `stateLabel(answer)`, which includes the group. */
export function State({
  state,
  word,
  size = 16,
  isStrong = false,
}: {
  state: AnswerState;
  word: string;
  size?: number;
  isStrong?: boolean;
}) {
  return (
    <span className={classes.state} data-is-strong={isStrong || undefined} style={{ color: stateColour(state) }}>
      <Glyph state={state} size={size} />
      <span className={classes.word}>{word}</span>
    </span>
  );
}
