import { gunzipSync, inflateSync } from "node:zlib";

/** True if a text, or something encoded in it, has one of the values. */
export type ValueMatcher = (text: string) => boolean;

/** Deeper nesting of encodings than any client writes. */
const maxDepth = 4;
/** Encoded bytes shorter than the shortest value cannot contain it. */
const encodedRun = /[A-Za-z0-9+/_-]{4,}={0,2}/g;

/**
 * Returns a function that finds the values of a user as whole words, whatever their case: as they are, as JSON and URLs escape them, and in Base64, forwards or reversed as the web
 * SDK sends it, also of gzip.
 */
export function createValueMatcher(values: readonly string[]): ValueMatcher {
  const wanted = [...new Set(values.map((value) => value.trim()).filter((value) => value !== ""))];
  const forms = [...new Set(wanted.flatMap(formsOf))].map((form) => form.toLowerCase());
  const shortest = Math.min(...wanted.map((value) => value.length));

  function has(text: string, depth: number): boolean {
    const lower = text.toLowerCase();
    if (forms.some((form) => hasWord(lower, form))) return true;
    if (depth === maxDepth) return false;
    for (const [run] of text.matchAll(encodedRun)) {
      if ((run.length * 3) / 4 < shortest) continue;
      const plain = run.replace(/=+$/, "");
      if (hasDecoded(plain, depth) || hasDecoded([...plain].reverse().join(""), depth)) return true;
    }
    return false;
  }

  function hasDecoded(run: string, depth: number): boolean {
    const bytes = Buffer.from(run, "base64");
    const unpacked = unpackBytes(bytes);
    return unpacked === null ? has(bytes.toString("utf8"), maxDepth - 1 > depth ? depth + 1 : maxDepth) : has(unpacked, depth + 1);
  }

  return (text) => has(text, 0);
}

/** Returns the text of bytes that begin as gzip or zlib do; null for others. */
function unpackBytes(bytes: Buffer): string | null {
  const limit = { maxOutputLength: 64 * 1024 * 1024 };
  try {
    if (bytes[0] === 0x1f && bytes[1] === 0x8b) return gunzipSync(bytes, limit).toString();
    if (bytes[0] === 0x78) return inflateSync(bytes, limit).toString();
  } catch {
    return null;
  }
  return null;
}

/** Returns the text of a file's content; a compressed one is unpacked. */
export function textOfBytes(bytes: Buffer): string {
  return unpackBytes(bytes) ?? bytes.toString("utf8");
}

function formsOf(value: string): string[] {
  const json = JSON.stringify(value).slice(1, -1);
  const escapedTwice = JSON.stringify(json).slice(1, -1);
  return [value, json, escapedTwice, encodeURIComponent(value), encodeURIComponent(encodeURIComponent(value)), encodeURI(value)];
}

/** A letter, digit, `_` or `-` beside it makes it another word: `u-1` is not in `u-10`. */
function hasWord(text: string, word: string): boolean {
  for (let at = text.indexOf(word); at !== -1; at = text.indexOf(word, at + 1)) {
    const before = text.slice(Math.max(0, at - 1), at);
    const after = text.slice(at + word.length, at + word.length + 1);
    // `%2F` and `\n` before a word end in a letter or digit that belongs to the sign.
    const isEscaped = /(?:%[0-9a-f]{2}|\\[nrtbf]|\\u[0-9a-f]{4})$/.test(text.slice(Math.max(0, at - 6), at));
    if ((isEscaped || !isWordPart(before) || !isWordPart(word.charAt(0))) && (!isWordPart(after) || !isWordPart(word.slice(-1))))
      return true;
  }
  return false;
}

function isWordPart(char: string): boolean {
  return /[\p{L}\p{N}_-]/u.test(char);
}
