import type { FileFormat } from "#shared/domain/events/event-import.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { eventColumns } from "../guess-mapping.ts";
import { findCsvLayout, type KnownColumns } from "./csv-layout.ts";
import { listFields } from "./json-elements.ts";
import { type RawRow, readValue } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";

/** The format and columns of a file, recognized from its beginning. */
export interface FileShape {
  readonly format: FileFormat;
  /** CSV only. */
  readonly separator: string | null;
  /** CSV: the number of records before the one that names the columns, and their texts without Excel's `sep=`. */
  readonly headerAt: number;
  readonly leftOut: readonly string[];
  readonly columns: readonly string[];
  /** CSV only: the names of the columns as they are written, so that two may be equal. */
  readonly header?: readonly string[];
}

/** Recognizes a file from its first few thousand characters (the whole text if `isWhole`). `columns` is empty when these contain no whole row. `known` are the columns that a header has; those of events if omitted. */
export function recognizeShape(
  fileName: string,
  text: string,
  { isWhole, known = eventColumns }: { readonly isWhole: boolean; readonly known?: KnownColumns },
): FileShape {
  const format = formatOf(fileName, text);
  if (format === "csv") return { format, ...findCsvLayout(text, known, { isWhole }) };
  return { format, separator: null, headerAt: 0, leftOut: [], columns: columnsOfValues(firstRows(format, text, isWhole)) };
}

function formatOf(fileName: string, text: string): FileFormat {
  const extension = /\.(\w+)(?:\.gz)?$/i.exec(fileName)?.[1]?.toLowerCase() ?? "";
  if (["csv", "tsv", "tab"].includes(extension)) return "csv";
  const start = text.trimStart();
  if (start.startsWith("[")) return "json";
  if (!start.startsWith("{")) return ["ndjson", "jsonl"].includes(extension) ? "ndjson" : extension === "json" ? "json" : "csv";
  // A whole object on the first line means one object per line; otherwise the object has several lines, or is a body with a list.
  const read = readValue(start.split("\n", 1)[0] ?? "");
  if (read.kind === "value") return holdsList(read.value) ? "json" : "ndjson";
  return ["ndjson", "jsonl"].includes(extension) ? "ndjson" : "json";
}

/** Recognizes a body of log_event on one line, which is a list of events. */
function holdsList(value: JsonValue): boolean {
  return isJsonObject(value) && [...listFields].some((field) => Array.isArray(value[field]));
}

function firstRows(format: FileFormat, text: string, isWhole: boolean): RawRow[] {
  const reader = createRowReader(format, null);
  try {
    return [...reader.push(text), ...(isWhole ? reader.end() : [])];
  } catch {
    return []; // reading the file reports a row that does not end
  }
}

function columnsOfValues(rows: readonly RawRow[]): string[] {
  const columns = new Set<string>();
  for (const row of rows.slice(0, 200)) {
    const read = row.kind === "json" ? readValue(row.text) : row;
    if (read.kind === "value" && isJsonObject(read.value)) for (const name of Object.keys(read.value)) columns.add(name);
  }
  return [...columns];
}
