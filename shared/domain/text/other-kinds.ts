/** A kind of file that is not text: `kind` with its article, and what the person can do. */
export interface OtherKind {
  readonly kind: string;
  readonly advice: string;
}

/** The number of bytes that `recognizeOtherKind` looks at. */
export const recognizedBytes = 16;

const unpack = "Unpack it, then try again.";
const exportIt = "Export it as CSV or NDJSON, then try again.";
const notText = "Choose a text file.";

const utf32: OtherKind = { kind: "in UTF-32", advice: "Save it as UTF-8, then try again." };

const ebcdic: OtherKind = {
  kind: "in EBCDIC, as mainframes write it",
  advice: "Convert it to UTF-8, for example with iconv -f IBM1047 -t UTF-8, then try again.",
};

/** First bytes, as Latin-1 text. A letter or punctuation after those that `endsBinary` means a text that begins with the same word. */
const kinds: readonly (OtherKind & { readonly starts: readonly string[]; readonly endsBinary?: boolean })[] = [
  {
    starts: ["PK\x03\x04"],
    kind: "a ZIP archive or an Excel workbook",
    advice: "Unpack it, or save the sheet as CSV (UTF-8), then try again.",
  },
  { starts: ["\xD0\xCF\x11\xE0"], kind: "an Excel workbook (.xls)", advice: "Save the sheet as CSV (UTF-8), then try again." },
  { starts: Array.from({ length: 9 }, (_, level) => `BZh${level + 1}1AY`), kind: "a bzip2 file", advice: unpack },
  { starts: ["\xFD7zXZ\0"], kind: "an xz file", advice: unpack },
  { starts: ["\x28\xB5\x2F\xFD"], kind: "a Zstandard file", advice: unpack },
  { starts: ["\x04\x22\x4D\x18"], kind: "an LZ4 file", advice: unpack },
  { starts: ["x\x9C", "x\x01"], kind: "compressed with zlib", advice: unpack },
  { starts: ["7z\xBC\xAF\x27\x1C"], kind: "a 7-Zip archive", advice: unpack },
  { starts: ["Rar!\x1A\x07"], kind: "a RAR archive", advice: unpack },
  { starts: ["PAR1"], endsBinary: true, kind: "a Parquet file", advice: exportIt },
  { starts: ["Obj\x01"], kind: "an Avro file", advice: exportIt },
  { starts: ["ORC"], endsBinary: true, kind: "an ORC file", advice: exportIt },
  { starts: ["SQLite format 3\0"], kind: "an SQLite database", advice: exportIt },
  { starts: ["bplist00"], kind: "a binary property list", advice: "Convert it with plutil -convert xml1, then try again." },
  { starts: ["%PDF-"], kind: "a PDF document", advice: exportIt },
  { starts: ["\x89PNG", "\xFF\xD8\xFF", "GIF87a", "GIF89a"], kind: "a picture", advice: notText },
  { starts: ["\x7FELF", "MZ\x90\0"], kind: "a program", advice: notText },
  { starts: ["\xFF\xFE\0\0", "\0\0\xFE\xFF"], ...utf32 },
  { starts: ["\0".repeat(recognizedBytes)], kind: "made of zero bytes", advice: "It is probably damaged; get it again." },
];

/** Recognizes a file that is not text by its first bytes; null if it may be text. */
export function recognizeOtherKind(beginning: Uint8Array): OtherKind | null {
  if (isAsciiInUtf32(beginning)) return utf32;
  if (isEbcdic(beginning)) return ebcdic;
  const text = String.fromCharCode(...beginning.subarray(0, recognizedBytes));
  const found = kinds.find(({ starts, endsBinary = false }) =>
    starts.some((start) => text.startsWith(start) && (!endsBinary || !isTextByte(beginning[start.length] ?? 0x20))),
  );
  return found === undefined ? null : { kind: found.kind, advice: found.advice };
}

