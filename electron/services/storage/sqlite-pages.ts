import { closeSync, existsSync, fstatSync, lstatSync, openSync, readFileSync, readSync } from "node:fs";
import type { SQLOutputValue } from "node:sqlite";
import type { VersionRecords } from "./version-records.ts";

/*
 * Reads the rows in the pages of a damaged database file, page by page and without SQLite, which gives up a file at the first damaged page
 * (sqlite.org/fileformat2.html). node:sqlite does not have SQLite's own recovery extension.
 */

export type StoredValue = SQLOutputValue;

/** A row of a table, or an entry of an index or a table without row IDs. */
export interface StoredRecord {
  /** Null in an index. */
  readonly rowid: number | null;
  readonly values: readonly StoredValue[];
}

/** All our files have it (`openSqliteFile`); a damaged header may say anything. */
export const pageSize = 8192;
const maxCells = pageSize / 4;
/** A damaged log may name any page. */
const maxPages = 4_000_000;

/** Yields every record that can be read in a file and its write-ahead log. A record with a damaged part is left out. */
export function* readRecords(file: string): Generator<StoredRecord, void> {
  const logged = pagesInLog(`${file}-wal`);
  const descriptor = existsSync(file) ? openSync(file, "r") : null;
  try {
    const inFile = descriptor === null ? 0 : Math.ceil(fstatSync(descriptor).size / pageSize);
    const pages = Math.min(Math.max(inFile, ...logged.keys()), maxPages);
    const readPage = (number: number): Buffer => {
      const newest = logged.get(number);
      if (newest !== undefined) return newest;
      const page = Buffer.alloc(pageSize); // a cut page ends with zeros
      try {
        if (descriptor !== null) readSync(descriptor, page, 0, pageSize, (number - 1) * pageSize);
      } catch {
        // The disk cannot read this page: it counts as empty.
      }
      return page;
    };
    for (let number = 1; number <= pages; number += 1) yield* recordsOn(readPage(number), { isFirst: number === 1, pages, readPage });
  } finally {
    if (descriptor !== null) closeSync(descriptor);
  }
}

/** Returns both records of the version in the header of a file that begins as a database does; otherwise null. Unlike SQLite it leaves no trace in the file or beside it. */
export function readVersionRecords(file: string): VersionRecords | null {
  const logged = pagesInLog(`${file}-wal`).get(1);
  const header = Buffer.alloc(100);
  const descriptor = openSync(file, "r");
  try {
    readSync(descriptor, header, 0, header.length, 0);
  } finally {
    closeSync(descriptor);
  }
  const newest = logged ?? header;
  if (newest.toString("latin1", 0, 16) !== "SQLite format 3\0") return null;
  return { userVersion: newest.readUInt32BE(60), applicationId: newest.readUInt32BE(68) };
}

/** True for a file itself: not for a link to one, a folder or a pipe. */
export function isPlainFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() ?? false;
}

interface PageContext {
  readonly isFirst: boolean;
  readonly pages: number;
  readonly readPage: (number: number) => Buffer;
}

/** The B-tree pages that have records, by their first byte. */
const pageKinds: Record<number, { readonly cellsAt: number; readonly beforeCell: number; readonly isIndex: boolean }> = {
  2: { cellsAt: 12, beforeCell: 4, isIndex: true },
  10: { cellsAt: 8, beforeCell: 0, isIndex: true },
  13: { cellsAt: 8, beforeCell: 0, isIndex: false },
};

function* recordsOn(page: Buffer, context: PageContext): Generator<StoredRecord, void> {
  const start = context.isFirst ? 100 : 0;
  const kind = pageKinds[page[start] ?? 0];
  if (kind === undefined) return;
  const cells = page.readUInt16BE(start + 3);
  if (cells > maxCells) return;
  for (let cell = 0; cell < cells; cell += 1) {
    const pointerAt = start + kind.cellsAt + 2 * cell;
    if (pointerAt + 2 > pageSize) return;
    const record = readCell(page, page.readUInt16BE(pointerAt) + kind.beforeCell, { ...context, isIndex: kind.isIndex });
    if (record !== null) yield record;
  }
}

