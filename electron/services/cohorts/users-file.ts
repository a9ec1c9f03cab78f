import { open, stat } from "node:fs/promises";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { type Compressors, parquetMetadataAsync, parquetReadObjects } from "hyparquet";
import type { UnreadableRow, UsersPreview } from "#shared/domain/cohort/cohort.ts";
import { type ShortenedIds, withShortenedId } from "#shared/domain/cohort/shortened-ids.ts";
import { ExactNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { guessUserMapping, isKnownUserColumn, type UserMapping } from "#shared/domain/user/user-mapping.ts";
import { doubledColumnText, type KnownColumns } from "../events/import/file-rows/csv-layout.ts";
import { type FileShape, recognizeShape } from "../events/import/file-rows/file-shape.ts";
import { maxRowLength, readValue } from "../events/import/file-rows/raw-row.ts";
import { rowsOf } from "../events/import/file-rows/rows-of.ts";
import { UnusableInput } from "../failures.ts";
import { readFileText } from "../file-text.ts";
import { createRowReader } from "./evaluate-block.ts";
import { UnitIndex } from "./unit-index.ts";

/** A header without a name that users have is the first record. */
const userColumns: KnownColumns = { isKnown: isKnownUserColumn, isFirstOtherwise: true };

/** Recognizes the format and the columns of a file with users. Throws `UnusableInput` for a file without rows, and for one with two columns of one name. */
export async function usersShape(path: string, fileName: string): Promise<FileShape> {
  let beginning = "";
  for await (const piece of readFileText(path, undefined, fileName)) {
    beginning += piece;
    const shape = recognizeShape(fileName, beginning, { isWhole: false, known: userColumns });
    if (shape.columns.length > 0 || beginning.length > maxRowLength) return requireColumns(shape, fileName);
  }
  if (beginning.trim() === "") throw new UnusableInput("file", `${fileName} is empty. Choose a file with one user in each row.`);
  return requireColumns(recognizeShape(fileName, beginning, { isWhole: true, known: userColumns }), fileName);
}

function requireColumns(shape: FileShape, fileName: string): FileShape {
  const doubled = doubledColumnText(shape.header ?? [], fileName);
  if (doubled !== null) throw new UnusableInput("file", doubled);
  if (shape.columns.length > 0) return shape;
  throw new UnusableInput(
    "file",
    `${fileName} has no row that is a user. A row is a line of CSV below the names of the columns, or a JSON object.`,
  );
}

const shownRows = 3;
const maxUnreadableListed = 20;
const commaNumber = /^-?\d+,\d+$/;

/** Reads a file to its end, and keeps only what it shows: the first users whose JSON has all words of `find`. Throws `UnusableInput`. */
export async function previewUsers(
  {
    path,
    fileName,
    format,
    unitIds,
  }: { readonly path: string; readonly fileName: string; readonly format: "parquet" | null; readonly unitIds: readonly string[] },
  { mapping, find }: { readonly mapping: UserMapping | null; readonly find: string },
  signal?: AbortSignal,
): Promise<UsersPreview> {
  const shape = await usersShape(path, fileName);
  const used = mapping ?? guessUserMapping(shape.columns, unitIds);
  const columns = shape.columns.map((column) => ({ column, first: [] as string[], empty: 0, commas: 0 }));
  const read = createRowReader({ mapping: used, separator: shape.separator ?? "," }, unitIds);
  const users: StatsigUser[] = [];
  const words = find.toLowerCase().split(/\s+/).filter(Boolean);
  const isFound = (user: StatsigUser) => {
    if (words.length === 0) return true;
    const text = JSON.stringify(user).toLowerCase();
    return words.every((word) => text.includes(word));
  };
  const unreadable: UnreadableRow[] = [];
  const ids = new UnitIndex();
  let rows = 0;
  let readable = 0;
  let unreadableRows = 0;
  let withoutId = 0;
  let shortenedIds: ShortenedIds | null = null;
  for await (const some of rowsOf(path, shape, signal)) {
    for (const raw of some) {
      rows += 1;
      const user = read.userOf(raw);
      if (typeof user === "string") {
        unreadableRows += 1;
        if (unreadable.length < maxUnreadableListed) unreadable.push({ row: rows, reason: user });
        continue;
      }
      readable += 1;
      if (users.length < 20 && isFound(user)) users.push(user);
      shortenedIds = withShortenedId(shortenedIds, user, rows);
      if (user.userID === undefined) withoutId += 1;
      else ids.add(String(user.userID));
      const object = raw.kind === "json" ? objectOf(raw.text) : null;
      for (const [at, column] of columns.entries()) {
        const cell = raw.kind === "cells" ? (raw.cells[at] ?? "") : textAt(object, column.column);
        if (cell.includes(",") && commaNumber.test(cell)) column.commas += 1;
        if (cell === "") column.empty += 1;
        else if (column.first.length < shownRows) column.first.push(cell.slice(0, 60).toWellFormed());
      }
    }
  }
  const { size } = await stat(path);
  return {
    format: format ?? shape.format,
    separator: shape.separator,
    rows,
    bytes: size,
    unreadableRows,
    unreadable,
    mapping: used,
    columns,
    users,
    repeatedIds: Math.max(0, readable - withoutId - ids.count),
    shortenedIds: shortenedIds && { ...shortenedIds, rows: [...shortenedIds.rows] },
  };
}

function objectOf(text: string): Readonly<Record<string, JsonValue>> | null {
  const read = readValue(text);
  return read.kind === "value" && isJsonObject(read.value) ? read.value : null;
}

function textAt(object: Readonly<Record<string, JsonValue>> | null, column: string): string {
  const value = object !== null && Object.hasOwn(object, column) ? object[column] : null;
  return value === null || value === undefined ? "" : typeof value === "string" ? value : JSON.stringify(value);
}

const parquetMagic = "PAR1";

/** True for the bytes of a Parquet file, whatever its name is. */
export async function isParquet(path: string): Promise<boolean> {
  const file = await open(path, "r");
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(4), 0, 4, 0);
    return bytesRead === 4 && buffer.toString("latin1") === parquetMagic;
  } finally {
    await file.close();
  }
}

