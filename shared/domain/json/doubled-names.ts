import { isJsonObject, type JsonObject, type JsonValue } from "./json.ts";
import { readJson } from "./read-json.ts";

/** A name that occurs more than once in one object of a JSON text. Readers keep the last value, or refuse the text. */
export interface DoubledName {
  /** Leads to the object, with the positions in lists as text. */
  readonly path: readonly string[];
  readonly name: string;
  readonly count: number;
  /** True if the object is in a value that a later one of the same name replaces, so that nothing of it is read. */
  readonly isReplaced: boolean;
}

/**
 * Finds names that occur more than once in one object. `value` is what was read from the text, which must be JSON. A text without such names takes a third of
 * the time of reading it.
 */
export function findDoubledNames(text: string, value: JsonValue): DoubledName[] {
  return colonsIn(text) === namesIn(value) ? [] : doubledIn(text);
}

/** The same as texts: `user.custom.plan`. */
export function doubledNamesIn(text: string, value: JsonValue): string[] {
  return findDoubledNames(text, value).map(({ path, name }) => [...path, name].join("."));
}

/** A symbol, so that it is no member of the object: copies keep it, and JSON does not have it. */
const doubled = Symbol("names that occur more than once");

interface WithDoubled {
  [doubled]?: readonly DoubledName[];
}

/** Notes on an object which names its text has more than once: the object itself has only the last value of each. */
export function noteDoubledNames(object: JsonObject, text: string): void {
  withDoubledNames(object, findDoubledNames(text, object));
}

/** Notes names that were found in the text of an object, or in that of the one from which it was made. Returns the object. */
export function withDoubledNames<Noted extends JsonObject>(object: Noted, found: readonly DoubledName[]): Noted {
  if (found.length > 0) (object as WithDoubled)[doubled] = found;
  return object;
}

/** Returns what `noteDoubledNames` noted on an object, or on one of which it is a shallow copy. */
export function doubledNamesOf(object: JsonObject): readonly DoubledName[] {
  return (object as WithDoubled)[doubled] ?? [];
}

/** Counts the colons outside of texts: one for each member. */
function colonsIn(json: string): number {
  let colons = 0;
  for (let at = 0; at < json.length; at += 1) {
    const code = json.charCodeAt(at);
    if (code === quote) at = endOfText(json, at);
    else if (code === colon) colons += 1;
  }
  return colons;
}

/** Without recursion, because definitions may be nested deeper than the stack allows. */
function namesIn(value: JsonValue): number {
  let names = 0;
  const open: JsonValue[] = [value];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    if (Array.isArray(next)) {
      for (const entry of next) if (typeof entry === "object" && entry !== null) open.push(entry);
    } else if (isJsonObject(next))
      for (const name in next) {
        names += 1;
        const entry = next[name];
        if (typeof entry === "object" && entry !== null) open.push(entry);
      }
  }
  return names;
}

/** What is found is compared with each other. */
const maxFound = 1_000;

interface OpenObject {
  readonly counts: Map<string, number> | null;
  /** The name of the current member, or the position of the current entry of a list. */
  member: string;
}

function doubledIn(json: string): DoubledName[] {
  const found: { path: string[]; name: string; count: number; isReplaced: boolean }[] = [];
  const open: OpenObject[] = [];
  const pathTo = (depth: number) => open.slice(0, depth).map(({ member }) => member);

  function enterMember(inside: OpenObject, counts: Map<string, number>, name: string): void {
    const count = (counts.get(name) ?? 0) + 1;
    counts.set(name, count);
    inside.member = name;
    if (count === 1 || found.length >= maxFound) return;
    const path = pathTo(open.length - 1);
    const isSame = (parts: readonly string[], start: readonly string[]) => start.every((part, at) => part === parts[at]);
    for (const earlier of found) if (earlier.path.length > path.length && isSame(earlier.path, [...path, name])) earlier.isReplaced = true;
    const known = found.find(
      (each) => !each.isReplaced && each.name === name && each.path.length === path.length && isSame(each.path, path),
    );
    if (known === undefined) found.push({ path, name, count, isReplaced: false });
    else known.count = count;
  }

  let isName = false;
  for (let at = 0; at < json.length; at += 1) {
    const inside = open.at(-1);
    switch (json.charCodeAt(at)) {
      case quote: {
        const end = endOfText(json, at);
        if (isName && inside?.counts != null) enterMember(inside, inside.counts, String(readJson(json.slice(at, end + 1))));
        isName = false;
        at = end;
        break;
      }
      case curlyOpen:
        open.push({ counts: new Map(), member: "" });
        isName = true;
        break;
      case squareOpen:
        open.push({ counts: null, member: "0" });
        break;
      case curlyClose:
      case squareClose:
        open.pop();
        isName = false;
        break;
      case comma:
        isName = inside?.counts != null;
        if (inside?.counts === null) inside.member = String(Number(inside.member) + 1);
    }
  }
  return found;
}

/** Returns the position of the quote that ends a text. */
function endOfText(json: string, from: number): number {
  for (let at = json.indexOf('"', from + 1); at >= 0; at = json.indexOf('"', at + 1)) {
    let slashes = 0;
    while (json.charCodeAt(at - 1 - slashes) === backslash) slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return json.length;
}

const quote = 34;
const comma = 44;
const colon = 58;
const squareOpen = 91;
const backslash = 92;
const squareClose = 93;
const curlyOpen = 123;
const curlyClose = 125;
