import { useEffect, useEffectEvent } from "react";
import { useConnection } from "./client.ts";

/** What is done with a stream, from one connection to its end. */
export interface Follower<Item> {
  readonly take: (item: Item) => void;
  /** Called when the component is gone, the connection is lost, or `key` changes. */
  readonly end?: () => void;
}

/** Follows a stream of the core while the page is connected, and from its begin again when it is connected anew or `key` has changed. */
export function useFollowed<Key, Item>(
  key: Key,
  open: (key: Key, options: { readonly signal: AbortSignal }) => Promise<AsyncIterable<Item>>,
  start: (key: Key) => Follower<Item>,
): void {
  const connection = useConnection();
  const openNow = useEffectEvent(open);
  const startNow = useEffectEvent(start);
  useEffect(() => {
    if (connection !== "connected") return;
    const stop = new AbortController();
    const { take, end } = startNow(key);
    const follow = async () => {
      for await (const item of await openNow(key, { signal: stop.signal })) take(item);
    };
    // No error to show: the page was closed, or the connection was lost, which the frame shows.
    follow().catch(() => undefined);
    return () => {
      stop.abort();
      end?.();
    };
  }, [connection, key]);
}
