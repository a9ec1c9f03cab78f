import { type DecodedText, decodeEscapes, decodeLineBreaks, decodeRuns, type Range, reversed, reverseIfEscaped } from "./encoded-text.ts";
import { isOrdinaryWord, keyForm, maskKey, recognizablePart } from "./key-form.ts";
import {
  foldedCodes,
  foldText,
  forgetPatterns,
  hashFactor,
  type PatternTable,
  patternTable,
  type SecretPattern,
  skipped,
} from "./secret-patterns.ts";

/** A place of a secret in a text, from `start` to before `end`, and what to show instead. */
export interface FoundSecret {
  readonly start: number;
  readonly end: number;
  readonly mask: string;
}

/** The shortest text of the form of a key: `client-` and a run of ten characters. */
const minKeyFormLength = 17;
/** Encodings inside encodings that are decoded. Patterns find two more inside the last one. */
const maxDecodings = 4;
const maxEscapePasses = 6;
/** Limits for texts that are made to have countless readings: characters that are looked at, at least, and for each character of the text. */
const minCharactersLookedAt = 1_000_000;
const maxCharactersLookedAt = 64;

/**
 * Creates a function that finds `secrets` in a text, and with `findsForms` everything that has the form of a Statsig key. A secret is found in upper or
 * lower case, reversed, without its prefix, quoted, wrapped in lines, and in percent encoding, character references, escapes, hexadecimal and Base64,
 * also in encodings of encodings. Linear in the text's length: bodies of many megabytes pass through here. Results are in order and do not overlap.
 */
export function createSecretSearch(
  secrets: readonly string[],
  { findsForms }: { readonly findsForms: boolean },
): (text: string) => FoundSecret[] {
  const table = patternTable(secrets);
  const minBytes = Math.min(table.shortest, findsForms ? minKeyFormLength : Number.POSITIVE_INFINITY);
  if (minBytes === Number.POSITIVE_INFINITY) return () => [];

  return (text) => {
    const found: FoundSecret[] = [];
    let charactersLeft = minCharactersLookedAt + maxCharactersLookedAt * text.length;
    if (text.length >= Math.min(minBytes, table.window || minBytes)) search({ text, placeOf: (start, end) => [start, end] }, maxDecodings);
    return merged(found).map((secret) => withBackslashes(text, secret));

    function search(view: DecodedText, decodings: number): void {
      if (view.text.length > charactersLeft) return;
      const stages = decodingStages(view).flatMap((stage) => {
        const unwrapped = decodeLineBreaks(stage.text);
        return unwrapped === null ? [stage] : [stage, inside(stage, unwrapped)];
      });
      for (const stage of stages) {
        charactersLeft -= stage.text.length;
        look(stage);
      }
      if (decodings === 0) return;
      for (const stage of stages) {
        decodeRuns(stage.text, minBytes, (inner) => search(inside(stage, inner), decodings - 1));
        const backwards = reverseIfEscaped(stage.text);
        if (backwards !== null) search(inside(stage, backwards), decodings - 1);
      }
    }

    function look({ text: shown, placeOf }: DecodedText): void {
      for (const { range, mask } of [...(table.window > 0 ? findPatterns(shown, table) : []), ...(findsForms ? findForms(shown) : [])]) {
        const [start, end] = placeOf(...range);
        found.push({ start, end, mask });
      }
    }
  };
}

/** Returns a text with its escapes decoded once, twice and so on. A key may itself contain what looks like an escape, so every stage is searched. */
function decodingStages(view: DecodedText): DecodedText[] {
  const stages = [view];
  for (let stage = view; stages.length <= maxEscapePasses; ) {
    const decoded = decodeEscapes(stage.text);
    if (decoded === null) return stages;
    stage = inside(stage, decoded);
    stages.push(stage);
  }
  return stages;
}

/** Replaces what was found in a text. */
export function replaceFound(text: string, found: readonly FoundSecret[]): string {
  if (found.length === 0) return text;
  const pieces = found.flatMap(({ start, mask }, position) => [text.slice(found[position - 1]?.end ?? 0, start), mask]);
  return [...pieces, text.slice(found.at(-1)?.end ?? 0)].join("");
}

interface Hit {
  readonly range: Range;
  readonly mask: string;
}

function inside(outer: DecodedText, inner: DecodedText): DecodedText {
  return { text: inner.text, placeOf: (start, end) => outer.placeOf(...inner.placeOf(start, end)) };
}

/** Most texts are short: events, names, headers. They need no new memory. */
const workspace = createWorkspace(64 * 1024);

function createWorkspace(length: number): { readonly codes: Uint8Array; readonly places: Uint32Array } {
  return { codes: new Uint8Array(length), places: new Uint32Array(length) };
}

/** Wipes what the search keeps between texts: the patterns of keys, and the last text. Called when keys are locked or forgotten. */
export function forgetSearches(): void {
  workspace.codes.fill(0);
  forgetPatterns();
}

