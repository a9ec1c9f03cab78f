import { inflate } from "./inflate.ts";

/** A text that was decoded from a part of another one. `placeOf` returns the range of that other text which a range of `text` was decoded from. */
export interface DecodedText {
  readonly text: string;
  placeOf(start: number, end: number): Range;
}

export type Range = readonly [start: number, end: number];

/** Returns false for most texts: none of the functions below that decode escapes finds any. */
export function mayHoldEscapes(text: string): boolean {
  return text.includes("%") || text.includes("\\") || text.includes("&");
}

/**
 * Decodes percent encoding, character references and the escapes of JSON, JavaScript and shells, each to one character. Returns null if there are
 * none. What is encoded twice is decoded by decoding again.
 */
export function decodeEscapes(text: string): DecodedText | null {
  if (!mayHoldEscapes(text) || !hasEscape.test(text)) return null;
  return decodeEach(text, everyEscape, characterOf);
}

/** Decodes escaped line breaks and tabs. Apart from the other escapes, because a backslash before a key makes one of its first letter. */
export function decodeLineBreaks(text: string): DecodedText | null {
  return text.includes("\\") ? decodeEach(text, /\\{1,32}[nrt]/g, () => "\n") : null;
}

function decodeEach(text: string, everyMatch: RegExp, decode: (match: RegExpMatchArray) => string | undefined): DecodedText | null {
  const pieces: string[] = [];
  const escapes: { readonly at: number; readonly start: number; readonly end: number }[] = [];
  let length = 0;
  let from = 0;
  for (const match of text.matchAll(everyMatch)) {
    const character = decode(match);
    if (character === undefined) continue;
    pieces.push(text.slice(from, match.index), character);
    length += match.index - from;
    from = match.index + match[0].length;
    escapes.push({ at: length, start: match.index, end: from });
    length += 1;
  }
  if (escapes.length === 0) return null;
  pieces.push(text.slice(from));

  function rangeOfCharacter(index: number): Range {
    const last = escapes[lastIndexWhere(escapes.length, (position) => (escapes[position]?.at ?? 0) <= index)];
    if (last === undefined) return [index, index + 1];
    if (last.at === index) return [last.start, last.end];
    const source = last.end + index - last.at - 1;
    return [source, source + 1];
  }
  return { text: pieces.join(""), placeOf: (start, end) => [rangeOfCharacter(start)[0], rangeOfCharacter(end - 1)[1]] };
}

/**
 * `$1` to `$5` and `$7`: hexadecimal digits; `$6`: decimal digits; `$8`: the name of a character; `$9`: a slash after backslashes; `$10`: octal digits.
 * Every repetition has a limit, which keeps the search linear.
 */
const escapeSource = [
  "%u([0-9a-f]{4})",
  "%([0-9a-f]{2})",
  "\\\\{1,32}u([0-9a-f]{4})",
  "\\\\{1,32}u\\{0{0,4}([0-9a-f]{1,4})\\}",
  "\\\\{1,32}(?:u0{0,2}|x)([0-9a-f]{2})",
  "&#0{0,6}(\\d{1,5});?",
  "&#x0{0,6}([0-9a-f]{1,4});?",
  "&([a-z]{2,24});",
  "\\\\{1,32}(/)",
  "\\\\{1,32}([01][0-7]{2}|[4-7][0-7])",
].join("|");
const everyEscape = new RegExp(escapeSource, "gi");
const hasEscape = new RegExp(escapeSource, "i");

function characterOf([, ...groups]: RegExpMatchArray): string | undefined {
  const [percentWide, percent, unicode, braced, byte, decimal, hexadecimal, name, slash, octal] = groups;
  const hex = percentWide ?? percent ?? unicode ?? braced ?? byte ?? hexadecimal;
  if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
  if (octal !== undefined) return String.fromCharCode(Number.parseInt(octal, 8));
  if (decimal !== undefined) return String.fromCharCode(Number(decimal));
  if (name !== undefined) return namedCharacters[name.toLowerCase()] ?? otherNamedCharacter;
  return slash;
}

