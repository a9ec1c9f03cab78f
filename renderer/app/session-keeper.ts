import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";

export interface SessionKeeper {
  /** What is in hand now. It is kept as soon as whatever changes it has done so. */
  take(snapshot: SessionSnapshot): void;
  /** Hands over what was taken and is not handed over yet, without waiting: the page may be about to go. */
  flush(): void;
  /** Hands over the newest once more: its host is back, and may have been killed with what it had not on disk yet. */
  handOverAgain(): void;
}

/** Keeping that takes longer than this is not done with every key: a session so large would make typing slow. */
const quickMs = 100;
const maxRestMs = 1_000;

/**
 * Hands over every change at once, because a page that is closed or loaded again cannot be relied upon to hand over anything then. `keep` may fail: what
 * it did not keep goes with the next change, or when it is flushed. `opened` is what is kept already.
 */
export function createSessionKeeper(parts: {
  readonly opened: SessionSnapshot;
  readonly keep: (snapshot: SessionSnapshot) => Promise<unknown>;
  /** Null when keeping works again. */
  readonly onFailure: (failure: unknown) => void;
}): SessionKeeper {
  const { opened, keep, onFailure } = parts;
  let newest = opened;
  let handedOver: SessionSnapshot | null = opened;
  let isAboutTo = false;
  let restUntilMs = 0;

  function flush(): void {
    if (handedOver !== null && isSame(newest, handedOver)) return;
    const kept = newest;
    handedOver = kept;
    const beganMs = performance.now();
    keep(kept).then(
      () => {
        const tookMs = performance.now() - beganMs;
        if (tookMs > quickMs) restUntilMs = performance.now() + Math.min(2 * tookMs, maxRestMs);
        onFailure(null);
      },
      (failure: unknown) => {
        if (handedOver === kept) handedOver = null;
        onFailure(failure);
      },
    );
  }

  return {
    flush,
    handOverAgain() {
      if (!isSame(newest, opened)) handedOver = null;
      flush();
    },
    take(snapshot) {
      newest = snapshot;
      if (isAboutTo) return;
      isAboutTo = true;
      const begin = () => {
        isAboutTo = false;
        flush();
      };
      const restMs = restUntilMs - performance.now();
      // Not before whoever is changing it has changed all they want to.
      if (restMs > 0) setTimeout(begin, restMs);
      else queueMicrotask(begin);
    },
  };
}

/** Every part of a session is replaced when it changes. */
function isSame(a: SessionSnapshot, b: SessionSnapshot): boolean {
  const parts = Object.keys(a) as (keyof SessionSnapshot)[];
  return parts.every((part) => a[part] === b[part]);
}
