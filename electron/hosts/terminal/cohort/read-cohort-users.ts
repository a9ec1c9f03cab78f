import { isParquet, parquetLines } from "#services/cohorts/users-file.ts";
import { leftOutNote } from "#services/events/import/file-notes.ts";
import { type CsvLayout, doubledColumnText, findCsvLayout, type KnownColumns } from "#services/events/import/file-rows/csv-layout.ts";
import { createCsvRecords } from "#services/events/import/file-rows/csv-records.ts";
import { RowTooLong } from "#services/events/import/file-rows/raw-row.ts";
import { type ShortenedIds, shortenedIdsText, withShortenedId } from "#shared/domain/cohort/shortened-ids.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { isUserColumn, withColumn, withColumnValue } from "#shared/domain/user/user-columns.ts";
import { UnusableArguments } from "../arguments.ts";
import { readLines } from "../input/read-lines.ts";
import { readSourcePieces, sourceName } from "../input/read-source.ts";
import { readUsers } from "../input/read-user.ts";
import type { Terminal } from "../terminal.ts";

/**
 * Yields the users of a CSV or TSV file with a header, of a file with one JSON object per line, or of a Parquet file. One user at a time is in memory. Notes what it leaves out
 * before the header, and at the end IDs whose digits are lost. Throws `UnusableArguments`.
 */
export async function* readCohortUsers(file: string, terminal: Terminal): AsyncGenerator<StatsigUser> {
  let row = 0;
  let shortened: ShortenedIds | null = null;
  for await (const user of usersOf(file, terminal)) {
    row += 1;
    shortened = withShortenedId(shortened, user, row);
    yield user;
  }
  if (shortened !== null) terminal.log.warn(`${sourceName(file)}: ${shortenedIdsText(shortened)}`);
}

async function* usersOf(file: string, terminal: Terminal): AsyncGenerator<StatsigUser> {
  if (file !== "-" && (await isParquet(file).catch(() => false))) {
    yield* usersOfParquet(file);
    return;
  }
  const pieces = readSourcePieces(file, terminal);
  const first = await pieces.next();
  const beginning = first.done ? "" : first.value;
  const all = prepended(beginning, pieces);
  try {
    if (/^\s*[{[]/.test(beginning)) yield* readUsers(file, terminal, all);
    else yield* usersOfTable(all, file, terminal);
  } catch (failure) {
    throw failure instanceof RowTooLong ? new UnusableArguments(`${sourceName(file)}: ${failure.message}`) : failure;
  }
}

/** The columns become fields as those of a CSV file do. */
async function* usersOfParquet(file: string): AsyncGenerator<StatsigUser, void> {
  for await (const { text } of readLines(parquetLines(file, sourceName(file)))) {
    const row = parseJson(text);
    if (!isJsonObject(row)) continue;
    yield Object.entries(row).reduce<StatsigUser>((user, [column, value]) => withColumnValue(user, column, value), {});
  }
}

async function* prepended(beginning: string, rest: AsyncIterable<string>): AsyncGenerator<string, void> {
  yield beginning;
  yield* rest;
}

const userColumns: KnownColumns = { isKnown: isUserColumn, isFirstOtherwise: true };
/** A header without a known name is searched for in this many characters, so that a pipe need not wait for long. */
const maxSearched = 64 * 1024;

interface Table {
  readonly layout: CsvLayout;
  readonly columns: readonly string[];
  readonly reader: ReturnType<typeof createCsvRecords>;
}

async function* usersOfTable(pieces: AsyncIterable<string>, file: string, terminal: Terminal): AsyncGenerator<StatsigUser> {
  let beginning = "";
  let table: Table | null = null;
  let number = 0;
  const open = (layout: CsvLayout): Table => {
    if (layout.header.every((name) => name === ""))
      throw new UnusableArguments(
        `${sourceName(file)} is empty. Give a table with a header such as userID,country, or one JSON object per line.`,
      );
    // Without a known name, the first line is a user, or the text is no table: every row would be a user without an ID.
    if (layout.knownNames === 0)
      throw new UnusableArguments(
        `${sourceName(file)} has no column that is a field of the user, such as userID or customIDs.NAME. Its first line is “${shortened(layout.header.join(layout.separator))}”.`,
      );
    if (layout.leftOut.length > 0) terminal.note(`${sourceName(file)}: ${leftOutNote(layout.leftOut)}`);
    return { layout, columns: namesOf(layout.header, file), reader: createCsvRecords(layout.separator) };
  };
  const usersOfRows = function* ({ layout, columns }: Table, rows: ReturnType<Table["reader"]["push"]>): Generator<StatsigUser> {
    for (const row of rows) {
      number += 1;
      if (row.kind !== "cells") throw new UnusableArguments(`${sourceName(file)}: in row ${number} a quote is not closed.`);
      if (number <= layout.headerAt + 1) continue;
      if (row.cells.length !== columns.length)
        throw new UnusableArguments(
          `${sourceName(file)}: row ${number} has ${formatCount(row.cells.length, "cell")}, and the header has ${columns.length}.`,
        );
      yield row.cells.reduce<StatsigUser>((user, cell, index) => withColumn(user, columns[index] ?? "", cell), {});
    }
  };
  for await (const piece of pieces) {
    if (table !== null) {
      yield* usersOfRows(table, table.reader.push(piece));
      continue;
    }
    beginning += piece;
    const layout = findCsvLayout(beginning, userColumns, { isWhole: false });
    if (layout.knownNames === 0 && beginning.length < maxSearched) continue;
    table = open(layout);
    yield* usersOfRows(table, table.reader.push(beginning));
  }
  if (table === null) {
    table = open(findCsvLayout(beginning, userColumns, { isWhole: true }));
    yield* usersOfRows(table, table.reader.push(beginning));
  }
  yield* usersOfRows(table, table.reader.end());
  if (number <= table.layout.headerAt + 1)
    throw new UnusableArguments(`${sourceName(file)} has the names of columns, and no user below them.`);
}

const maxShownLength = 60;

function shortened(line: string): string {
  return line.length > maxShownLength ? `${line.slice(0, maxShownLength - 1)}…` : line;
}

function namesOf(names: readonly string[], file: string): readonly string[] {
  const doubled = doubledColumnText(names, sourceName(file));
  if (doubled !== null) throw new UnusableArguments(doubled);
  if (names.includes("")) throw new UnusableArguments(`${sourceName(file)} has a column without a name.`);
  return names;
}
