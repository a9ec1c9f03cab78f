import type { FileFormat } from "#shared/domain/events/event-import.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type RawRow, readValue } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";

/** What kind of rows a file holds, told by its beginning. */
export interface FileShape {
  readonly format: FileFormat;
  /** CSV only. */
  readonly separator: string | null;
  readonly columns: readonly string[];
}

const separators = [",", ";", "\t"] as const;

/** `beginning` is the file's first few thousand characters; all of it where `isWhole`. There are no columns when it does not hold a row. */
export function recognizeShape(fileName: string, beginning: string, { isWhole }: { readonly isWhole: boolean }): FileShape {
  const text = beginning.replace(/^\uFEFF/, "");
  const format = formatOf(fileName, text);
  if (format !== "csv") return { format, separator: null, columns: columnsOfValues(firstRows(format, text, isWhole)) };
  const headers = separators.map((separator) => ({ separator, columns: headerOf(text, separator) }));
  const best = headers.reduce((chosen, each) => (each.columns.length > chosen.columns.length ? each : chosen));
  return { format, ...best };
}

function formatOf(fileName: string, text: string): FileFormat {
  const outcome = /\.(\w+)$/.exec(fileName)?.[1]?.toLowerCase() ?? "";
  if (["csv", "tsv", "tab"].includes(outcome)) return "csv";
  if (["ndjson", "jsonl"].includes(outcome)) return "ndjson";
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (!start.startsWith("{")) return outcome === "json" ? "json" : "csv";
  // One object on its first line: a file of lines. Otherwise the object goes over several lines.
  const firstLine = start.split("\n", 1)[0] ?? "";
  const read = readValue(firstLine);
  return read.kind === "value" && !holdsList(read.value) ? "ndjson" : "json";
}

/** A whole body of log_event on one line is a list of events, and not one. */
function holdsList(value: JsonValue): boolean {
  return isJsonObject(value) && Array.isArray(value.events);
}

function firstRows(format: FileFormat, text: string, isWhole: boolean): RawRow[] {
  const reader = createRowReader(format, null);
  try {
    return [...reader.push(text), ...(isWhole ? reader.end() : [])];
  } catch {
    return []; // a row that does not end is said when the file is read
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

/** Columns without a name, or with one that is taken, are told apart by their place. */
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
