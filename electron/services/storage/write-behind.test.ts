import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { createWriteBehind } from "./write-behind.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A counter and the values that were written. */
function createCounter() {
  let count = 0;
  let isFull = false;
  const written: number[] = [];
  const behind = createWriteBehind(
    () => {
      if (isFull) throw new Error("the disk is full");
      written.push(count);
    },
    { pauseMs: 100 },
  );
  return {
    written,
    behind,
    change() {
      count += 1;
      behind.markChanged();
    },
    setFull(nowFull: boolean) {
      isFull = nowFull;
    },
  };
}

it("writes the first change at once, and only the last of those that follow closely", () => {
  const counter = createCounter();
  for (let times = 0; times < 10; times += 1) counter.change();
  expect(counter.written).toEqual([1]);
  vi.advanceTimersByTime(100);
  expect(counter.written).toEqual([1, 10]);
  vi.advanceTimersByTime(1_000);
  expect(counter.written).toEqual([1, 10]);
});

it("writes a waiting change once when it is flushed", () => {
  const counter = createCounter();
  counter.change();
  counter.change();
  counter.behind.flush();
  counter.behind.flush();
  vi.advanceTimersByTime(1_000);
  expect(counter.written).toEqual([1, 2]);
});

it("throws a failed write at the next change, retries it, and then forgets it", () => {
  const counter = createCounter();
  counter.change();
  counter.setFull(true);
  counter.change();
  vi.advanceTimersByTime(100);
  expect(() => counter.change()).toThrow("the disk is full");
  counter.change();
  counter.setFull(false);
  vi.advanceTimersByTime(100);
  expect(counter.written).toEqual([1, 4]);
  counter.change();
  vi.advanceTimersByTime(100);
  expect(counter.written).toEqual([1, 4, 5]);
});
