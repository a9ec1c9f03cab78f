import type { SQLOutputValue } from "node:sqlite";
import { deflateRawSync, inflateRawSync, zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** How a body lies in its table. */
export interface Compressed {
  readonly encoding: "zstd" | "deflate";
  readonly bytes: Uint8Array;
}

/** Some builds of Node come without zstd; what they write is readable everywhere. */
const hasZstd = typeof zstdCompressSync === "function";

export function compress(text: string, encoding: Compressed["encoding"] = hasZstd ? "zstd" : "deflate"): Compressed {
  return { encoding, bytes: encoding === "zstd" ? zstdCompressSync(text) : deflateRawSync(text) };
}

/** Takes a row of the table as it comes. */
export function decompress({ encoding, bytes }: Record<string, SQLOutputValue>): string {
  if (!(bytes instanceof Uint8Array)) throw new TypeError("A kept body is no blob.");
  return (encoding === "zstd" ? zstdDecompressSync(bytes) : inflateRawSync(bytes)).toString();
}
