const decimal = /^([+-]?)(\d+(?:_\d+)*)?(?:(\.)(\d+(?:_\d+)*)?)?([eE][+-]?\d+)?$/;
const based = /^([+-]?)(0[xX][\da-fA-F_]+|0[bB][01_]+|0[oO][0-7_]+)$/;
/** Long, BigInt, float, decimal, unsigned … */
const suffix = /(?:[lLnNmM]|[uU][lL]?|(?<=\.\d*)[fFdD]|[iu](?:8|16|32|64))$/;

/** Returns a number of a programming language, such as `1_000L`, `.5`, `+1` or `0xff`, as a number of JSON with the same digits; null for anything else. */
export function looseNumber(word: string): string | null {
  const hexadecimal = based.exec(word);
  if (hexadecimal !== null) {
    const [, sign = "", digits = ""] = hexadecimal;
    return `${sign === "-" ? "-" : ""}${BigInt(digits.replaceAll("_", ""))}`;
  }
  const match = decimal.exec(word.replace(suffix, ""));
  if (match === null) return null;
  const [, sign = "", whole, point, fraction, exponent = ""] = match;
  if (whole === undefined && fraction === undefined) return null;
  // `007` is a text in most places, and no number of JSON.
  if (whole !== undefined && /^0\d/.test(whole)) return null;
  const decimals = fraction === undefined ? "" : `.${fraction}`;
  const isWhole = point === undefined || fraction === undefined;
  return `${sign === "-" ? "-" : ""}${whole ?? "0"}${isWhole ? "" : decimals}${exponent}`.replaceAll("_", "");
}