/** Finds the patterns in a text with a rolling hash over its folded codes. */
function findPatterns(text: string, { window, byHash, mayMatch }: PatternTable): Hit[] {
  const { codes, places } = text.length <= workspace.codes.length ? workspace : createWorkspace(text.length);
  let length = 0;
  // The casts below are for indexes within the arrays.
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    const code = unit < 128 ? (foldedCodes[unit] as number) : 1;
    if (code === skipped) continue;
    codes[length] = code;
    places[length] = index;
    length += 1;
  }

  const hits: Hit[] = [];
  const leaving = power(hashFactor, window);
  let hash = 0;
  for (let end = 0; end < length; end += 1) {
    hash = (Math.imul(hash, hashFactor) + (codes[end] as number)) | 0;
    if (end >= window) hash = (hash - Math.imul(codes[end - window] as number, leaving)) | 0;
    if (end < window - 1 || mayMatch[hash >>> 16] !== 1) continue;
    for (const pattern of byHash.get(hash) ?? []) {
      const start = end - window + 1;
      if (!matchesAt(codes, length, start, pattern.codes)) continue;
      const { from, to, mask } = withPrefix(codes.subarray(0, length), start, pattern);
      hits.push({ range: [places[from] ?? 0, (places[to - 1] ?? 0) + 1], mask });
    }
  }
  return hits;
}

function matchesAt(codes: Uint8Array, length: number, start: number, pattern: Uint8Array): boolean {
  if (start + pattern.length > length) return false;
  for (let index = 0; index < pattern.length; index += 1) if (codes[start + index] !== pattern[index]) return false;
  return true;
}

const prefixes = ["secret-", "client-", "console-"].map((prefix) => ({
  forwards: foldText(prefix),
  backwards: foldText(prefix).reverse(),
}));

/** Adds the prefix of the key to a found part, where it is there. */
function withPrefix(
  codes: Uint8Array,
  start: number,
  { codes: pattern, secret, form }: SecretPattern,
): { readonly from: number; readonly to: number; readonly mask: string } {
  const end = start + pattern.length;
  if (form === "encoded") return { from: start, to: end, mask: maskKey("") };
  if (form === "reversed") {
    const after = prefixes.find(({ backwards }) => matchesAt(codes, codes.length, end, backwards));
    return { from: start, to: end + (after?.backwards.length ?? 0), mask: maskKey("") };
  }
  const part = recognizablePart(secret);
  if (part === secret) return { from: start, to: end, mask: maskKey(secret) };
  const before = prefixes.find(
    ({ forwards }) => start >= forwards.length && matchesAt(codes, codes.length, start - forwards.length, forwards),
  );
  return before === undefined
    ? { from: start, to: end, mask: maskKey(part) }
    : { from: start - before.forwards.length, to: end, mask: maskKey(secret) };
}

function findForms(text: string): Hit[] {
  const forwards = Array.from(text.matchAll(keyForm), ({ 0: key, index }): Hit | null =>
    isOrdinaryWord(key) ? null : { range: [index, index + key.length], mask: maskKey(key) },
  );
  const backwards = Array.from(text.matchAll(reversedPrefix), ({ 0: prefix, index }): Hit | null => {
    // Longer than any key, so that a text full of prefixes takes no longer.
    const before = /[A-Za-z0-9_-]*$/.exec(text.slice(Math.max(0, index - 200), index))?.[0] ?? "";
    const end = index + prefix.length;
    const start = index - before.length;
    return before.length < 6 || isOrdinaryWord(reversed(text.slice(start, end))) ? null : { range: [start, end], mask: maskKey("") };
  });
  return [...forwards, ...backwards].filter((hit) => hit !== null);
}

const reversedPrefix = /-(?:terces|tneilc|elosnoc)/gi;

/** Joins overlapping places. The longest one says what to show. */
function merged(found: readonly FoundSecret[]): FoundSecret[] {
  const inOrder = [...found].sort((a, b) => a.start - b.start || b.end - a.end);
  const joined: FoundSecret[] = [];
  let longest = 0;
  for (const next of inOrder) {
    const last = joined.at(-1);
    if (last === undefined || next.start >= last.end) {
      joined.push(next);
      longest = next.end - next.start;
      continue;
    }
    const isLonger = next.end - next.start > longest;
    longest = Math.max(longest, next.end - next.start);
    joined[joined.length - 1] = { start: last.start, end: Math.max(last.end, next.end), mask: isLonger ? next.mask : last.mask };
  }
  return joined;
}

/** Adds the backslashes in front, which would otherwise escape the mask. */
function withBackslashes(text: string, { start, end, mask }: FoundSecret): FoundSecret {
  let from = start;
  while (from > 0 && text.charCodeAt(from - 1) === 0x5c) from -= 1;
  return { start: from, end, mask };
}

function power(base: number, exponent: number): number {
  let product = 1;
  for (let count = 0; count < exponent; count += 1) product = Math.imul(product, base);
  return product;
}
