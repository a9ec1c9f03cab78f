import { Inflate, Z_SYNC_FLUSH } from "pako";

/** Of the content: most streams inside a text are short. */
const chunkBytes = 2_048;
/** A small piece loses little of what precedes a damaged place, and cannot unpack to much more than is wanted. */
const pieceBytes = 64;

/**
 * Unpacks gzip (RFC 1952) or zlib (RFC 1950) that `bytes` begins with, about as far as `maxBytes` of content and as far as it is intact; null if it is neither.
 * Synchronous, because it looks for keys in parts of texts. Files are unpacked by their hosts (`readTextPieces`).
 */
export function inflate(bytes: Uint8Array, maxBytes: number): Uint8Array | null {
  const stream = new Inflate({ chunkSize: chunkBytes });
  const parts: Uint8Array[] = [];
  let length = 0;
  stream.onData = (part) => {
    if (typeof part === "string") return; // only with the option `to`
    parts.push(part);
    length += part.length;
  };
  for (let from = 0; from < bytes.length && length < maxBytes && !stream.ended; from += pieceBytes)
    stream.push(bytes.subarray(from, from + pieceBytes), Z_SYNC_FLUSH);
  if (parts.length === 0) return null;
  const content = new Uint8Array(length);
  let at = 0;
  for (const part of parts) {
    content.set(part, at);
    at += part.length;
  }
  return content;
}
