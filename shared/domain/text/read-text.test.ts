import { brotliCompressSync, deflateSync, gunzipSync, gzipSync } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { guessEncoding } from "./guess-encoding.ts";
import { type BytePieces, readWholeText } from "./read-text.ts";
import { describeTextProblem, UnreadableText } from "./unreadable-text.ts";

async function* inPieces(bytes: Uint8Array, length = 3): AsyncGenerator<Uint8Array, void> {
  // Each piece is overwritten by the next one, as allowed.
  const buffer = new Uint8Array(length);
  for (let from = 0; from < bytes.length; from += length) {
    const piece = bytes.subarray(from, from + length);
    buffer.fill(0xff);
    buffer.set(piece);
    yield buffer.subarray(0, piece.length);
  }
}

async function* gunzip(pieces: BytePieces): AsyncGenerator<Uint8Array, void> {
  const all: number[] = [];
  for await (const piece of pieces) all.push(...piece);
  yield gunzipSync(Uint8Array.from(all));
}

const read = (bytes: Uint8Array, options: { pieceLength?: number; maxBytes?: number; encoding?: "windows-1252" } = {}) => {
  const { pieceLength = 3, ...reading } = options;
  return readWholeText(inPieces(bytes, pieceLength), { gunzip, ...reading });
};
const utf8 = (text: string) => new TextEncoder().encode(text);
const utf16 = (text: string) => new Uint8Array(Buffer.from(text, "utf16le"));
const bigEndian = (text: string) => new Uint8Array(Buffer.from(text, "utf16le").swap16());
const latin1 = (text: string) => new Uint8Array(Buffer.from(text, "latin1"));

async function problemOf(bytes: Uint8Array, options: Parameters<typeof read>[1] = {}): Promise<string> {
  const failure = await read(bytes, options).then(
    (text) => `read as ${text}`,
    (error: unknown) => error,
  );
  return failure instanceof UnreadableText ? describeTextProblem("a.csv", failure.problem) : String(failure);
}

describe("the text of a file", () => {
  const text = "event,userID\nkauf,Jürgen 🛋️\n日本,€\n";

  it.each([
    ["UTF-8", utf8(text)],
    ["UTF-8 with a mark", utf8(`\uFEFF${text}`)],
    ["UTF-16 with a mark", utf16(`\uFEFF${text}`)],
    ["UTF-16 without a mark", utf16(text)],
    ["UTF-16 with the high byte first", bigEndian(`\uFEFF${text}`)],
    ["UTF-16 with the high byte first, without a mark", bigEndian(text)],
    ["gzip", gzipSync(text)],
    ["gzip of several members", Buffer.concat([gzipSync(text.slice(0, 9)), gzipSync(text.slice(9))])],
    ["gzip of UTF-16", gzipSync(utf16(`\uFEFF${text}`))],
  ])("is read from %s, wherever it is cut into pieces", async (_what, bytes) => {
    for (const pieceLength of [1, 2, 3, 5, 7, 64, 1000]) expect(await read(bytes, { pieceLength })).toBe(text);
  });

  it("is the same for every text and every length of pieces", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "grapheme" }), fc.integer({ min: 1, max: 9 }), async (any, pieceLength) => {
        expect(await read(utf8(`a${any}`), { pieceLength })).toBe(`a${any}`);
        expect(await read(utf16(`\uFEFF${any}`), { pieceLength })).toBe(any);
      }),
    );
  });

  it("is empty for an empty file, and for a lone mark", async () => {
    expect(await read(new Uint8Array(0))).toBe("");
    expect(await read(utf8("\uFEFF"))).toBe("");
  });

  it("is what the person chose when it has no Unicode encoding", async () => {
    expect(await read(latin1("a,J\xfcrgen\x80\n"), { encoding: "windows-1252" })).toBe("a,Jürgen€\n");
  });
});

