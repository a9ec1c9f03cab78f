/** Replaces the values of private attributes in stored requests and users. */
export const privateNotKept = "[private, not kept]";

const dots = "••••••••";

/** Masks a key for display: `secret-••••••••4f2a`; without a known prefix, `••••••••4f2a`. Contains nothing that JSON would escape. */
export function maskKey(key: string): string {
  const prefix = /^(?:secret|client|console)-/i.exec(key)?.[0] ?? "";
  const end = key.slice(-4);
  return `${prefix}${dots}${/^[\x21\x23-\x5b\x5d-\x7e]*$/.test(end) ? end : ""}`;
}

/**
 * Masks everything that has the form of a Statsig key, whether or not the key is known, and in upper or lower case. `redact.ts` finds known keys in
 * every encoding; this is the part that the page needs, which knows no key.
 */
export function maskKeyForms(text: string): string {
  const meant = text.includes("\\u00") ? text.replace(asciiByNumber, (_, hex) => String.fromCharCode(Number.parseInt(hex, 16))) : text;
  const masked = meant.replace(keyForm, (found) => (isOrdinaryWord(found) ? found : maskKey(found)));
  return masked === meant ? text : masked;
}

export function containsKeyForm(text: string): boolean {
  return maskKeyForms(text) !== text;
}

/** Matches escapes of ASCII characters except quotes and backslashes, whose decoding would break the JSON. */
const asciiByNumber = /\\u00(2[013-9a-f]|[346][0-9a-f]|5[0-9abdef]|7[0-9a-e])/gi;

/** Matches what has the form of a Statsig key. Each use needs its own copy of `lastIndex`, so it is used with `replace` and `matchAll` only. */
export const keyForm = /(?:secret|client|console)-[A-Za-z0-9_-]{6,}/gi;

/**
 * Statsig's keys are one long random run of letters and digits. `client-side rendering`, `secret-santa-2024` and `client-checkout-v2` have no such run:
 * they are words or the names of gates, and masking them would falsify what is kept. Keys of other forms are masked as known secrets.
 */
export function isOrdinaryWord(found: string): boolean {
  const runs = found.slice(found.indexOf("-") + 1).split(/[-_]/);
  return !runs.some((run) => run.length >= 20 || (run.length >= 10 && /\d/.test(run)));
}

/** Returns the part of a key after `secret-`, `client-` or `console-`, if it is a random run that can be recognized alone; otherwise the whole key. */
export function recognizablePart(key: string): string {
  const tail = /^(?:secret|client|console)-(.+)$/i.exec(key)?.[1];
  return tail === undefined || isOrdinaryWord(key) ? key : tail;
}
