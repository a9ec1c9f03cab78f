import { expect, it } from "vitest";
import { createFeed } from "./feed.ts";

it("yields every item to each follower in order, also to a slow one, and ends after the last one", async () => {
  const feed = createFeed<number>();
  const followers = [feed.follow(), feed.follow()] as const;
  feed.publish(1);
  const first = await followers[0].next();
  feed.publish(2);
  feed.end();
  expect(first).toEqual({ done: false, value: 1 });
  expect(await all(followers[0])).toEqual([2]);
  expect(await all(followers[1])).toEqual([1, 2]);
  expect(await all(feed.follow())).toEqual([]);
});

it("wakes a reader that waits, and ends it when its signal aborts", async () => {
  const feed = createFeed<string>();
  const abort = new AbortController();
  const follower = feed.follow(abort.signal);
  const waiting = [follower.next(), follower.next()];
  feed.publish("news");
  abort.abort();
  expect(await Promise.all(waiting)).toEqual([
    { done: false, value: "news" },
    { done: true, value: undefined },
  ]);
  expect(await all(feed.follow(abort.signal))).toEqual([]);
});

it.each(["return", "abort"])("holds nothing for a follower that was never read and has ended by %s", async (how) => {
  const feed = createFeed<string>();
  const abort = new AbortController();
  const follower = feed.follow(abort.signal);
  feed.publish("before");
  if (how === "return") await follower.return();
  else abort.abort();
  feed.publish("after");
  expect(await follower.next()).toEqual({ done: true, value: undefined });
});

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const read: Item[] = [];
  for await (const item of items) read.push(item);
  return read;
}
