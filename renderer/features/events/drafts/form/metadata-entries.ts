import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

/** A row of the metadata form. A name may appear twice while another is being typed. */
export type MetadataRow = readonly [name: string, value: JsonValue];

/** Converts rows to an object; of two rows with the same name the last one wins. */
export function metadataOf(rows: readonly MetadataRow[]): JsonObject {
  return Object.fromEntries(rows);
}

/** Returns true if the rows still represent the metadata, i.e. nothing else has changed them. */
export function rowsMatch(rows: readonly MetadataRow[], metadata: JsonObject): boolean {
  return JSON.stringify(metadataOf(rows)) === JSON.stringify(metadata);
}

/** Returns true if a later row has the same name, so that the value of this one is not sent. */
export function isShadowed(rows: readonly MetadataRow[], at: number): boolean {
  return rows.some(([name], other) => other > at && name === rows[at]?.[0]);
}
