import type { DraftsRead } from "#shared/domain/events/event-json.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";

export const notJsonText = "This is not valid JSON.";

export type DraftsText<Draft> =
  | { readonly kind: "read"; readonly drafts: readonly Draft[] }
  | {
      readonly kind: "unreadable";
      readonly message: string;
      readonly line: number | null;
      readonly column: number | null;
      /** The drafts that invalid JSON was probably meant to be; null if it cannot be read as drafts at all. */
      readonly suggestion: readonly Draft[] | null;
    };

export function formatDrafts(elements: readonly JsonObject[]): string {
  return JSON.stringify(elements, null, 2);
}

/** Parses the text of the JSON view as drafts. An unknown field makes it invalid, so that it does not vanish while somebody types. */
export function parseDraftsText<Draft>(text: string, read: (text: string) => DraftsRead<Draft>): DraftsText<Draft> {
  if (isEmptyList(text)) return { kind: "read", drafts: [] };
  const loose = read(text);
  if (loose.kind === "unreadable")
    return { kind: "unreadable", message: loose.problem, line: loose.line, column: loose.column, suggestion: null };
  if (!isJson(text)) return { kind: "unreadable", message: notJsonText, line: null, column: null, suggestion: loose.drafts };
  if (loose.notes.length > 0)
    return { kind: "unreadable", message: loose.notes.join(" "), line: null, column: null, suggestion: loose.drafts };
  return { kind: "read", drafts: loose.drafts };
}

function isEmptyList(text: string): boolean {
  return /^\s*\[\s*\]\s*$/.test(text);
}

function isJson(text: string): boolean {
  try {
    readJson(text);
    return true;
  } catch {
    return false;
  }
}
