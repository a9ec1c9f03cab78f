import { formatCount, formatNumber } from "../text/format-number.ts";
import type { ComparisonRow } from "./compare-request.ts";
import type { Cause, Difference, Part } from "./comparison.ts";
import { describeCause, isUnitIdPart, listed, partKey, partName } from "./comparison-text.ts";

export interface ComparisonCounts {
  readonly total: number;
  readonly same: number;
  readonly differing: number;
  /** Entities for which an answer is unknown. */
  readonly undecided: number;
}

/** What became of a row for all subjects: it differs if any subject differs from the first. */
export function rowResult({ differences }: ComparisonRow): Difference["result"] {
  if (differences.some(({ result }) => result === "differs")) return "differs";
  return differences.some(({ result }) => result === "undecided") ? "undecided" : "same";
}

export function countRows(rows: readonly ComparisonRow[]): ComparisonCounts {
  const results = rows.map(rowResult);
  const count = (wanted: Difference["result"]) => results.filter((result) => result === wanted).length;
  return { total: rows.length, same: count("same"), differing: count("differs"), undecided: count("undecided") };
}

/** `12 of 30 differ`, `All 30 agree`, `1 of 30 cannot be told`. */
export function comparisonLead({ total, differing, undecided }: ComparisonCounts): string {
  if (differing > 0) return `${formatNumber(differing)} of ${formatNumber(total)} ${differing === 1 ? "differs" : "differ"}`;
  if (undecided > 0) return `${formatNumber(undecided)} of ${formatNumber(total)} cannot be told`;
  return total === 1 ? "The 1 name agrees" : `All ${formatNumber(total)} agree`;
}

/** A part that is in a cause, and the number of rows in which it is. */
export interface PartCount {
  readonly part: Part;
  readonly key: string;
  readonly count: number;
}

/** Counts in how many rows each part is in a cause, the most frequent first. */
export function countParts(rows: readonly ComparisonRow[]): PartCount[] {
  const counts = new Map<string, { part: Part; count: number }>();
  for (const row of rows) for (const [key, part] of partsOfRow(row)) counts.set(key, { part, count: (counts.get(key)?.count ?? 0) + 1 });
  return [...counts].map(([key, { part, count }]) => ({ key, part, count })).toSorted((a, b) => b.count - a.count);
}

/** Returns the parts that are in a cause of a row, by their keys. */
export function partsOfRow({ differences }: ComparisonRow): Map<string, Part> {
  return new Map(
    differences.flatMap(({ causes }) => causes.flatMap(({ parts }) => parts.map(({ part }) => [partKey(part), part] as const))),
  );
}

/**
 * Says why one subject differs from the first, over all rows: `7 because their IDs differ, 3 because country is US, not DE, 1 because of locale`. Empty if
 * nothing differs. `clauses`: so many reasons are named, and the others counted.
 */
export function describeReasons(differences: readonly Difference[], clauses = maxClauses): string {
  const groups = new Map<string, { count: number; causes: readonly Cause[] }>();
  for (const { result, causes } of differences) {
    if (result !== "differs") continue;
    const key = groupKey(causes);
    groups.set(key, { count: (groups.get(key)?.count ?? 0) + 1, causes });
  }
  const sorted = [...groups].toSorted(([, a], [, b]) => b.count - a.count);
  const named = sorted.slice(0, clauses).map(([key, { count, causes }]) => `${formatNumber(count)} ${reasonOf(key, causes)}`);
  const rest = sorted.slice(clauses).reduce((sum, [, { count }]) => sum + count, 0);
  return [...named, ...(rest > 0 ? [`${formatNumber(rest)} for other reasons`] : [])].join(", ");
}

const maxClauses = 4;
/** A longer cause, such as two user agents, is only named: its row has the values. */
const maxCauseLength = 70;
const ids = "IDs";
const edits = "edits";

/** Rows with equal keys have one clause: those that differ because of any IDs, because of any edits of the rules, or because of the same parts. */
function groupKey(causes: readonly Cause[]): string {
  const parts = causes.flatMap((cause) => cause.parts.map(({ part }) => part));
  if (parts.length === 0) return "";
  if (causes.length === 1 && parts.every(isUnitIdPart)) return ids;
  if (parts.every(({ kind }) => kind === "spec")) return edits;
  return causes.map((cause) => cause.parts.map(({ part }) => partKey(part)).join(" & ")).join(" | ");
}

function reasonOf(key: string, causes: readonly Cause[]): string {
  if (key === "") return "for an unknown reason";
  if (key === ids) return "because their IDs differ";
  if (key === edits) return "because rules were edited";
  const [only, ...others] = causes;
  const text = only === undefined || others.length > 0 ? null : describeCause(only);
  if (text !== null && text.length <= maxCauseLength) return `because ${text}`;
  return `because of ${causes.map(({ parts }) => listed(parts.map(({ part }) => partName(part)))).join(" or ")}`;
}

/** `They differ in email and currency; neither changes an answer.` Null if every difference has an effect. */
export function describeNoEffect(parts: readonly Part[]): string | null {
  if (parts.length === 0) return null;
  const [first, ...others] = parts;
  if (first !== undefined && others.length === 0) return `They differ in ${partName(first)}, which changes no answer.`;
  const names =
    parts.length > maxNamed
      ? [...parts.slice(0, maxNamed).map(partName), formatCount(parts.length - maxNamed, "more field")]
      : parts.map(partName);
  return `They differ in ${listed(names)}; ${parts.length === 2 ? "neither changes" : "none changes"} an answer.`;
}

const maxNamed = 6;
