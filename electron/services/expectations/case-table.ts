import type { CaseTable } from "#shared/domain/expectation/expectation-row.ts";
import { createCsvRecords, separatorOfHeader } from "../events/import/file-rows/csv-records.ts";

/** Reads the cases of a test from a CSV text that begins with its header. */
export function readCaseTable(text: string): CaseTable {
  const reader = createCsvRecords(separatorOfHeader(text));
  const [columns = [], ...rows] = [...reader.push(text), ...reader.end()].flatMap((row) => (row.kind === "cells" ? [row.cells] : []));
  return { columns: columns.map((column) => column.trim()), rows };
}
