import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync, zstdCompressSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { BodyTooLarge, createBodyReader } from "./read-body.ts";

const encodings = {
  "": (body: Uint8Array) => Buffer.from(body),
  identity: (body: Uint8Array) => Buffer.from(body),
  gzip: gzipSync,
  "X-GZIP": gzipSync,
  br: brotliCompressSync,
  zstd: zstdCompressSync,
  deflate: deflateSync,
  "br, gzip": (body: Uint8Array) => gzipSync(brotliCompressSync(body)),
};
const encodingNames = Object.keys(encodings) as (keyof typeof encodings)[];

function read(encoding: string, chunks: readonly Buffer[], limitBytes = 1_000_000) {
  const reader = createBodyReader({ encoding, limitBytes, onDrain: () => {} });
  for (const chunk of chunks) reader.write(chunk);
  reader.end();
  return reader.done;
}

/** The bytes in pieces of the given sizes, none empty, as a network might deliver them. */
function inPieces(bytes: Buffer, sizes: readonly number[]): Buffer[] {
  const pieces: Buffer[] = [];
  for (let at = 0; at < bytes.length; ) {
    const size = sizes[pieces.length % sizes.length] ?? bytes.length;
    pieces.push(bytes.subarray(at, at + size));
    at += size;
  }
  return pieces;
}

const pieceSizes = fc.array(fc.integer({ min: 1, max: 500 }), { minLength: 1, maxLength: 5 });

describe("reading a body", () => {
  it("returns the sent body, whatever its encoding and its chunks", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...encodingNames),
        fc.uint8Array({ maxLength: 5_000 }),
        pieceSizes,
        async (encoding, body, sizes) => {
          const sent = inPieces(encodings[encoding](body), sizes);
          expect(await read(encoding, sent)).toEqual(Buffer.from(body));
        },
      ),
      { numRuns: 150 },
    );
  });

  it("accepts raw deflate data, too", async () => {
    expect((await read("deflate", [deflateRawSync('{"value":true}')])).toString()).toBe('{"value":true}');
  });

  it("stops at the limit, which counts after decompression", async () => {
    const packed = gzipSync(Buffer.alloc(1_001));
    await expect(read("gzip", [packed], 1_000)).rejects.toThrow(BodyTooLarge);
    expect(await read("gzip", [packed], 1_001)).toHaveLength(1_001);
  });

  it("fails for data that is damaged or ends too early", async () => {
    await fc.assert(
      fc.asyncProperty(fc.constantFrom("gzip", "br"), fc.integer({ min: 1, max: 20 }), async (encoding, missing) => {
        const whole = encodings[encoding as "gzip" | "br"](Buffer.from("some text, some text, and some more text"));
        await expect(read(encoding, [whole.subarray(0, -missing)])).rejects.toThrow();
      }),
      { numRuns: 40 },
    );
  });

  it("fails with the given error, before and after the first bytes", async () => {
    const early = createBodyReader({ encoding: "gzip", limitBytes: 10, onDrain: () => {} });
    early.fail(new Error("reset early"));
    await expect(early.done).rejects.toThrow("reset early");
    const late = createBodyReader({ encoding: "", limitBytes: 10, onDrain: () => {} });
    late.write(Buffer.from("{"));
    late.fail(new Error("reset late"));
    await expect(late.done).rejects.toThrow("reset late");
  });
});
