/**
 * What was typed, as an FTS5 expression: every word must match, in any order, as the beginning of a word; null when nothing typed can be searched for.
 * Each is quoted, so that nothing typed is query syntax. The tokenizer splits at `_`, `-`, `.` and the like: `checkout_v` asks for `checkout` followed by `v…`.
 */
export function matchExpression(text: string): string | null {
  const words = searchWords(text);
  return words.length === 0 ? null : words.map((word) => `"${word.replaceAll('"', '""')}"*`).join(" ");
}

/** The same without full text, as patterns for LIKE with `\` as its escape: each must be found, in any case, anywhere. */
export function likePatterns(text: string): string[] {
  return searchWords(text).map((word) => `%${word.replace(/[\\%_]/g, "\\$&")}%`);
}

/** A word of signs only, such as `*` or `"`, is nothing that the index could hold: it is left out rather than finding nothing. */
function searchWords(text: string): string[] {
  return text.split(/[\s\0]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
