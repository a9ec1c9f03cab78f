/** Returns a signal for a call that only the runner's time limit ends. */
export function neverAborted(): AbortSignal {
  return new AbortController().signal;
}
