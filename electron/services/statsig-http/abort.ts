/** Why a request was given up from here. */
export class Aborted extends Error {
  readonly why: "timed_out" | "cancelled";
  constructor(why: "timed_out" | "cancelled") {
    super(why === "timed_out" ? "The time allowed is over." : "Cancelled.");
    this.name = "Aborted";
    this.why = why;
  }
}

/** A signal that aborts with `Aborted` when the time is over or the outer signal aborts. `done` lets go of both. */
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

/** Waits for what cannot be stopped, but no longer than the signal allows; then rejects with the signal's reason. */
export function unlessAborted<T>(signal: AbortSignal, promise: Promise<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason);
    signal.addEventListener("abort", onAbort, { once: true });
    if (signal.aborted) onAbort();
    promise.then(resolve, reject).finally(() => signal.removeEventListener("abort", onAbort));
  });
}
