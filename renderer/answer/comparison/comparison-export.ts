import type { ComparisonRow, LiveDifference } from "#shared/domain/comparison/compare-request.ts";
import { rowResult } from "#shared/domain/comparison/comparison-summary.ts";
import { answerText, describeCause, differenceText, haveOneLabel } from "#shared/domain/comparison/comparison-text.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { csvLine } from "#shared/domain/text/csv-line.ts";

/** A comparison for a file or the clipboard. It contains no key, and of users only what a cause names. */
export interface ComparisonToExport {
  /** `12 of 30 differ`. */
  readonly lead: string;
  /** What each column is: `Lena, Lumen & Loom, production, newest rules`. */
  readonly columns: readonly string[];
  /** The names in the head of the table. */
  readonly names: readonly string[];
  readonly rows: readonly ComparisonRow[];
}

/** Says for one row why its answers differ: one clause for each column, with its name if there are several. */
export function reasonText({ differences }: ComparisonRow, names: readonly string[]): string {
  const clauses = differences.flatMap((difference, at) => {
    const clause = differenceText(difference);
    return clause === "" ? [] : [differences.length > 1 ? `${names[at + 1]}: ${clause}` : clause];
  });
  return clauses.join("; ");
}

/**
 * `evaluator: Statsig answers Fail for Lena, here it is Pass`; the values too where only they differ. `key: …, and to the other key Pass as here` where the
 * key makes the difference.
 */
export function liveDifferenceText(difference: LiveDifference, names: readonly string[]): string {
  return `${difference.cause}: ${liveAnswerText(difference, names[difference.subject] ?? "")}`;
}

/** `Statsig answers Fail for Lena, here it is Pass`; the values too where only they differ. */
export function liveAnswerText(
  { live, here, cause }: Pick<LiveDifference, "live" | "here"> & Partial<Pick<LiveDifference, "cause">>,
  who: string,
): string {
  const isWithValue = stateLabel(live) === stateLabel(here);
  const is = answerText(here, { isWithValue, beside: live });
  const then = cause === "key" ? `to the key of another column ${is}, as here` : `here it is ${is}`;
  return `Statsig answers ${answerText(live, { isWithValue, beside: here })} for ${who}, ${then}`;
}

/** The differing rows as a Markdown table, with the result and the columns above it. */
export function comparisonAsMarkdown({ lead, columns, names, rows }: ComparisonToExport): string {
  const line = (cells: readonly string[]) => `| ${cells.map(markdownCell).join(" | ")} |`;
  const differing = rows.filter((row) => rowResult(row) !== "same");
  return [
    `**${lead}**: ${columns.join("; ")}. Explained here; nothing was logged.`,
    "",
    ...(differing.length === 0
      ? []
      : [
          line(["Name", ...names, "Because"]),
          line(["---", ...names.map(() => "---"), "---"]),
          ...differing.map((row) => {
            const isWithValue = haveOneLabel(row.answers);
            const cells = names.map((_, at) => answerText(row.answers[at], { isWithValue, beside: row.answers[at === 0 ? 1 : 0] }));
            return line([row.name, ...cells, reasonText(row, names)]);
          }),
        ]),
    "",
  ].join("\n");
}

function markdownCell(text: string): string {
  return text.replaceAll("|", "\\|").replaceAll(/\s*\n\s*/g, " ");
}

/** All rows as CSV. */
export function comparisonAsCsv({ names, rows }: ComparisonToExport): string {
  return [
    csvLine(["kind", "name", "result", ...names, "because"]),
    ...rows.map((row) =>
      csvLine([
        row.kind,
        row.name,
        rowResult(row),
        ...names.map((_, at) => answerText(row.answers[at] ?? row.answers[0], { isWithValue: rowResult(row) !== "same", beside: null })),
        reasonText(row, names),
      ]),
    ),
  ].join("");
}

/** All rows as JSON, with the parts of each cause. */
export function comparisonAsJson({ lead, columns, rows }: ComparisonToExport): string {
  return `${JSON.stringify(
    {
      comparison: lead,
      columns,
      rows: rows.map((row) => ({
        kind: row.kind,
        name: row.name,
        result: rowResult(row),
        answers: row.answers.map(({ state, value, groupName, ruleId }) => ({
          ...{ state, group_name: groupName, rule_id: ruleId },
          ...(row.differences.length > 0 && { value }),
        })),
        differences: row.differences.map(({ result, causes, isComplete }) => ({
          result,
          causes: causes.map((cause) => ({ text: describeCause(cause), parts: cause.parts })),
          has_all_causes: isComplete,
        })),
      })),
    },
    null,
    2,
  )}\n`;
}
