/** Writes what changes often: at once after a rest, else when the rest is over, and then only what is newest. */
export interface WriteBehind {
  /** There is something new to write. Throws what writing throws, or threw since the last call: it is tried again all the same. */
  note(): void;
  /** Writes what was noted and is not written yet. Throws what writing throws. */
  flush(): void;
}

export function createWriteBehind(write: () => void, { restMs }: { readonly restMs: number }): WriteBehind {
  let isNoted = false;
  let rest: NodeJS.Timeout | null = null;
  let failure: { readonly reason: unknown } | null = null;

  function flush(): void {
    if (!isNoted) return;
    write();
    isNoted = false;
    failure = null;
  }

  function takeRest(): void {
    rest = setTimeout(() => {
      rest = null;
      if (!isNoted) return;
      takeRest();
      try {
        flush();
      } catch (reason) {
        failure = { reason };
      }
    }, restMs);
    rest.unref(); // whoever ends the program flushes
  }

  return {
    flush,
    note() {
      isNoted = true;
      if (rest === null) {
        takeRest();
        flush();
      } else if (failure !== null) {
        const { reason } = failure;
        failure = null;
        throw reason;
      }
    },
  };
}
