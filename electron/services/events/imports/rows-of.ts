import { UnusableInput } from "../../failures.ts";
import type { FileShape } from "./file-shape.ts";
import { readText } from "./file-text.ts";
import { type RawRow, RowTooLong } from "./raw-row.ts";
import { createRowReader } from "./row-reader.ts";

/** A file's rows in order, as many at once as a piece of its text holds; the first line of a CSV file is none. Throws `UnusableInput`. */
export async function* rowsOf(path: string, { format, separator }: FileShape, signal?: AbortSignal): AsyncGenerator<RawRow[], void> {
  const reader = createRowReader(format, separator);
  let isHeader = format === "csv";
  let taken = 0;
  const withoutHeader = (rows: RawRow[]): RawRow[] => {
    const [, ...body] = isHeader ? rows : [null, ...rows];
    if (rows.length > 0) isHeader = false;
    taken += body.length;
    return body.filter((row) => row !== null);
  };
  try {
    for await (const piece of readText(path, signal)) yield withoutHeader(reader.push(piece));
    yield withoutHeader(reader.end());
  } catch (failure) {
    if (failure instanceof RowTooLong) throw new UnusableInput("file", `After row ${taken}: ${failure.message}`);
    throw failure;
  }
}
