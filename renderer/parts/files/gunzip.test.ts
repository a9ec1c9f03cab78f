import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { readFile, unreadableFileText } from "./read-file.ts";

const read = (...parts: Uint8Array[]) => readFile(new Blob(parts.map((part) => Uint8Array.from(part))));
const problemOf = (...parts: Uint8Array[]) => read(...parts).catch((failure: unknown) => unreadableFileText("a.gz", failure));
const damaged = "a.gz is a gzip file that is damaged or incomplete. Get the whole file, then try again.";

describe("a gzip file in the page", () => {
  it("is unpacked, also when it has several members, wherever they are cut", async () => {
    const text = "event,userID\nkauf,Jürgen\n".repeat(5000);
    expect(await read(gzipSync(text))).toBe(text);
    expect(await read(gzipSync(text), gzipSync("more"), gzipSync(""), gzipSync("end"))).toBe(`${text}moreend`);
    const noise = Array.from({ length: 40_000 }, (_, n) => ((n * 7919) % 104_729).toString(36)).join(",");
    expect(await read(gzipSync(noise), gzipSync(noise))).toBe(noise + noise);
  });

  it("is refused when it is damaged, incomplete or followed by something else", async () => {
    const bytes = gzipSync("event,userID\n".repeat(100));
    const changed = Uint8Array.from(bytes, (byte, at) => (at === bytes.length - 6 ? byte ^ 1 : byte));
    expect(await problemOf(changed)).toBe(damaged);
    for (const missing of [1, 4, 9, 20]) expect(await problemOf(bytes.subarray(0, -missing))).toBe(damaged);
    expect(await problemOf(bytes, new TextEncoder().encode("event,userID\n"))).toBe(damaged);
  });

  it("is refused when it was compressed twice", async () => {
    expect(await problemOf(gzipSync(gzipSync("a")))).toContain("was compressed with gzip more than once");
  });
});
