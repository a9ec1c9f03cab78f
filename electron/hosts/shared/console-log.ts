import type { Clock, Log } from "#services/ports.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { printable } from "#shared/domain/text/printable.ts";

/** Writes readable lines to stderr, with keys masked: `12:04:31 warn  The sandbox has stopped.  port=4711`. */
export function createConsoleLog(parts: {
  readonly clock: Clock;
  /** The keys in memory, which are masked whatever their form. */
  readonly secrets?: () => readonly string[];
  readonly write?: (text: string) => void;
}): Log {
  const { clock, secrets = () => [], write = (text) => void process.stderr.write(text) } = parts;
  const at =
    (level: "info" | "warn" | "error") =>
    (message: string, facts: Record<string, unknown> = {}) => {
      const time = new Date(clock.nowMs()).toISOString().slice(11, 19);
      const line = [
        // A name from a file may have a line feed, which would begin another entry.
        `${time} ${level.padEnd(5)} ${message.replaceAll("\n", "\\u000a")}`,
        ...Object.entries(facts).map(([name, fact]) => `${name}=${formatFact(fact)}`),
      ].join("  ");
      write(`${printable(redactText(line, secrets()))}\n`);
    };
  return { info: at("info"), warn: at("warn"), error: at("error") };
}

function formatFact(fact: unknown): string {
  if (typeof fact === "string") return /^[\w./:@-]+$/.test(fact) ? fact : JSON.stringify(fact);
  if (fact instanceof Error) return fact.stack ?? fact.message;
  try {
    return JSON.stringify(fact) ?? String(fact);
  } catch {
    // Logging must not fail for circular values, or for values whose conversion throws.
    return "[cannot be shown]";
  }
}