/** Stands for every named character that is not ASCII, such as `&shy;` and `&nbsp;`: a soft hyphen, which no search compares. */
const otherNamedCharacter = "\u00AD";

/** The ASCII characters that have a name in HTML; a name in another case than its own is still recognized. */
const namedCharacters: Readonly<Record<string, string | undefined>> = {
  amp: "&",
  apos: "'",
  ast: "*",
  bsol: "\\",
  colon: ":",
  comma: ",",
  commat: "@",
  dollar: "$",
  equals: "=",
  excl: "!",
  grave: "`",
  gt: ">",
  hat: "^",
  lcub: "{",
  lowbar: "_",
  lpar: "(",
  lsqb: "[",
  lt: "<",
  newline: "\n",
  num: "#",
  percnt: "%",
  period: ".",
  plus: "+",
  quest: "?",
  quot: '"',
  rcub: "}",
  rpar: ")",
  rsqb: "]",
  semi: ";",
  sol: "/",
  tab: "\t",
  verbar: "|",
};

const hasReversedEscape = /[0-9a-f]{2}(?:00u)?%|[0-7]{2}[01]?\\|\d#&|[0-9a-f]x#&|;[a-z]{2,8}&|[0-9a-f]{2}(?:00u|x)\\|[nrt/]\\/i;

/** Returns the reversed text, if `text` contains escapes that are readable only backwards, such as `37%`. */
export function reverseIfEscaped(text: string): DecodedText | null {
  if (!mayHoldEscapes(text) || !hasReversedEscape.test(text)) return null;
  return { text: reversed(text), placeOf: (start, end) => [text.length - end, text.length - start] };
}

/**
 * Calls `onDecoded` with the texts that the Base64, Base32 and hexadecimal parts of a text may encode: forwards and backwards, and from each offset that a
 * longer text may give. Lines of Base64 are joined, because encoders wrap them. Texts without `minBytes` readable characters in a row are left out; gzip and
 * zlib are unpacked.
 */
export function decodeRuns(text: string, minBytes: number, onDecoded: (decoded: DecodedText) => void): void {
  const kinds = hasPairsAfterEquals.test(text) ? runKindsWithEquals : runKinds;
  const minBase64 = Math.floor((minBytes * 8) / 6) - 1;
  const onReadable = (decoded: DecodedText) => {
    if (hasReadableRun(decoded.text, minBytes)) onDecoded(decoded);
  };
  for (let probe = minBase64 - 1; probe < text.length; ) {
    // Backwards, because a character of no run leaves out all that is before it.
    let from = probe;
    while (from > probe - minBase64 && kindAt(text, from, kinds) !== 0) from -= 1;
    if (from > probe - minBase64) {
      probe = from + minBase64;
      continue;
    }
    let to = probe + 1;
    while (kindAt(text, to, kinds) !== 0) to += 1;
    decodeRunsBetween(from + 1, to);
    probe = to + minBase64;
  }

  /** Decodes the runs of a part of the text that consists of characters of runs only. */
  function decodeRunsBetween(from: number, to: number): void {
    let base64From = from;
    let base64Letters = 0;
    let hexFrom = from;
    const endHex = (end: number) => {
      const at = hexFrom;
      if (end - at >= 2 * minBytes) decodeHex(text.slice(at, end), (first, last) => [at + first, at + last], minBytes, onReadable);
    };
    for (let index = from; index <= to; index += 1) {
      const kind = kindAt(text, index, kinds);
      if ((kind & hexKind) === 0) {
        endHex(index);
        hexFrom = index + 1;
      }
      if ((kind & base64Kind) !== 0) {
        base64Letters += 1;
        continue;
      }
      const next = base64Letters > 0 && (kind & whitespaceKind) !== 0 ? wrappedAt(text, index) : null;
      if (next !== null) {
        if (hexFrom <= index) endHex(index);
        hexFrom = next;
        index = next - 1;
        continue;
      }
      if (base64Letters >= minBase64) decodeBase64(text.slice(base64From, index), base64From, minBytes, onReadable);
      base64From = index + 1;
      base64Letters = 0;
    }
  }
}

