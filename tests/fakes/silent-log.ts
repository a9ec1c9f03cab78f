import type { Log } from "#services/ports.ts";

export interface LogLine {
  readonly level: "info" | "warn" | "error";
  readonly message: string;
  readonly facts: Record<string, unknown>;
}

export interface SilentLog extends Log {
  /** Everything that was logged, oldest first. */
  readonly lines: readonly LogLine[];
}

/** Creates a log that prints nothing and keeps every line. */
export function createSilentLog(): SilentLog {
  const lines: LogLine[] = [];
  const at =
    (level: LogLine["level"]) =>
    (message: string, facts: Record<string, unknown> = {}) => {
      lines.push({ level, message, facts });
    };
  return { lines, info: at("info"), warn: at("warn"), error: at("error") };
}
