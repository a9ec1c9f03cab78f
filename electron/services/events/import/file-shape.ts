import type { FileFormat } from "#shared/domain/events/event-import.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type RawRow, readValue } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";

/** The format and columns of a file, recognized from its beginning. */
export interface FileShape {
  readonly format: FileFormat;
  /** CSV only. */
  readonly separator: string | null;
  readonly columns: readonly string[];
}

const separators = [",", ";", "\t"] as const;

/** Recognizes a file from its first few thousand characters (the whole text if `isWhole`). `columns` is empty when these contain no whole row. */
export function recognizeShape(fileName: string, text: string, { isWhole }: { readonly isWhole: boolean }): FileShape {
  const format = formatOf(fileName, text);
  if (format !== "csv") return { format, separator: null, columns: columnsOfValues(firstRows(format, text, isWhole)) };
  const headers = separators.map((separator) => ({ separator, columns: headerOf(text, separator) }));
  const best = headers.reduce((best, each) => (each.columns.length > best.columns.length ? each : best));
  return { format, ...best };
}

function formatOf(fileName: string, text: string): FileFormat {
  const extension = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  if (["csv", "tsv", "tab"].includes(extension)) return "csv";
  if (["ndjson", "jsonl"].includes(extension)) return "ndjson";
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (!start.startsWith("{")) return extension === "json" ? "json" : "csv";
  // A whole object on the first line means one object per line; otherwise the object has several lines.
  const firstLine = start.split("\n", 1)[0] ?? "";
  const read = readValue(firstLine);
  return read.kind === "value" && !holdsList(read.value) ? "ndjson" : "json";
}

/** Recognizes a body of log_event on one line, which is a list of events. */
function holdsList(value: JsonValue): boolean {
  return isJsonObject(value) && Array.isArray(value.events);
}

function firstRows(format: FileFormat, text: string, isWhole: boolean): RawRow[] {
  const reader = createRowReader(format, null);
  try {
    return [...reader.push(text), ...(isWhole ? reader.end() : [])];
  } catch {
    return []; // reading the file reports a row that does not end
  }
}

function headerOf(text: string, separator: string): string[] {
  const reader = createRowReader("csv", separator);
  try {
    const [header] = [...reader.push(text), ...reader.end()];
    return header?.kind === "cells" ? uniqueNames(header.cells.map((cell) => cell.trim())) : [];
  } catch {
    return [];
  }
}

/** Adds the position to the names of unnamed and duplicate columns. */
export function uniqueNames(names: readonly string[]): string[] {
  const taken = new Set<string>();
  return names.map((name, position) => {
    const unique = name === "" || taken.has(name) ? `${name === "" ? "column" : name} ${position + 1}` : name;
    taken.add(unique);
    return unique;
  });
}

function columnsOfValues(rows: readonly RawRow[]): string[] {
  const columns = new Set<string>();
  for (const row of rows.slice(0, 200)) {
    const read = row.kind === "json" ? readValue(row.text) : row;
    if (read.kind === "value" && isJsonObject(read.value)) for (const name of Object.keys(read.value)) columns.add(name);
  }
  return [...columns];
}