describe("bytes that are no readable text", () => {
  it.each([
    [
      "Latin-1",
      latin1("eventName,userID\nadd_to_cart,J\xfcrgen\n"),
      "line 2 has the byte FC (byte 31 of the file)",
      "probably Windows-1252",
    ],
    [
      "Latin-1, a letter that begins a character in UTF-8",
      latin1("e,u\na,b\na,M\xe9sa\n"),
      "line 3 has the byte E9 (byte 12",
      "Windows-1252",
    ],
    ["Latin-1 at its very end", latin1("user\nJos\xe9"), "line 2 has the byte E9 (byte 9", "Windows-1252"],
    [
      "a half surrogate pair in UTF-16",
      new Uint8Array([0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x3d, 0xd8, 0x61, 0]),
      "is not UTF-16: line 2",
      "byte 7 of",
    ],
    ["an overlong form", new Uint8Array([0x61, 0xc0, 0xaf, 0x61]), "line 1 has the byte C0 (byte 2", "UTF-8"],
  ])("are refused with their place: %s", async (_what, bytes, place, guess) => {
    for (const pieceLength of [1, 2, 3, 5, 1000]) {
      const problem = await problemOf(bytes, { pieceLength });
      expect(problem).toContain(place);
      expect(problem).toContain(guess);
    }
  });

  it.each([
    ["an Excel workbook", latin1("PK\x03\x04\x14\0\x06\0"), "a.csv is a ZIP archive or an Excel workbook, not plain text."],
    ["bzip2 of any level", latin1("BZh51AY&SY"), "a.csv is a bzip2 file"],
    ["a binary property list", latin1("bplist00\xD1\x01"), "a.csv is a binary property list"],
    [
      "zero bytes, as a damaged disk leaves them",
      new Uint8Array(500),
      "a.csv is made of zero bytes, not plain text. It is probably damaged",
    ],
    ["Parquet", latin1("PAR1\x15\x04\x15"), "a.csv is a Parquet file"],
    ["zlib", deflateSync("a".repeat(99)), "a.csv is compressed with zlib, not plain text."],
    ["Brotli, which has no mark", brotliCompressSync("userID,email\n".repeat(9)), "Its encoding is unknown"],
    [
      "EBCDIC",
      latin1("\xA4\xA2\x85\x99\xC9\xC4\x6B\x85\x94\x81\x89\x93\x15\x81\x84\x81\x6B\x81"),
      "a.csv is in EBCDIC, as mainframes write it",
    ],
    [
      "EBCDIC of JSON, with an accent",
      latin1("\xC0\x7F\xA4\xA2\x85\x99\xC9\xC4\x7F\x7A\x7F\xD1\xDC\x99\x87\x85\x95"),
      "a.csv is in EBCDIC",
    ],
    ["ISO-2022-JP", latin1("userID\n\x1B$BEDCfB@O:\x1B(B\n"), "a.csv is in ISO-2022-JP (Japanese), not plain text."],
    [
      "UTF-7",
      latin1("userID,email\nJ+APw-rgen,m+APw-ller@x.de\n+ZeVnLIqe-,a+-b@x.de\n"),
      "a.csv is in UTF-7, not plain text. Save it as UTF-8",
    ],
    ["UTF-32 without a mark", latin1("\0\0\0u\0\0\0s\0\0\0e"), "a.csv is in UTF-32"],
    ["UTF-32 without a mark, in the other order", latin1("u\0\0\0s\0\0\0e\0\0\0"), "a.csv is in UTF-32"],
    ["UTF-32", latin1("\xff\xfe\0\0a\0\0\0"), "a.csv is in UTF-32"],
    ["damaged gzip", gzipSync("a".repeat(99)).subarray(0, 20), "unexpected end of file"],
    ["gzip in gzip", gzipSync(gzipSync("a")), "a.csv was compressed with gzip more than once."],
    ["a text that is cut off", utf8("Jürgen 🛋️").subarray(0, -5), "a.csv is cut off: line 1 ends in the middle of a character."],
  ])("are refused by name: %s", async (_what, bytes, sentence) => {
    expect(await problemOf(bytes)).toContain(sentence);
  });

  it("are refused when gzip unpacks to too much", async () => {
    expect(await problemOf(gzipSync("a".repeat(5000)), { maxBytes: 4000 })).toBe(
      "a.csv is too large: it has more than 4,000 bytes when it is unpacked.",
    );
  });

  it("are not mistaken for texts that begin like other files", async () => {
    const withPlus = [
      "J+APw-rgen is one escape\n",
      "ada+test-1@x.de,C++,+49-170-1,+1 555\n",
      "a+b-c+d-,+APw-,+AOk-\n",
      "x\u009c,u\n",
      "+100-1,+104-2,+1-3\n",
    ];
    for (const text of withPlus) expect(await read(utf8(text), { pieceLength: 1000 })).toBe(text);
    for (const text of ["ORC,user\n", "PAR1,u\n", "BZh9,u\n", "MZ,u\n", "GIF8,u\n"]) expect(await read(utf8(text))).toBe(text);
  });
});

it.each([
  ["windows-1252", "Jürgen, don’t – “x” 5 €", "event,user\na,J\xfcrgen\na,don\x92t \x96 \x93x\x94 5 \x80\n"],
  ["windows-1250", "Łukasz Żółć, Wiśniewski", "event,user\na,\xa3ukasz \xaf\xf3\xb3\xe6\na,Wi\x9cniewski\n"],
  ["windows-1251", "Иван Петров", "event,user\na,\xc8\xe2\xe0\xed \xcf\xe5\xf2\xf0\xee\xe2\n"],
  ["koi8-r", "Иван Петров", "event,user\na,\xe9\xd7\xc1\xce \xf0\xc5\xd4\xd2\xcf\xd7\n"],
  ["windows-1253", "Γιώργος", "event,user\na,\xc3\xe9\xfe\xf1\xe3\xef\xf2\n"],
  ["windows-1255", "שלום", "event,user\na,\xf9\xec\xe5\xed\n"],
  ["windows-1256", "محمد", "event,user\na,\xe3\xcd\xe3\xcf\n"],
  ["macintosh", "Jürgen, Zoë", "event,user\na,J\x9frgen\na,Zo\x91\n"],
  ["shift_jis", "田中太郎, さくら", "event,user\na,\x93c\x92\x86\x91\xbe\x98Y\na,\x82\xb3\x82\xad\x82\xe7\n"],
  ["shift_jis", "名前", "event,user\na,\x96\xbc\x91O\n"],
  ["shift_jis", "ユーザー", "event,user\na,\x83\x86\x81[\x83U\x81[\n"],
  ["shift_jis", "日本", "event,user\na,\x93\xfa\x96{\n"],
  ["euc-jp", "さくら, はなこ", "event,user\na,\xa4\xb5\xa4\xaf\xa4\xe9\na,\xa4\xcf\xa4\xca\xa4\xb3\n"],
  ["gb18030", "张伟, 王秀英", "event,user\na,\xd5\xc5\xce\xb0\na,\xcd\xf5\xd0\xe3\xd3\xa2\n"],
  ["big5", "陳大文, 林志玲", "event,user\na,\xb3\xaf\xa4j\xa4\xe5\na,\xaaL\xa7\xd3\xac\xc2\n"],
  ["euc-kr", "김철수", "event,user\na,\xb1\xe8\xc3\xb6\xbc\xf6\n"],
])("the encoding %s is guessed from a few names: %s", (encoding, _names, bytes) => {
  expect(guessEncoding(latin1(bytes))).toBe(encoding);
});
