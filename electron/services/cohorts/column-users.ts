import { userFromCells } from "#shared/domain/user/user-mapping.ts";
import type { BlockFacts, CohortJob, ColumnField } from "./block.ts";
import { unpackTexts } from "./packed-texts.ts";

/**
 * Returns the fields that make the users of a job's CSV file again from the columns that are kept of them; null if the columns lack a field: a private one,
 * a whole object, one of too many, or one that two columns of the file give.
 */
export function columnFields({ mapping, columns }: Pick<CohortJob, "mapping" | "columns">): readonly ColumnField[] | null {
  const fields = mapping.flatMap((mapped) => (mapped.to === null ? [] : [{ ...mapped, at: columns.indexOf(mapped.to) }]));
  return fields.every(({ at }) => at >= 0) && new Set(fields.map(({ at }) => at)).size === fields.length ? fields : null;
}

/** Makes the users of a block from its columns, one JSON text each. */
export function linesOfColumns({ users, columns }: BlockFacts, fields: readonly ColumnField[]): string[] {
  const userOf = userFromCells(fields);
  const own = fields.flatMap(({ at }) => columns[at] ?? []).map(({ values, codes }) => ({ texts: unpackTexts(values), codes }));
  return Array.from({ length: users }, (_, user) => JSON.stringify(userOf(own.map(({ texts, codes }) => texts[codes[user] ?? 0] ?? ""))));
}

/** Returns the `userID` of each user of a block from its columns, as JSON texts; null if the users are stored as text. */
export function idsOfColumns({ users, columns, fields }: BlockFacts): string[] | null {
  if (!fields) return null;
  const ids = columns[fields.find(({ to }) => to === "userID")?.at ?? -1];
  const texts = ids === undefined ? [] : unpackTexts(ids.values).map((text) => (text === "" ? "null" : JSON.stringify(text)));
  return Array.from({ length: users }, (_, user) => texts[ids?.codes[user] ?? 0] ?? "null");
}
