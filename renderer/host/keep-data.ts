import type { UseQueryOptions } from "@tanstack/react-query";

/** What a query is about: the project, the name, and so on. */
type Subject = Readonly<Record<string, string>>;

/**
 * Returns the options of TanStack Query with which the data before stays until the new one arrives, unless it is about something else. Without this it would stand for
 * a moment, or for as long as a slow server takes, as the answer to another question.
 */
export function keepDataOf(subject: Subject) {
  return {
    meta: { subject },
    placeholderData: <Data>(before: Data | undefined, query: { readonly meta?: UseQueryOptions["meta"] } | undefined): Data | undefined =>
      isSame(query?.meta?.subject, subject) ? before : undefined,
  };
}

function isSame(before: unknown, now: Subject): boolean {
  if (typeof before !== "object" || before === null) return false;
  const entries = Object.entries(before);
  return entries.length === Object.keys(now).length && entries.every(([name, value]) => now[name] === value);
}
