import { replaceHidden } from "./visible-text.ts";

/**
 * Returns the text for a terminal: characters that move its cursor, change its colours, reorder its text or cannot be seen are written as in JSON
 * (`\u001b`), so JSON keeps its meaning. A tab and the end of a line, also that of CSV, do no harm.
 */
export function printable(text: string): string {
  return replaceHidden(text, escaped).replaceAll(/\r(?!\n)/g, escaped);
}

/** One escape for each UTF-16 code unit, as JSON has them. */
function escaped(character: string): string {
  return Array.from({ length: character.length }, (_, at) => `\\u${character.charCodeAt(at).toString(16).padStart(4, "0")}`).join("");
}
