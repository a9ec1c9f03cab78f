import { State } from "#renderer/parts/state/state.tsx";
import type { DataColumn } from "#renderer/ui/data-table.tsx";
import { stateLabel } from "#shared/domain/evaluation/answer-text.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import classes from "./answers-columns.module.css";
import { type AnswerRow, ownerOf, shortValue, shownName } from "./answers-table.ts";

/** Table width in pixels from which on each of these columns is shown. */
const minColumnWidthsPx = { because: 480, unit: 700, owner: 860 };

/** Returns the columns for these answers in a table `widthPx` wide: fewer in a narrow table, and none that would be empty. */
export function answerColumns(answers: readonly Answer[], widthPx: number): DataColumn<AnswerRow>[] {
  const isNarrow = widthPx < minColumnWidthsPx.owner;
  const hasOwners = !isNarrow && answers.some((answer) => ownerOf(answer) !== null);
  const hasUnits = widthPx >= minColumnWidthsPx.unit && answers.some(({ idType }) => idType !== null);
  return [
    column("answer", "Answer", isNarrow ? "9.25rem" : "11rem", (answer) => (
      <State state={answer.state} word={stateLabel(answer)} size={15} />
    )),
    column("name", "Name", nameWidth(answers, widthPx), (answer) => (
      <code className={answer.isNameHashed ? classes.hashed : undefined} title={shownName(answer)}>
        {shownName(answer)}
      </code>
    )),
    ...(widthPx < minColumnWidthsPx.because ? [] : [column("because", "Because", "minmax(0, 1fr)", because)]),
    ...(hasOwners
      ? [column("owner", "Layer or owner", "9.75rem", (answer) => <code className={classes.owner}>{ownerOf(answer)}</code>)]
      : []),
    ...(hasUnits ? [column("unit", "Unit", "4.75rem", unit)] : []),
  ];
}

/** The width of a letter of a name, the column's padding, and the share of the table that names may take. */
const namePx = { letter: 7.25, padding: 18, min: 192 };
const maxNameShare = 0.45;

/** Makes the column as wide as the longest name needs, because names of a large project often differ only at their end. */
function nameWidth(answers: readonly Answer[], widthPx: number): string {
  if (widthPx < minColumnWidthsPx.because) return "minmax(0, 1fr)";
  const longest = answers.reduce((length, answer) => Math.max(length, shownName(answer).length), 0);
  const wantedPx = Math.max(namePx.min, longest * namePx.letter + namePx.padding);
  return `minmax(8rem, ${Math.round(Math.min(wantedPx, Math.max(namePx.min, widthPx * maxNameShare)))}px)`;
}

function column(key: string, head: string, width: string, cell: (answer: Answer) => React.ReactNode): DataColumn<AnswerRow> {
  return { key, head, width, cell: (row) => (row.is === "answer" ? cell(row.answer) : null) };
}

function because(answer: Answer) {
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
