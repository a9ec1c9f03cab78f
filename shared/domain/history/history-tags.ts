/*
 * Does not load zod: see `query-fields.ts`.
 */

export const maxTags = 20;
export const maxTagLength = 60;
export const maxNoteLength = 2000;

/** Returns tags without spaces at their ends, control characters and repetitions, whatever their case; the first spelling stays. */
export function tidyTags(tags: readonly string[]): string[] {
  const tidy = tags.map((tag) => tag.replace(/[\p{Cc}\p{Cf}\s]+/gu, " ").trim()).filter((tag) => tag !== "");
  return tidy.filter((tag, at) => tidy.findIndex((other) => other.toLowerCase() === tag.toLowerCase()) === at);
}
