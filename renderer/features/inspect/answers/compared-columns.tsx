import { ChevronDown, ChevronRight } from "lucide-react";
import { CauseNames, CauseText } from "#renderer/answer/comparison/cause-text.tsx";
import { compareLabels } from "#renderer/answer/comparison/compare-labels.ts";
import { liveAnswerText } from "#renderer/answer/comparison/comparison-export.ts";
import { Glyph } from "#renderer/parts/state/glyph.tsx";
import { State } from "#renderer/parts/state/state.tsx";
import { clamp } from "#renderer/ui/clamp.ts";
import { CutName } from "#renderer/ui/cut-name.tsx";
import type { DataColumn } from "#renderer/ui/data-table.tsx";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { differenceText, undecidedText } from "#shared/domain/comparison/comparison-text.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { briefStateLabel, stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { because, column, name, nameWidth, remPx, stateWidthRem } from "./answers-columns.tsx";
import { answersLabels } from "./answers-labels.ts";
import type { AnswerRow } from "./answers-table.ts";
import type { ComparedAnswers, ComparedEntry } from "./compared-answers.ts";
import classes from "./compared-columns.module.css";
import { entryOf } from "./compared-rows.ts";

/** Table width in pixels from which on each of these columns is shown, and from which on a cause is shown with its values. */
const minColumnWidthsPx = { because: 560, causes: 860, values: 1240 };
const causesRem = { names: 12, values: 20 };

/** Returns the columns of a table that is compared: both answers, and why they differ. A narrow table has fewer; one beside an open answer has `widthPx` 0. */
export function comparedColumns(answers: readonly Answer[], compared: ComparedAnswers, widthPx: number): DataColumn<AnswerRow>[] {
  const [mine, other] = compared.names;
  if (widthPx === 0)
    return [
      column("answer", head(mine), "7.25rem", brief),
      column("name", "Name", "minmax(0, 1fr)", name),
      column("compared", head(other), "2.75rem", (answer) => <OtherAnswer answer={answer} compared={compared} form="mark" />),
    ].map(withFold);
  const hasCauses = widthPx >= minColumnWidthsPx.causes;
  const hasValues = widthPx >= minColumnWidthsPx.values;
  const isBrief = !hasCauses;
  const stateRem = isBrief ? 7.5 : clamp(stateWidthRem(answers, "narrow"), 8.5, 10);
  const otherRem = stateRem + 1.25;
  const causeRem = !hasCauses ? 0 : hasValues ? causesRem.values : causesRem.names;
  const hasBecause = widthPx >= minColumnWidthsPx.because;
  const sharedPx = widthPx - (stateRem + otherRem + causeRem) * remPx;
  return [
    column(
      "answer",
      head(mine),
      `${stateRem}rem`,
      isBrief ? brief : (answer) => <State state={answer.state} word={stateLabel(answer)} size={15} />,
    ),
    column("name", "Name", hasBecause ? nameWidth(answers, widthPx, sharedPx) : "minmax(0, 1fr)", name),
    ...(hasBecause ? [column("because", "Because", "minmax(0, 1fr)", because)] : []),
    column("compared", head(other), `${otherRem}rem`, (answer) => (
      <OtherAnswer answer={answer} compared={compared} form={isBrief ? "brief" : "full"} />
    )),
    ...(hasCauses
      ? [
          column("causes", answersLabels.differsBecauseOf, `${causeRem}rem`, (answer) => (
            <Causes answer={answer} compared={compared} hasValues={hasValues} />
          )),
        ]
      : []),
  ].map(withFold);
}

function head(name: string) {
  return <CutName name={name} className={classes.head} />;
}

function brief(answer: Answer) {
  return <State state={answer.state} word={briefStateLabel(answer)} size={15} />;
}

/** The first cell of the row that folds the equal answers. */
function withFold(of: DataColumn<AnswerRow>, at: number): DataColumn<AnswerRow> {
  if (at > 0) return of;
  return { ...of, cell: (row) => (row.is === "fold" ? <Fold row={row} /> : of.cell(row)) };
}

function Fold({ row: { answers, isOpen } }: { row: Extract<AnswerRow, { is: "fold" }> }) {
  return (
    <span className={classes.fold}>
      {isOpen ? <ChevronDown size={13} aria-hidden /> : <ChevronRight size={13} aria-hidden />}
      {compareLabels.theSameCount(answers.length)}
      <span className="sr">{isOpen ? compareLabels.isShown : compareLabels.isFolded}</span>
    </span>
  );
}

