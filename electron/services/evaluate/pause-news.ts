import type { Clock } from "../ports.ts";

export type PauseNews = ReturnType<typeof createPauseNews>;

/** Follows the pauses of `createPacedChecks`, so that a run can say that it waits, and until when. */
export function createPauseNews({ clock }: { readonly clock: Pick<Clock, "nowMs"> }) {
  let continuesAtMs: number | null = null;
  /** Several checks of a run can be asked to wait at once. */
  let pauses = 0;
  let news = Promise.withResolvers<void>();
  return {
    onPause(waitMs: number | null): void {
      pauses += waitMs === null ? -1 : 1;
      if (waitMs !== null) continuesAtMs = Math.max(continuesAtMs ?? 0, clock.nowMs() + waitMs);
      else if (pauses === 0) continuesAtMs = null;
      news.resolve();
      news = Promise.withResolvers();
    },
    /** When the run goes on, as a time of day; null while it does not wait. */
    continuesAtMs: (): number | null => continuesAtMs,
    /** Yields the progress whenever a pause begins or ends during the work, and returns what came of it. */
    async *during<Result, Progress>(work: Promise<Result>, progress: () => Progress): AsyncGenerator<Progress, Result, void> {
      const done = work.then((result) => ({ result }));
      for (;;) {
        const first = await Promise.race([done, news.promise]);
        if (first !== undefined) return first.result;
        yield progress();
      }
    },
  };
}