/**
 * Calls `onDecoded` with the texts that lists of character codes mean, as programs print bytes: `[115,101,99]`, `115 101 99`, and the same in octal and binary
 * digits.
 */
export function decodeNumbers(text: string, minBytes: number, onDecoded: (decoded: DecodedText) => void): void {
  const minLength = 3 * minBytes - 1;
  for (let probe = minLength - 1; probe < text.length; ) {
    // Backwards, because a character of no list leaves out all that is before it.
    let from = probe;
    while (from > probe - minLength && (kindAt(text, from) & listKind) !== 0) from -= 1;
    if (from > probe - minLength) {
      probe = from + minLength;
      continue;
    }
    let to = probe + 1;
    while ((kindAt(text, to) & listKind) !== 0) to += 1;
    decodeLists(text.slice(from + 1, to), from + 1, minBytes, onDecoded);
    probe = to + minLength;
  }
}

function decodeLists(text: string, at: number, minBytes: number, onDecoded: (decoded: DecodedText) => void): void {
  for (const { runs, code, radix } of numberLists)
    for (const { 0: run, index } of text.matchAll(runs)) {
      const codes = [...run.matchAll(code)];
      const rangeOf = (position: number): Range => {
        const match = codes[position];
        const start = at + index + (match?.index ?? 0);
        return [start, start + (match?.[0].length ?? 0)];
      };
      if (codes.length >= minBytes)
        onDecoded({
          text: textOfUnits(Uint8Array.from(codes, ({ 0: digits }) => Number.parseInt(digits, radix))),
          placeOf: (start, end) => [rangeOf(start)[0], rangeOf(end - 1)[1]],
        });
    }
}

/** The engine of regular expressions remembers each repetition, so that one without a limit exhausts the memory on long lists. */
const maxListLength = 100_000;

/** The codes of at least eight characters that can be read: 32 to 126, tab and line breaks. Bits may follow each other without a separator. */
const numberLists = [
  { code: "(?<!\\d)(?:9|1[03]|3[2-9]|[4-9]\\d|1[01]\\d|12[0-6])(?!\\d)", separator: "[,; \\t\\r\\n]{1,8}", radix: 10 },
  { code: "(?<!\\d)0{0,2}(?:1[125]|[4-7][0-7]|1[0-6][0-7]|17[0-6])(?!\\d)", separator: "[,; \\t\\r\\n]{1,8}", radix: 8 },
  { code: "0[01]{7}", separator: "[,; \\t\\r\\n]{0,8}", radix: 2 },
].map(({ code, separator, radix }) => ({
  runs: new RegExp(`${code}(?:${separator}${code}){7,${maxListLength}}`, "g"),
  code: new RegExp(code, "g"),
  radix,
}));

const base64Kind = 1;
const hexKind = 2;
const whitespaceKind = 4;
const listKind = 8;
const lowerKind = 16;
const upperKind = 32;
const oneCaseKinds = lowerKind | upperKind;

/** The kinds of runs that an ASCII character may be part of. Hexadecimal digits may be written `73:65:63`, `73 65 63`, `0x73, 0x65`, or `=73=65`. */
const runKindsWithEquals = runKindsOf(/[0-9a-fx:,.= -]/i);
/** For texts without `=73=65`: the signs of `name=value` would only make runs of what is none. */
const runKinds = runKindsOf(/[0-9a-fx:,. -]/i);

const hasPairsAfterEquals = /=[0-9a-f]{2}=[0-9a-f]{2}/i;

function runKindsOf(hexadecimal: RegExp): Uint8Array {
  return Uint8Array.from({ length: 128 }, (_, code) => kindsOf(String.fromCharCode(code), hexadecimal));
}

