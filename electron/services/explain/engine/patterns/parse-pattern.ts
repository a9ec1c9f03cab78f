import {
  anyCharacter,
  both,
  type CharacterTest,
  classOf,
  inverse,
  literal,
  namedClass,
  perlClass,
  propertyClass,
  range,
  union,
} from "./characters.ts";

/** A regular expression as a tree. Whether something matches is all that is asked, so groups and greediness leave no mark. */
export type Pattern =
  | { readonly kind: "character"; readonly test: CharacterTest }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly options: readonly Pattern[] }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly least: number; readonly most: number }
  | { readonly kind: "position"; readonly at: "text_start" | "text_end" | "line_start" | "line_end" | "word_edge" | "no_word_edge" }
  | { readonly kind: "look"; readonly isAhead: boolean; readonly isNegative: boolean; readonly part: Pattern };

export type PatternReading =
  | { readonly kind: "read"; readonly pattern: Pattern }
  /** No engine of Statsig's native SDK would take it: such a condition never matches. */
  | { readonly kind: "invalid" }
  /** It may be valid there, but its meaning is not reproduced here. `what` is a clause. */
  | { readonly kind: "unsure"; readonly what: string };

/**
 * Parses a pattern of the native engine (Rust's `fancy_regex`: regex syntax plus look-around; statsig-evaluation.md §7.3). Never throws.
 */
export function readPattern(source: string): PatternReading {
  try {
    return { kind: "read", pattern: new Parser(source).parse() };
  } catch (failure) {
    if (failure instanceof InvalidPattern) return { kind: "invalid" };
    if (failure instanceof UnsurePattern) return { kind: "unsure", what: failure.message };
    throw failure;
  }
}

class InvalidPattern extends Error {}
class UnsurePattern extends Error {}

interface Flags {
  readonly ignoresCase: boolean;
  readonly isMultiLine: boolean;
  readonly dotTakesAll: boolean;
}

const noFlags: Flags = { ignoresCase: false, isMultiLine: false, dotTakesAll: false };
const deepestGroup = 100;

class Parser {
  readonly #characters: readonly string[];
  #at = 0;
  #depth = 0;

  constructor(source: string) {
    this.#characters = [...source];
  }

