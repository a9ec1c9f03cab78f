import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

/** Metadata as rows, as they stand in the form: a name may be there twice while it is being typed. */
export type MetadataRow = readonly [name: string, value: JsonValue];

/** The rows as an object: of two with the same name the last one counts. */
export function metadataOf(rows: readonly MetadataRow[]): JsonObject {
  return Object.fromEntries(rows);
}

/** Whether these rows still mean these metadata; if not, something else has changed them. */
export function rowsMatch(rows: readonly MetadataRow[], metadata: JsonObject): boolean {
  return JSON.stringify(metadataOf(rows)) === JSON.stringify(metadata);
}

/** A row whose name stands further down again, so that its value does not go out. */
export function isShadowed(rows: readonly MetadataRow[], at: number): boolean {
  return rows.some(([name], other) => other > at && name === rows[at]?.[0]);
}
