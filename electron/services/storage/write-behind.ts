/** Writes content that changes often: at once after a pause, otherwise the newest content when the pause ends. */
export interface WriteBehind {
  /** Marks the content as changed. Throws what writing throws, or threw since the last call; writing is retried in either case. */
  markChanged(): void;
  /** Writes content that is changed and not yet written. Throws what writing throws. */
  flush(): void;
}

export function createWriteBehind(write: () => void, { pauseMs }: { readonly pauseMs: number }): WriteBehind {
  let isChanged = false;
  let pause: NodeJS.Timeout | null = null;
  let failure: { readonly reason: unknown } | null = null;

  function flush(): void {
    if (!isChanged) return;
    write();
    isChanged = false;
    failure = null;
  }

  function startPause(): void {
    pause = setTimeout(() => {
      pause = null;
      if (!isChanged) return;
      startPause();
      try {
        flush();
      } catch (reason) {
        failure = { reason };
      }
    }, pauseMs);
    pause.unref(); // the program flushes before it ends
  }

  return {
    flush,
    markChanged() {
      isChanged = true;
      if (pause === null) {
        startPause();
        flush();
      } else if (failure !== null) {
        const { reason } = failure;
        failure = null;
        throw reason;
      }
    },
  };
}
