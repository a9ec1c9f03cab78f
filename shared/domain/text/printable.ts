/** Control characters that move a terminal's cursor, change its colours or reorder its text; a tab and a line feed do no harm. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to find.
const unprintable = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** Returns the text for a terminal: control characters are written as in JSON (`\u001b`), so JSON keeps its meaning. */
export function printable(text: string): string {
  return text.replace(unprintable, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}
