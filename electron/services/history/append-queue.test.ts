import { expect, it } from "vitest";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { createAppendQueue } from "./append-queue.ts";
import type { EntryToKeep } from "./database/history-calls.ts";
import { entryToKeep } from "./kept-entry.ts";

const entry = (id: string) => entryToKeep(createHistoryEntry(id));

/** A queue whose calls end when the test says so. */
function createHeldQueue() {
  const calls: { readonly ids: readonly string[]; readonly end: (failure?: Error) => void }[] = [];
  const queue = createAppendQueue(async (entries: readonly EntryToKeep[]) => {
    const held = Promise.withResolvers<void>();
    const ids = entries.map(({ row }) => row.exchangeId);
    calls.push({ ids, end: (failure) => (failure === undefined ? held.resolve() : held.reject(failure)) });
    await held.promise;
    return entries.map(({ row }, seq) => ({ ...row, seq, isPinned: false, tags: [], note: "" }));
  });
  const ended: string[] = [];
  const append = (id: string) =>
    queue.append(entry(id)).then(
      ({ exchangeId }) => ended.push(exchangeId),
      (failure) => ended.push(`${id}: ${failure.message}`),
    );
  return { append, calls, ended, flush: queue.flush, sent: () => calls.map(({ ids }) => ids.join(" ")) };
}

it("stores what waits at the same moment in one call, and tells each caller after it", async () => {
  const { append, calls, ended, sent } = createHeldQueue();
  const first = Promise.all(["a", "b"].map(append));
  await expect.poll(sent).toEqual(["a b"]);
  const second = Promise.all(["c", "d", "e"].map(append));
  await new Promise(setImmediate);
  expect([sent(), ended]).toEqual([["a b"], []]);
  calls[0]?.end();
  await first;
  expect(ended).toEqual(["a", "b"]);
  await expect.poll(sent).toEqual(["a b", "c d e"]);
  calls[1]?.end();
  await second;
  expect(ended).toEqual(["a", "b", "c", "d", "e"]);
});

it("stores the others alone when one of them cannot be stored", async () => {
  const { append, calls, ended, sent } = createHeldQueue();
  const all = Promise.all(["a", "b"].map(append));
  await expect.poll(sent).toEqual(["a b"]);
  calls[0]?.end(new Error("one exists already"));
  await expect.poll(sent).toEqual(["a b", "a", "b"]);
  calls[1]?.end(new Error("it exists already"));
  calls[2]?.end();
  await all;
  expect(ended).toEqual(["a: it exists already", "b"]);
});

it("sends what waits at once before another call", async () => {
  const { append, calls, sent, flush } = createHeldQueue();
  const all = Promise.all(Array.from({ length: 60 }, (_, number) => append(`e${number}`)));
  flush();
  expect(calls.map(({ ids }) => ids.length)).toEqual([50, 10]);
  for (const { end } of calls) end();
  await all;
  expect(sent()).toHaveLength(2);
});
