import type { RunState } from "#shared/domain/events/event-import.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";

/** Texts of the From a file tab that tests look for. */
export const importLabels = {
  title: "Send events from a file",
  pasteRows: "Paste rows…",
  rows: "Rows",
  reviewRows: "Review rows",
  chooseAnother: "Choose another file…",
  sendable: (sendable: number, rows: number) => `${formatNumber(sendable)} of ${formatCount(rows, "row")} can be sent.`,
  refused: "Refused",
  warnings: "Warnings",
  refusedRows: "Refused rows",
  row: "Row",
  /** The rows read so far of a list that is read on as it is scrolled. */
  firstRows: (shown: number, rows: number) => `First ${formatNumber(shown)} of ${formatCount(rows, "row")}`,
  scrollForMore: "; scroll to the end to read more.",
  onlyColumnNames: "This file has no rows: its only line was read as column names.",
  defaultName: "Default event name",
  stop: "Stop",
  resume: "Resume",
  onlyUndelivered: "Only rows that were not delivered",
  notSent: "Not sent",
} as const;

export const runStateLabels: Record<RunState, string> = {
  running: "Sending",
  paused: "Paused",
  stopped: "Stopped",
  finished: "Finished",
  abandoned: "Discarded",
};

const separators: Readonly<Record<string, string>> = { ",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars" };

/** `CSV with commas, 1,000 rows, 4 columns`. */
export function fileSummary(format: string, separator: string | null, rows: number, columns: number): string {
  const separated = separator === null ? "" : ` with ${separators[separator] ?? separator}`;
  return `${format.toUpperCase()}${separated}, ${formatCount(rows, "row")}, ${formatCount(columns, "column")}`;
}
