import zlib from "node:zlib";
import { maxBodyBytes, type Unzstd } from "#shared/domain/history/import/decode-body.ts";

/** The SDKs send one; some programs cut a large text into several. */
const maxFrames = 1_000;

/** Decompresses a body of a recording, with all its frames, and stops at `maxBodyBytes`. */
export async function unzstd(packed: Uint8Array): Promise<Unzstd> {
  // Some builds of Node have no zstd.
  if (typeof zlib.createZstdDecompress !== "function") return { is: "unavailable" };
  const pieces: Buffer[] = [];
  let unpackedBytes = 0;
  let at = 0;
  try {
    for (let frames = 0; at < packed.length; frames += 1) {
      if (frames === maxFrames) return { is: "damaged" };
      // Node reads one frame, and ignores what follows it.
      const frame = zlib.createZstdDecompress();
      frame.end(packed.subarray(at));
      for await (const piece of frame as AsyncIterable<Buffer>) {
        unpackedBytes += piece.length;
        if (unpackedBytes > maxBodyBytes) return { is: "too_large" };
        pieces.push(piece);
      }
      at += frame.bytesWritten;
    }
  } catch {
    return { is: "damaged" };
  }
  return { is: "unpacked", bytes: Buffer.concat(pieces) };
}
