import { createCsvRecords, separatorOfHeader } from "#services/events/import/file-rows/csv-records.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { withColumn } from "#shared/domain/user/user-columns.ts";
import { UnusableArguments } from "../arguments.ts";
import { readSourcePieces, sourceName } from "../input/read-source.ts";
import { readUsers } from "../input/read-user.ts";
import type { Terminal } from "../terminal.ts";

/** Yields the users of a CSV or TSV file with a header, or of a file with one JSON object per line. One user at a time is in memory. Throws `UnusableArguments`. */
export async function* readCohortUsers(file: string, terminal: Terminal): AsyncGenerator<StatsigUser> {
  const pieces = readSourcePieces(file, terminal);
  const first = await pieces.next();
  const beginning = first.done ? "" : first.value;
  const all = prepended(beginning, pieces);
  if (/^\s*[{[]/.test(beginning)) yield* readUsers(file, terminal, all);
  else yield* usersOfTable(all, file);
}

async function* prepended(beginning: string, rest: AsyncIterable<string>): AsyncGenerator<string, void> {
  yield beginning;
  yield* rest;
}

async function* usersOfTable(pieces: AsyncIterable<string>, file: string): AsyncGenerator<StatsigUser> {
  let reader: ReturnType<typeof createCsvRecords> | null = null;
  let columns: readonly string[] | null = null;
  let number = 0;
  const usersOf = function* (rows: Iterable<{ readonly kind: string; readonly cells?: readonly string[] }>): Generator<StatsigUser> {
    for (const { cells } of rows) {
      if (cells === undefined) continue;
      number += 1;
      if (columns === null) {
        columns = namesOf(cells, file);
        continue;
      }
      if (cells.length !== columns.length)
        throw new UnusableArguments(`${sourceName(file)}: row ${number} has ${cells.length} cells, and the header has ${columns.length}.`);
      yield cells.reduce<StatsigUser>((user, cell, index) => withColumn(user, columns?.[index] ?? "", cell), {});
    }
  };
  for await (const piece of pieces) {
    reader ??= createCsvRecords(separatorOfHeader(piece));
    yield* usersOf(reader.push(piece));
  }
  if (reader !== null) yield* usersOf(reader.end());
  if (columns === null) throw new UnusableArguments(`${sourceName(file)} is empty.`);
}

function namesOf(cells: readonly string[], file: string): string[] {
  const names = cells.map((cell) => cell.trim());
  const repeated = names.find((name, index) => names.indexOf(name) !== index);
  if (repeated !== undefined) throw new UnusableArguments(`${sourceName(file)} has two columns “${repeated}”.`);
  if (names.includes("")) throw new UnusableArguments(`${sourceName(file)} has a column without a name.`);
  return names;
}