/** Returns the kinds of one character. */
function kindsOf(character: string, hexadecimal: RegExp): number {
  return (
    (/[A-Za-z0-9+/_-]/.test(character) ? base64Kind : 0) |
    (hexadecimal.test(character) ? hexKind : 0) |
    (/[ \t\r\n]/.test(character) ? whitespaceKind : 0) |
    (/[\d,; \t\r\n]/.test(character) ? listKind : 0) |
    (/[a-z0-9]/.test(character) ? lowerKind : 0) |
    (/[A-Z0-9]/.test(character) ? upperKind : 0)
  );
}

function kindAt(text: string, index: number, kinds: Uint8Array = runKinds): number {
  const unit = index < text.length ? text.charCodeAt(index) : 0;
  // The cast is for an index within the array.
  return unit < 128 ? (kinds[unit] as number) : 0;
}

/** Returns where a run of Base64 goes on after the line break and the indentation that begin at `index`; null if it does not. */
function wrappedAt(text: string, index: number): number | null {
  let next = index;
  let hasBreak = false;
  while ((kindAt(text, next) & whitespaceKind) !== 0) {
    hasBreak ||= text[next] === "\n" || text[next] === "\r";
    next += 1;
  }
  return hasBreak && (kindAt(text, next) & base64Kind) !== 0 ? next : null;
}

function hasReadableRun(text: string, length: number): boolean {
  let run = 0;
  for (let index = 0; index < text.length; index += 1) {
    run = isReadable(text.charCodeAt(index)) ? run + 1 : 0;
    if (run >= length) return true;
  }
  return false;
}

/** Zero bytes are every second byte of ASCII in UTF-16; 8 to 13 are white space. */
function isReadable(code: number): boolean {
  return (code >= 32 && code < 127) || code === 0 || (code >= 8 && code <= 13);
}

type Place = DecodedText["placeOf"];

function decodeBase64(written: string, at: number, minBytes: number, onDecoded: (decoded: DecodedText) => void): void {
  const { text, placeOf } = withoutWhitespace(written, at);
  unpackBase64(text, placeOf, onDecoded);
  decodeBase64From(text, placeOf, minBytes, onDecoded);
  decodeBase32(text, placeOf, minBytes, onDecoded);
  if (text.length < written.length) decodeHex(text, placeOf, minBytes, onDecoded); // `xxd -p` and others wrap hexadecimal, too.
}

/** The first letters of Base64 of gzip, which may be at any place, and of zlib, at the beginning or after a sign, as in an address. */
const gzipStart = "H4sI";
const zlibStart = /(?<![A-Za-z0-9])e(?:J[w-z]|N[o-r]|A[E-H]|F[4-7])/;

/** Unpacks gzip and zlib. Nobody can say which letters a part of their content comes from, so a place is the whole run. */
function unpackBase64(base64: string, placeOf: Place, onDecoded: (decoded: DecodedText) => void): void {
  for (const from of [base64.search(zlibStart), base64.indexOf(gzipStart)]) {
    if (from < 0) continue;
    const length = base64.length - from;
    unpack(atobOfEither(base64.slice(from, length % 4 === 1 ? -1 : undefined)), placeOf(from, base64.length), onDecoded);
  }
}

function unpackHex(digits: string, place: Range, onDecoded: (decoded: DecodedText) => void): void {
  // Digits of something else may be before gzip: `500 1f8b08…`.
  const from = /^78(?:01|5e|9c|da)/i.test(digits) ? 0 : digits.search(/1f8b08/i);
  if (from >= 0) unpack(fromHex({ digits, offset: from, isBackwards: false }), place, onDecoded);
}

/** How much of unpacked content is searched, for each packed byte. */
const maxUnpacked = 32;

function unpack(packed: string, place: Range, onDecoded: (decoded: DecodedText) => void): void {
  const bytes = inflate(
    Uint8Array.from(packed, (character) => character.charCodeAt(0)),
    1_000 + maxUnpacked * packed.length,
  );
  if (bytes !== null) onDecoded({ text: textOfUnits(bytes), placeOf: () => place });
}

