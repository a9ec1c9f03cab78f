import { createSecretSearch } from "../exchange/find-secrets.ts";
import { isJsonNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonValue, mapLeaves } from "../json/json.ts";

/** A value that a case must not have, and what stands in its place. */
export interface Replacement {
  readonly value: string;
  readonly by: string;
}

/** Replaces values in JSON and in texts, and counts how often. */
export interface Replacer {
  /** Replaces a text that is one of the values, and the values inside of a longer text. */
  text(text: string): string;
  /** Replaces in every text and number of a value; names of members stay, and so do short numbers, which are equal by chance. */
  json(value: JsonValue): JsonValue;
  /** The same for the value of a field that is replaced itself: short numbers too. */
  own(value: JsonValue): JsonValue;
  /** Replaces texts and numbers that are one of the values as a whole. */
  whole(value: JsonValue): JsonValue;
  /** How often each value was replaced until now. */
  readonly counts: ReadonlyMap<string, number>;
}

/** From this length a value is found in any encoding; a shorter one would be found by chance. */
const minEncodedLength = 8;
/** From this length the case of letters does not matter, and a number is no chance. */
const minFoldedLength = 4;

/** Creates a replacer. Where values overlap, the longer one is replaced. A value of one character is replaced as a whole only. */
export function createReplacer(given: readonly Replacement[]): Replacer {
  const counts = new Map<string, number>();
  const replacements: readonly Counted[] = [...given.flatMap(roundedForm), ...given.map((each) => ({ ...each, counted: each.value }))];
  const byValue = new Map(replacements.map((replacement) => [folded(replacement.value), replacement]));
  const finders = replacements.toSorted((one, other) => other.value.length - one.value.length).flatMap(finderOf);
  const use = ({ counted, by }: Counted): string => {
    counts.set(counted, (counts.get(counted) ?? 0) + 1);
    return by;
  };
  const wholeText = (text: string): string | null => {
    const equal = byValue.get(folded(text));
    return equal === undefined ? null : use(equal);
  };
  const insideText = (text: string): string => {
    const found: Found[] = [];
    for (const { replacement, find } of finders)
      for (const [start, end] of find(text))
        if (found.every((other) => end <= other.start || start >= other.end)) found.push({ start, end, replacement });
    if (found.length === 0) return text;
    const inOrder = found.toSorted((one, other) => one.start - other.start);
    const pieces = inOrder.flatMap(({ start, replacement }, at) => [text.slice(inOrder[at - 1]?.end ?? 0, start), use(replacement)]);
    return [...pieces, text.slice(inOrder.at(-1)?.end ?? 0)].join("");
  };
  const text = (whole: string) => wholeText(whole) ?? insideText(whole);
  const number = (leaf: JsonValue, minLength = 0): JsonValue => {
    const by = isJsonNumber(leaf) && String(leaf).length >= minLength ? wholeText(String(leaf)) : null;
    if (by === null) return leaf;
    return numericTag.test(by) ? Number(by) : by;
  };
  return {
    text,
    json: (value) => mapLeaves(value, (leaf) => (typeof leaf === "string" ? text(leaf) : number(leaf, minFoldedLength))),
    own: (value) => mapLeaves(value, (leaf) => (typeof leaf === "string" ? text(leaf) : number(leaf))),
    whole: (value) => mapLeaves(value, (leaf) => (typeof leaf === "string" ? (wholeText(leaf) ?? leaf) : number(leaf))),
    counts,
  };
}

/** A replacement, and the value under which it is counted. */
interface Counted extends Replacement {
  readonly counted: string;
}

/** A reason says how an engine reads an ID with more digits than a double keeps, which shows all but the last of them. */
function roundedForm({ value, by }: Replacement): Counted[] {
  const rounded = /^-?\d{16,}(?:\.\d+)?$/.test(value) ? String(Number(value)) : value;
  return rounded === value ? [] : [{ value: rounded, by, counted: value }];
}

/** A tag of digits only, which replaces numbers and texts that are numbers. */
const numericTag = /^\d{1,15}$/;

/** Looks the same for values that count as equal: rules compare texts without regard to case. */
export function folded(value: string): string {
  return value.length < minFoldedLength ? value : value.toLowerCase();
}

/** The texts and numbers of a value, as texts. */
export function leafTexts(value: JsonValue): string[] {
  if (typeof value === "string") return [value];
  if (isJsonNumber(value)) return [String(value)];
  if (Array.isArray(value)) return value.flatMap(leafTexts);
  return isJsonObject(value) ? Object.values(value).flatMap(leafTexts) : [];
}

interface Found {
  readonly start: number;
  readonly end: number;
  readonly replacement: Counted;
}

interface Finder {
  readonly replacement: Counted;
  find(text: string): [start: number, end: number][];
}

function finderOf(replacement: Counted): Finder[] {
  const { value } = replacement;
  if (value.length < 2) return [];
  const pattern = new RegExp(
    `(?<![\\p{L}\\p{N}_])${escapePattern(value)}(?![\\p{L}\\p{N}_])`,
    value.length < minFoldedLength ? "gu" : "giu",
  );
  const search = value.length < minEncodedLength ? null : createSecretSearch([value], { findsForms: false });
  return [
    {
      replacement,
      find: (text) => [
        ...(search?.(text) ?? []).map(({ start, end }): [number, number] => [start, end]),
        ...Array.from(text.matchAll(pattern), ({ 0: match, index }): [number, number] => [index, index + match.length]),
      ],
    },
  ];
}

function escapePattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/]/g, "\\$&");
}
