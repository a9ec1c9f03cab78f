import type { SQLOutputValue } from "node:sqlite";
import { promisify } from "node:util";
import { constants, deflateRaw, deflateRawSync, inflateRawSync, zstdCompress, zstdCompressSync, zstdDecompressSync } from "node:zlib";
import { DamagedContent } from "./sqlite-file.ts";

/** A body as it is stored in its table. */
export interface Compressed {
  readonly encoding: "zstd" | "deflate";
  readonly bytes: Uint8Array;
}

/** Some builds of Node have no zstd; every build can read deflate. */
const hasZstd = typeof zstdCompressSync === "function";

/** Without a checksum a flipped bit can give another text, and no error. */
const zstdOptions = { params: { [constants.ZSTD_c_checksumFlag]: 1 } };

/** zlib makes a new buffer for each text, of 16 kB unless told otherwise. A short text needs a part of it. */
const bufferFor = (text: string) => ({ chunkSize: Math.max(1_024, Math.min(16_384, text.length)) });

export function compress(text: string, encoding: Compressed["encoding"] = hasZstd ? "zstd" : "deflate"): Compressed {
  return {
    encoding,
    bytes: trimmed(
      encoding === "zstd" ? zstdCompressSync(text, { ...zstdOptions, ...bufferFor(text) }) : deflateRawSync(text, bufferFor(text)),
    ),
  };
}

const zstdCompressed = promisify<string, typeof zstdOptions, Buffer>(zstdCompress);
const deflatedRaw = promisify<string, Buffer>(deflateRaw);

/** Compresses in a thread pool, for bodies so large that compressing them would block the caller. */
export async function compressBeside(text: string): Promise<Compressed> {
  return hasZstd
    ? { encoding: "zstd", bytes: trimmed(await zstdCompressed(text, zstdOptions)) }
    : { encoding: "deflate", bytes: trimmed(await deflatedRaw(text)) };
}

/** zlib returns a view of a 64 kB buffer, and a message to another thread would copy all of that buffer. */
function trimmed(view: Buffer): Uint8Array {
  return new Uint8Array(view);
}

/** Reads the compressed body from a row of its table. */
export function readCompressed({ encoding, bytes }: Record<string, SQLOutputValue>): Compressed {
  if (!(bytes instanceof Uint8Array)) throw new DamagedContent("A stored body is not a blob.");
  return { encoding: encoding === "zstd" ? "zstd" : "deflate", bytes };
}

export function unpack({ encoding, bytes }: Compressed): Buffer {
  return encoding === "zstd" ? zstdDecompressSync(bytes) : inflateRawSync(bytes);
}

/** Returns null for bytes that are damaged. */
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
