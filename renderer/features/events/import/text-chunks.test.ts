import { expect, it } from "vitest";
import { textChunks } from "./text-chunks.ts";

const textOf = async (bytes: Uint8Array<ArrayBuffer>[], chunkLength: number) => {
  const stream = new ReadableStream<Uint8Array<ArrayBuffer>>({
    start(controller) {
      for (const each of bytes) controller.enqueue(each);
      controller.close();
    },
  });
  const all: { text: string; readBytes: number }[] = [];
  for await (const piece of textChunks(stream, chunkLength)) all.push(piece);
  return all;
};

it("joins small reads to chunks, and counts the bytes read", async () => {
  const bytes = ["ab", "cd", "e"].map((text) => new TextEncoder().encode(text));
  expect(await textOf(bytes, 3)).toEqual([
    { text: "abcd", readBytes: 4 },
    { text: "e", readBytes: 5 },
  ]);
});

it("never splits a character, wherever the bytes are cut", async () => {
  const whole = new TextEncoder().encode("größe 🛋️ €");
  for (let cut = 1; cut < whole.length; cut += 1) {
    const all = await textOf([whole.slice(0, cut), whole.slice(cut)], 1);
    expect(all.map(({ text }) => text).join("")).toBe("größe 🛋️ €");
  }
});

it("yields nothing for an empty file", async () => {
  expect(await textOf([], 3)).toEqual([]);
});
