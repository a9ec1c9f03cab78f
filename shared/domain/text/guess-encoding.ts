import type { LegacyEncoding } from "./text-encodings.ts";

/**
 * Guesses the encoding of bytes that are not Unicode: the one in which most of what is not ASCII is ordinary words. Returns null when there is none.
 * It stays a guess, because encodings with one byte per character cannot be told apart with certainty. Detectors such as `chardet` need long running text:
 * on files of a few names they called Cyrillic, Greek, Korean, Chinese and Japanese all ISO-8859-1.
 */
export function guessEncoding(bytes: Uint8Array): LegacyEncoding | null {
  // No text in one of them has control characters; UTF-16 and binary data, such as a file compressed with Brotli, do.
  if (bytes.some((byte) => byte < 0x20 && !(byte >= 0x09 && byte <= 0x0d))) return null;
  let best: { readonly encoding: LegacyEncoding | null; readonly score: number } = { encoding: null, score: minScore };
  for (const { encoding, weight, shareOfOrdinary } of candidates) {
    const score = weight * shareOfOrdinary(bytes, encoding);
    if (score > best.score) best = { encoding, score };
  }
  return best.encoding;
}

const minScore = 0.4;

interface Candidate {
  readonly encoding: LegacyEncoding;
  /** Decides between encodings in which everything is ordinary. */
  readonly weight: number;
  readonly shareOfOrdinary: (bytes: Uint8Array, encoding: LegacyEncoding) => number;
}

const candidates: readonly Candidate[] = [
  { encoding: "windows-1252", weight: 1, shareOfOrdinary: wordsLike(isLatinWord) },
  { encoding: "macintosh", weight: 0.95, shareOfOrdinary: wordsLike(isLatinWord) },
  { encoding: "windows-1250", weight: 0.95, shareOfOrdinary: wordsLike(isLatinWord) },
  { encoding: "windows-1254", weight: 0.9, shareOfOrdinary: wordsLike(isLatinWord) },
  { encoding: "windows-1251", weight: 1, shareOfOrdinary: wordsOf(/^(?:[А-ЯЁІЇЄ]?[а-яёіїє]+|[А-ЯЁІЇЄ]+)$/, "оеаинтсрвл") },
  { encoding: "koi8-r", weight: 1, shareOfOrdinary: wordsOf(/^(?:[А-ЯЁ]?[а-яё]+|[А-ЯЁ]+)$/, "оеаинтсрвл") },
  { encoding: "windows-1253", weight: 1, shareOfOrdinary: wordsOf(/^[ΆΈ-Ώ\u0391-\u03A9]*[ΐά-ώ]+$/, "αοιετσνηυρςγω") },
  { encoding: "windows-1255", weight: 1, shareOfOrdinary: wordsOf(/^[א-ת]{2,}$/, "יוהאלתרבמשם") },
  { encoding: "windows-1256", weight: 1, shareOfOrdinary: wordsOf(/^[ء-ي]{2,}$/, "اليمنرتبدوحع") },
  // Common characters of two bytes, by the rows that the standards give to them.
  { encoding: "euc-kr", weight: 0.95, shareOfOrdinary: pairsLike((lead, trail) => isIn(lead, 0xb0, 0xc8) && trail >= 0xa1) },
  { encoding: "gb18030", weight: 0.9, shareOfOrdinary: pairsLike((lead, trail) => isIn(lead, 0xb0, 0xd7) && trail >= 0xa1) },
  {
    encoding: "euc-jp",
    weight: 0.85,
    shareOfOrdinary: pairsLike((lead, trail) => (isIn(lead, 0xa4, 0xa5) || isIn(lead, 0xb0, 0xcf)) && trail >= 0xa1),
  },
  {
    encoding: "shift_jis",
    weight: 0.85,
    // 0x815B is the long vowel mark of Katakana.
    shareOfOrdinary: pairsLike(
      (lead, trail) => ((isIn(lead, 0x82, 0x83) || isIn(lead, 0x88, 0x98)) && trail >= 0x40) || (lead === 0x81 && trail === 0x5b),
    ),
  },
  { encoding: "big5", weight: 0.8, shareOfOrdinary: pairsLike((lead, trail) => isIn(lead, 0xa4, 0xc6) && trail >= 0x40) },
];

/** Returns a function that decodes bytes and returns the share of words with other than ASCII characters that are ordinary. */
function wordsLike(isOrdinary: (word: string) => boolean): Candidate["shareOfOrdinary"] {
  return (bytes, encoding) => {
    const text = new TextDecoder(encoding).decode(bytes);
    const words = (text.match(/[\p{L}\p{M}\u0080-\uFFFF]+/gu) ?? []).filter((word) => /[^\0-\x7F]/.test(word));
    return words.length === 0 ? 0 : words.filter(isOrdinary).length / words.length;
  };
}

/** Returns a function for a script whose letters are all above ASCII. The most common letters tell scripts apart that fill the same bytes. */
function wordsOf(word: RegExp, commonLetters: string): Candidate["shareOfOrdinary"] {
  const ordinary = wordsLike((text) => word.test(text));
  return (bytes, encoding) => {
    const letters =
      new TextDecoder(encoding)
        .decode(bytes)
        .toLowerCase()
        .match(/[^\0-\x7F]/g) ?? [];
    const common = letters.filter((letter) => commonLetters.includes(letter)).length;
    return ordinary(bytes, encoding) * (0.7 + (0.3 * common) / Math.max(1, letters.length));
  };
}

/** Accepts ASCII letters with some accented ones, and typographic punctuation. */
function isLatinWord(text: string): boolean {
  if (!/\p{L}/u.test(text)) return /^[‘’“”„«»‹›–—…€£\u00A7°·¿¡•©®™±²³½\u00A0]*$/.test(text);
  // Within a word, there are only apostrophes and dashes.
  if (/\p{L}[‘“”„«»…¿¡]+\p{L}/u.test(text)) return false;
  const word = text.replaceAll(/[‘’“”„«»–—…¿¡\u00A0]/g, "");
  // `“ú–` is a character of another script.
  if (word !== text && !/[A-Za-z]/.test(word)) return false;
  const accented = word.match(/[^\0-\x7F]/g)?.length ?? 0;
  return (
    accented * 2 <= word.length + 1 && /^(?:\p{Lu}?\p{Ll}*|\p{Lu}+|(?:\p{Lu}\p{Ll}+)+)$/u.test(word) && /^[\p{Script=Latin}]*$/u.test(word)
  );
}

/** Returns a function that reads bytes as characters of one or two bytes, and returns the share of ordinary ones among those of two. */
function pairsLike(isOrdinary: (lead: number, trail: number) => boolean): Candidate["shareOfOrdinary"] {
  return (bytes) => {
    let pairs = 0;
    let ordinary = 0;
    for (let position = 0; position < bytes.length; position += 1) {
      const lead = bytes[position] ?? 0;
      if (lead < 0x80) continue;
      position += 1;
      pairs += 1;
      if (isOrdinary(lead, bytes[position] ?? 0)) ordinary += 1;
    }
    return pairs === 0 ? 0 : ordinary / pairs;
  };
}

function isIn(byte: number, from: number, to: number): boolean {
  return byte >= from && byte <= to;
}
