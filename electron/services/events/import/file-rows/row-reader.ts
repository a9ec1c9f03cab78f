import type { FileFormat } from "#shared/domain/events/event-import.ts";
import { createCsvRecords } from "./csv-records.ts";
import { createJsonElements } from "./json-elements.ts";
import { maxRowLength, type RawRow, type RowReader, RowTooLong } from "./raw-row.ts";

/** Splits the text of a file into rows. `separator` is for CSV. */
export function createRowReader(format: FileFormat, separator: string | null): RowReader {
  return { csv: () => createCsvRecords(separator ?? ","), ndjson: createLines, json: createJsonElements }[format]();
}

/** Reads one value per line, and skips empty lines. */
function createLines(): RowReader {
  let rest = "";
  // Yields line by line, so that a row can be freed as soon as it is processed.
  function* read(lines: readonly string[]): Generator<RawRow, void> {
    for (const line of lines) if (line.trim() !== "") yield { kind: "json", text: line };
  }
  return {
    push(piece) {
      const lines = piece.split("\n");
      lines[0] = rest + (lines[0] ?? "");
      rest = lines.pop() ?? "";
      if (rest.length > maxRowLength) throw new RowTooLong();
      return read(lines);
    },
    end() {
      const lines = [rest];
      rest = "";
      return read(lines);
    },
  };
}
