import type { CohortState } from "#shared/domain/cohort/cohort.ts";
import { describeOutcome } from "#shared/domain/cohort/cohort-text.ts";
import { toBase64 } from "#shared/domain/text/base64.ts";
import type { TextPart } from "#shared/domain/text/text-part.ts";
import { type ExportOptions, exportedFields, exportedUsers, namesOfAnswers } from "./exported-users.ts";
import type { OpenCohort } from "./open-cohort.ts";
import { type ColumnType, createParquetRows, parquetTypeOf } from "./parquet-rows.ts";

/**
 * Yields the bytes of a Parquet file, in Base64: a column for each field of the users with its own type, and one with the answer of each entity. The users are
 * read twice, since the types stand before the rows. One group of rows at a time is in memory. Throws when the signal aborts.
 */
export async function* parquetOf(cohort: OpenCohort, { shares }: CohortState, options: ExportOptions): AsyncGenerator<TextPart, void> {
  const { paths, names } = await exportedFields(cohort, options);
  const types = await typesOf(cohort, paths, options.signal);
  const rows = createParquetRows([
    ...names.map((name, at) => ({ name, type: types[at] ?? "text" })),
    ...namesOfAnswers(shares, names).map((name) => ({ name, type: "text" as const })),
  ]);
  const answers = shares.map(({ outcomes }) => outcomes.map(describeOutcome));
  let done = 0;
  for await (const { users, fields, codes } of exportedUsers(cohort, paths)) {
    options.signal?.throwIfAborted();
    for (const [at, field] of fields.entries()) rows.add(at, field.values, field.codes, users);
    for (const [at, ofEntity] of codes.entries()) rows.add(names.length + at, answers[at] ?? [], ofEntity, users);
    done += users;
    if (rows.isFull) yield { text: toBase64(await rows.take()), done };
  }
  yield { text: toBase64(await rows.end()), done };
}

/** Returns the type that keeps all values of each field. */
async function typesOf(cohort: OpenCohort, paths: readonly string[], signal: AbortSignal | undefined): Promise<ColumnType[]> {
  const types = paths.map((): ColumnType | null => null);
  for await (const { fields } of exportedUsers(cohort, paths)) {
    signal?.throwIfAborted();
    for (const [at, { values }] of fields.entries())
      for (const value of values) {
        if (types[at] === "json") break;
        if (value === undefined || value === null) continue;
        const type = parquetTypeOf(value);
        types[at] = (types[at] ?? type) === type ? type : "json";
      }
  }
  return types.map((type) => type ?? "text");
}
