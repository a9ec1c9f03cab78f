import type { CaseLayout } from "#shared/domain/expectation/edit-cases.ts";
import { type CaseTable, isCaseColumn } from "#shared/domain/expectation/expectation-row.ts";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { withColumn } from "#shared/domain/user/user-columns.ts";
import { doubledColumnText, findCsvLayout } from "../events/import/file-rows/csv-layout.ts";
import { createCsvRecords } from "../events/import/file-rows/csv-records.ts";
import { UnusableInput } from "../failures.ts";

/** Reads the cases of a test from a CSV text. What is before its column names is left out. `source` names the file. Throws `UnusableInput`. */
export function readCaseTable(text: string, source: string): CaseTable {
  if (text.trim() === "") throw new UnusableInput("file", `${source} is empty. Its first row names the fields of the user.`);
  const { separator, headerAt, columns } = caseLayout(text);
  const reader = createCsvRecords(separator);
  const read = [...reader.push(text), ...reader.end()];
  const broken = read.findIndex((row) => row.kind === "broken");
  if (broken >= 0) throw new UnusableInput("file", `${source}: in record ${broken + 1} a quote is not closed.`);
  const records = read.flatMap((row) => (row.kind === "cells" ? [row.cells] : []));
  const rows = records.slice(headerAt + 1);
  const doubled = doubledColumnText(columns, source);
  if (doubled !== null) throw new UnusableInput("file", doubled);
  if (columns.includes("")) throw new UnusableInput("file", `${source} has a column without a name.`);
  const ragged = rows.findIndex((cells) => cells.length !== columns.length);
  if (ragged >= 0)
    throw new UnusableInput(
      "file",
      `${source}: row ${ragged + 1} has ${formatCount(rows[ragged]?.length ?? 0, "cell")}, and the header has ${columns.length}.`,
    );
  if (rows.length === 0) throw new UnusableInput("file", `${source} has no rows after its header.`);
  return { columns, rows };
}

/** Finds the column names of a table of cases, and what separates its cells. */
export function caseLayout(text: string): CaseLayout {
  const { separator, headerAt, header } = findCsvLayout(text, { isKnown: isCaseColumn, isFirstOtherwise: true }, { isWhole: true });
  return { separator, headerAt, columns: header.map((column) => column.trim()) };
}

/** Reads the users of a cohort: a table whose columns are fields, one JSON object per line, or a JSON list. Throws `UnusableInput`. */
export function readCohortFile(text: string, source: string): JsonObject[] {
  if (!/^\s*[{[]/.test(text)) {
    const { columns, rows } = readCaseTable(text, source);
    return rows.map((cells) => columns.reduce<JsonObject>((user, column, index) => withColumn(user, column, cells[index] ?? ""), {}));
  }
  const users = /^\s*\[/.test(text)
    ? parseJson(text)
    : text
        .split("\n")
        .filter((line) => line.trim() !== "")
        .map((line) => parseJson(line));
  if (!Array.isArray(users)) throw new UnusableInput("file", `${source} is not valid JSON.`);
  const other = users.findIndex((user) => user === undefined || !isJsonObject(user));
  if (other >= 0) throw new UnusableInput("file", `${source}: user ${other + 1} is no JSON object.`);
  return users.flatMap((user) => (user !== undefined && isJsonObject(user) ? [user] : []));
}
