/** Meanings of the one-letter escapes that JSON, JavaScript, Python, Java and C share. */
const letters: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", b: "\b", f: "\f", v: "\v", 0: "\0" };

const escapeSequence = /\\(?:u\{([0-9a-f]{1,6})\}|u([0-9a-f]{4})|U([0-9a-f]{8})|x([0-9a-f]{2})|(\r\n|[\s\S]))/gi;

/** Replaces the escapes of a text in quotes. An escape that no language has, such as `\d`, stays as it is. */
export function unescapeText(text: string): string {
  if (!text.includes("\\")) return text;
  return text.replace(escapeSequence, (whole, braced?: string, four?: string, eight?: string, two?: string, sign?: string) => {
    const code = braced ?? four ?? eight ?? two;
    if (code !== undefined) return Number.parseInt(code, 16) <= 0x10ffff ? String.fromCodePoint(Number.parseInt(code, 16)) : whole;
    if (sign === undefined || /^[\r\n\u2028\u2029]/.test(sign)) return "";
    return letters[sign] ?? (/[\w\s]/.test(sign) ? whole : sign);
  });
}

/** Returns what the content of `\"…\"` (one backslash) or `\\\"…\\\"` (three) means: each level of quoting doubled the backslashes. */
export function unescapeLevels(text: string, backslashes: number): string {
  const levels = Math.round(Math.log2(backslashes + 1)) + 1;
  return Array.from({ length: levels }).reduce<string>((meant) => unescapeText(meant), text);
}
