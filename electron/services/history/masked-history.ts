import { redactJson } from "#shared/domain/exchange/redact.ts";
import type { NewEntry } from "./kept-entry.ts";

/** Appends exchanges; a whole `RequestHistory`, or one that stores nothing. */
export interface HistoryWriter {
  append(entry: NewEntry): Promise<unknown>;
}

/**
 * A history that never holds a key, whoever typed or answered it: a key pasted as a user's ID is masked before it is written, and one that came back in
 * an answer. Exchanges are masked already, and bodies that come compressed, by what sent them. `secrets` gives the keys that are open at the moment.
 */
export function createMaskedHistory<History extends HistoryWriter>(history: History, secrets: () => readonly string[]): History {
  return {
    ...history,
    append: ({ context, answers, ...sent }: NewEntry) => history.append({ ...withoutKeys({ context, answers }, secrets()), ...sent }),
  };
}

/** The same for any record of plain data. */
export function withoutKeys<Asked extends object>(asked: Asked, secrets: readonly string[]): Asked {
  // Masking changes texts only, so that it stays of its type.
  return redactJson(JSON.parse(JSON.stringify(asked)), secrets) as Asked;
}
