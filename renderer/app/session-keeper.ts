import type { WindowSession } from "#shared/domain/session/session-snapshot.ts";

export interface SessionKeeper {
  /** Accepts the current session and saves it after the running code's other changes; while several saves are under way, when one has ended. */
  take(snapshot: WindowSession): void;
  /** Saves the newest session now if it is not saved yet: the page may be about to close. */
  flush(): void;
  /** Saves the newest session again after a reconnect: the host may have been killed before it wrote to disk. */
  handOverAgain(): void;
}

/** So many saves may be under way; more would make typing slow while the host is. What waits for the end of one is lost if the page is reloaded meanwhile. */
const maxSaves = 4;

/**
 * Saves every change immediately, because a page that is being closed or reloaded may not be able to save. `keep` may fail: the session is then
 * saved with the next change or flush. `opened` is the session that is already saved.
 */
export function createSessionKeeper(parts: {
  readonly opened: WindowSession;
  readonly keep: (snapshot: WindowSession) => Promise<unknown>;
  /** Receives the error of a failed save, or null after a successful one. */
  readonly onFailure: (failure: unknown) => void;
}): SessionKeeper {
  const { opened, keep, onFailure } = parts;
  let newest = opened;
  let lastSent: WindowSession | null = opened;
  let isScheduled = false;
  /** True if the newest session waits for the end of a save. */
  let isHeld = false;
  let saves = 0;

  function flush(): void {
    isHeld = false;
    if (lastSent !== null && isSame(newest, lastSent)) return;
    const snapshot = newest;
    lastSent = snapshot;
    saves += 1;
    const end = (failure: unknown) => {
      saves -= 1;
      onFailure(failure);
      if (isHeld) flush();
    };
    keep(snapshot).then(
      () => end(null),
      (failure: unknown) => {
        if (lastSent === snapshot) lastSent = null;
        end(failure);
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
      // Deferred, so that several changes in one step are saved once.
      queueMicrotask(() => {
        isScheduled = false;
        if (saves < maxSaves) flush();
        else isHeld = true;
      });
    },
  };
}

/** True if no part differs by reference: a part of a session is replaced when it changes. */
function isSame(a: WindowSession, b: WindowSession): boolean {
  const parts = Object.keys(a) as (keyof WindowSession)[];
  return parts.every((part) => a[part] === b[part]);
}
