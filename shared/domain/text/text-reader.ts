import { guessEncoding } from "./guess-encoding.ts";
import { recognizedBytes, recognizeEscapedKind, recognizeOtherKind } from "./other-kinds.ts";
import type { LegacyEncoding, UnicodeEncoding } from "./text-encodings.ts";
import { UnreadableText } from "./unreadable-text.ts";

/** Decodes the bytes of a text that come in pieces. */
export interface TextReader {
  /** Returns the text of the whole characters so far. The piece may be overwritten afterwards. Throws `UnreadableText`. */
  push(piece: Uint8Array): string;
  /** Returns the rest of the text. Throws `UnreadableText`. */
  end(): string;
}

/**
 * Reads UTF-8 and UTF-16, with or without a byte order mark, which is left out. Everything else is refused by name, and no byte is ever replaced: a replaced
 * letter may be part of an ID. `encoding` is one that the person chose, in which every byte is a character.
 */
export function createTextReader(encoding: LegacyEncoding | null = null): TextReader {
  let decoder: TextReader | null = encoding === null ? null : createLegacyReader(encoding);
  let beginning = new Uint8Array(0);

  function begin(): string {
    const bytes = beginning;
    beginning = new Uint8Array(0);
    const { encoding: recognized, markLength } = recognizeEncoding(bytes);
    decoder = createUnicodeReader(recognized, markLength);
    return decoder.push(bytes.subarray(markLength));
  }

  return {
    push(piece) {
      if (decoder !== null) return decoder.push(piece);
      beginning = joined(beginning, piece);
      return beginning.length < recognizedBytes ? "" : begin();
    },
    end() {
      const text = decoder === null ? begin() : "";
      return text + (decoder?.end() ?? "");
    },
  };
}

/** Recognizes the encoding by a byte order mark, or by the zeros of ASCII characters in UTF-16. Throws `UnreadableText`. */
function recognizeEncoding(bytes: Uint8Array): { readonly encoding: UnicodeEncoding; readonly markLength: number } {
  const other = recognizeOtherKind(bytes);
  if (other !== null) throw new UnreadableText({ is: "other_kind", ...other });
  const [first = 1, second = 1, third = 1, fourth = 1] = bytes;
  if (first === 0xef && second === 0xbb && third === 0xbf) return { encoding: "utf-8", markLength: 3 };
  if (first === 0xff && second === 0xfe) return { encoding: "utf-16le", markLength: 2 };
  if (first === 0xfe && second === 0xff) return { encoding: "utf-16be", markLength: 2 };
  if (first !== 0 && second === 0 && third !== 0 && fourth === 0) return { encoding: "utf-16le", markLength: 0 };
  if (first === 0 && second !== 0 && third === 0 && fourth !== 0) return { encoding: "utf-16be", markLength: 0 };
  return { encoding: "utf-8", markLength: 0 };
}

function createLegacyReader(encoding: LegacyEncoding): TextReader {
  const decoder = new TextDecoder(encoding);
  return { push: (piece) => decoder.decode(piece, { stream: true }), end: () => decoder.decode() };
}

/** Decodes each piece up to its last whole character at once, which is several times as fast as the streaming mode of `TextDecoder`. */
function createUnicodeReader(encoding: UnicodeEncoding, startsAt: number): TextReader {
  const decoder = new TextDecoder(encoding, { fatal: true, ignoreBOM: true });
  const lineFeeds = createLineFeedCounter(encoding);
  let half = new Uint8Array(0);
  /** The position of the next byte in the file, counted from 0. */
  let position = startsAt;
  let isAscii = true;
  /** What was read of an ASCII text, as far as escapes are looked for. */
  let beginning = "";

  function decode(bytes: Uint8Array, isEnd: boolean): string {
    const end = isEnd ? bytes.length : endOfWholeCharacters(bytes, encoding);
    const whole = bytes.subarray(0, end);
    const text = decodeWhole(whole, isEnd);
    half = bytes.slice(end);
    lineFeeds.add(whole);
    position += end;
    isAscii &&= text.length === end;
    refuseEscapes(text);
    return text;
  }

  /** Refuses an encoding that is told only by the escapes in its ASCII. */
  function refuseEscapes(text: string): void {
    if (!isAscii || encoding !== "utf-8" || beginning.length >= maxEscapedLength) return;
    beginning += text.slice(0, maxEscapedLength);
    const other = recognizeEscapedKind(beginning);
    if (other !== null) throw new UnreadableText({ is: "other_kind", ...other });
  }

  function decodeWhole(bytes: Uint8Array, isEnd: boolean): string {
    try {
      return decoder.decode(bytes);
    } catch {
      throw wrongBytes(bytes, isEnd);
    }
  }

  function wrongBytes(bytes: Uint8Array, isEnd: boolean): UnreadableText {
    const wrong = firstWrongByte(bytes, encoding);
    lineFeeds.add(bytes.subarray(0, wrong));
    // A single accented letter at the end of an ASCII text is one of a legacy encoding.
    const isCutOff = isEnd && !(isAscii && encoding === "utf-8") && isStartOfCharacter(bytes.subarray(wrong), encoding);
    return new UnreadableText({
      is: "wrong_bytes",
      encoding,
      line: lineFeeds.count() + 1,
      position: position + wrong + 1,
      byte: bytes[wrong] ?? 0,
      isCutOff,
      probably:
        isCutOff || encoding !== "utf-8" ? null : guessEncoding(bytes.subarray(0, maxGuessedBytes + wrong).subarray(-2 * maxGuessedBytes)),
      sample: lineAround(bytes, wrong),
    });
  }

  return {
    push: (piece) => decode(half.length === 0 ? piece : joined(half, piece), false),
    end: () => decode(half, true),
  };
}

