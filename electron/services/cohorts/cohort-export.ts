import type { CohortState } from "#shared/domain/cohort/cohort.ts";
import { cohortMarkdown } from "#shared/domain/cohort/cohort-markdown.ts";
import { describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { csvCell, csvLine } from "#shared/domain/text/csv-line.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import { cellOfValue } from "#shared/domain/user/user-columns.ts";
import { isTextPath } from "#shared/domain/user/user-mapping.ts";
import { joinParts } from "../text-parts.ts";
import { type ExportOptions, exportedFields, exportedUsers, namesOfAnswers } from "./exported-users.ts";
import type { OpenCohort } from "./open-cohort.ts";

export interface CohortExport {
  readonly cohortId: string;
  readonly format: "csv" | "ndjson" | "markdown" | "parquet";
}

/** Yields a cohort as text, or as the bytes of a Parquet file in Base64. The lines of NDJSON are those of `gatescope cohort`. Throws when the signal aborts. */
export async function* exportCohort(
  cohort: OpenCohort,
  { format, ...options }: Pick<CohortExport, "format"> & ExportOptions,
): AsyncGenerator<TextPart, void> {
  const state = cohort.state();
  if (format === "parquet") {
    const { parquetOf } = await import("./cohort-parquet.ts");
    yield* parquetOf(cohort, state, options);
  } else if (format === "markdown") yield { text: cohortMarkdown(state), done: state.users };
  else yield* joinParts(format === "csv" ? csvOf(cohort, state, options) : linesOf(cohort, state), options.signal);
}

/** All fields of the users, each with a value as it was read: who reads the file gets the same users, lists and objects aside, which CSV does not have. */
async function* csvOf(cohort: OpenCohort, { shares }: CohortState, options: ExportOptions): AsyncGenerator<TextPart, void> {
  const { paths, names } = await exportedFields(cohort, options);
  yield { text: csvLine([...names, ...namesOfAnswers(shares, names)]), done: 0 };
  const cellsOfPaths = paths.map((path) => (isTextPath(path) ? textCell : typedCell));
  const texts = shares.map(({ outcomes }) => outcomes.map((outcome) => csvCell(describeOutcome(outcome))));
  let exported = 0;
  for await (const { users, fields, codes } of exportedUsers(cohort, paths)) {
    const cells = [
      ...fields.map((field, at) => ({ codes: field.codes, texts: field.values.map(cellsOfPaths[at] ?? typedCell) })),
      ...codes.map((ofEntity, entity) => ({ codes: ofEntity, texts: texts[entity] ?? [] })),
    ];
    let text = "";
    for (let at = 0; at < users; at += 1) {
      for (let cell = 0; cell < cells.length; cell += 1) {
        const { texts: ofCell = [], codes: ofColumn = none } = cells[cell] ?? {};
        text += `${cell === 0 ? "" : ","}${ofCell[ofColumn[at] ?? 0] ?? ""}`;
      }
      text += "\r\n";
    }
    exported += users;
    yield { text, done: exported };
  }
}

const none = new Uint16Array();

async function* linesOf({ storedColumns }: OpenCohort, { shares }: CohortState): AsyncGenerator<TextPart, void> {
  const answers = shares.map(({ kind, name, outcomes }) =>
    outcomes.map(({ state, value, ruleId, groupName }) =>
      JSON.stringify({ kind, name, state, value, rule_id: ruleId, group_name: groupName }),
    ),
  );
  let exported = 0;
  for await (const { users, codes, ids } of storedColumns()) {
    let text = "";
    for (const [at, id] of (await ids()).entries())
      text += `{"id":${id},"answers":[${codes.map((ofEntity, entity) => answers[entity]?.[ofEntity[at] ?? 0] ?? "null").join(",")}]}\n`;
    exported += users;
    yield { text, done: exported };
  }
}

/** The field of a user that has texts only. */
function textCell(value: JsonValue | undefined): string {
  return typeof value === "string" ? csvCell(value) : typedCell(value);
}

/** No spreadsheet reads a number as a formula, also a negative one. */
function typedCell(value: JsonValue | undefined): string {
  const cell = cellOfValue(value);
  return isJsonNumber(value) ? cell : csvCell(cell);
}
