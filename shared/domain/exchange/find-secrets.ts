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
  foldedCode,
  foldedCodes,
  foldText,
  forgetPatterns,
  hashFactor,
  minCutLength,
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
    return found.length === 0 ? found : merged(found).map((secret) => withBackslashes(text, secret));

    function search(view: DecodedText, decodings: number): void {
      if (view.text.length > charactersLeft) return;
      const isEscaped = mayHoldEscapes(view.text);
      const stages = isEscaped ? decodingStages(view) : [view];
      for (const stage of stages) {
        charactersLeft -= stage.text.length;
        if (table.window > 0) add(stage, findPatterns(stage.text, table));
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

/** Wipes what the search keeps between texts: the patterns of keys. Called when keys are locked or forgotten. */
export function forgetSearches(): void {
  forgetPatterns();
}

/** Finds the patterns in a text. Reads the last three codes of a window, and goes on as far as no pattern contains them. */
function findPatterns(text: string, { window, shifts, byHash }: PatternTable): Hit[] {
  const hits: Hit[] = [];
  for (let end = window - 1; end < text.length; ) {
    const third = codeAt(text, end);
    if (third === skipped) {
      end += 1;
      continue;
    }
    const secondAt = codeBefore(text, end);
    const firstAt = codeBefore(text, secondAt);
    // The cast is for an index within the array.
    const shift = firstAt < 0 ? 1 : (shifts[blockHash(codeAt(text, firstAt), codeAt(text, secondAt), third)] as number);
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
      if (count > 0) start = codeBefore(text, start);
      if (start < 0) return;
      hash = (hash + Math.imul(codeAt(text, start), factor)) | 0;
      factor = Math.imul(factor, hashFactor);
    }
    for (const pattern of byHash.get(hash) ?? []) {
      const { count, end: afterMatch } = match(text, start, pattern.codes);
      if (count === pattern.codes.length) hits.push(withPrefix(text, start, afterMatch, pattern));
      else if (count >= pattern.minCut) hits.push({ range: [start, afterMatch], mask: maskKey("") });
    }
  }
}

function codeAt(text: string, index: number): number {
  const unit = text.charCodeAt(index);
  // The cast is for an index within the array.
  return unit < 128 ? (foldedCodes[unit] as number) : foldedCode(unit);
}

/** Returns the index of the last character before `index` that is not skipped; -1 if there is none. */
function codeBefore(text: string, index: number): number {
  let before = index - 1;
  while (before >= 0 && codeAt(text, before) === skipped) before -= 1;
  return before;
}

/** Returns how many of the codes are at `start`, with or without characters that are skipped, and the index after them. */
function match(text: string, start: number, codes: Uint8Array): { count: number; end: number } {
  let end = start;
  for (let count = 0; count < codes.length; count += 1) {
    let index = end;
    while (index < text.length && codeAt(text, index) === skipped) index += 1;
    if (index >= text.length || codeAt(text, index) !== codes[count]) return { count, end };
    end = index + 1;
  }
  return { count: codes.length, end };
}

/** Returns the index at which the codes begin, if they are immediately before `end`; otherwise -1. */
function matchStart(text: string, end: number, codes: Uint8Array): number {
  let index = end;
  for (let position = codes.length - 1; position >= 0; position -= 1) {
    index = codeBefore(text, index);
    if (index < 0 || codeAt(text, index) !== codes[position]) return -1;
  }
  return index;
}

const prefixes = ["secret-", "client-", "console-"].map((prefix) => ({
  forwards: foldText(prefix),
  backwards: foldText(prefix).reverse(),
}));

/** Adds the prefix of the key to a found part, where it is there. */
function withPrefix(text: string, start: number, end: number, { secret, form }: SecretPattern): Hit {
  if (form === "encoded") return { range: [start, end], mask: maskKey("") };
  if (form === "reversed") {
    const after = prefixes.map(({ backwards }) => ({ ...match(text, end, backwards), backwards }));
    const whole = after.find(({ count, backwards }) => count === backwards.length);
    return { range: [start, whole?.end ?? end], mask: maskKey("") };
  }
  const part = recognizablePart(secret);
  if (form === "tail") return { range: [startOfTail(text, start, foldText(part)), end], mask: maskKey(part) };
  if (part === secret) return { range: [start, end], mask: maskKey(secret) };
  const before = prefixes.map(({ forwards }) => matchStart(text, start, forwards)).find((index) => index >= 0);
  return before === undefined ? { range: [start, end], mask: maskKey(part) } : { range: [before, end], mask: maskKey(secret) };
}

/** Returns where the end of a key begins whose last codes were found: what was before may have been cut anywhere. */
function startOfTail(text: string, found: number, codes: Uint8Array): number {
  let start = found;
  for (let position = codes.length - minCutLength - 1; position >= 0; position -= 1) {
    const before = codeBefore(text, start);
    if (before < 0 || codeAt(text, before) !== codes[position]) break;
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