function atobOfEither(base64: string): string {
  return atob(base64.replaceAll("-", "+").replaceAll("_", "/"));
}

/** What an index of -1 is as a byte. */
const notInAlphabet = 255;

/** The five bits of each letter in the alphabets of RFC 4648, its extended hexadecimal one, and Crockford's. */
const base32Alphabets = ["ABCDEFGHIJKLMNOPQRSTUVWXYZ234567", "0123456789ABCDEFGHIJKLMNOPQRSTUV", "0123456789ABCDEFGHJKMNPQRSTVWXYZ"].map(
  (alphabet) => Uint8Array.from({ length: 128 }, (_, code) => alphabet.indexOf(String.fromCharCode(code).toUpperCase())),
);

/** Calls `onRun` with each part of `minLength` letters of one case and digits, except those of hexadecimal digits only. */
function forEachBase32Run(text: string, minLength: number, onRun: (run: string, index: number) => void): void {
  for (let probe = minLength - 1; probe < text.length; ) {
    // Backwards, because a character of no run leaves out all that is before it.
    let from = probe;
    let kinds = oneCaseKinds;
    while (from > probe - minLength && (kinds & kindAt(text, from)) !== 0) {
      kinds &= kindAt(text, from);
      from -= 1;
    }
    if (from > probe - minLength) {
      probe = from + minLength;
      continue;
    }
    let to = probe + 1;
    while ((kinds & kindAt(text, to)) !== 0) to += 1;
    const run = text.slice(from + 1, to);
    if (/[g-z]/i.test(run)) onRun(run, from + 1);
    probe = to + minLength - 1;
  }
}

/** Decodes forwards and backwards, and from each letter of a group of eight. */
function decodeBase32(text: string, placeOf: Place, minBytes: number, onDecoded: (decoded: DecodedText) => void): void {
  const minLetters = Math.ceil((minBytes * 8) / 5);
  forEachBase32Run(text, minLetters, (part, at) => {
    for (const values of base32Alphabets)
      for (let from = 0; from + minLetters <= part.length; ) {
        let to = from;
        while (to < part.length && values[part.charCodeAt(to)] !== notInAlphabet) to += 1;
        const start = at + from;
        if (to - from >= minLetters)
          decodeBase32Run(part.slice(from, to), values, (first, last) => placeOf(start + first, start + last), minBytes, onDecoded);
        from = to + 1;
      }
  });
}

function decodeBase32Run(
  run: string,
  values: Uint8Array,
  placeOf: Place,
  minBytes: number,
  onDecoded: (decoded: DecodedText) => void,
): void {
  for (const isBackwards of [false, true])
    for (let offset = 0; offset < 8; offset += 1) {
      const valueAt = (letter: number) => values[run.charCodeAt(isBackwards ? run.length - 1 - offset - letter : offset + letter)] ?? 0;
      const byteAt = (byte: number) => {
        const letter = Math.floor((byte * 8) / 5);
        const bits = (valueAt(letter) << 10) | (valueAt(letter + 1) << 5) | valueAt(letter + 2);
        return (bits >> (7 - ((byte * 8) % 5))) & 0xff;
      };
      const count = Math.floor(((run.length - offset) * 5) / 8);
      if (!mayHoldReadable(count, byteAt, minBytes)) continue;
      onDecoded({
        text: textOfUnits(Uint8Array.from({ length: count }, (_, byte) => byteAt(byte))),
        placeOf: (start, end) => {
          const first = offset + Math.floor((start * 8) / 5);
          const last = Math.min(run.length, offset + Math.ceil((end * 8) / 5));
          return isBackwards ? placeOf(run.length - last, run.length - first) : placeOf(first, last);
        },
      });
    }
}

