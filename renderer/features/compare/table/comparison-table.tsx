import { useElementSize } from "@mantine/hooks";
import { ChevronDown, ChevronRight } from "lucide-react";
import { CauseText } from "#renderer/answer/comparison/cause-text.tsx";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { liveDifferenceText } from "#renderer/answer/comparison/comparison-export.ts";
import { FoldedNames } from "#renderer/answer/comparison/folded-names.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import { CutName } from "#renderer/ui/cut-name.tsx";
import { type DataColumn, DataTable } from "#renderer/ui/data-table.tsx";
import type { ComparisonRow, EditTime, LiveDifference } from "#shared/domain/comparison/compare-request.ts";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { briefStateLabel, stateLabel } from "#shared/domain/evaluation/state-label.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { valuePlaces } from "../difference/value-places.ts";
import { type TableRow, tableRowKey } from "./comparison-rows.ts";
import classes from "./comparison-table.module.css";

/** Shows the rows of a comparison: the answer of every subject, and why they differ. The equal ones of a kind are one row. */
export function ComparisonTable({
  label,
  names,
  rows,
  editTimes,
  liveDifferences,
  selectedKey,
  onSelect,
  onOpen,
  onFold,
}: {
  label: string;
  /** The names of the columns. */
  names: readonly string[];
  rows: readonly TableRow[];
  editTimes: readonly EditTime[];
  /** The answers of Statsig that are not those of the rules here. */
  liveDifferences: readonly LiveDifference[];
  selectedKey: string | null;
  onSelect: (key: string) => void;
  onOpen: (row: ComparisonRow) => void;
  onFold: (kind: ExplainedKind) => void;
}) {
  const { ref, width } = useElementSize();
  const isBrief = names.length > 2 || width < 800;
  const isNarrow = width < 700;
  // Three answers leave the reasons little room.
  const isTight = isNarrow && names.length > 2;
  const foldedRoomPx = width - foldedStartPx;
  const columns: DataColumn<TableRow>[] = [
    {
      key: "name",
      head: compareLabels.columns.name,
      width: isTight ? "minmax(7rem, 9rem)" : isNarrow ? "minmax(7rem, 10.75rem)" : "minmax(9rem, 12.5rem)",
      cell: (row) => <NameCell row={row} />,
    },
    ...names.map(
      (name, at): DataColumn<TableRow> => ({
        key: `subject-${at}`,
        head: <CutName name={name} className={classes.subject} />,
        width: isTight ? "5rem" : isNarrow ? "minmax(5rem, 7rem)" : isBrief ? "minmax(6rem, 8.25rem)" : "10.5rem",
        cell: (row) => (row.is === "entity" ? <AnswerCell row={row.row} at={at} isBrief={isBrief} /> : null),
      }),
    ),
    {
      key: "because",
      head: compareLabels.columns.because,
      width: "minmax(0, 1fr)",
      cell: (row) =>
        row.is === "entity" ? <BecauseCell row={row.row} names={names} editTimes={editTimes} live={liveDifferences} /> : null,
    },
  ];
  return (
    <div ref={ref} className={classes.table}>
      <DataTable<TableRow>
        label={label}
        columns={columns}
        rows={rows}
        rowKey={tableRowKey}
        selectedKey={selectedKey}
        onSelect={(row) => onSelect(tableRowKey(row))}
        onOpen={(row) => {
          if (row.is === "entity") onOpen(row.row);
          if (row.is === "fold") onFold(row.kind);
        }}
        opensOnClick
        restOf={(row) =>
          row.is === "fold" && !row.isOpen ? (
            <FoldedNames names={row.rows.map(({ name, answers: [answer] }) => ({ name, answer }))} roomPx={foldedRoomPx} />
          ) : null
        }
        headingOf={(row) =>
          row.is === "heading" ? (
            <>
              {row.title} <span className={classes.headingNote}>{row.note}</span>
            </>
          ) : null
        }
      />
    </div>
  );
}

function NameCell({ row }: { row: TableRow }) {
  if (row.is === "heading") return null;
  if (row.is === "entity") return <CutName name={row.row.name} />;
  return (
    <span className={classes.fold}>
      {row.isOpen ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
      {compareLabels.theSameCount(row.rows.length)}
      <span className="sr">{row.isOpen ? compareLabels.isShown : compareLabels.isFolded}</span>
    </span>
  );
}

function AnswerCell({ row, at, isBrief }: { row: ComparisonRow; at: number; isBrief: boolean }) {
  const difference = row.differences[at - 1];
  const isSame = at > 0 && (row.differences.length === 0 || difference?.result === "same");
  if (isSame) return <span className={classes.same}>{compareLabels.sameAnswer}</span>;
  const answer = row.answers[at];
  if (answer === undefined) return null;
  const note = noteOf(answer) ?? keyNote(row, at);
  if (isBrief) return <State state={answer.state} word={note ?? briefStateLabel(answer)} size={15} />;
  return (
    <>
      <State state={answer.state} word={stateLabel(answer)} size={15} />
      {note !== null && <span className={classes.note}>{note}</span>}
    </>
  );
}

/** What tells answers of one state apart: the group, or the experiment of a layer. */
function noteOf({ state, allocatedExperiment, groupName }: ComparedAnswer): string | null {
  if (state === "group" || state === "pass" || state === "fail") return null;
  if (groupName !== null && groupName !== "") return groupName;
  return allocatedExperiment === "" ? null : allocatedExperiment;
}

const maxNoteLength = 28;

/** The first key that differs, of an answer that its state and name do not tell from another: `columns 3`. */
function keyNote({ answers, differences }: ComparisonRow, at: number): string | null {
  const { state } = answers[at] ?? {};
  const isTwin = (answer: ComparedAnswer, other: number) =>
    other !== at && differences[other - 1]?.result !== "same" && answer.state === state && noteOf(answer) === null;
  if ((state !== "value" && state !== "default") || !answers.some(isTwin)) return null;
  const place = valuePlaces(answers)?.find(({ differs }) => differs);
  const value = place?.values[at];
  if (place === undefined || value === undefined) return null;
  const text = `${place.path.join(".")} ${formatValue(value)}`.trim();
  return text.length > maxNoteLength ? `${text.slice(0, maxNoteLength - 1)}…` : text;
}

function BecauseCell({
  row,
  names,
  editTimes,
  live,
}: {
  row: ComparisonRow;
  names: readonly string[];
  editTimes: readonly EditTime[];
  live: readonly LiveDifference[];
}) {
  return (
    <span className={classes.because}>
      {row.differences.map((difference, at) => {
        if (difference.result === "same") return null;
        return (
          <span key={names[at + 1]} className={classes.reason}>
            {names.length > 2 && <span className={classes.which}>{names[at + 1]}</span>}
            <CauseText difference={difference} editTimes={editTimes.filter(({ subject }) => subject === at + 1)} />
          </span>
        );
      })}
      {live
        .filter(({ kind, name }) => kind === row.kind && name === row.name)
        .map((difference) => (
          <span key={difference.subject} className={classes.live}>
            {" "}
            {liveDifferenceText(difference, names)}
          </span>
        ))}
    </span>
  );
}

/** The width of the first column and of the margins. */
const foldedStartPx = 260;
