/**
 * Converts typed text into an FTS5 expression: every word must match the beginning of a word, in any order. Returns null when there is no word to search for.
 * Words are quoted, so that typed text is never query syntax. The tokenizer splits at `_`, `-`, `.` and so on: `checkout_v` means `checkout` followed by `v…`.
 */
export function matchExpression(text: string, expand: PrefixExpansion | null = null): string | null {
  const words = searchWords(text);
  return words.length === 0
    ? null
    : words.map((word) => prefixMatch(word, expand)).join(words.length > 1 && expand !== null ? " AND " : " ");
}

/** Returns the indexed words that begin with a word of small ASCII letters and digits, and are longer; null if they are too many to list. */
export type PrefixExpansion = (word: string) => readonly string[] | null;

/** Words of this length or longer have no prefix index (`openFullText`). */
const minExpandedLength = 4;

/**
 * Returns the expression for texts that begin with `text`. FTS5 collects all rows of a prefix before it returns the first one, 60 ms for a word in 1,000,000 rows; a word
 * of the index is read as far as needed. So a prefix is written as the few words that it stands for. Only ASCII is certain to be indexed as it is typed.
 */
export function prefixMatch(text: string, expand: PrefixExpansion | null): string {
  const last = /(?<![\p{L}\p{N}\p{M}\p{Co}])[A-Za-z0-9]+$/u.exec(text)?.[0] ?? "";
  const longer = expand === null || last.length < minExpandedLength ? null : expand(last.toLowerCase());
  if (longer === null) return `${phrase(text)}*`;
  const before = text.slice(0, text.length - last.length);
  const all = [text, ...longer.map((word) => `${before}${word}`)].map(phrase);
  return all.length === 1 ? all.join() : `(${all.join(" OR ")})`;
}

/** True for an expression of `prefixMatch` that full text has to look the words up for: they are too many to list. */
export function isPrefix(expression: string): boolean {
  return expression.endsWith("*");
}

export function phrase(text: string): string {
  return `"${text.replaceAll("\0", " ").replaceAll('"', '""')}"`;
}

/** Converts typed text into patterns for LIKE with the escape character `\`. Every pattern must match. */
export function likePatterns(text: string): string[] {
  return searchWords(text).map(containing);
}

/** Returns the pattern for LIKE that matches what contains the text. */
export function containing(text: string): string {
  return `%${escapeLike(text)}%`;
}

/** Escapes the signs of LIKE with `\`. */
export function escapeLike(text: string): string {
  return text.replace(/[\\%_]/g, "\\$&");
}

/** Skips words without a letter or digit, such as `*`: the index has none, so they would match nothing. */
export function searchWords(text: string): string[] {
  return text.split(/[\s\0]+/).filter((word) => /[\p{L}\p{N}]/u.test(word));
}
