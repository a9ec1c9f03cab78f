import { zstdCompressSync } from "node:zlib";
import { expect, it } from "vitest";
import { maxBodyBytes } from "#shared/domain/history/import/decode-body.ts";
import { unzstd } from "./unzstd.ts";

const [first, second] = [zstdCompressSync('{"events":['), zstdCompressSync("]}")];

async function textOf(packed: Uint8Array): Promise<string> {
  const result = await unzstd(packed);
  return result.is === "unpacked" ? new TextDecoder().decode(result.bytes) : result.is;
}

it("decompresses all frames", async () => {
  expect(await textOf(first)).toBe('{"events":[');
  expect(await textOf(Buffer.concat([first, second]))).toBe('{"events":[]}');
});

it("calls damaged what is cut off, is no zstd, or is followed by something else", async () => {
  for (const packed of [first.subarray(0, -2), Buffer.from("no zstd"), Buffer.concat([first, Buffer.from("no zstd")])])
    expect(await textOf(packed)).toBe("damaged");
  expect(await textOf(Buffer.concat(new Array(1_001).fill(zstdCompressSync(""))))).toBe("damaged");
});

it("stops at the limit of a body, in one frame or in many", async () => {
  const whole = zstdCompressSync(Buffer.alloc(maxBodyBytes));
  expect(await textOf(Buffer.concat([whole, second]))).toBe("too_large");
  expect(await unzstd(whole)).toMatchObject({ is: "unpacked", bytes: { length: maxBodyBytes } });
  expect(await textOf(zstdCompressSync(Buffer.alloc(maxBodyBytes + 1)))).toBe("too_large");
});
