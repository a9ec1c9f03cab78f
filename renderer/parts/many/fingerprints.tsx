import { stateColour, stateStyles } from "#renderer/parts/state/state-look.ts";
import { CutName } from "#renderer/ui/cut-name.tsx";
import { type AnswerState, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import classes from "./fingerprints.module.css";

/** The answers of one kind: for each name the state of every subject, the first one's first. */
export interface FingerprintsGroup {
  readonly title: string;
  readonly names: readonly { readonly name: string; readonly states: readonly AnswerState[]; readonly isEqual: readonly boolean[] }[];
}

/** Above this number of names, only those that differ are drawn. */
export const maxDrawn = 40;
/** Of those that differ, so many are drawn then: of each kind as large a part. */
const maxDifferingDrawn = 28;

/**
 * Shows one row of cells for each of two to four subjects, faded where the answer is the first one's, and a tick where any differs. Of many names, only kinds with
 * some that differ are shown; nothing if all agree.
 */
export function Fingerprints({
  subjects,
  groups,
  label,
}: {
  subjects: readonly string[];
  groups: readonly FingerprintsGroup[];
  label: string;
}) {
  const total = groups.reduce((sum, { names }) => sum + names.length, 0);
  const differing = groups.map(({ names }) => names.filter(({ isEqual }) => isEqual.includes(false)));
  const part = Math.min(1, maxDifferingDrawn / differing.reduce((sum, names) => sum + names.length, 1));
  const drawnGroups = groups.flatMap(({ title, names }, group) => {
    const ofKind = differing[group] ?? [];
    const drawn = total > maxDrawn ? ofKind.slice(0, Math.ceil(ofKind.length * part)) : names;
    return drawn.length === 0 ? [] : [{ title, drawn, count: names.length }];
  });
  if (drawnGroups.length === 0) return null;
  return (
    <div className={classes.print} role="img" aria-label={label}>
      <div className={classes.names}>
        {subjects.map((subject, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: two subjects may have one name, and their order is what they are
          <CutName key={at} name={subject} className={classes.subject} />
        ))}
      </div>
      {drawnGroups.map(({ title, drawn, count }) => (
        <div key={title} className={classes.group} style={{ flexGrow: drawn.length }}>
          {subjects.map((_subject, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: as above
            <div key={at} className={classes.cells}>
              {drawn.map(({ name, states, isEqual }) => (
                <Cell key={name} state={states[at] ?? "unknown"} isEqual={at > 0 && isEqual[at] === true} />
              ))}
            </div>
          ))}
          <div className={classes.ticks}>
            {drawn.map(({ name, isEqual }) => (
              <i key={name} data-differs={isEqual.includes(false) || undefined} />
            ))}
          </div>
          <div className={classes.label}>
            {title} {formatNumber(count)}
          </div>
        </div>
      ))}
    </div>
  );
}

export interface FingerprintGroup {
  readonly title: string;
  readonly answers: readonly { readonly name: string; readonly state: AnswerState }[];
}

/** Above this many answers, a group of one subject shows one cell per state, as wide as the state is frequent. */
const maxSingleCells = 80;

/** Shows one cell for each answer of one subject, coloured by state and in the table's order. */
export function Fingerprint({ groups, label }: { groups: readonly FingerprintGroup[]; label: string }) {
  const total = groups.reduce((sum, { answers }) => sum + answers.length, 0);
  return (
    <div className={classes.print} role="img" aria-label={label}>
      {groups.map(({ title, answers }) => (
        <div key={title} className={classes.group} style={{ flexGrow: answers.length }}>
          <div className={classes.cells}>
            {answerCells(answers, total > maxSingleCells).map(({ key, state, count }) => (
              <Cell key={key} state={state} count={count} />
            ))}
          </div>
          <div className={classes.label}>
            {title} {formatNumber(answers.length)}
          </div>
        </div>
      ))}
    </div>
  );
}

function answerCells(answers: FingerprintGroup["answers"], isMerged: boolean): { key: string; state: AnswerState; count: number }[] {
  if (!isMerged) return answers.map(({ name, state }) => ({ key: name, state, count: 1 }));
  const counts = new Map<AnswerState, number>();
  for (const { state } of answers) counts.set(state, (counts.get(state) ?? 0) + 1);
  return [...counts].map(([state, count]) => ({ key: state, state, count }));
}

function Cell({ state, isEqual = false, count = 1 }: { state: AnswerState; isEqual?: boolean; count?: number }) {
  return (
    <span
      className={classes.cell}
      data-is-lit={stateStyles[state].isLit || undefined}
      data-is-hatched={!isAnswered(state) || undefined}
      data-is-equal={isEqual || undefined}
      data-is-run={count > 1 || undefined}
      style={{ color: stateColour(state), flexGrow: count }}
    />
  );
}