/** Decodes forwards and backwards, and from each letter of a group of four. */
function decodeBase64From(base64: string, placeOf: Place, minBytes: number, onDecoded: (decoded: DecodedText) => void): void {
  for (const isBackwards of [false, true]) {
    for (let offset = 0; offset < 4; offset += 1) {
      if (!mayBeReadable(base64, offset, isBackwards, minBytes)) continue;
      const length = base64.length - offset;
      const letters = (isBackwards ? reversed(base64) : base64).slice(offset, length % 4 === 1 ? -1 : undefined);
      onDecoded({
        text: atobOfEither(letters),
        placeOf: (start, end) => {
          const first = offset + Math.floor((start * 8) / 6);
          const last = Math.min(base64.length, offset + Math.ceil((end * 8) / 6));
          return isBackwards ? placeOf(base64.length - last, base64.length - first) : placeOf(first, last);
        },
      });
    }
  }
}

/** Returns false if no `minBytes` of what letters of Base64 encode are ASCII one after the other, as in most words and IDs; they need not be decoded. */
function mayBeReadable(base64: string, offset: number, isBackwards: boolean, minBytes: number): boolean {
  const groups = Math.max(1, Math.floor((minBytes - 2) / 3));
  const valueAt = (index: number) => base64Values[base64.charCodeAt(isBackwards ? base64.length - 1 - index : index)] ?? 0;
  // The first bits of the three bytes, which are 0 in ASCII.
  const isAscii = (index: number) =>
    ((valueAt(index) & 0b100000) | (valueAt(index + 1) & 0b001000) | (valueAt(index + 2) & 0b000010)) === 0;
  for (let last = offset + 4 * (groups - 1); last + 3 < base64.length; ) {
    // Backwards, because a group that is not ASCII leaves out all that is before it.
    let group = last;
    while (group > last - 4 * groups && isAscii(group)) group -= 4;
    if (group === last - 4 * groups) return true;
    last = group + 4 * groups;
  }
  return false;
}

/** The six bits of each letter, of both alphabets. */
const base64Values = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(
    0,
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".indexOf(
      String.fromCharCode(code).replace("-", "+").replace("_", "/"),
    ),
  ),
);

function decodeHex(text: string, placeOf: Place, minBytes: number, onDecoded: (decoded: DecodedText) => void): void {
  for (const { 0: run, index } of text.matchAll(hexRun)) {
    const isPlain = /^[0-9a-f]+$/i.test(run);
    const digits = isPlain ? run : run.replace(separators, "");
    if (digits.length < 2 * minBytes) continue;
    unpackHex(digits, placeOf(index, index + run.length), onDecoded);
    const places = isPlain ? null : placesOf(run, isHexDigit);
    // Digits with separators are in pairs. Of others, the first one may be the second one of its byte.
    for (const isBackwards of [false, true])
      for (let offset = 0; offset < (isPlain ? 2 : 1); offset += 1) {
        const bytes: HexBytes = { digits, offset, isBackwards };
        if (!mayHoldReadable(byteCount(bytes), (byte) => byteAt(bytes, byte), minBytes)) continue;
        onDecoded({
          text: fromHex(bytes),
          placeOf: (start, end) => {
            const [first, last] = [offset + 2 * start, offset + 2 * end];
            const [from, to] = isBackwards ? [digits.length - last, digits.length - first] : [first, last];
            return places === null
              ? placeOf(index + from, index + to)
              : placeOf(index + startOfByte(run, places(from)), index + places(to - 1) + 1);
          },
        });
      }
  }
}

/** The bytes that hexadecimal digits encode from an offset, forwards or backwards. */
interface HexBytes {
  readonly digits: string;
  readonly offset: number;
  readonly isBackwards: boolean;
}

function byteCount({ digits, offset }: HexBytes): number {
  return (digits.length - offset) >> 1;
}

