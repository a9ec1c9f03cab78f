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

function isTextByte(byte: number): boolean {
  return byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0d;
}
