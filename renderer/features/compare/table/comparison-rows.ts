import { kindTitles } from "#renderer/answer/comparison/kind-titles.ts";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { partsOfRow, rowResult } from "#shared/domain/comparison/comparison-summary.ts";
import { describeCauses } from "#shared/domain/comparison/comparison-text.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";

export interface ComparisonFilter {
  readonly result: "all" | "differs" | "same" | "undecided";
  /** The key of a part that must be in a cause; null for any. */
  readonly partKey: string | null;
  readonly text: string;
}

export const noFilter: ComparisonFilter = { result: "all", partKey: null, text: "" };

/** A row of the table: the heading of a kind, an entity, or the fold of the equal ones of a kind. */
export type TableRow =
  | { readonly is: "heading"; readonly kind: ExplainedKind; readonly title: string; readonly note: string }
  | { readonly is: "entity"; readonly row: ComparisonRow }
  | { readonly is: "fold"; readonly kind: ExplainedKind; readonly rows: readonly ComparisonRow[]; readonly isOpen: boolean };

export function tableRowKey(row: TableRow): string {
  return row.is === "entity" ? entityKey(row.row) : `${row.is} ${row.kind}`;
}

export function entityKey({ kind, name }: Pick<ComparisonRow, "kind" | "name">): string {
  return `${kind} ${name}`;
}

/** Returns the rows of a filter, each kind with its differing rows first and the equal ones in a fold. */
export function tableRows(rows: readonly ComparisonRow[], filter: ComparisonFilter, openFolds: ReadonlySet<ExplainedKind>): TableRow[] {
  return kindTitles.flatMap(({ kind, title }): TableRow[] => {
    const all = rows.filter((row) => row.kind === kind);
    const shown = all.filter((row) => isShown(row, filter));
    if (shown.length === 0) return [];
    const differing = shown.filter((row) => rowResult(row) !== "same");
    const equal = shown.filter((row) => rowResult(row) === "same");
    const isOpen = openFolds.has(kind) || filter.result === "same";
    const fold: TableRow[] = equal.length === 0 ? [] : [{ is: "fold", kind, rows: equal, isOpen }];
    return [
      { is: "heading", kind, title, note: headingNote(all) },
      ...differing.map((row): TableRow => ({ is: "entity", row })),
      ...fold,
      ...(isOpen ? equal.map((row): TableRow => ({ is: "entity", row })) : []),
    ];
  });
}

/** `3 of 13 differ`, `both differ`, `all the same`. */
function headingNote(rows: readonly ComparisonRow[]): string {
  const differing = rows.filter((row) => rowResult(row) === "differs").length;
  const undecided = rows.filter((row) => rowResult(row) === "undecided").length;
  const unknown = undecided === 0 ? "" : `, ${formatNumber(undecided)} cannot be told`;
  if (differing === 0) return undecided === 0 ? "all the same" : `none differs${unknown}`;
  if (differing === rows.length) return rows.length === 1 ? "differs" : rows.length === 2 ? "both differ" : "all differ";
  return `${formatNumber(differing)} of ${formatNumber(rows.length)} ${differing === 1 ? "differs" : "differ"}${unknown}`;
}

function isShown(row: ComparisonRow, { result, partKey, text }: ComparisonFilter): boolean {
  if (result !== "all" && rowResult(row) !== result) return false;
  if (partKey !== null && !partsOfRow(row).has(partKey)) return false;
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  if (words.length === 0) return true;
  const searched = [
    row.name,
    ...row.answers.map(({ groupName }) => groupName ?? ""),
    ...row.differences.map(({ causes }) => describeCauses(causes)),
  ]
    .join(" ")
    .toLowerCase();
  return words.every((word) => searched.includes(word));
}