type OtherAnswerProps = {
  answer: Answer;
  compared: ComparedAnswers;
  /** `brief`: without the rule, and with the cause for screen readers. `mark`: the mark of the state alone, in a list beside an open answer. */
  form: "full" | "brief" | "mark";
};

/** The answer of the other subject, with ≠ where it differs. */
function OtherAnswer({ answer, compared, form }: OtherAnswerProps) {
  const { result, row } = entryOf(compared.entries, answer);
  const isBrief = form !== "full";
  const noneClass = form === "mark" ? "sr" : classes.none;
  if (result === "pending") return <span className={noneClass}>{answersLabels.notComparedYet}</span>;
  const other = row === undefined ? undefined : (row.answers[1] ?? row.answers[0]);
  if (other === undefined) return <span className={noneClass}>{answersLabels.notCompared}</span>;
  if (result === "same") return <span className={noneClass}>{compareLabels.sameAnswer}</span>;
  const note = isBrief ? null : noteOf(other);
  const cause = causeText(answer, compared);
  return (
    <span
      className={classes.other}
      data-is-mark={form === "mark" || undefined}
      title={form === "mark" ? `${stateLabel(other)}, ${cause}` : cause}
    >
      <span className={classes.mark} aria-hidden="true">
        {result === "differs" && "≠"}
      </span>
      {result === "differs" && <span className="sr">{compareLabels.differsMark}</span>}
      {form === "mark" ? (
        <Glyph state={other.state} size={13} />
      ) : (
        <State state={other.state} word={isBrief ? briefStateLabel(other) : stateLabel(other)} size={13} />
      )}
      {form === "mark" && <span className="sr">{stateLabel(other)}</span>}
      {note !== null && <span className={classes.note}>{note}</span>}
      {isBrief && <span className="sr">, {cause}</span>}
    </span>
  );
}

/** The rule or experiment of a value, which its word does not name. */
function noteOf({ state, allocatedExperiment, groupName }: ComparedAnswer): string | null {
  if (state !== "value" && state !== "default") return null;
  return groupName || allocatedExperiment || null;
}

function Causes({ answer, compared, hasValues }: { answer: Answer; compared: ComparedAnswers; hasValues: boolean }) {
  const entry = entryOf(compared.entries, answer);
  const [difference] = entry.row?.differences ?? [];
  const text = causeText(answer, compared);
  const live = liveTexts(answer, compared);
  return (
    <span className={classes.causes} title={text}>
      {entry.result === "differs" && difference !== undefined ? (
        hasValues || difference.causes.length === 0 ? (
          <CauseText difference={difference} editTimes={compared.editTimes} />
        ) : (
          <CauseNames causes={difference.causes} />
        )
      ) : (
        <span className={entry.result === "disagrees" ? classes.disagrees : classes.none}>{text}</span>
      )}
      {live !== "" && <span className={classes.disagrees}> {live}</span>}
    </span>
  );
}

/** Says in words why an answer differs, or why that cannot be told; empty for one that is the same. */
export function causeText(answer: Answer, { entries, names }: ComparedAnswers): string {
  const { result, row } = entryOf(entries, answer);
  const [difference] = row?.differences ?? [];
  switch (result) {
    case "differs":
      return difference === undefined ? "" : differenceText(difference);
    case "undecided":
      return undecidedText;
    case "missing":
      return answersLabels.notInRules;
    case "disagrees":
      return disagreementText(answer, entryOf(entries, answer), names[0]);
    case "same":
    case "pending":
      return "";
  }
}

function disagreementText(answer: Answer, { row }: ComparedEntry, who: string): string {
  const [here] = row?.answers ?? [];
  return here === undefined ? "" : liveAnswerText({ live: liveAsCompared(answer), here }, who);
}

function liveAsCompared({ state, value, groupName, allocatedExperiment, ruleId }: Answer): ComparedAnswer {
  return { state, value, groupName, allocatedExperiment, ruleId, unknownReasons: [] };
}

/** What Statsig answered when both were checked live, where that is not what the rules here say. */
function liveTexts(answer: Answer, { liveDifferences, names }: ComparedAnswers): string {
  return liveDifferences
    .filter(({ kind, name }) => kind === answer.kind && name === answer.name)
    .map((difference) => liveAnswerText(difference, names[difference.subject] ?? ""))
    .join("; ");
}
