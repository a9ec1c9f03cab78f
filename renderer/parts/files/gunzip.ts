import { Inflate } from "pako";
import type { BytePieces } from "#shared/domain/text/read-text.ts";
import { UnreadableText } from "#shared/domain/text/unreadable-text.ts";

/** A small piece can unpack to a thousand times its size, all of it at once. */
const maxPackedBytes = 16 * 1024;

/**
 * Unpacks gzip with any number of members. The browser's `DecompressionStream` refuses a second member, which log files and `cat a.gz b.gz` have. Throws
 * `UnreadableText` for damaged, incomplete and trailing content.
 */
export async function* gunzip(pieces: BytePieces): AsyncGenerator<Uint8Array, void> {
  let unpacked: Uint8Array[] = [];
  const begin = () => {
    const inflate = new Inflate();
    inflate.onData = (bytes) => void unpacked.push(typeof bytes === "string" ? new TextEncoder().encode(bytes) : bytes);
    return inflate;
  };
  let inflate = begin();
  for await (const piece of pieces) {
    for (let from = 0; from < piece.length; from += maxPackedBytes) {
      if (inflate.ended) inflate = begin();
      inflate.push(piece.slice(from, from + maxPackedBytes), false);
      if (inflate.err !== 0) throw new UnreadableText({ is: "damaged_gzip" });
      yield* unpacked;
      unpacked = [];
    }
  }
  if (!inflate.ended) throw new UnreadableText({ is: "damaged_gzip" });
}
