import { UnusableInput } from "../../failures.ts";
import { readFileText } from "../../file-text.ts";
import type { FileShape } from "./file-shape.ts";
import { type RawRow, RowTooLong } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";

/**
 * Yields the rows of a file in order, in groups of one piece of its text. Each group must be read before the next one. Skips the header of a CSV file.
 * Throws `UnusableInput`.
 */
export async function* rowsOf(
  path: string,
  { format, separator }: FileShape,
  signal?: AbortSignal,
): AsyncGenerator<Iterable<RawRow>, void> {
  const reader = createRowReader(format, separator);
  let isHeader = format === "csv";
  let taken = 0;
  function* withoutHeader(rows: Iterable<RawRow>): Generator<RawRow, void> {
    for (const row of rows) {
      if (!isHeader) {
        taken += 1;
        yield row;
      }
      isHeader = false;
    }
  }
  try {
    for await (const piece of readFileText(path, signal)) yield withoutHeader(reader.push(piece));
    yield withoutHeader(reader.end());
  } catch (failure) {
    if (failure instanceof RowTooLong) throw new UnusableInput("file", `After row ${taken}: ${failure.message}`);
    throw failure;
  }
}