function readCell(page: Buffer, at: number, context: PageContext & { readonly isIndex: boolean }): StoredRecord | null {
  try {
    const length = readVarint(page, at);
    const rowid = context.isIndex ? { value: null, next: length.next } : readVarint(page, length.next);
    const payload = readPayload(page, { at: rowid.next, length: length.value, ...context });
    return payload && { rowid: rowid.value, values: valuesOf(payload) };
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return null; // outside of its page, or no UTF-8
    throw error;
  }
}

/** Joins the part of a payload on its page with those on overflow pages. Null when the chain is broken. */
function readPayload(
  page: Buffer,
  { at, length, isIndex, pages, readPage }: PageContext & { readonly at: number; readonly length: number; readonly isIndex: boolean },
): Buffer | null {
  const max = isIndex ? Math.floor(((pageSize - 12) * 64) / 255) - 23 : pageSize - 35;
  if (length <= max) return at + length <= pageSize ? page.subarray(at, at + length) : null;
  if (length > pages * pageSize) return null;
  const min = Math.floor(((pageSize - 12) * 32) / 255) - 23;
  const wanted = min + ((length - min) % (pageSize - 4));
  const local = wanted <= max ? wanted : min;
  const parts = [page.subarray(at, at + local)];
  let next = page.readUInt32BE(at + local);
  for (let missing = length - local; missing > 0; missing -= pageSize - 4) {
    if (next < 2 || next > pages) return null;
    const overflow = readPage(next);
    parts.push(overflow.subarray(4, 4 + Math.min(missing, pageSize - 4)));
    next = overflow.readUInt32BE(0);
  }
  // The last page of a chain names no other.
  return next === 0 ? Buffer.concat(parts) : null;
}

/** Reads a record. Throws a RangeError when it exceeds its payload. */
function valuesOf(payload: Buffer): StoredValue[] {
  const header = readVarint(payload, 0);
  const values: StoredValue[] = [];
  let at = header.value;
  for (let type = header.next; type < header.value; ) {
    const serial = readVarint(payload, type);
    const size = sizeOf(serial.value);
    if (at + size > payload.length) throw new RangeError("A value exceeds its record.");
    values.push(decodeValue(serial.value, payload.subarray(at, at + size)));
    at += size;
    type = serial.next;
  }
  if (at !== payload.length) throw new RangeError("A record is longer than its values.");
  return values;
}

function sizeOf(serial: number): number {
  if (serial >= 12) return Math.floor((serial - 12) / 2);
  return [0, 1, 2, 3, 4, 6, 8, 8, 0, 0][serial] ?? Number.POSITIVE_INFINITY;
}

const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

function decodeValue(serial: number, bytes: Buffer): StoredValue {
  if (serial >= 12) return serial % 2 === 0 ? new Uint8Array(bytes) : utf8.decode(bytes);
  switch (serial) {
    case 0:
      return null;
    case 7:
      return bytes.readDoubleBE();
    case 6: {
      const integer = bytes.readBigInt64BE();
      return Number.isSafeInteger(Number(integer)) ? Number(integer) : integer;
    }
    case 8:
    case 9:
      return serial - 8;
    default:
      return bytes.readIntBE(0, bytes.length);
  }
}

/** Reads a variable-length integer of up to nine bytes. Those above 2^53 are of no use here, and a RangeError. */
function readVarint(bytes: Buffer, at: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let index = 0; index < 8; index += 1) {
    const byte = bytes.readUInt8(at + index);
    value = value * 128 + (byte & 0x7f);
    if (byte < 0x80) return { value, next: at + index + 1 };
  }
  throw new RangeError("A number is too large.");
}

/** Returns the newest committed content of each page in a write-ahead log. Frames of earlier rounds have other salts. */
function pagesInLog(file: string): ReadonlyMap<number, Buffer> {
  const pages = new Map<number, Buffer>();
  const log = isPlainFile(file) ? readFileSync(file) : Buffer.alloc(0);
  if (log.length < 32 || log.readUInt32BE(8) !== pageSize) return pages;
  const salts = log.subarray(16, 24);
  let uncommitted: [number, Buffer][] = [];
  for (let at = 32; at + 24 + pageSize <= log.length; at += 24 + pageSize) {
    if (!log.subarray(at + 8, at + 16).equals(salts)) break;
    uncommitted.push([log.readUInt32BE(at), log.subarray(at + 24, at + 24 + pageSize)]);
    if (log.readUInt32BE(at + 4) === 0) continue;
    for (const [number, page] of uncommitted) pages.set(number, page);
    uncommitted = [];
  }
  return pages;
}
