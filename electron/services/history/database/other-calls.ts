/** Lets the worker serve calls that have arrived meanwhile. */
export function otherCalls(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
