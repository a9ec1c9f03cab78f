import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { Batch } from "#shared/domain/events/event-outbox.ts";
import { createFeed } from "../../feed.ts";

/** Counts the exposures and events that were written since the program's start, by whichever window. */
export interface WrittenCount {
  /** Counts each of these batches once, when it is delivered. */
  addBatches(batches: readonly Pick<Batch, "id" | "state" | "count">[]): void;
  /** Counts the answers that logged an exposure. */
  addAnswers(answers: readonly Pick<Answer, "isLogged" | "state">[]): void;
  /** Yields the count as it is, and after each change. */
  follow(signal?: AbortSignal): AsyncGenerator<{ readonly count: number }, void>;
  end(): void;
}

export function createWrittenCount(): WrittenCount {
  const feed = createFeed<{ readonly count: number }>();
  const counted = new Set<string>();
  let count = 0;

  function add(more: number): void {
    if (more === 0) return;
    count += more;
    feed.publish({ count });
  }

  return {
    addBatches(batches) {
      const delivered = batches.filter(({ id, state }) => state === "delivered" && !counted.has(id));
      for (const { id } of delivered) counted.add(id);
      add(delivered.reduce((sum, batch) => sum + batch.count, 0));
    },
    addAnswers(answers) {
      add(answers.filter(({ isLogged, state }) => isLogged && isAnswered(state)).length);
    },
    follow: (signal) => feed.follow(signal, { count }),
    end: feed.end,
  };
}
