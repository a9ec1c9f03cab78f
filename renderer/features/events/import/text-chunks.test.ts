import { expect, it } from "vitest";
import { textChunks } from "./text-chunks.ts";

async function chunksOf(pieces: readonly string[], chunkLength: number): Promise<string[]> {
  async function* each() {
    yield* pieces;
  }
  const chunks: string[] = [];
  for await (const chunk of textChunks(each(), chunkLength)) chunks.push(chunk);
  return chunks;
}

it("joins short texts to chunks", async () => {
  expect(await chunksOf(["ab", "cd", "e"], 3)).toEqual(["abcd", "e"]);
});

it("splits a text that is too long for one call", async () => {
  const chunks = await chunksOf(["a".repeat(4_500_000)], 500_000);
  expect(chunks.map(({ length }) => length)).toEqual([2_000_000, 2_000_000, 500_000]);
});

it("yields nothing for an empty file", async () => {
  expect(await chunksOf([], 3)).toEqual([]);
});
