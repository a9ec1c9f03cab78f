/** The reason of a signal that ended a request on this side. */
export class Aborted extends Error {
  readonly reason: "timed_out" | "cancelled";
  constructor(reason: "timed_out" | "cancelled") {
    super(reason === "timed_out" ? "Timed out." : "Cancelled.");
    this.name = "Aborted";
    this.reason = reason;
  }
}

/** Returns a signal that aborts with `Aborted` after `ms` milliseconds or with the outer signal. `done` releases the timer and the listener. */
export function abortAfter(ms: number, outer: AbortSignal | undefined): { readonly signal: AbortSignal; done(): void } {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new Aborted("timed_out")), ms);
  const onOuter = () => controller.abort(outer?.reason instanceof Aborted ? outer.reason : new Aborted("cancelled"));
  outer?.addEventListener("abort", onOuter, { once: true });
  if (outer?.aborted === true) onOuter();
  return {
    signal: controller.signal,
    done() {
      clearTimeout(timer);
      outer?.removeEventListener("abort", onOuter);
    },
  };
}

/** Waits for a promise that cannot be cancelled. Rejects with the signal's reason once the signal aborts. */
export function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
