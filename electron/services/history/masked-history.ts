import { redactJson } from "#shared/domain/exchange/redact.ts";
import type { HistoryAnnotation } from "#shared/domain/history/history-entry.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { NewEntry } from "./kept-entry.ts";

/** Appends exchanges; a whole `RequestHistory`, or one that stores nothing. */
export interface HistoryWriter {
  append(entry: NewEntry): Promise<unknown>;
  annotate?(exchangeId: string, annotation: HistoryAnnotation): Promise<void>;
}

/**
 * Creates a history that masks keys in the request context, in answers, and in tags and notes, such as a key pasted as a user ID. The sender has already masked exchanges and
 * compressed bodies. `secrets` returns the keys that are known at the moment.
 */
export function createMaskedHistory<History extends HistoryWriter>(history: History, secrets: () => readonly string[]): History {
  return {
    ...history,
    annotate: async (exchangeId: string, annotation: HistoryAnnotation) =>
      history.annotate?.(exchangeId, withoutKeys(annotation, secrets())),
    append: ({ context, answers, ...sent }: NewEntry) => history.append({ ...withoutKeys({ context, answers }, secrets()), ...sent }),
  };
}

/** Masks keys in plain data. */
export function withoutKeys<Content extends object>(content: Content, secrets: readonly string[]): Content {
  // Masking changes only texts, so the type stays the same.
  return redactJson(content as JsonValue, secrets) as Content;
}
