/** Calls that went to a thread and have not been answered. */
export interface PendingCalls {
  /** A number for the call, and its answer when it comes. */
  add(): { readonly id: number; readonly answered: Promise<unknown> };
  resolve(id: number, output: unknown): void;
  reject(id: number, failure: Error): void;
  /** For when the thread is no more; each caller gets a failure of its own. */
  rejectAll(failure: () => Error): void;
}

export function createPendingCalls(): PendingCalls {
  const pending = new Map<number, PromiseWithResolvers<unknown>>();
  let lastId = 0;

  function take(id: number): PromiseWithResolvers<unknown> | undefined {
    const call = pending.get(id);
    pending.delete(id);
    return call;
  }

  return {
    add() {
      lastId += 1;
      const call = Promise.withResolvers<unknown>();
      pending.set(lastId, call);
      return { id: lastId, answered: call.promise };
    },
    resolve: (id, output) => take(id)?.resolve(output),
    reject: (id, failure) => take(id)?.reject(failure),
    rejectAll(failure) {
      for (const id of [...pending.keys()]) take(id)?.reject(failure());
    },
  };
}
