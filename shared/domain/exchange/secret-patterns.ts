import { recognizablePart } from "./key-form.ts";

/** One encoding of a secret, as folded codes. */
export interface SecretPattern {
  readonly codes: Uint8Array;
  readonly secret: string;
  /**
   * `plain` can be shown as a masked key, and so can `tail`, its last characters, and `rest`, a key without its beginning; the others have no part that a
   * person would recognize.
   */
  readonly form: "plain" | "tail" | "rest" | "reversed" | "encoded";
  /** How many of its first codes are masked alone, after a limit of length cut the rest of a key; infinite if less than all could be ordinary text. */
  readonly minCut: number;
}

/** The patterns of some secrets, prepared for a search that skips most characters of a text (Wu and Manber's algorithm). */
export interface PatternTable {
  /** How the texts are folded in which the patterns are searched for. */
  readonly fold: Fold;
  /** The length of the beginning of each pattern that is searched for first. */
  readonly window: number;
  /**
   * For the hash of each block of three codes: how many codes the search may go on, because no pattern has the block nearer to the end of its window. 0 if the
   * window of a pattern may end with the block.
   */
  readonly shifts: Uint8Array;
  readonly byHash: ReadonlyMap<number, readonly SecretPattern[]>;
  /** The length of the shortest recognizable secret. */
  readonly shortest: number;
}

/** A shorter secret would blot out ordinary text; the vault takes none (`keyProblem`). */
export const minSecretLength = 8;
/** Characters that remain of a secret without its quotes and backslashes. With fewer, ordinary text would be masked. */
const minPatternLength = 6;
/** A longer window lets the search skip little more. Also how much of a key is masked alone, whatever it looks like. */
const maxWindow = 16;
/** How much of a key is masked alone where it does not look like a word. Less of it could be a part of any other ID. */
export const minCutLength = 8;
const blockLength = 3;

export const hashFactor = 0x01000193;

/** How much of a key is masked alone that is neither its beginning nor its end. */
const minPieceLength = 12;

/** The code of what is skipped in texts and secrets. */
export const skipped = 0;

/**
 * The code of each UTF-16 code unit. A text keeps its secret through changes of case, through quoting and through separators, so a search compares codes:
 * upper and lower case, and the full-width letters of East Asian text, have the same.
 */
export type Fold = Uint8Array;

const codeUnits = 0x10000;

/**
 * For secrets of any form. Skips white space, quotes, backslashes, zero bytes and characters without a width, which line wrapping, quoting and UTF-16 add. The
 * two alphabets of Base64 are the same, and what is not ASCII is 1.
 */
