/*
 * Does not load zod: see `query-fields.ts`.
 */

import { parseHistoryQuery } from "./history-query.ts";

export const maxSavedSearches = 24;
export const maxSearchNameLength = 60;
export const maxSearchTextLength = 500;

/** A search of the history under a name. */
export interface SavedSearch {
  readonly name: string;
  readonly text: string;
}

/** Returns a name to offer for a search: the values of its fields and its words. */
export function nameOfSearch(text: string): string {
  const parts = parseHistoryQuery(text).terms.map((term) => {
    const not = term.isNot ? "not " : "";
    if (term.is === "word") return `${not}${term.text}`;
    const hasMeaning = !["status", "since", "until", "logged", "pinned", "state"].includes(term.field);
    return `${not}${hasMeaning ? "" : `${term.field} `}${term.value}`;
  });
  const name = parts.join(", ").slice(0, maxSearchNameLength);
  return name.charAt(0).toUpperCase() + name.slice(1);
}
