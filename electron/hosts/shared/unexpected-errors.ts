import type { Log } from "#services/ports.ts";

/**
 * Logs unhandled rejections and uncaught exceptions. After an uncaught exception it also calls `end`. An output that nobody reads any more, as after
 * `npm start | head -1`, is no reason to end.
 */
export function logUnexpectedErrors(log: Log, end: () => void): void {
  for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);
  process.on("unhandledRejection", (reason) => log.error("A promise was rejected and not handled.", { reason }));
  process.on("uncaughtException", (failure) => {
    log.error("Gatescope has to end because of an unexpected error.", { failure });
    end();
  });
}