export const exactFold: Fold = createFold(1, (character) => {
  if (/[\s"'`\\\0]/.test(character)) return skipped;
  if (character === "-") return "+".charCodeAt(0);
  if (character === "_") return "/".charCodeAt(0);
  return character.toLowerCase().charCodeAt(0);
});
for (const unit of [0xad, 0x200b, 0x200c, 0x200d, 0x200e, 0x200f, 0x2060, 0xfeff]) exactFold[unit] = skipped;

/**
 * For Statsig's keys, whose letters and digits are recognized alone: skips everything else, so that a key is found with any separators between its letters.
 * Only brackets stay, because a mask over them would break the JSON around it.
 */
const letterFold: Fold = createFold(skipped, (character) =>
  /[A-Za-z0-9[\]{}]/.test(character) ? character.toLowerCase().charCodeAt(0) : skipped,
);

function createFold(other: number, codeOf: (ascii: string) => number): Fold {
  const fold = new Uint8Array(codeUnits).fill(other);
  for (let unit = 0; unit < 128; unit += 1) fold[unit] = codeOf(String.fromCharCode(unit));
  // Full-width `!` to `~`.
  fold.set(fold.subarray(0x21, 0x7f), 0xff01);
  return fold;
}

/** Hashes a block of three folded codes to 16 bits. */
export function blockHash(first: number, second: number, third: number): number {
  return ((first << 10) ^ (second << 5) ^ third) & 0xffff;
}

export function foldText(text: string, fold: Fold): Uint8Array {
  return Uint8Array.from(text, (character) => fold[character.charCodeAt(0)] ?? skipped).filter((code) => code !== skipped);
}

/** The tables of some secrets, and what a search with them keeps. */
export interface KeptTables {
  readonly secrets: readonly string[];
  /** One for each fold. */
  readonly tables: readonly PatternTable[];
  /** Texts in which nothing was found with these tables alone, and with the form of a key. */
  readonly cleanTexts: Readonly<Record<"secrets" | "secretsAndForms", CleanTexts>>;
}

/** The tables used last, newest last: of the keys, and of the private attributes of the users that are being checked. */
let keptTables: readonly KeptTables[] = [];
const maxKeptTables = 4;

/** Returns the tables of some secrets. The last ones are kept, because many texts are masked with the same secrets; `forgetPatterns` wipes them. */
export function patternTables(secrets: readonly string[]): KeptTables {
  const known = [...new Set(secrets.filter((secret) => secret.length >= minSecretLength))].sort();
  const found = keptTables.find(
    ({ secrets: others }) => others.length === known.length && others.every((one, index) => one === known[index]),
  );
  if (found !== undefined && found === keptTables.at(-1)) return found;
  const kept = found ?? prepareTables(known);
  keptTables = [...keptTables.filter((other) => other !== kept).slice(1 - maxKeptTables), kept];
  return kept;
}

function prepareTables(secrets: readonly string[]): KeptTables {
  const keys = secrets.filter(isRandomKey);
  const others = secrets.filter((secret) => !isRandomKey(secret));
  return {
    secrets,
    tables: [...createTable(keys, letterFold), ...createTable(others, exactFold)],
    cleanTexts: { secrets: createCleanTexts(), secretsAndForms: createCleanTexts() },
  };
}

/** Short texts that were searched and have no secret. Most of them come again with the next request: names of fields and headers, and sentences. */
export interface CleanTexts {
  has(text: string): boolean;
  add(text: string): void;
}

const maxCleanTexts = 2_000;
const maxCleanTextLength = 256;

function createCleanTexts(): CleanTexts {
  const texts = new Set<string>();
  return {
    has: (text) => text.length <= maxCleanTextLength && texts.has(text),
    add(text) {
      if (text.length > maxCleanTextLength) return;
      if (texts.size === maxCleanTexts) texts.clear();
      texts.add(text);
    },
  };
}

/** Overwrites the kept tables, whose patterns are encodings of keys. */
export function forgetPatterns(): void {
  for (const { byHash, shifts } of keptTables.flatMap(({ tables }) => tables)) {
    for (const { codes } of [...byHash.values()].flat()) codes.fill(0);
    shifts.fill(0);
  }
  keptTables = [];
}

/** Returns the table of some secrets, or none if no pattern is long enough. */
function createTable(secrets: readonly string[], fold: Fold): PatternTable[] {
  const patterns = secrets.flatMap((secret) => patternsOf(secret, fold));
  if (patterns.length === 0) return [];
  const window = Math.min(maxWindow, ...patterns.map(({ codes, minCut }) => Math.min(codes.length, minCut)));
  const byHash = new Map<number, SecretPattern[]>();
  const shifts = new Uint8Array(0x10000).fill(Math.max(1, window - blockLength + 1));
  for (const pattern of patterns) {
    const { codes } = pattern;
    const hash = hashOf(codes, window);
    byHash.set(hash, [...(byHash.get(hash) ?? []), pattern]);
    for (let end = blockLength; end <= window; end += 1) {
      // The casts are for indexes within the arrays.
      const block = blockHash(codes[end - 3] as number, codes[end - 2] as number, codes[end - 1] as number);
      shifts[block] = Math.min(shifts[block] as number, window - end);
    }
  }
  return [{ fold, window, shifts, byHash, shortest: Math.min(...secrets.map((secret) => recognizablePart(secret).length)) }];
}

function hashOf(codes: Uint8Array, length: number): number {
  return codes.subarray(0, length).reduce((hash, code) => (Math.imul(hash, hashFactor) + code) | 0, 0);
}

/**
 * Returns the encodings of a secret that cannot be found by decoding: the plain ones, and those whose letters may have lost their case. Encodings that
 * keep their case are also found by decoding (`find-secrets.ts`), however often they are nested.
 */
function patternsOf(secret: string, fold: Fold): SecretPattern[] {
  const recognized = recognizablePart(secret);
  const isKey = isRandomKey(secret);
  const part = utf8(recognized);
  // The case is changed before the encoding: the upper case of some bytes is no byte.
  const cases = [part, utf8(recognized.toLowerCase()), utf8(recognized.toUpperCase())].flatMap((text) => [text, backwards(text)]);
  const letterByLetter = [0, 1, 2, 3].map((way) => spellLetters(part, way));
  const once = [...cases, ...letterByLetter].flatMap((text) => [hex(text), ...base64Parts(text)]);
  const twice = [...base64Parts(part), hex(part), hex(part).toUpperCase()].flatMap((text) => [
    hex(text),
    ...base64Parts(text),
    ...base64Parts(backwards(text)),
  ]);
  const encoded = [...once, ...twice, ...twice.flatMap(base64Parts), rot13(part), ...base85Parts(part)];
  const all: readonly [string, SecretPattern["form"]][] = [
    [recognized, "plain"],
    ...(isKey && !isWord(recognized.slice(-minCutLength)) ? [[recognized.slice(-minCutLength), "tail"] satisfies [string, "tail"]] : []),
    [backwards(recognized), "reversed"],
    // Decoded bytes of letters with accents.
    ...(part === recognized ? [] : [part, backwards(part)]).map((text): [string, "encoded"] => [text, "encoded"]),
    ...encoded.flatMap((text): [string, "encoded"][] => [
      [text, "encoded"],
      [backwards(text), "encoded"],
    ]),
  ];
  const patterns = all.map(
    ([text, form]): SecretPattern => ({ codes: foldText(text, fold), secret, form, minCut: minCutOf(text, form, isKey) }),
  );
  const pieces = isKey ? [...piecesOf(secret, recognized, "rest", fold), ...piecesOf(secret, backwards(recognized), "reversed", fold)] : [];
  return [...patterns, ...pieces].filter(({ codes }) => codes.length >= minPatternLength);
}

/** Returns the patterns of a key from each of its characters on, of which a piece is masked alone. */
function piecesOf(secret: string, text: string, form: "rest" | "reversed", fold: Fold): SecretPattern[] {
  const codes = foldText(text, fold);
  return Array.from({ length: Math.max(0, codes.length - minPieceLength) }, (_, before): SecretPattern[] => {
    const rest = codes.subarray(before + 1);
    // The cast is for codes of ASCII letters and digits.
    const piece = String.fromCharCode(...rest.subarray(0, maxWindow));
    const minCut = [minPieceLength, maxWindow].find((length) => isRandom(piece.slice(0, length)) && length <= rest.length);
    return minCut === undefined ? [] : [{ codes: rest, secret, form, minCut }];
  }).flat();
}

/** Letters and digits, none of which repeats much: `000000000000` and `checkoutserv` may be ordinary text. */
function isRandom(piece: string): boolean {
  const letters = piece.replace(/[^a-z]/g, "").length;
  return letters >= 3 && letters < piece.length && new Set(piece).size >= piece.length / 2;
}

/** Encodings are cut in the text that they encode, which is found by decoding. `isKey`: the secret is one long random run, as Statsig's keys are. */
function minCutOf(text: string, form: SecretPattern["form"], isKey: boolean): number {
  if (!isKey || form === "encoded" || form === "tail") return Number.POSITIVE_INFINITY;
  return isWord(text.slice(0, minCutLength)) ? maxWindow : minCutLength;
}

/** True for a key of which letters and digits are recognized alone. */
function isRandomKey(secret: string): boolean {
  return recognizablePart(secret) !== secret;
}

/** `Analytic`, `checkout`: one case of letters, or a capital and small ones, without a digit. */
function isWord(text: string): boolean {
  return /^(?:[A-Za-z]?[a-z_-]*|[A-Z_-]*)$/.test(text);
}

/** `%73%65`, with either case of the digits, and `&#115;&#101;` in decimal and hexadecimal. */
function spellLetters(text: string, way: number): string {
  return Array.from(text, (character) => {
    const code = character.charCodeAt(0);
    const digits = code.toString(16).padStart(2, "0");
    return [`%${digits}`, `%${digits.toUpperCase()}`, `&#${code};`, `&#x${digits};`][way] ?? "";
  }).join("");
}

function hex(text: string): string {
  return Array.from(text, (character) => character.charCodeAt(0).toString(16).padStart(2, "0")).join("");
}

/**
 * Returns the Base64 of a text inside a longer one, for each of the three possible offsets, without the characters that depend on what stands around.
 * Both alphabets are the same after folding.
 */
function base64Parts(text: string): string[] {
  return [0, 1, 2].map((place) =>
    btoa("\0".repeat(place) + text).slice(Math.ceil((place * 8) / 6), Math.floor(((place + text.length) * 8) / 6)),
  );
}

/** Returns one character for each byte. */
function utf8(text: string): string {
  return String.fromCharCode(...new TextEncoder().encode(text));
}

function backwards(text: string): string {
  return Array.from(text).reverse().join("");
}

/** Moves each letter by half the alphabet. */
function rot13(text: string): string {
  return text.replace(/[a-z]/gi, (letter) => {
    const first = letter < "a" ? 65 : 97;
    return String.fromCharCode(first + ((letter.charCodeAt(0) - first + 13) % 26));
  });
}

/** Returns Ascii85, the Base85 of RFC 1924 and Z85 of a text inside a longer one, for each of the four possible offsets. */
function base85Parts(text: string): string[] {
  return base85Alphabets.flatMap((alphabet) =>
    [0, 1, 2, 3].map((from) =>
      (text.slice(from).match(/.{4}/gs) ?? [])
        .map((four) => Array.from(four).reduce((sum, character) => sum * 256 + character.charCodeAt(0), 0))
        .map((sum) => [85 ** 4, 85 ** 3, 85 ** 2, 85, 1].map((place) => alphabet.charAt(Math.floor(sum / place) % 85)).join(""))
        .join(""),
    ),
  );
}

const digitsAndLetters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

const base85Alphabets: readonly string[] = [
  Array.from({ length: 85 }, (_, digit) => String.fromCharCode(33 + digit)).join(""),
  `${digitsAndLetters}${digitsAndLetters.slice(10).toLowerCase()}!#$%&()*+-;<=>?@^_\`{|}~`,
  `0123456789${digitsAndLetters.slice(10).toLowerCase()}${digitsAndLetters.slice(10)}.-:+=^!/*?&<>()[]{}@%$#`,
];
