import { UnusableInput } from "../../../failures.ts";
import { readFileText } from "../../../file-text.ts";
import type { FileShape } from "./file-shape.ts";
import { type RawRow, RowTooLong } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";
import { createSharedUserCheck } from "./shared-user.ts";

/**
 * Yields the rows of a file in order, in groups of one piece of its text. Each group must be read before the next one. Skips the column names of a CSV file and what is before them.
 * Throws `UnusableInput`, also for a body of log_event whose events would lose their shared user.
 */
export async function* rowsOf(
  path: string,
  { format, separator, headerAt }: FileShape,
  signal?: AbortSignal,
): AsyncGenerator<Iterable<RawRow>, void> {
  const reader = createRowReader(format, separator);
  const sharedUser = createSharedUserCheck();
  let toSkip = format === "csv" ? headerAt + 1 : 0;
  let taken = 0;
  function* withoutHeader(rows: Iterable<RawRow>): Generator<RawRow, void> {
    for (const row of rows) {
      if (toSkip > 0) toSkip -= 1;
      else {
        taken += 1;
        sharedUser.add(row);
        yield row;
      }
    }
  }
  try {
    for await (const piece of readFileText(path, signal)) yield withoutHeader(reader.push(piece));
    yield withoutHeader(reader.end());
    sharedUser.end();
  } catch (failure) {
    if (failure instanceof RowTooLong) throw new UnusableInput("file", `After row ${taken}: ${failure.message}`);
    throw failure;
  }
}
