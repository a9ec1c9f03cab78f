/**
 * Shows characters that cannot be seen, or that change the order of what is shown, as what they are: `⟨U+202E⟩`. Such a character in a name makes it look
 * like another name. Line breaks and tabs stay, and so do the joiners within emoji.
 */
export function visibleText(text: string): string {
  return replaceHidden(text, codePointOf);
}

/** Replaces each hidden character of a text. */
export function replaceHidden(text: string, replace: (character: string) => string): string {
  return hidden.test(text) ? text.replace(everyHidden, replace) : text;
}

/**
 * Controls of C0 and C1; the soft hyphen; zero-width spaces, marks, joiners and invisible operators; bidirectional marks, embeddings, overrides and isolates;
 * line and paragraph separators; the byte order mark, interlinear annotations and tag characters.
 */
const source =
  "[\\0-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f-\\x9f\\xad\\u034f\\u061c\\u115f\\u1160\\u17b4\\u17b5\\u180b-\\u180f\\u200b\\u200c\\u200e\\u200f\\u2028-\\u202e\\u2060-\\u206f\\u3164\\ufeff\\uffa0\\ufff0-\\ufffb]" +
  "|(?<![\\p{Extended_Pictographic}\\p{Emoji_Modifier}\\ufe0f])\\u200d|[\\u{e0000}-\\u{e0fff}]";
const hidden = new RegExp(source, "u");
const everyHidden = new RegExp(source, "gu");

function codePointOf(character: string): string {
  return `⟨U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}⟩`;
}
