import { recognizablePart } from "./key-form.ts";

/** One encoding of a secret, as folded codes. */
export interface SecretPattern {
  readonly codes: Uint8Array;
  readonly secret: string;
  /** `plain` can be shown as a masked key, and `tail`, its last characters; the others have no part that a person would recognize. */
  readonly form: "plain" | "tail" | "reversed" | "encoded";
  /** How many of its first codes are masked alone, after a limit of length cut the rest of a key; infinite if less than all could be ordinary text. */
  readonly minCut: number;
}

/** The patterns of some secrets, prepared for a search that skips most characters of a text (Wu and Manber's algorithm). */
export interface PatternTable {
  /** The length of the beginning of each pattern that is searched for first; 0 without patterns. */
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

/** Codes that are skipped in texts and secrets: white space, quotes, backslashes and zero bytes, which line wrapping, quoting and UTF-16 add. */
export const skipped = 0;

/**
 * Folds a UTF-16 code unit: upper and lower case, and the two alphabets of Base64, become the same; what is not ASCII becomes 1. A text keeps its
 * secret through quoting and changes of case, so a search compares folded codes.
 */
export const foldedCodes: Uint8Array = Uint8Array.from({ length: 128 }, (_, code) => {
  const character = String.fromCharCode(code);
  if (/[\s"'`\\\0]/.test(character)) return skipped;
  if (character === "-") return "+".charCodeAt(0);
  if (character === "_") return "/".charCodeAt(0);
  return character.toLowerCase().charCodeAt(0);
});

/** Folds any UTF-16 code unit: characters without a width are skipped, full-width letters of East Asian text are those of ASCII. */
export function foldedCode(unit: number): number {
  if (unit < 128) return foldedCodes[unit] ?? 1;
  if (unit === 0xad || (unit >= 0x200b && unit <= 0x200f) || unit === 0x2060 || unit === 0xfeff) return skipped;
  return unit > 0xff00 && unit < 0xff5f ? (foldedCodes[unit - 0xfee0] ?? 1) : 1;
}

/** Hashes a block of three folded codes to 16 bits. */
export function blockHash(first: number, second: number, third: number): number {
  return ((first << 10) ^ (second << 5) ^ third) & 0xffff;
}

export function foldText(text: string): Uint8Array {
  return Uint8Array.from(text, (character) => foldedCode(character.charCodeAt(0))).filter((code) => code !== skipped);
}

/** The tables used last, newest last: of the keys, and of the private attributes of the users that are being checked. */
let keptTables: readonly { readonly secrets: readonly string[]; readonly table: PatternTable }[] = [];
const maxKeptTables = 4;

/** Returns the table of some secrets. The last ones are kept, because many texts are masked with the same secrets; `forgetPatterns` wipes them. */
export function patternTable(secrets: readonly string[]): PatternTable {
  const known = [...new Set(secrets.filter((secret) => secret.length >= minSecretLength))].sort();
  const kept = keptTables.find(
    ({ secrets: others }) => others.length === known.length && others.every((one, index) => one === known[index]),
  );
  if (kept !== undefined) return kept.table;
  const table = createTable(known);
  keptTables = [...keptTables.slice(1 - maxKeptTables), { secrets: known, table }];
  return table;
}

/** Overwrites the kept tables, whose patterns are encodings of keys. */
export function forgetPatterns(): void {
  const patterns = keptTables.flatMap(({ table }) => [...table.byHash.values()].flat());
  for (const { codes } of patterns) codes.fill(0);
  for (const { table } of keptTables) table.shifts.fill(0);
  keptTables = [];
}

function createTable(secrets: readonly string[]): PatternTable {
  const patterns = secrets.flatMap(patternsOf);
  const window = patterns.length === 0 ? 0 : Math.min(maxWindow, ...patterns.map(({ codes, minCut }) => Math.min(codes.length, minCut)));
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
  return { window, shifts, byHash, shortest: Math.min(...secrets.map((secret) => recognizablePart(secret).length)) };
}

function hashOf(codes: Uint8Array, length: number): number {
  return codes.subarray(0, length).reduce((hash, code) => (Math.imul(hash, hashFactor) + code) | 0, 0);
}

/**
 * Returns the encodings of a secret that cannot be found by decoding: the plain ones, and those whose letters may have lost their case. Encodings that
 * keep their case are also found by decoding (`find-secrets.ts`), however often they are nested.
 */
function patternsOf(secret: string): SecretPattern[] {
  const recognized = recognizablePart(secret);
  const isKey = recognized !== secret;
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
  const encoded = [...once, ...twice, ...twice.flatMap(base64Parts)];
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
  const patterns = all.map(([text, form]): SecretPattern => ({ codes: foldText(text), secret, form, minCut: minCutOf(text, form, isKey) }));
  return patterns.filter(({ codes }) => codes.length >= minPatternLength);
}

/** Encodings are cut in the text that they encode, which is found by decoding. `isKey`: the secret is one long random run, as Statsig's keys are. */
function minCutOf(text: string, form: SecretPattern["form"], isKey: boolean): number {
  if (!isKey || form === "encoded" || form === "tail") return Number.POSITIVE_INFINITY;
  return isWord(text.slice(0, minCutLength)) ? maxWindow : minCutLength;
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