/** Codecs that Node has; the library itself has Snappy. */
const compressors: Compressors = {
  GZIP: (input) => gunzipSync(input),
  BROTLI: (input) => brotliDecompressSync(input),
  ...(typeof zstdDecompressSync === "function" && { ZSTD: (input: Uint8Array) => zstdDecompressSync(input) }),
};

/** A text keeps what stands at its beginning, and the numbers of a JSON column their digits. */
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const parsers = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && decoder.decode(bytes),
  jsonFromBytes: (bytes: Uint8Array | undefined) => bytes && readJson(decoder.decode(bytes)),
};

const rowsAtOnce = 10_000;

/** Yields the rows of a Parquet file as JSON lines, some thousand at a time, so that a file of any size fits into memory. Throws `UnusableInput`. */
export async function* parquetLines(path: string, fileName: string): AsyncGenerator<string, void> {
  const handle = await open(path, "r");
  try {
    const { size } = await handle.stat();
    const file = {
      byteLength: size,
      async slice(start: number, end = size): Promise<ArrayBuffer> {
        const length = Math.max(0, end - start);
        const bytes = new Uint8Array(length);
        for (let done = 0; done < length; ) {
          const { bytesRead } = await handle.read(bytes, done, length - done, start + done);
          if (bytesRead === 0) throw new Error("the file ends too early");
          done += bytesRead;
        }
        return bytes.buffer;
      },
    };
    const metadata = await parquetMetadataAsync(file);
    const rows = Number(metadata.num_rows);
    for (let rowStart = 0; rowStart < rows; rowStart += rowsAtOnce) {
      const read = await parquetReadObjects({
        file,
        metadata,
        compressors,
        parsers,
        rowStart,
        rowEnd: Math.min(rows, rowStart + rowsAtOnce),
      });
      yield read.map((row) => `${JSON.stringify(jsonOf(row))}\n`).join("");
    }
  } catch (failure) {
    if (failure instanceof UnusableInput) throw failure;
    throw new UnusableInput(
      "file",
      `${fileName} is no Parquet file that can be read: ${failure instanceof Error ? failure.message : failure}.`,
    );
  } finally {
    await handle.close();
  }
}

/** Integers of 64 bits keep their digits; times are written as ISO texts. */
function jsonOf(value: unknown): JsonValue {
  if (value === null || value === undefined) return null;
  if (typeof value === "bigint") return Number.isSafeInteger(Number(value)) ? Number(value) : new ExactNumber(String(value));
  if (typeof value === "number") return Number.isFinite(value) ? value : null;
  if (value instanceof ExactNumber) return value;
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? null : value.toISOString();
  if (value instanceof Uint8Array) return Buffer.from(value).toString("base64");
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === "object") return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, jsonOf(member)]));
  return typeof value === "string" || typeof value === "boolean" ? value : String(value);
}
