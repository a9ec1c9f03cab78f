import { recognizedBytes } from "./other-kinds.ts";
import type { LegacyEncoding } from "./text-encodings.ts";
import { createTextReader, joined } from "./text-reader.ts";
import { UnreadableText } from "./unreadable-text.ts";

/** Bytes in pieces. A piece is only valid until the next one is requested. */
export type BytePieces = AsyncIterable<Uint8Array>;

export interface TextReading {
  /** Unpacks gzip: of the host, because Node and the page have different ones. Throws `UnreadableText` for damaged content. */
  readonly gunzip: (pieces: BytePieces) => BytePieces;
  /** An encoding that the person chose. */
  readonly encoding?: LegacyEncoding | null;
  /** Refuses a text of more bytes, so that a small gzip file cannot fill the disk or the memory. */
  readonly maxBytes?: number;
}

/** For texts that are read as a stream. */
const maxStreamedBytes = 8_000_000_000;
/** For texts that are held in memory as a whole. */
const maxWholeBytes = 256_000_000;

/**
 * Yields the text of a file or of a stream in pieces: UTF-8 or UTF-16, with or without a byte order mark, and each of them also as gzip, which is recognized by
 * its content. The only reader of files and of the standard input, in the page, the core and the terminal. Throws `UnreadableText`.
 */
export async function* readTextPieces(
  pieces: BytePieces,
  { gunzip, encoding = null, maxBytes = maxStreamedBytes }: TextReading,
): AsyncGenerator<string, void> {
  const { isGzip, all } = await recognizeGzip(pieces);
  const unpacked = isGzip ? refusingGzip(gunzip(all)) : all;
  const reader = createTextReader(encoding);
  let bytes = 0;
  for await (const piece of unpacked) {
    bytes += piece.length;
    if (bytes > maxBytes) throw new UnreadableText({ is: "too_large", limitBytes: maxBytes, isUnpacked: isGzip });
    const text = reader.push(piece);
    if (text !== "") yield text;
  }
  const rest = reader.end();
  if (rest !== "") yield rest;
}

/** Reads a whole text, as `readTextPieces` does. */
export async function readWholeText(pieces: BytePieces, reading: TextReading): Promise<string> {
  const texts: string[] = [];
  for await (const text of readTextPieces(pieces, { maxBytes: maxWholeBytes, ...reading })) texts.push(text);
  return texts.join("");
}

/** Reads as many pieces as the first bytes need. `all` yields these bytes and the rest. */
async function recognizeGzip(pieces: BytePieces): Promise<{ readonly isGzip: boolean; readonly all: BytePieces }> {
  const iterator = pieces[Symbol.asyncIterator]();
  let first = new Uint8Array(0);
  let isWhole = false;
  while (first.length < recognizedBytes && !isWhole) {
    const { value, done } = await iterator.next();
    if (done) isWhole = true;
    else first = joined(first, value);
  }
  async function* all(): AsyncGenerator<Uint8Array, void> {
    try {
      if (first.length > 0) yield first;
      while (!isWhole) {
        const { value, done } = await iterator.next();
        if (done) return;
        yield value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { isGzip: first[0] === 0x1f && first[1] === 0x8b, all: all() };
}

/** Refuses gzip in gzip: its text would be the bytes of the inner file. */
async function* refusingGzip(pieces: BytePieces): AsyncGenerator<Uint8Array, void> {
  const { isGzip, all } = await recognizeGzip(pieces);
  if (isGzip) throw new UnreadableText({ is: "gzip_in_gzip" });
  yield* all;
}
