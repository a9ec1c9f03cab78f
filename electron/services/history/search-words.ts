/**
 * Converts typed text into an FTS5 expression: every word must match the beginning of a word, in any order. Returns null when there is no word to search for.
 * Words are quoted, so that typed text is never query syntax. The tokenizer splits at `_`, `-`, `.` and so on: `checkout_v` means `checkout` followed by `v…`.
 */
export function matchExpression(text: string): string | null {
  const words = searchWords(text);
  return words.length === 0 ? null : words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(" ");
}

/** Converts typed text into patterns for LIKE with the escape character `\`. Every pattern must match. */
export function likePatterns(text: string): string[] {
  return searchWords(text).map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
}

/** Skips words without a letter or digit, such as `*`: the index has none, so they would match nothing. */
export function searchWords(text: string): string[] {
  return text.split(/[\s\0]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
