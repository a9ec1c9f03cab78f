import type { SQLOutputValue } from "node:sqlite";
import { promisify } from "node:util";
import { deflateRaw, deflateRawSync, inflateRawSync, zstdCompress, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** A body as it lies in its table. */
export interface Compressed {
  readonly encoding: "zstd" | "deflate";
  readonly bytes: Uint8Array;
}

/** Some builds of Node come without zstd; what they write is readable everywhere. */
const hasZstd = typeof zstdCompressSync === "function";

export function compress(text: string, encoding: Compressed["encoding"] = hasZstd ? "zstd" : "deflate"): Compressed {
  return { encoding, bytes: trimmed(encoding === "zstd" ? zstdCompressSync(text) : deflateRawSync(text)) };
}

const zstdCompressed = promisify(zstdCompress);
const deflatedRaw = promisify<string, Buffer>(deflateRaw);

/** The same beside the thread that asks, for bodies large enough to matter. */
export async function compressBeside(text: string): Promise<Compressed> {
  return hasZstd
    ? { encoding: "zstd", bytes: trimmed(await zstdCompressed(text)) }
    : { encoding: "deflate", bytes: trimmed(await deflatedRaw(text)) };
}

/** zlib returns a view of a 64 kB buffer, and a message to another thread would copy all of that buffer. */
function trimmed(view: Buffer): Uint8Array {
  return new Uint8Array(view);
}

/** A body out of a row of its table, as it lies there. */
export function readCompressed({ encoding, bytes }: Record<string, SQLOutputValue>): Compressed {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("A kept body is no blob.");
  return { encoding: encoding === "zstd" ? "zstd" : "deflate", bytes };
}

export function unpack({ encoding, bytes }: Compressed): Buffer {
  return encoding === "zstd" ? zstdDecompressSync(bytes) : inflateRawSync(bytes);
}

/** Null for bytes that were damaged on the disk. */
export function unpackIfWhole(compressed: Compressed): Buffer | null {
  try {
    return unpack(compressed);
  } catch {
    return null;
  }
}

export function unpackText(compressed: Compressed): string {
  return unpack(compressed).toString();
}
