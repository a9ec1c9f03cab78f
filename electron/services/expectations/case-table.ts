import type { CaseTable } from "#shared/domain/expectation/expectation-row.ts";
import { isCaseColumn } from "#shared/domain/expectation/expectation-row.ts";
import { findCsvLayout } from "../events/import/file-rows/csv-layout.ts";
import { createCsvRecords } from "../events/import/file-rows/csv-records.ts";

/** Reads the cases of a test from a CSV text. What is before its column names is left out. */
export function readCaseTable(text: string): CaseTable {
  const { separator, headerAt, header } = findCsvLayout(text, { isKnown: isCaseColumn, isFirstOtherwise: true }, { isWhole: true });
  const reader = createCsvRecords(separator);
  const records = [...reader.push(text), ...reader.end()].flatMap((row) => (row.kind === "cells" ? [row.cells] : []));
  return { columns: header, rows: records.slice(headerAt + 1) };
}
