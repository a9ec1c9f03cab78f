import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";

export interface SessionKeeper {
  /** Accepts the current session and saves it after the running code's other changes, or later while saving is slow. */
  take(snapshot: SessionSnapshot): void;
  /** Saves the newest session now if it is not saved yet: the page may be about to close. */
  flush(): void;
  /** Saves the newest session again after a reconnect: the host may have been killed before it wrote to disk. */
  handOverAgain(): void;
}

/** A save that takes longer than this delays the next one, because saving after every key would make typing slow. */
const fastSaveMs = 100;
const maxDelayMs = 1_000;

/**
 * Saves every change immediately, because a page that is being closed or reloaded may not be able to save. `keep` may fail: the session is then
 * saved with the next change or flush. `opened` is the session that is already saved.
 */
export function createSessionKeeper(parts: {
  readonly opened: SessionSnapshot;
  readonly keep: (snapshot: SessionSnapshot) => Promise<unknown>;
  /** Receives the error of a failed save, or null after a successful one. */
  readonly onFailure: (failure: unknown) => void;
}): SessionKeeper {
  const { opened, keep, onFailure } = parts;
  let newest = opened;
  let lastSent: SessionSnapshot | null = opened;
  let isScheduled = false;
  let delayedUntilMs = 0;

  function flush(): void {
    if (lastSent !== null && isSame(newest, lastSent)) return;
    const snapshot = newest;
    lastSent = snapshot;
    const startedMs = performance.now();
    keep(snapshot).then(
      () => {
        const durationMs = performance.now() - startedMs;
        if (durationMs > fastSaveMs) delayedUntilMs = performance.now() + Math.min(2 * durationMs, maxDelayMs);
        onFailure(null);
      },
      (failure: unknown) => {
        if (lastSent === snapshot) lastSent = null;
        onFailure(failure);
      },
    );
  }

  return {
    flush,
    handOverAgain() {
      if (!isSame(newest, opened)) lastSent = null;
      flush();
    },
    take(snapshot) {
      newest = snapshot;
      if (isScheduled) return;
      isScheduled = true;
      const save = () => {
        isScheduled = false;
        flush();
      };
      const delayMs = delayedUntilMs - performance.now();
      // Deferred, so that several changes in one step are saved once.
      if (delayMs > 0) setTimeout(save, delayMs);
      else queueMicrotask(save);
    },
  };
}

/** True if no part differs by reference: a part of a session is replaced when it changes. */
function isSame(a: SessionSnapshot, b: SessionSnapshot): boolean {
  const parts = Object.keys(a) as (keyof SessionSnapshot)[];
  return parts.every((part) => a[part] === b[part]);
}
