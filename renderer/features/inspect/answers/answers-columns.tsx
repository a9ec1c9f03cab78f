import { State } from "#renderer/parts/state/state.tsx";
import { clamp } from "#renderer/ui/clamp.ts";
import { CutName } from "#renderer/ui/cut-name.tsx";
import type { DataColumn } from "#renderer/ui/data-table.tsx";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import classes from "./answers-columns.module.css";
import { type AnswerRow, ownerOf, shortValue, shownName } from "./answers-table.ts";

/** Table width in pixels from which on each of these columns is shown. */
const minColumnWidthsPx = { because: 480, unit: 700, owner: 860 };

const columnRem = { owner: 9.75, unit: 4.75 };
/** The least width of the column of states, the most it takes of a narrow and a wide table, and the width of a letter and of the mark. */
const answerRem = { min: { narrow: 9.25, wide: 11 }, max: { narrow: 11, wide: 14 }, letter: 0.42, mark: 1.5 };
export const remPx = 16;

/** Returns the columns for these answers in a table `widthPx` wide: fewer in a narrow table, and none that would be empty. */
export function answerColumns(answers: readonly Answer[], widthPx: number): DataColumn<AnswerRow>[] {
  const isNarrow = widthPx < minColumnWidthsPx.owner;
  const hasOwners = !isNarrow && answers.some((answer) => ownerOf(answer) !== null);
  const hasUnits = widthPx >= minColumnWidthsPx.unit && answers.some(({ idType }) => idType !== null);
  const stateRem = stateWidthRem(answers, isNarrow ? "narrow" : "wide");
  const besidesPx = (stateRem + (hasOwners ? columnRem.owner : 0) + (hasUnits ? columnRem.unit : 0)) * remPx;
  return [
    column("answer", "Answer", `${stateRem}rem`, (answer) => <State state={answer.state} word={stateLabel(answer)} size={15} />),
    column("name", "Name", nameWidth(answers, widthPx, widthPx - besidesPx), name),
    ...(widthPx < minColumnWidthsPx.because ? [] : [column("because", "Because", "minmax(0, 1fr)", because)]),
    ...(hasOwners
      ? [column("owner", "Layer or owner", `${columnRem.owner}rem`, (answer) => <code className={classes.owner}>{ownerOf(answer)}</code>)]
      : []),
    ...(hasUnits ? [column("unit", "Unit", `${columnRem.unit}rem`, unit)] : []),
  ];
}

/** Makes the column wide enough for the longest group, within limits. */
export function stateWidthRem(answers: readonly Answer[], table: "narrow" | "wide"): number {
  const longest = answers.reduce((length, answer) => Math.max(length, stateLabel(answer).length), 0);
  return clamp(longest * answerRem.letter + answerRem.mark, answerRem.min[table], answerRem.max[table]);
}

/** The width of a letter of a name, the column's padding, and its least width. */
const namePx = { letter: 7.25, padding: 18, min: 192 };
/** What the reason keeps of the width that names and reasons share: some 35 letters, or more than a third of a wide table. */
const becausePx = { min: 240, share: 0.4 };

/**
 * Makes the column as wide as the longest name needs, because names of a large project often differ only at their end; the reason keeps enough to be read.
 * `sharedPx` is the width without the other columns.
 */
export function nameWidth(answers: readonly Answer[], widthPx: number, sharedPx: number): string {
  if (widthPx < minColumnWidthsPx.because) return "minmax(0, 1fr)";
  const longest = answers.reduce((length, answer) => Math.max(length, shownName(answer).length), 0);
  const wantedPx = Math.max(namePx.min, longest * namePx.letter + namePx.padding);
  const maxPx = Math.max(namePx.min, sharedPx - Math.max(becausePx.min, sharedPx * becausePx.share));
  return `minmax(8rem, ${Math.round(Math.min(wantedPx, maxPx))}px)`;
}

export function column(
  key: string,
  head: React.ReactNode,
  width: string,
  cell: (answer: Answer) => React.ReactNode,
): DataColumn<AnswerRow> {
  return { key, head, width, cell: (row) => (row.is === "answer" ? cell(row.answer) : null) };
}

export function name(answer: Answer) {
  return <CutName name={shownName(answer)} className={answer.isNameHashed ? classes.hashed : undefined} />;
}

export function because(answer: Answer) {
  const value = shortValue(answer);
  return (
    <span className={classes.because} title={[answer.because, value].filter(Boolean).join(" ")}>
      {answer.because} {value !== "" && <code className={classes.value}>{value}</code>}
    </span>
  );
}

function unit({ idType }: Answer) {
  if (idType === null) return null;
  return <code className={idType.toLowerCase() === "userid" ? classes.common : undefined}>{idType}</code>;
}
