import { State } from "#renderer/parts/state.tsx";
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
    column("name", "Name", widthPx < minColumnWidthsPx.because ? "minmax(0, 1fr)" : "minmax(8rem, 12rem)", (answer) => (
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

function column(key: string, head: string, width: string, cell: (answer: Answer) => React.ReactNode): DataColumn<AnswerRow> {
  return { key, head, width, cell: (row) => (row.is === "answer" ? cell(row.answer) : null) };
}

function because(answer: Answer) {
  const value = shortValue(answer);
  return (
    <span className={classes.because} title={answer.because}>
      {answer.because} {value !== "" && <code className={classes.value}>{value}</code>}
    </span>
  );
}

function unit({ idType }: Answer) {
  if (idType === null) return null;
  return <code className={idType.toLowerCase() === "userid" ? classes.common : undefined}>{idType}</code>;
}
