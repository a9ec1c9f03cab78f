import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";

export interface SessionKeeper {
  /** Accepts the current session and saves it after the running code's other changes; while a save is slow, when that one has ended. */
  take(snapshot: SessionSnapshot): void;
  /** Saves the newest session now if it is not saved yet: the page may be about to close. */
  flush(): void;
  /** Saves the newest session again after a reconnect: the host may have been killed before it wrote to disk. */
  handOverAgain(): void;
}

/** A save that takes longer than this holds back the next one, because saving after every key would make typing slow. */
const fastSaveMs = 100;

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
  /** True if a session waits for the end of a slow save. It waits no longer: a page that is reloaded would lose it. */
  let isHeld = false;
  const saves = new Set<{ readonly startedMs: number }>();

  const isSlow = () => [...saves].some(({ startedMs }) => performance.now() - startedMs > fastSaveMs);

  function flush(): void {
    isHeld = false;
    if (lastSent !== null && isSame(newest, lastSent)) return;
    const snapshot = newest;
    lastSent = snapshot;
    const save = { startedMs: performance.now() };
    saves.add(save);
    const end = (failure: unknown) => {
      saves.delete(save);
      onFailure(failure);
      if (isHeld && !isSlow()) flush();
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
        if (isSlow()) isHeld = true;
        else flush();
      });
    },
  };
}

/** True if no part differs by reference: a part of a session is replaced when it changes. */
function isSame(a: SessionSnapshot, b: SessionSnapshot): boolean {
  const parts = Object.keys(a) as (keyof SessionSnapshot)[];
  return parts.every((part) => a[part] === b[part]);
}