function byteAt({ digits, offset, isBackwards }: HexBytes, byte: number): number {
  const first = offset + 2 * byte;
  const high = digits.charCodeAt(isBackwards ? digits.length - 1 - first : first);
  const low = digits.charCodeAt(isBackwards ? digits.length - 2 - first : first + 1);
  // The casts are for codes of hexadecimal digits.
  return ((hexValues[high] as number) << 4) | (hexValues[low] as number);
}

const hexValues = Uint8Array.from({ length: 128 }, (_, code) =>
  Math.max(0, "0123456789abcdef".indexOf(String.fromCharCode(code).toLowerCase())),
);

/** Returns false if no `minBytes` of `count` bytes in a row are readable, as in most hashes; such digits need not be decoded. */
function mayHoldReadable(count: number, byteAt: (byte: number) => number, minBytes: number): boolean {
  for (let last = minBytes - 1; last < count; ) {
    // Backwards, because a byte that is not readable leaves out all that is before it.
    let byte = last;
    while (byte > last - minBytes && isReadable(byteAt(byte))) byte -= 1;
    if (byte === last - minBytes) return true;
    last = byte + minBytes;
  }
  return false;
}

function fromHex(bytes: HexBytes): string {
  const codes = new Uint8Array(byteCount(bytes));
  for (let byte = 0; byte < codes.length; byte += 1) codes[byte] = byteAt(bytes, byte);
  return textOfUnits(codes);
}

/** True for a digit that is not the zero of a `0x`. */
function isHexDigit(run: string, index: number): boolean {
  return /[0-9a-f]/i.test(run.charAt(index)) && run.charAt(index + 1).toLowerCase() !== "x";
}

/** Adds the `0x` before a digit. */
function startOfByte(run: string, digit: number): number {
  return /^0x$/i.test(run.slice(Math.max(0, digit - 2), digit)) ? digit - 2 : digit;
}

const separators = /0x|[:,.= -]/gi;
const hexRun = new RegExp(`(?:0x)?[0-9a-f]{2}(?:[:,.= -]{0,2}(?:0x)?[0-9a-f]{2}){7,${maxListLength}}[0-9a-f]?`, "gi");

function withoutWhitespace(run: string, at: number): DecodedText {
  if (!/\s/.test(run)) return { text: run, placeOf: (start, end) => [at + start, at + end] };
  const places = placesOf(run, (_, index) => !/\s/.test(run.charAt(index)));
  return { text: run.replace(/\s+/g, ""), placeOf: (start, end) => [at + places(start), at + places(end - 1) + 1] };
}

/** Returns a function from the position among the kept characters of a run to the position in the run. Most runs contain no key, so it is computed on first use. */
function placesOf(run: string, isKept: (run: string, index: number) => boolean): (position: number) => number {
  let places: Int32Array | null = null;
  return (position) => {
    if (places === null) {
      const found = new Int32Array(run.length);
      let count = 0;
      for (let index = 0; index < run.length; index += 1) {
        found[count] = index;
        if (isKept(run, index)) count += 1;
      }
      places = found.subarray(0, count);
    }
    return places[position] ?? run.length - 1;
  };
}

/** Reverses by UTF-16 code units, so that every position can be mapped back. */
export function reversed(text: string): string {
  const units = new Uint16Array(text.length);
  for (let index = 0; index < text.length; index += 1) units[text.length - 1 - index] = text.charCodeAt(index);
  return textOfUnits(units);
}

function textOfUnits(units: Uint8Array | Uint16Array): string {
  const pieces: string[] = [];
  // A call takes a limited number of arguments.
  for (let from = 0; from < units.length; from += 8_192) pieces.push(String.fromCharCode(...units.subarray(from, from + 8_192)));
  return pieces.join("");
}

/** Returns the last of `length` positions for which the condition holds, which is true up to it and false after it; -1 if there is none. */
function lastIndexWhere(length: number, holds: (position: number) => boolean): number {
  let below = 0;
  let above = length;
  while (below < above) {
    const middle = (below + above) >> 1;
    if (holds(middle)) below = middle + 1;
    else above = middle;
  }
  return below - 1;
}
