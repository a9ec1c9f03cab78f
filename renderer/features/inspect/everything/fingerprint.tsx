import { type Answer, type AnswerState, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { stateColour, stateStyles } from "../../../parts/state/state-look.ts";
import classes from "./fingerprint.module.css";

export type FingerprintGroup = { name: string; answers: readonly Pick<Answer, "name" | "state">[] };

/** Above this many answers, a group shows one cell per state, as wide as the state is frequent. */
const maxSingleCells = 80;

/** Shows one cell per answer, coloured by state and in the table's order, so that two users can be compared at a glance. */
export function Fingerprint({ groups, label }: { groups: readonly FingerprintGroup[]; label: string }) {
  const total = groups.reduce((sum, { answers }) => sum + answers.length, 0);
  return (
    <div className={classes.print} role="img" aria-label={label}>
      {groups.map(({ name, answers }) => (
        <div key={name} className={classes.group} style={{ flexGrow: answers.length }}>
          <div className={classes.cells}>
            {answerCells(answers, total > maxSingleCells).map(({ key, state, count }) => (
              <span
                key={key}
                className={classes.cell}
                data-is-lit={stateStyles[state].isLit || undefined}
                data-is-hatched={!isAnswered(state) || undefined}
                data-is-run={count > 1 || undefined}
                style={{ color: stateColour(state), flexGrow: count }}
              />
            ))}
          </div>
          <div className={classes.label}>
            {name} {formatNumber(answers.length)}
          </div>
        </div>
      ))}
    </div>
  );
}

type Cell = { key: string; state: AnswerState; count: number };

function answerCells(answers: FingerprintGroup["answers"], isMerged: boolean): Cell[] {
  if (!isMerged) return answers.map(({ name, state }) => ({ key: name, state, count: 1 }));
  const counts = new Map<AnswerState, number>();
  for (const { state } of answers) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => ({ key: state, state, count }));
}
