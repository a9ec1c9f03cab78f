import type { FileNote, RowMapping } from "#shared/domain/events/event-import.ts";
import { timeUnitLabel } from "#shared/domain/events/time-unit.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import type { FileShape } from "./file-rows/file-shape.ts";
import { enclosingColumn } from "./other-files.ts";
import { hasTimeColumn } from "./row-event.ts";
import { columnsWithTimes, isCertainTimeName, type Sample, unreadTimes } from "./time-column.ts";

export const noTimeColumnText = "This file has no time column, so this event is sent with the time of sending.";
export const noTimeText = "This row has no time, so it is sent with the time of sending.";

/** Returns what the person must know about the reading of a file before it is sent, and cannot see in a row. */
export function fileNotes({ leftOut, columns }: FileShape, mapping: RowMapping, sample: Sample): FileNote[] {
  if (columns.length === 0) return [];
  const timeColumn = columns.find((column) => mapping.columns[column]?.kind === "time");
  return [
    ...(leftOut.length === 0 ? [] : [warning(leftOutNote(leftOut))]),
    ...(hasName(columns, mapping) ? [] : [warning(noNameNote(columns, sample))]),
    ...doubleNotes(columns, mapping),
    ...(hasTimeColumn(mapping) ? [] : [warning(noTimeNote(columnsWithTimes(columns, sample)))]),
    ...unreadTimes(timeColumn === undefined ? columns : [timeColumn], sample).map(({ column, value }) =>
      warning(unreadTimeNote(column, value)),
    ),
    ...(timeColumn === undefined ? [] : timeNotes(timeColumn, mapping)),
  ];
}

function hasName(columns: readonly string[], { fixedName, columns: targets }: RowMapping): boolean {
  return fixedName !== "" || columns.some((column) => targets[column]?.kind === "name");
}

function noNameNote(columns: readonly string[], sample: Sample): string {
  const outer = enclosingColumn(columns, sample);
  if (outer !== null)
    return `The events of this file are inside “${outer}”, so no row has a name: save what is in it as the rows, for example with jq -c '.${outer}'.`;
  const shown = columns.slice(0, maxShownColumns).map((column) => `“${shortened(column)}”`);
  const more = columns.length > shown.length ? ", …" : "";
  return `No column of this file is the name of an event; it has ${shown.join(", ")}${more}. Name the column “eventName” in the file; if its first line is a row, add a line with the names of the columns.`;
}

/** Two columns with one target: a row that has both loses the first value. */
function doubleNotes(columns: readonly string[], mapping: RowMapping): FileNote[] {
  const sameTarget = Map.groupBy(
    columns.filter((column) => !["ignore", "private", "json"].includes(mapping.columns[column]?.kind ?? "ignore")),
    (column) => JSON.stringify(mapping.columns[column]),
  );
  return [...sameTarget.values()]
    .filter((doubles) => doubles.length > 1)
    .map((doubles) =>
      warning(
        `The columns ${doubles.map((column) => `“${column}”`).join(" and ")} are the same field of an event: where a row has several, “${doubles.at(-1)}” is used.`,
      ),
    );
}

function warning(message: string): FileNote {
  return { severity: "warning", message };
}

function noTimeNote(candidates: readonly string[]): string {
  const note = "This file has no time column, so its events are sent with the time of sending.";
  if (candidates.length === 0) return note;
  const names = candidates.map((column) => `“${column}”`).join(" and ");
  return `${note} ${names} ${candidates.length === 1 ? "contains" : "contain"} times: if this is when the events happened, map it to the time, or name it “time” in the file.`;
}

function unreadTimeNote(column: string, value: string): string {
  return `“${column}” may be the time of an event, but “${shortened(value)}” is in no format that is read here. Write it as 2026-06-20T12:00:00Z, with the zone, or in milliseconds since 1970.`;
}

/** Units that few programs use are a warning. */
function timeNotes(column: string, { timeUnit }: RowMapping): FileNote[] {
  const unit = timeUnit === "ms" ? "" : `, in ${timeUnitLabel(timeUnit)}`;
  return unit === "" && isCertainTimeName(column)
    ? []
    : [
        {
          severity: timeUnit === "us" || timeUnit === "ns" ? "warning" : "info",
          message: `The time of an event is read from “${column}”${unit}.`,
        },
      ];
}

const maxShownLines = 3;
const maxShownColumns = 5;
const maxShownLength = 60;

function shortened(text: string): string {
  return text.length > maxShownLength ? `${text.slice(0, maxShownLength).toWellFormed()}…` : text;
}

/** `2 lines before the column names are left out: “Report”, “June”.` */
export function leftOutNote(leftOut: readonly string[]): string {
  const shown = leftOut.slice(0, maxShownLines).map((text) => `“${shortened(text)}”`);
  const more = leftOut.length > shown.length ? " …" : "";
  return `${formatCount(leftOut.length, "line")} before the column names ${leftOut.length === 1 ? "is" : "are"} left out: ${shown.join(", ")}${more}.`;
}
