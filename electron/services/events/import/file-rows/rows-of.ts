import { UnusableInput } from "../../../failures.ts";
import { readFileText } from "../../../file-text.ts";
import type { FileShape } from "./file-shape.ts";
import { type RawRow, RowTooLong } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";

/**
 * Yields the rows of a file in order, in groups of one piece of its text. Each group must be read before the next one. Skips the column names of a CSV file and what is before them.
 * Throws `UnusableInput`.
 */
export async function* rowsOf(
  path: string,
  { format, separator, headerAt }: FileShape,
  signal?: AbortSignal,
): AsyncGenerator<Iterable<RawRow>, void> {
  const reader = createRowReader(format, separator);
  let toSkip = format === "csv" ? headerAt + 1 : 0;
  let taken = 0;
  function* withoutHeader(rows: Iterable<RawRow>): Generator<RawRow, void> {
    for (const row of rows) {
      if (toSkip > 0) toSkip -= 1;
      else {
        taken += 1;
        yield row;
      }
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
