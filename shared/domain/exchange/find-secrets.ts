import {
  type DecodedText,
  decodeEscapes,
  decodeLineBreaks,
  decodeNumbers,
  decodeRuns,
  mayHoldEscapes,
  type Range,
  reversed,
  reverseIfEscaped,
} from "./encoded-text.ts";
import { isOrdinaryWord, keyForm, maskKey, recognizablePart } from "./key-form.ts";
import {
  blockHash,
  exactFold,
  type Fold,
  foldText,
  forgetPatterns,
  hashFactor,
  type PatternTable,
  patternTables,
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
 * lower case, reversed, without its prefix, quoted, wrapped in lines, and in percent encoding, character references, escapes, hexadecimal, Base32, Base64 and
 * gzip inside them, also in encodings of encodings; a Statsig key also with separators between its letters, and in pieces. Linear in the text's length: bodies of many megabytes pass through here. Results are in order and do not overlap.
 */
export function createSecretSearch(
  secrets: readonly string[],
  { findsForms }: { readonly findsForms: boolean },
): (text: string) => FoundSecret[] {
  const { tables, cleanTexts } = patternTables(secrets);
  const clean = cleanTexts[findsForms ? "secretsAndForms" : "secrets"];
  const minBytes = Math.min(findsForms ? minKeyFormLength : Number.POSITIVE_INFINITY, ...tables.map(({ shortest }) => shortest));
  const minLength = Math.min(minBytes, ...tables.map(({ window }) => window));
  if (minBytes === Number.POSITIVE_INFINITY) return () => [];

  return (text) => {
    const found: FoundSecret[] = [];
    if (text.length < minLength || clean.has(text)) return found;
    let charactersLeft = minCharactersLookedAt + maxCharactersLookedAt * text.length;
    search({ text, placeOf: (start, end) => [start, end] }, maxDecodings);
    if (found.length > 0) return merged(found).map((secret) => withBackslashes(text, secret));
    clean.add(text);
    return found;

    function search(view: DecodedText, decodings: number): void {
      if (view.text.length > charactersLeft) return;
      const isEscaped = mayHoldEscapes(view.text);
      const stages = isEscaped ? decodingStages(view) : [view];
      for (const stage of stages) {
        charactersLeft -= stage.text.length;
        for (const table of tables) add(stage, findPatterns(stage.text, table));
        if (findsForms) add(stage, findForms(stage.text));
      }
      if (decodings === 0) return;
      for (const stage of stages) {
        decodeRuns(stage.text, minBytes, (inner) => search(inside(stage, inner), decodings - 1));
        decodeNumbers(stage.text, minBytes, (inner) => search(inside(stage, inner), decodings - 1));
        const backwards = isEscaped ? reverseIfEscaped(stage.text) : null;
        if (backwards !== null) search(inside(stage, backwards), decodings - 1);
      }
    }

    function add({ placeOf }: DecodedText, hits: readonly Hit[]): void {
      for (const { range, mask } of hits) {
        const [start, end] = placeOf(...range);
        found.push({ start, end, mask });
      }
    }
  };
}

/**
 * Returns a text with its escapes decoded once, twice and so on, and each of these also without its escaped line breaks. A key may itself contain what
 * looks like an escape, so every stage is searched.
 */
function decodingStages(view: DecodedText): DecodedText[] {
  const stages = [view];
  for (let stage = view; stages.length <= maxEscapePasses; ) {
    const decoded = decodeEscapes(stage.text);
    if (decoded === null) break;
    stage = inside(stage, decoded);
    stages.push(stage);
  }
  return stages.flatMap((stage) => {
    const unwrapped = decodeLineBreaks(stage.text);
    return unwrapped === null ? [stage] : [stage, inside(stage, unwrapped)];
  });
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

/** Wipes what the search keeps between texts: the patterns of keys, and texts without them. Called when keys are locked or forgotten. */
export function forgetSearches(): void {
  forgetPatterns();
}

/** Finds the patterns in a text. Reads the last three codes of a window, and goes on as far as no pattern contains them. */
function findPatterns(text: string, { fold, window, shifts, byHash }: PatternTable): Hit[] {
  const hits: Hit[] = [];
  for (let end = window - 1; end < text.length; ) {
    const third = codeAt(text, end, fold);
    if (third === skipped) {
      end += 1;
      continue;
    }
    const secondAt = codeBefore(text, end, fold);
    const firstAt = codeBefore(text, secondAt, fold);
    // The cast is for an index within the array.
    const shift = firstAt < 0 ? 1 : (shifts[blockHash(codeAt(text, firstAt, fold), codeAt(text, secondAt, fold), third)] as number);
    // Each code is at least one character, so that many characters can be left out.
    end += Math.max(shift, 1);
    if (shift === 0) addMatches(text, end - 1, hits);
  }
  return hits;

  function addMatches(text: string, end: number, hits: Hit[]): void {
    let hash = 0;
    let factor = 1;
    let start = end;
    for (let count = 0; count < window; count += 1) {
      if (count > 0) start = codeBefore(text, start, fold);
      if (start < 0) return;
      hash = (hash + Math.imul(codeAt(text, start, fold), factor)) | 0;
      factor = Math.imul(factor, hashFactor);
    }
    for (const pattern of byHash.get(hash) ?? []) {
      const { count, end: afterMatch } = match(text, start, pattern.codes, fold);
      if (count === pattern.codes.length) hits.push(wholeHit(text, start, afterMatch, pattern, fold));
      else if (count >= pattern.minCut) hits.push({ range: [start, afterMatch], mask: maskKey("") });
    }
  }
}

function codeAt(text: string, index: number, fold: Fold): number {
  // The cast is for an index within the array, which has a code for each UTF-16 code unit.
  return fold[text.charCodeAt(index)] as number;
}

/** Returns the index of the last character before `index` that is not skipped; -1 if there is none. */
function codeBefore(text: string, index: number, fold: Fold): number {
  let before = index - 1;
  while (before >= 0 && codeAt(text, before, fold) === skipped) before -= 1;
  return before;
}

/** Returns how many of the codes are at `start`, with or without characters that are skipped, and the index after them. */
function match(text: string, start: number, codes: Uint8Array, fold: Fold): { count: number; end: number } {
  let end = start;
  for (let count = 0; count < codes.length; count += 1) {
    let index = end;
    while (index < text.length && codeAt(text, index, fold) === skipped) index += 1;
    if (index >= text.length || codeAt(text, index, fold) !== codes[count]) return { count, end };
    end = index + 1;
  }
  return { count: codes.length, end };
}

/** Returns the index at which the codes begin, if they are immediately before `end`; otherwise -1. */
function matchStart(text: string, end: number, codes: Uint8Array, fold: Fold): number {
  let index = end;
  for (let position = codes.length - 1; position >= 0; position -= 1) {
    index = codeBefore(text, index, fold);
    if (index < 0 || codeAt(text, index, fold) !== codes[position]) return -1;
  }
  return index;
}

/** In the fold that keeps the hyphen: a word such as `client`, somewhere before a key, is not its prefix. */
const prefixes = ["secret-", "client-", "console-"].map((prefix) => ({
  forwards: foldText(prefix, exactFold),
  backwards: foldText(prefix, exactFold).reverse(),
}));

/** Returns the hit of a whole pattern, with the prefix of the key where it is there. */
function wholeHit(text: string, start: number, end: number, { secret, form, codes }: SecretPattern, fold: Fold): Hit {
  if (form === "encoded") return { range: [start, end], mask: maskKey("") };
  if (form === "reversed") {
    const after = prefixes.map(({ backwards }) => ({ ...match(text, end, backwards, exactFold), backwards }));
    const whole = after.find(({ count, backwards }) => count === backwards.length);
    return { range: [start, whole?.end ?? end], mask: maskKey("") };
  }
  const part = recognizablePart(secret);
  if (form === "rest") return { range: [start, end], mask: maskKey(part) };
  if (form === "tail") return { range: [startOfTail(text, start, foldText(part, fold), codes.length, fold), end], mask: maskKey(part) };
  if (part === secret) return { range: [start, end], mask: maskKey(secret) };
  const before = prefixes.map(({ forwards }) => matchStart(text, start, forwards, exactFold)).find((index) => index >= 0);
  return before === undefined ? { range: [start, end], mask: maskKey(part) } : { range: [before, end], mask: maskKey(secret) };
}

/** Returns where the end of a key begins whose last codes, `foundLength` of them, were found: what was before may have been cut anywhere. */
function startOfTail(text: string, found: number, codes: Uint8Array, foundLength: number, fold: Fold): number {
  let start = found;
  for (let position = codes.length - foundLength - 1; position >= 0; position -= 1) {
    const before = codeBefore(text, start, fold);
    if (before < 0 || codeAt(text, before, fold) !== codes[position]) break;
    start = before;
  }
  return start;
}

/** Most texts hold none of these, and `matchAll` takes much longer than this. */
const mayHoldForm = /(?:secret|client|console)-|-(?:terces|tneilc|elosnoc)/i;

function findForms(text: string): Hit[] {
  if (!mayHoldForm.test(text)) return [];
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
