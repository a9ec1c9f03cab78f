import { expect, it } from "vitest";
import { createResultQueue } from "./result-queue.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

async function read(queue: ReturnType<typeof createResultQueue<number>>, intervalMs: number): Promise<number[][]> {
  const portions: number[][] = [];
  for await (const portion of queue.portions({ maxItems: 500, intervalMs })) portions.push(portion);
  return portions;
}

it("returns all items in order, in portions of limited size", async () => {
  const queue = createResultQueue<number>();
  queue.put(numbers(1_200));
  queue.close();
  const portions = await read(queue, 50);
  expect(portions.map(({ length }) => length)).toEqual([500, 500, 200]);
  expect(portions.flat()).toEqual(numbers(1_200));
});

it("combines items that arrive in quick succession into one portion", async () => {
  const queue = createResultQueue<number>();
  const reading = read(queue, 10_000);
  for (const n of numbers(100)) {
    queue.put([n]);
    await Promise.resolve();
  }
  queue.close();
  const portions = await reading;
  expect(portions.length).toBeLessThanOrEqual(2);
  expect(portions.flat()).toEqual(numbers(100));
});

it("ends at once for a reader that waits for more", async () => {
  const queue = createResultQueue<number>();
  const reading = read(queue, 60_000);
  queue.put([1]);
  await new Promise(setImmediate);
  queue.close();
  expect(await reading).toEqual([[1]]);
});