const maxGuessedBytes = 16 * 1024;
const maxEscapedLength = 64 * 1024;

/** Counts line feeds for messages. */
function createLineFeedCounter(encoding: UnicodeEncoding): { add(bytes: Uint8Array): void; count(): number } {
  let lineFeeds = 0;
  const isLineFeed = (bytes: Uint8Array, position: number) =>
    encoding === "utf-8" || (position % 2 === (encoding === "utf-16be" ? 1 : 0) && bytes[position ^ 1] === 0);
  return {
    add(bytes) {
      // The search is several times as fast as a loop over the bytes.
      for (let position = bytes.indexOf(0x0a); position >= 0; position = bytes.indexOf(0x0a, position + 1))
        if (isLineFeed(bytes, position)) lineFeeds += 1;
    },
    count: () => lineFeeds,
  };
}

/** Returns where the last character begins if it may be incomplete; else the length. */
function endOfWholeCharacters(bytes: Uint8Array, encoding: UnicodeEncoding): number {
  const { length } = bytes;
  if (encoding !== "utf-8") {
    const even = length - (length % 2);
    const high = bytes[encoding === "utf-16be" ? even - 2 : even - 1] ?? 0;
    return even >= 2 && high >= 0xd8 && high <= 0xdb ? even - 2 : even;
  }
  for (let back = 1; back <= Math.min(3, length); back += 1) {
    const byte = bytes[length - back] ?? 0;
    if (byte < 0x80) return length;
    if (byte >= 0xc0) return (byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2) > back ? length - back : length;
  }
  return length;
}

/** Returns the position of the first byte that no decoding accepts, by halving. */
function firstWrongByte(bytes: Uint8Array, encoding: UnicodeEncoding): number {
  let [good, bad] = [0, bytes.length];
  while (bad - good > 1) {
    const middle = Math.floor((good + bad) / 2);
    if (isDecodable(bytes.subarray(0, middle), encoding, { mayEndInside: true })) good = middle;
    else bad = middle;
  }
  // The byte may only be wrong after the ones before it, which then begin the wrong character.
  while (good > 0 && !isDecodable(bytes.subarray(0, good), encoding, { mayEndInside: false })) good -= 1;
  return good;
}

function isDecodable(bytes: Uint8Array, encoding: UnicodeEncoding, { mayEndInside }: { readonly mayEndInside: boolean }): boolean {
  try {
    new TextDecoder(encoding, { fatal: true }).decode(bytes, { stream: mayEndInside });
    return true;
  } catch {
    return false;
  }
}

function isStartOfCharacter(bytes: Uint8Array, encoding: UnicodeEncoding): boolean {
  return bytes.length < 4 && isDecodable(bytes, encoding, { mayEndInside: true });
}

const maxSampleBytes = 160;

/** Copies the line around a byte, or the part of it that is near. */
function lineAround(bytes: Uint8Array, position: number): Uint8Array {
  const from = Math.max(bytes.lastIndexOf(0x0a, position - 1) + 1, position - maxSampleBytes / 2, 0);
  const lineFeed = bytes.indexOf(0x0a, position);
  return bytes.slice(from, Math.min(lineFeed < 0 ? bytes.length : lineFeed, from + maxSampleBytes));
}

/** Copies both into one. */
export function joined(first: Uint8Array, second: Uint8Array): Uint8Array<ArrayBuffer> {
  const both = new Uint8Array(first.length + second.length);
  both.set(first);
  both.set(second, first.length);
  return both;
}
