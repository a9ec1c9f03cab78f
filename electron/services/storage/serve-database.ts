import { serveCalls } from "../workers/serve-calls.ts";
import type { FileFacts, ServedDatabase } from "./database-thread.ts";

/** The calls on an open file, and what is known of it. */
export interface OpenDatabase<Calls, Facts extends FileFacts> {
  readonly calls: Calls;
  readonly facts: Facts;
}

/** Serves a database from its thread. `open` opens the file; with `repairAtMs` it sets the file aside first, and continues with what can be read of it. */
export function serveDatabase<Calls extends { close(): void }, Facts extends FileFacts>(
  open: (options: { readonly repairAtMs: number | null }) => OpenDatabase<Calls, Facts>,
): void {
  serveCalls<ServedDatabase<{ close(): void }, Facts>>(() => {
    let current = open({ repairAtMs: null });
    const names = Object.keys(current.calls) as (keyof Calls)[]; // own keys of an object of functions
    const forwarded = names.map((name) => [
      name,
      (...given: unknown[]) => Reflect.apply(current.calls[name] as () => unknown, current.calls, given),
    ]);
    return {
      ...Object.fromEntries(forwarded),
      facts: () => current.facts,
      repair({ nowMs }) {
        closeIfOpen(current.calls);
        current = open({ repairAtMs: nowMs });
        return current.facts.unused;
      },
    };
  });
}

/** After a repair that the disk refused, the file is already closed. */
function closeIfOpen(calls: { close(): void }): void {
  try {
    calls.close();
  } catch {
    // Nothing is open then.
  }
}
