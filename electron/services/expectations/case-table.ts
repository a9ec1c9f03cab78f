import type { CaseTable } from "#shared/domain/expectation/expectation-row.ts";
import { createCsvRecords } from "../events/import/csv-records.ts";

/** Reads the cases of a test from a CSV text, whose separator is the one of `,`, `;` and tab that its first line has most. */
export function readCaseTable(text: string): CaseTable {
  const [header = ""] = text.split("\n", 1);
  const count = (separator: string) => header.split(separator).length;
  const separator = [",", ";", "\t"].reduce((best, each) => (count(each) > count(best) ? each : best));
  const reader = createCsvRecords(separator);
  const [columns = [], ...rows] = [...reader.push(text), ...reader.end()].flatMap((row) => (row.kind === "cells" ? [row.cells] : []));
  return { columns: columns.map((column) => column.trim()), rows };
}
