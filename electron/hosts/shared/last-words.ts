import type { Log } from "#services/ports.ts";

/** What nobody foresaw is logged, redacted like every line. A forgotten promise ends nothing; an uncaught exception calls `end`. */
export function logUnforeseen(log: Log, end: () => void): void {
  process.on("unhandledRejection", (reason) => log.error("Something failed that nobody waited for.", { reason }));
  process.on("uncaughtException", (failure) => {
    log.error("Gatescope has to end, because something failed that it does not understand.", { failure });
    end();
  });
}