/** Without a byte order mark, UTF-32 is known by three zeros beside each of the first characters. */
function isAsciiInUtf32(beginning: Uint8Array): boolean {
  const isAt = (place: number) =>
    beginning.length >= 8 && [0, 1, 2, 3, 4, 5, 6, 7].every((at) => (at % 4 === place) === ((beginning[at] ?? 0) !== 0));
  return isAt(0) || isAt(3);
}

/** Letters, digits, blanks, line ends and the punctuation of tables and JSON, in the EBCDIC code pages of Western languages. */
const ebcdicText = /[@J-PZ-ajkl-oy-\x7F\x81-\x89\x91-\x99\xA1-\xA9\xAD\xBD\xC0-\xC9\xD0-\xD9\xE0\xE2-\xE9\xF0-\xF9]|[^\x20-\uFFFF]/g;
/** A blank, a comma, a quote, a semicolon or an underscore. */
const ebcdicSeparator = /[@k\x7F^m]/g;
const ebcdicSmallLetter = /[\x81-\x89\x91-\x99\xA2-\xA9]/g;

/** In EBCDIC, small letters are where other encodings have hardly any letters, and what is a letter in ASCII hardly occurs; one may have an accent. */
function isEbcdic(beginning: Uint8Array): boolean {
  const text = String.fromCharCode(...beginning.subarray(0, recognizedBytes));
  const countOf = (pattern: RegExp) => text.match(pattern)?.length ?? 0;
  return (
    text.length >= 8 &&
    countOf(ebcdicText) >= text.length - 1 &&
    countOf(ebcdicSmallLetter) * 3 >= text.length &&
    countOf(ebcdicSeparator) > 0
  );
}

function isTextByte(byte: number): boolean {
  return byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}

const escapeCharacter = "\u001b";

const escapedKinds: readonly (OtherKind & { readonly isIn: (text: string) => boolean })[] = [
  // ISO-2022-JP switches to two bytes for each character with these.
  {
    isIn: (text) => text.includes(`${escapeCharacter}$B`) || text.includes(`${escapeCharacter}$@`),
    kind: "in ISO-2022-JP (Japanese)",
    advice: "Save it as UTF-8, then try again.",
  },
  { isIn: isUtf7, kind: "in UTF-7", advice: "Save it as UTF-8, then try again." },
];

/** Recognizes an encoding whose bytes are all ASCII, by the escapes in a part of the text; null if it may be ASCII. */
export function recognizeEscapedKind(text: string): OtherKind | null {
  if (!text.includes(`${escapeCharacter}$`) && !text.includes("+")) return null;
  const found = escapedKinds.find(({ isIn }) => isIn(text));
  return found === undefined ? null : { kind: found.kind, advice: found.advice };
}

/**
 * True if every plus sign begins letters in UTF-7, at least two of which are no ASCII (RFC 2152): `J+APw-rgen`. A lone one may be the text that somebody typed.
 */
function isUtf7(text: string): boolean {
  let letters = 0;
  for (const { 1: coded = "", 2: end = "" } of text.matchAll(/\+([A-Za-z\d/]{0,4000})(-?)/g)) {
    if (coded === "" && end === "-") continue;
    const units = utf16Of(coded);
    if (units === null || !/^[\p{L}\p{M}\p{P}\p{S}\p{Zs}]+$/u.test(units)) return false;
    if (/[^\0-\x7F]/.test(units)) letters += 1;
  }
  return letters >= 2;
}

/** Returns the UTF-16 that the letters of a Base64 without padding stand for; null if they stand for none. */
function utf16Of(coded: string): string | null {
  if (![0, 3, 6].includes(coded.length % 8) || coded === "") return null;
  const bytes = Uint8Array.from(atob(coded), (character) => character.charCodeAt(0));
  // What is left after the last whole character is zero.
  if (bytes.length % 2 === 1 && bytes.at(-1) !== 0) return null;
  return new TextDecoder("utf-16be").decode(bytes.subarray(0, bytes.length - (bytes.length % 2)));
}
