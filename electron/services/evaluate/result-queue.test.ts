import { expect, it } from "vitest";
import { createInbox } from "./result-queue.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, n) => n);

async function read(inbox: ReturnType<typeof createInbox<number>>, everyMs: number): Promise<number[][]> {
  const portions: number[][] = [];
  for await (const portion of inbox.portions({ most: 500, everyMs })) portions.push(portion);
  return portions;
}

it("gives everything in order, in portions of a bounded size", async () => {
  const inbox = createInbox<number>();
  inbox.put(numbers(1_200));
  inbox.close();
  const portions = await read(inbox, 50);
  expect(portions.map(({ length }) => length)).toEqual([500, 500, 200]);
  expect(portions.flat()).toEqual(numbers(1_200));
});

it("gathers what comes in quick succession into one portion", async () => {
  const inbox = createInbox<number>();
  const reading = read(inbox, 10_000);
  for (const n of numbers(100)) {
    inbox.put([n]);
    await Promise.resolve();
  }
  inbox.close();
  const portions = await reading;
  expect(portions.length).toBeLessThanOrEqual(2);
  expect(portions.flat()).toEqual(numbers(100));
});

it("does not hold back its end: a reader that waits for more is let go at once", async () => {
  const inbox = createInbox<number>();
  const reading = read(inbox, 60_000);
  inbox.put([1]);
  await new Promise(setImmediate);
  inbox.close();
  expect(await reading).toEqual([[1]]);
});
