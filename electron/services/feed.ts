import { EventEmitter, on } from "node:events";

/** Tells every follower of each piece of news, in order. */
export interface Feed<News> {
  tell(news: News): void;
  /** Misses nothing from this call on, however slowly it is read; ends when the signal aborts. */
  follow(signal?: AbortSignal): AsyncGenerator<News, void>;
  /** Ends every follower. */
  end(): void;
}

export function createFeed<News>(): Feed<News> {
  const emitter = new EventEmitter<{ news: [unknown] }>().setMaxListeners(0);
  const outcome = new AbortController();
  return {
    tell: (news) => emitter.emit("news", news),
    follow(signal) {
      const until = signal === undefined ? outcome.signal : AbortSignal.any([signal, outcome.signal]);
      return read<News>(until.aborted ? null : on(emitter, "news", { signal: until }), until);
    },
    end: () => outcome.abort(),
  };
}

async function* read<News>(told: ReturnType<typeof on> | null, until: AbortSignal): AsyncGenerator<News, void> {
  if (told === null) return;
  try {
    for await (const [news] of told) yield news;
  } catch (error) {
    if (!until.aborted) throw error;
  }
}
