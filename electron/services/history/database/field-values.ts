import type { DatabaseSync } from "node:sqlite";
import type { FieldValue, HistoryCalls, ValuedField } from "./history-calls.ts";
import { containing } from "./search-words.ts";
import { actionIdColumn, isForeground, type StoredRow } from "./stored-row.ts";

/** The values of a field are completed from the newest rows. */
const maxRows = 20_000;

/** Each action counts once, as in the list, and background requests, which the list hides, do not count. */
const recent = `(SELECT *, ${actionIdColumn} AS actionId FROM exchanges WHERE ${isForeground} ORDER BY seq DESC LIMIT ${maxRows})`;

/** Completes the values of a search's field from what is stored. */
export function createFieldValues(db: DatabaseSync): Pick<HistoryCalls, "values"> {
  function tagValues(text: string, limit: number): StoredRow[] {
    return db
      .prepare(`
        SELECT tag.value AS value, count(DISTINCT actionId) AS count
        FROM (SELECT tags, ${actionIdColumn} AS actionId FROM exchanges WHERE tags IS NOT NULL ORDER BY seq DESC LIMIT ${maxRows}) AS tagged
        JOIN json_each(CASE WHEN json_valid(tagged.tags) THEN tagged.tags ELSE '[]' END) AS tag
        WHERE tag.value LIKE ? ESCAPE '\\' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`)
      .all(containing(text), limit);
  }

  /** The names of users, and, as soon as something is typed, their IDs. */
  function userValues(text: string, limit: number): StoredRow[] {
    if (text === "") return columnValues("user", text, limit);
    return db
      .prepare(`
        SELECT one.value AS value, count(DISTINCT actionId) AS count FROM ${recent} AS recent
        JOIN json_each(CASE WHEN json_valid(recent.who) THEN recent.who ELSE json_array(recent.user_label) END) AS one
        WHERE (recent.who IS NULL OR recent.who LIKE ?1 ESCAPE '\\') AND one.value <> '' AND one.value LIKE ?1 ESCAPE '\\'
        GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?2`)
      .all(containing(text), limit);
  }

  function columnValues(field: Exclude<ValuedField, "tag">, text: string, limit: number): StoredRow[] {
    const column = field === "user" ? "user_label" : field === "tier" ? "tier" : field === "project" ? "project_name" : "name";
    const ofKind = column === "name" ? "kind = ? AND " : "";
    return db
      .prepare(`
        SELECT ${column} AS value, count(DISTINCT actionId) AS count FROM ${recent}
        WHERE ${ofKind}${column} <> '' AND ${column} LIKE ? ESCAPE '\\' GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT ?`)
      .all(...(column === "name" ? [field] : []), containing(text), limit);
  }

  return {
    values({ field, text, limit }): readonly FieldValue[] {
      const found =
        field === "tag" ? tagValues(text, limit) : field === "user" ? userValues(text, limit) : columnValues(field, text, limit);
      return found.map(({ value, count }) => ({ value: String(value), count: Number(count) }));
    },
  };
}
