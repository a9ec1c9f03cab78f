const endSignals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
export type EndSignal = (typeof endSignals)[number];

/** The exit code of a process that a signal has ended, as shells report it. */
export const signalExitCodes: Record<EndSignal, number> = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 };

/** The exit code of a program whose reader has closed the pipe, as shells report SIGPIPE; Node ignores that signal. */
export const closedOutputExitCode = 141;

/** The time for closing: batches that are being sent have 1.5 s to end, and what they store takes a moment. */
const graceMs = 5_000;
/** A signal may arrive twice: a terminal sends Ctrl+C to all processes, launchers forward it, and `atomically` raises it again. */
const sameSignalMs = 500;

/**
 * Calls `end` for the first SIGINT, SIGTERM or SIGHUP. If the process has not ended after the grace time, or another signal arrives, the system ends it:
 * `process.exit` would wait for ever for a thread that is blocked, for example while it opens a named pipe.
 */
export function handleEndSignals(end: (signal: EndSignal) => void): void {
  let firstMs: number | null = null;

  function receive(signal: EndSignal): void {
    const nowMs = performance.now();
    if (firstMs === null) {
      firstMs = nowMs;
      setTimeout(() => endAtOnce(signal), graceMs).unref();
      end(signal);
    } else if (nowMs - firstMs > sameSignalMs) endAtOnce(signal);
  }

  function endAtOnce(signal: EndSignal): void {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }

  for (const signal of endSignals) process.on(signal, () => receive(signal));
}

/** Ends the process as soon as its output is written. Threads and handles that are still open do not keep it alive. */
export async function exitWith(exitCode: number): Promise<never> {
  // A reader that has stopped reading must not keep the process alive either.
  const timeout = new Promise<void>((resolve) => setTimeout(resolve, graceMs));
  await Promise.race([Promise.all([written(process.stdout), written(process.stderr)]), timeout]);
  process.exit(exitCode);
}

function written(stream: NodeJS.WriteStream): Promise<void> {
  return new Promise((resolve) => stream.write("", () => resolve()));
}
