/** A part of a name with a digit: a version, a quarter, a percentage, a year: `v2`, `q4`, `50`, `10pct`, `2026`. */
const namedDigits = /^([a-z]{0,3}\d{1,2}|\d{1,2}[a-z]{1,4}|(19|20)\d\d)$/i;

/**
 * Returns whether a text is more probably the ID of a person than the name of a gate, experiment, config or layer: an e-mail address, a number, a short
 * prefix with a number (`u-7`), or a part that mixes letters and digits as no word does (`cus_9s6XKzkN`, a UUID).
 */
export function looksLikeId(text: string): boolean {
  if (/^[^@\s]+@[^@\s]+$/.test(text)) return true;
  if (/^[a-z]{0,2}[-_:]?\d+$/i.test(text)) return !/^v\d+$/i.test(text);
  return text.split(/[^\p{L}\p{N}]+/u).some((part) => /\d/.test(part) && !namedDigits.test(part));
}