  parse(): Pattern {
    const pattern = this.#choice(noFlags);
    // What is left can only be a bracket that nothing opened.
    if (this.#at < this.#characters.length) throw new InvalidPattern();
    return pattern;
  }

  #choice(given: Flags): Pattern {
    this.#depth += 1;
    if (this.#depth > deepestGroup) throw new UnsurePattern("it is nested very deeply");
    let flags = given;
    const options: Pattern[] = [];
    let parts: Pattern[] = [];
    while (this.#at < this.#characters.length && this.#peek() !== ")") {
      if (this.#take("|")) {
        options.push({ kind: "sequence", parts });
        parts = [];
        continue;
      }
      const changed = this.#flagsOnly(flags);
      if (changed !== null) flags = changed;
      else parts.push(this.#repeated(flags));
    }
    this.#depth -= 1;
    const last: Pattern = { kind: "sequence", parts };
    return options.length === 0 ? last : { kind: "choice", options: [...options, last] };
  }

  /** `(?i)`: for the rest of the group. */
  #flagsOnly(flags: Flags): Flags | null {
    const text = this.#characters.slice(this.#at, this.#at + 12).join("");
    const [whole = "", letters = ""] = /^\(\?([a-zA-Z-]+)\)/.exec(text) ?? [];
    if (whole === "") return null;
    this.#at += whole.length;
    return withFlags(flags, letters);
  }

  #repeated(flags: Flags): Pattern {
    const part = this.#atom(flags);
    const counts = this.#counts();
    if (counts === null) return part;
    const isEmpty = part.kind === "sequence" && part.parts.length === 0;
    if (part.kind === "position" || part.kind === "look" || isEmpty) throw new UnsurePattern("it repeats something that takes no room");
    if (this.#take("+")) throw new UnsurePattern("it has a possessive repetition");
    this.#take("?");
    if ("*+?{".includes(this.#peek() || " ")) throw new UnsurePattern("it repeats a repetition");
    return { kind: "repeat", part, least: counts[0], most: counts[1] };
  }

  #counts(): [number, number] | null {
    if (this.#take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.#take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.#take("?")) return [0, 1];
    if (this.#peek() !== "{") return null;
    const rest = this.#characters.slice(this.#at, this.#at + 20).join("");
    const [whole = "", least = "", comma = "", most = ""] = /^\{(\d+)(,?)(\d*)\}/.exec(rest) ?? [];
    if (whole === "") throw new UnsurePattern("it has a brace that is no repetition");
    this.#at += whole.length;
    const [low, high] = [Number(least), comma === "" ? Number(least) : most === "" ? Number.POSITIVE_INFINITY : Number(most)];
    if (high < low) throw new InvalidPattern();
    return [low, high];
  }

  #atom(flags: Flags): Pattern {
    const character = this.#next();
    switch (character) {
      case "(":
        return this.#group(flags);
      case "[":
        return { kind: "character", test: this.#class(flags) };
      case ".":
        return { kind: "character", test: anyCharacter(flags.dotTakesAll) };
      case "^":
        return { kind: "position", at: flags.isMultiLine ? "line_start" : "text_start" };
      case "$":
        return { kind: "position", at: flags.isMultiLine ? "line_end" : "text_end" };
      case "\\":
        return this.#escape(flags);
      case "*":
      case "+":
      case "?":
        throw new InvalidPattern();
      case "{":
      case "}":
        throw new UnsurePattern("it has a brace that is no repetition");
      default:
        return { kind: "character", test: literal(character, flags.ignoresCase) };
    }
  }

  #group(flags: Flags): Pattern {
    const inner = this.#groupKind(flags);
    const part = this.#choice(inner.flags);
    if (!this.#take(")")) throw new InvalidPattern();
    if (inner.look === null) return part;
    if (!inner.look.isAhead && lengthOf(part) === null) throw new UnsurePattern("it looks behind at texts of different lengths");
    return { kind: "look", ...inner.look, part };
  }

  #groupKind(flags: Flags): { flags: Flags; look: { isAhead: boolean; isNegative: boolean } | null } {
    if (!this.#take("?")) return { flags, look: null };
    for (const [mark, isAhead, isNegative] of lookMarks) if (this.#take(mark)) return { flags, look: { isAhead, isNegative } };
    if (this.#take("P<") || this.#take("<")) {
      this.#groupName();
      return { flags, look: null };
    }
    const rest = this.#characters.slice(this.#at, this.#at + 12).join("");
    const [whole, letters = ""] = /^([a-zA-Z-]*):/.exec(rest) ?? [];
    if (whole === undefined) throw new UnsurePattern("it has a group of an unusual kind");
    this.#at += whole.length;
    return { flags: withFlags(flags, letters), look: null };
  }

  #groupName(): void {
    const end = this.#characters.indexOf(">", this.#at);
    const name = end === -1 ? "" : this.#characters.slice(this.#at, end).join("");
    if (!/^[A-Za-z_]\w*$/.test(name)) throw name === "" ? new InvalidPattern() : new UnsurePattern("it has a group with an unusual name");
    this.#at = end + 1;
  }

  #escape(flags: Flags): Pattern {
    const position = { A: "text_start", z: "text_end", b: "word_edge", B: "no_word_edge" } as const;
    const character = this.#peek();
    if (character === "A" || character === "z" || character === "b" || character === "B") {
      this.#at += 1;
      if (this.#peek() === "{") throw new UnsurePattern("it has a word edge of an unusual kind");
      return { kind: "position", at: position[character] };
    }
    if (/[1-9kgKGZXRN<>QEO]/.test(character)) throw new UnsurePattern(`it has “\\${character}”, such as for back-references`);
    return { kind: "character", test: this.#escapedCharacter(flags) };
  }

  /** What may stand behind a backslash inside and outside of a class. */
  #escapedCharacter(flags: Flags): CharacterTest {
    const character = this.#next();
    if (/[dDwWsS]/.test(character)) return perlClass(character);
    if (/[pP]/.test(character)) return this.#property(character === "P", flags);
    if (/[xuU]/.test(character)) return literal(this.#hexadecimal(character), flags.ignoresCase);
    const control = Object.hasOwn(controls, character) ? controls[character] : undefined;
    if (control !== undefined) return literal(control, false);
    if (character === "" || character === "e" || character === "h" || character === "H")
      throw character === "" ? new InvalidPattern() : new UnsurePattern(`it has “\\${character}”`);
    if (/[A-Za-z0-9]/.test(character)) throw new InvalidPattern();
    // Any punctuation may be escaped; beyond ASCII the dialects differ.
    if (character > "~" || character < "!") throw new UnsurePattern("it has an unusual escape");
    return literal(character, flags.ignoresCase);
  }

  #property(isNegated: boolean, flags: Flags): CharacterTest {
    let name = this.#next();
    if (name === "{") {
      const end = this.#characters.indexOf("}", this.#at);
      if (end === -1) throw new InvalidPattern();
      name = this.#characters.slice(this.#at, end).join("");
      this.#at = end + 1;
    }
    const test = propertyClass(name, flags.ignoresCase);
    if (test === null) throw new UnsurePattern(`it asks for “\\p{${name}}”`);
    return isNegated ? inverse(test) : test;
  }

  #hexadecimal(kind: string): string {
    const length = { x: 2, u: 4, U: 8 }[kind] ?? 2;
    const rest = this.#characters.slice(this.#at, this.#at + 14).join("");
    const [whole = "", braced, plain] = new RegExp(`^(?:\\{([0-9A-Fa-f]{1,8})\\}|([0-9A-Fa-f]{${length}}))`).exec(rest) ?? [];
    const code = Number.parseInt(braced ?? plain ?? "", 16);
    if (whole === "" || !(code <= 0x10ffff) || (code >= 0xd800 && code <= 0xdfff)) throw new InvalidPattern();
    this.#at += whole.length;
    return String.fromCodePoint(code);
  }

  /** Behind the opening bracket. Classes may hold classes, and be cut with `&&` and `--`. */
  #class(flags: Flags): CharacterTest {
    this.#depth += 1;
    if (this.#depth > deepestGroup) throw new UnsurePattern("it is nested very deeply");
    const isNegated = this.#take("^");
    let result: CharacterTest | null = null;
    let operation: "&&" | "--" | null = null;
    let tests: CharacterTest[] = [];
    const settle = () => {
      const right = union(tests);
      result = result === null || operation === null ? right : operation === "&&" ? both(result, right) : both(result, inverse(right));
      tests = [];
    };
    for (let isFirst = true; ; isFirst = false) {
      if (this.#at >= this.#characters.length) throw new InvalidPattern();
      if (!isFirst && this.#take("]")) break;
      if (this.#peek(2) === "~~") throw new UnsurePattern("it has a symmetric difference");
      const cut = this.#take("&&") ? "&&" : this.#take("--") ? "--" : null;
      if (cut !== null) {
        if (tests.length === 0) throw new UnsurePattern("it cuts an empty class");
        settle();
        operation = cut;
        continue;
      }
      tests.push(this.#classItem(flags));
    }
    settle();
    this.#depth -= 1;
    const test = result ?? union([]);
    return classOf(isNegated ? inverse(test) : test);
  }

  #classItem(flags: Flags): CharacterTest {
    if (this.#peek() === "[") return this.#bracketInClass(flags);
    const [from, test] = this.#classAtom(flags);
    if (this.#peek() !== "-" || this.#peek(2) === "-]" || this.#peek(2) === "--") return test;
    this.#at += 1;
    if (this.#peek() === "[") throw new InvalidPattern();
    const [to] = this.#classAtom(flags);
    if (from === null || to === null || (from.codePointAt(0) ?? 0) > (to.codePointAt(0) ?? 0)) throw new InvalidPattern();
    return range(from, to, flags.ignoresCase);
  }

  #bracketInClass(flags: Flags): CharacterTest {
    const rest = this.#characters.slice(this.#at, this.#at + 14).join("");
    const [whole = "", caret = "", name = ""] = /^\[:(\^?)([a-z]+):\]/.exec(rest) ?? [];
    if (whole === "") {
      this.#at += 1;
      return this.#class(flags);
    }
    this.#at += whole.length;
    const test = namedClass(name, flags.ignoresCase);
    if (test === null) throw new UnsurePattern(`it asks for “[:${name}:]”`);
    return caret === "" ? test : inverse(test);
  }

  /** A single character with its test, or null and the test where it is a class of its own. */
  #classAtom(flags: Flags): [string | null, CharacterTest] {
    const character = this.#next();
    if (character === "") throw new InvalidPattern();
    if (character !== "\\") return [character, literal(character, flags.ignoresCase)];
    const escaped = this.#peek();
    if (/[bBAzkgKGZXRN<>QEO1-9]/.test(escaped)) throw new UnsurePattern(`it has “\\${escaped}” in a class`);
    const from = this.#at;
    const test = this.#escapedCharacter(flags);
    if (/[dDwWsSpP]/.test(escaped)) return [null, test];
    return [singleCharacter(this.#characters.slice(from, this.#at)), test];
  }

  #peek(length = 1): string {
    return length === 1 ? (this.#characters[this.#at] ?? "") : this.#characters.slice(this.#at, this.#at + length).join("");
  }

  #next(): string {
    const character = this.#peek();
    this.#at += 1;
    return character;
  }

  #take(text: string): boolean {
    if (this.#peek(text.length) !== text) return false;
    this.#at += text.length;
    return true;
  }
}

const lookMarks = [
  ["<=", false, false],
  ["<!", false, true],
  ["=", true, false],
  ["!", true, true],
] as const;

const controls: Readonly<Record<string, string>> = { n: "\n", r: "\r", t: "\t", f: "\f", v: "\v", a: "\u0007" };

function withFlags(flags: Flags, letters: string): Flags {
  const [on = "", off = "", more] = letters.split("-");
  if (more !== undefined || letters === "-" || /[^ims]/.test(on + off)) throw new UnsurePattern(`it has the flags “${letters}”`);
  const set = (letter: string, given: boolean) => (on.includes(letter) ? true : off.includes(letter) ? false : given);
  return {
    ignoresCase: set("i", flags.ignoresCase),
    isMultiLine: set("m", flags.isMultiLine),
    dotTakesAll: set("s", flags.dotTakesAll),
  };
}

/** The character that an escape such as `n`, `-` or `x41` stands for. */
function singleCharacter(escaped: readonly string[]): string {
  const [first = "", ...rest] = escaped;
  if (/[xuU]/.test(first) && rest.length > 0) return String.fromCodePoint(Number.parseInt(rest.join("").replace(/[{}]/g, ""), 16));
  return controls[first] ?? first;
}

/** How many characters it takes; null where that varies. */
function lengthOf(pattern: Pattern): number | null {
  switch (pattern.kind) {
    case "character":
      return 1;
    case "position":
    case "look":
      return 0;
    case "sequence":
      return pattern.parts.reduce<number | null>((sum, part) => added(sum, lengthOf(part)), 0);
    case "choice": {
      const [first = null, ...others] = pattern.options.map(lengthOf);
      return others.every((length) => length === first) ? first : null;
    }
    case "repeat": {
      const length = lengthOf(pattern.part);
      return pattern.least === pattern.most && length !== null ? length * pattern.least : null;
    }
  }
}

function added(left: number | null, right: number | null): number | null {
  return left === null || right === null ? null : left + right;
}
