import type { ComparisonRow, EditTime, LiveDifference } from "#shared/domain/comparison/compare-request.ts";
import type { ComparedAnswer } from "#shared/domain/comparison/comparison.ts";
import { rowResult } from "#shared/domain/comparison/comparison-summary.ts";
import { isSameAsHere } from "#shared/domain/comparison/live-answer.ts";
import { type Answer, type AnswerState, hasAnswer } from "#shared/domain/evaluation/evaluation.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { answersLabels } from "./answers-labels.ts";
import { answerKey } from "./answers-table.ts";

/**
 * What became of an answer beside that of another subject. `pending`: it is not compared yet. `missing`: the rules here do not have it. `disagrees`: the
 * answer in the table is not the one that the rules here give, so that the comparison, which uses these, says nothing about it.
 */
export type ComparedResult = "differs" | "same" | "undecided" | "pending" | "missing" | "disagrees";

/** One answer of the table, compared. `row` has both answers as evaluated here; undefined while pending or missing. */
export interface ComparedEntry {
  readonly result: ComparedResult;
  readonly row: ComparisonRow | undefined;
}

/** The answers of a table beside those of another subject. */
export interface ComparedAnswers {
  /** The heads of the columns: the subject of the table, and the other one. */
  readonly names: readonly [string, string];
  /** By `answerKey`. */
  readonly entries: ReadonlyMap<string, ComparedEntry>;
  readonly editTimes: readonly EditTime[];
  readonly liveDifferences: readonly LiveDifference[];
  /** False if the comparison is about another request than the answers. */
  readonly isCurrent: boolean;
}

export interface ComparedCounts extends Readonly<Record<ComparedResult, number>> {
  readonly total: number;
}

/** Puts the rows of a comparison beside the answers of a table. `isRunning`: more rows will come. */
export function compareAnswers(
  answers: readonly Answer[],
  rows: readonly ComparisonRow[],
  { isRunning }: { isRunning: boolean },
): Map<string, ComparedEntry> {
  const byName = new Map(rows.map((row) => [nameKey(row), row]));
  return new Map(
    answers.map((answer) => {
      const found = byName.get(nameKey(answer));
      const row = found && (answer.kind === "config" && found.kind === "experiment" ? asConfig(found) : found);
      return [answerKey(answer), { row, result: row === undefined ? (isRunning ? "pending" : "missing") : resultOf(answer, row) }];
    }),
  );
}

/** Dynamic configs, experiments and autotunes share their names, and an answer of Statsig does not tell an autotune from a config. */
function nameKey({ kind, name }: Pick<Answer, "kind" | "name">): string {
  return `${kind === "experiment" ? "config" : kind} ${name}`;
}

/** The row of an autotune as that of a config: what its groups are called is a value. */
function asConfig(row: ComparisonRow): ComparisonRow {
  const states: Partial<Record<AnswerState, AnswerState>> = { group: "value", no_group: "default" };
  return { ...row, kind: "config", answers: row.answers.map((answer) => ({ ...answer, state: states[answer.state] ?? answer.state })) };
}

function resultOf(answer: Answer, row: ComparisonRow): ComparedResult {
  const [here] = row.answers;
  if (!hasAnswer(answer.state)) return "undecided";
  if (here !== undefined && here.unknownReasons.length === 0 && !agrees(answer, here, row)) return "disagrees";
  return rowResult(row);
}

/** True if the answer in the table is the one that was evaluated here. The answers of equal rows come without their values. */
function agrees(answer: Answer, here: ComparedAnswer, { differences }: ComparisonRow): boolean {
  if (differences.length > 0) return isSameAsHere(answer, here);
  if (answer.kind === "gate") return isSameAsHere(answer, { ...here, value: here.state === "pass" });
  if (answer.kind === "experiment") return answer.state === here.state && isSameAsHere(answer, { ...here, value: answer.value });
  return answer.state === here.state || answer.ruleId === here.ruleId;
}

export function countCompared(entries: Iterable<ComparedEntry>): ComparedCounts {
  const counts = { differs: 0, same: 0, undecided: 0, pending: 0, missing: 0, disagrees: 0, total: 0 };
  for (const { result } of entries) {
    counts[result] += 1;
    counts.total += 1;
  }
  return counts;
}

/** `19 differ`, `1 differs`, `all the same`, `2 differ, 1 cannot be told`: how the answers of a group are beside the other subject’s. */
export function comparedNote(counts: ComparedCounts): string {
  const { total, differs, same, pending } = counts;
  const untold = cannotBeTold(counts);
  const differing =
    differs === 0 ? null : differs === total && total > 1 ? (total === 2 ? "both differ" : "all differ") : differText(differs);
  const notes = [
    differing,
    same === total ? "all the same" : null,
    untold === "" ? null : untold,
    pending === 0 ? null : `${formatNumber(pending)} to compare`,
  ];
  return notes.filter((note) => note !== null).join(", ") || "none differs";
}

/** `19 differ from Mia`, `all 30 agree with Mia`, `12 of 30 compared with Mia`. */
export function comparedLead(counts: ComparedCounts, other: string): string {
  const { total, differs, same, pending } = counts;
  if (pending > 0) return `${formatNumber(total - pending)} of ${formatNumber(total)} compared with ${other}`;
  if (differs > 0) return `${differText(differs)} ${answersLabels.from(other)}`;
  if (same === total) return total === 1 ? `it agrees with ${other}` : `all ${formatNumber(total)} agree with ${other}`;
  return `none differs ${answersLabels.from(other)}`;
}

/** `1 cannot be told`; empty if all can. */
export function cannotBeTold({ undecided, missing, disagrees }: ComparedCounts): string {
  const count = undecided + missing + disagrees;
  return count === 0 ? "" : `${formatNumber(count)} cannot be told`;
}

function differText(count: number): string {
  return `${formatNumber(count)} ${count === 1 ? "differs" : "differ"}`;
}
