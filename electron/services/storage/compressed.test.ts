import { expect, it } from "vitest";
import { compress, compressBeside, unpackText } from "./compressed.ts";

const text = JSON.stringify(Array.from({ length: 500 }, (_, row) => ({ eventName: `event_${row}`, user: { userID: `u-${row}` } })));

it.each(["zstd", "deflate"] as const)("unpacks what %s compressed", (encoding) => {
  expect(unpackText(compress(text, encoding))).toBe(text);
});

it("returns bytes that fill their buffer, so that a message to another thread copies nothing else", async () => {
  for (const { bytes } of [compress(text), compress(text, "deflate"), await compressBeside(text)])
    expect(bytes.buffer.byteLength).toBe(bytes.byteLength);
});
