import { fixedLength, type Pattern, usesBacktracking } from "./pattern-tree.ts";

export type ParsedPattern =
  | { readonly kind: "parsed"; readonly pattern: Pattern; readonly hasUnusualCounts: boolean }
  /** The native engine refuses it: such a condition never matches. */
  | { readonly kind: "invalid" }
  /** The native engine may accept it, but its meaning is not reproduced here. `what` is a clause. */
  | { readonly kind: "unsupported"; readonly what: string };

/**
 * Reads a pattern as `fancy_regex` 0.17 does, the front end of the native engine (statsig-evaluation.md §7.3), peculiarities included: a brace that is no
 * repetition is a literal, and a flag set inside a group stays set behind it. Character classes and `\p{…}` are handed to Rust's `regex` unread. Never throws.
 */
export function parsePattern(source: string): ParsedPattern {
  const parser = new Parser(source);
  try {
    const pattern = parser.parse();
    return { kind: "parsed", pattern, hasUnusualCounts: parser.hasUnusualCounts };
  } catch (failure) {
    if (failure instanceof InvalidPattern) return { kind: "invalid" };
    if (failure instanceof UnsupportedPattern) return { kind: "unsupported", what: failure.message };
    throw failure;
  }
}

class InvalidPattern extends Error {}
class UnsupportedPattern extends Error {}

/** `fancy_regex`'s own limit (`MAX_RECURSION`). */
const maxDepth = 64;
const maxRustCount = 2 ** 32 - 1;
const maxNativeCount = 2n ** 64n - 1n;
const empty: Pattern = { kind: "empty" };

class Parser {
  /** True if a repetition has a minimum above its maximum, or a count beyond the limit of Rust's `regex`. */
  hasUnusualCounts = false;
  readonly #characters: readonly string[];
  #flags = { i: false, m: false, s: false, x: false };
  #at = 0;

  constructor(source: string) {
    this.#characters = [...source];
  }

  parse(): Pattern {
    const pattern = this.#choice(0);
    if (!this.#isAtEnd()) throw new InvalidPattern();
    return pattern;
  }

  #choice(depth: number): Pattern {
    const options = [this.#sequence(depth)];
    this.#skipIgnored();
    while (this.#take("|")) {
      options.push(this.#sequence(depth));
      this.#skipIgnored();
    }
    const [only = empty] = options;
    return options.length === 1 ? only : { kind: "choice", options };
  }

  #sequence(depth: number): Pattern {
    const parts: Pattern[] = [];
    while (!this.#isAtEnd()) {
      const start = this.#at;
      const part = this.#repeated(depth);
      if (this.#at === start) break;
      if (part.kind !== "empty") parts.push(part);
    }
    const [only = empty] = parts;
    return parts.length <= 1 ? only : { kind: "sequence", parts };
  }

  #repeated(depth: number): Pattern {
    const part = this.#atom(depth);
    this.#skipIgnored();
    const counts = this.#counts();
    if (counts === null) return part;
    if (part.kind === "empty" || part.kind === "look") throw new InvalidPattern();
    this.#skipIgnored();
    this.#take("?");
    if (this.#take("+")) throw new UnsupportedPattern("it has a possessive repetition");
    const { min, max } = counts;
    if (max < min || min > maxRustCount || (max > maxRustCount && max !== Number.POSITIVE_INFINITY)) this.hasUnusualCounts = true;
    return { kind: "repeat", part, min, max };
  }

  #counts(): { min: number; max: number } | null {
    if (this.#take("*")) return { min: 0, max: Number.POSITIVE_INFINITY };
    if (this.#take("+")) return { min: 1, max: Number.POSITIVE_INFINITY };
    if (this.#take("?")) return { min: 0, max: 1 };
    const start = this.#at;
    const counts = this.#take("{") ? this.#countsInBraces() : null;
    if (counts === null) this.#at = start;
    return counts;
  }

  #countsInBraces(): { min: number; max: number } | null {
    this.#skipIgnored();
    const min = this.#peek() === "," ? 0 : this.#number();
    if (min === null) return null;
    this.#skipIgnored();
    if (this.#take("}")) return { min, max: min };
    if (!this.#take(",")) return null;
    this.#skipIgnored();
    const max = this.#number() ?? Number.POSITIVE_INFINITY;
    this.#skipIgnored();
    return this.#take("}") ? { min, max } : null;
  }

  #number(): number | null {
    const start = this.#at;
    let end = start;
    while (/^[0-9]$/.test(this.#characters[end] ?? "")) end += 1;
    const digits = this.#characters.slice(start, end).join("");
    if (digits === "" || BigInt(digits) > maxNativeCount) return null;
    this.#at = end;
    return Number(digits);
  }

  #atom(depth: number): Pattern {
    this.#skipIgnored();
    const character = this.#peek();
    if (character === "" || "+*?|)".includes(character)) return empty;
    this.#at += 1;
    switch (character) {
      case ".":
        return { kind: "character", rust: this.#flags.s ? "(?s:.)" : "." };
      case "^":
        return { kind: "position", at: this.#flags.m ? "line_start" : "text_start" };
      case "$":
        return { kind: "position", at: this.#flags.m ? "line_end" : "text_end" };
      case "(":
        return this.#group(depth + 1);
      case "[":
        return this.#inCase(this.#class());
      case "\\":
        return this.#escape();
      default:
        return this.#literal(character, this.#flags.i);
    }
  }

  #group(depth: number): Pattern {
    if (depth >= maxDepth) throw new InvalidPattern();
    this.#skipIgnored();
    for (const { mark, isAhead, isNegative } of lookMarks) {
      if (!this.#take(mark)) continue;
      const part = this.#choice(depth);
      this.#close();
      if (!isAhead && fixedLength(part) === null && usesBacktracking(part))
        throw new UnsupportedPattern("it looks behind at texts of different lengths");
      return { kind: "look", isAhead, isNegative, part };
    }
    if (this.#take("?P>")) throw new InvalidPattern();
    if (this.#take("?P=")) throw new UnsupportedPattern("it has a back-reference");
    if (this.#take("?>")) throw new UnsupportedPattern("it has an atomic group");
    if (this.#take("?(")) throw new UnsupportedPattern("it has a condition");
    if (this.#take("?P<") || this.#take("?<")) this.#groupName(">");
    else if (this.#take("?'")) this.#groupName("'");
    else if (this.#take("?")) return this.#flagGroup(depth);
    const part = this.#choice(depth);
    this.#close();
    return { kind: "group", part };
  }

  #groupName(end: string): void {
    const start = this.#at;
    while (/^[\p{Alphabetic}\p{N}_]$/u.test(this.#peek())) this.#at += 1;
    if (this.#at === start || !this.#take(end)) throw new InvalidPattern();
  }

  #close(): void {
    this.#skipIgnored();
    if (!this.#take(")")) throw new InvalidPattern();
  }

  /** Reads flags after `(?`: `i)` sets a flag for everything that follows, `i:…)` for the group's content. */
  #flagGroup(depth: number): Pattern {
    const given = { ...this.#flags };
    let isOff = false;
    for (let count = 0; ; count += 1) {
      this.#skipIgnored();
      const letter = this.#next();
      const isBare = count === 0 || (isOff && count === 1);
      if (letter === "i" || letter === "m" || letter === "s" || letter === "x") this.#flags[letter] = !isOff;
      else if (letter === "-" && !isOff) isOff = true;
      else if (letter === ")" && !isBare) return empty;
      else if (letter === ":" && !(isOff && count === 1)) {
        const part = this.#choice(depth);
        if (!this.#take(")")) throw new InvalidPattern();
        this.#flags = given;
        return part;
      } else if (letter !== "U" && (letter !== "u" || isOff)) throw new InvalidPattern();
    }
  }

  #escape(): Pattern {
    const letter = this.#peek();
    if (/^[0-9k]$/.test(letter)) throw new UnsupportedPattern("it has a back-reference");
    if (/^[KG<>]$/.test(letter)) throw new UnsupportedPattern(`it has “\\${letter}”`);
    if ((letter === "b" || letter === "B") && this.#isNamedWordEdge())
      throw new UnsupportedPattern("it has a word boundary of one side only");
    const position = Object.hasOwn(escapedPositions, letter) ? escapedPositions[letter] : undefined;
    if (position !== undefined) {
      this.#at += 1;
      return { kind: "position", at: position };
    }
    if (this.#take("O")) return { kind: "character", rust: "(?s:.)" };
    if (this.#take("Z")) {
      const lineEnds: Pattern = { kind: "repeat", part: this.#literal("\n", false), min: 0, max: Number.POSITIVE_INFINITY };
      return {
        kind: "look",
        isAhead: true,
        isNegative: false,
        part: { kind: "sequence", parts: [lineEnds, { kind: "position", at: "text_end" }] },
      };
    }
    const escaped = this.#escapedCharacter();
    if (escaped.kind === "class") return escaped.ignoresCase ? this.#inCase(escaped.rust) : { kind: "character", rust: escaped.rust };
    return this.#literal(escaped.character, escaped.ignoresCase);
  }

  /** `\b{start}` and its like; `\b{2}` is a repetition. */
  #isNamedWordEdge(): boolean {
    const start = this.#at;
    this.#at += 1;
    this.#skipIgnored();
    const hasBrace = this.#take("{");
    this.#skipIgnored();
    const isNamed = hasBrace && !/^[0-9,]$/.test(this.#peek());
    this.#at = start;
    return isNamed;
  }

  /** Reads, after a backslash, an escape with the same meaning inside and outside of a class. */
  #escapedCharacter(): EscapedCharacter {
    const letter = this.#next();
    if (/^[dDsSwW]$/.test(letter)) return { kind: "class", rust: `\\${letter}`, ignoresCase: false };
    if (letter === "h" || letter === "H")
      return { kind: "class", rust: letter === "h" ? "[0-9A-Fa-f]" : "[^0-9A-Fa-f]", ignoresCase: false };
    if (letter === "p" || letter === "P") return { kind: "class", rust: `\\${letter}${this.#propertyName()}`, ignoresCase: this.#flags.i };
    const digits = { x: 2, u: 4, U: 8 }[letter];
    if (digits !== undefined) return { kind: "literal", character: this.#hexadecimal(digits), ignoresCase: this.#flags.i };
    const control = Object.hasOwn(controls, letter) ? controls[letter] : undefined;
    if (control === undefined && /^[A-Za-z]?$/.test(letter)) throw new InvalidPattern();
    return { kind: "literal", character: control ?? letter, ignoresCase: false };
  }

  #propertyName(): string {
    const start = this.#at;
    if (this.#isAtEnd()) throw new InvalidPattern();
    if (this.#next() === "{") {
      const end = this.#characters.indexOf("}", this.#at);
      if (end === -1) throw new InvalidPattern();
      this.#at = end + 1;
    }
    return this.#characters.slice(start, this.#at).join("");
  }

  #hexadecimal(digits: number): string {
    this.#skipIgnored();
    const fixed = this.#characters.slice(this.#at, this.#at + digits).join("");
    if (fixed.length === digits && /^[0-9A-Fa-f]+$/.test(fixed)) {
      this.#at += digits;
      return characterOf(fixed);
    }
    if (!this.#take("{")) throw new InvalidPattern();
    let hexadecimal = "";
    for (;;) {
      this.#skipIgnored();
      if (hexadecimal !== "" && this.#take("}")) return characterOf(hexadecimal);
      const digit = this.#next();
      if (!/^[0-9A-Fa-f]$/.test(digit) || hexadecimal.length >= 8) throw new InvalidPattern();
      hexadecimal += digit;
    }
  }

  /** Reads a class after its opening bracket and returns it in Rust's syntax, with escapes that Rust's `regex` accepts. */
  #class(): string {
    let rust = "[";
    let depth = 1;
    if (this.#take("^")) rust += "^";
    if (this.#take("]")) rust += "]";
    while (depth > 0) {
      const character = this.#next();
      if (character === "") throw new InvalidPattern();
      if (character === "[") depth += 1;
      if (character === "]") depth -= 1;
      rust += character === "\\" ? this.#escapeInClass() : character;
    }
    return rust;
  }

  #escapeInClass(): string {
    const letter = this.#peek();
    if (/^[0-9]$/.test(letter)) throw new InvalidPattern();
    if (this.#take("b")) return escaped("\b");
    if (/^[kAzBKG]$/.test(letter)) return this.#next();
    const character = this.#escapedCharacter();
    return character.kind === "class" ? character.rust : escaped(character.character);
  }

  #literal(literal: string, ignoresCase: boolean): Pattern {
    return ignoresCase ? { kind: "character", rust: `(?i:${escaped(literal)})` } : { kind: "character", rust: escaped(literal), literal };
  }

  #inCase(rust: string): Pattern {
    return { kind: "character", rust: this.#flags.i ? `(?i:${rust})` : rust };
  }

  /** Skips comments, and blanks if the flag `x` is set. */
  #skipIgnored(): void {
    for (;;) {
      if (this.#take("(?#")) {
        for (let character = this.#next(); character !== ")"; character = this.#next()) {
          if (character === "") throw new InvalidPattern();
          if (character === "\\") this.#at += 1;
        }
      } else if (this.#flags.x && this.#take("#")) {
        while (!this.#isAtEnd() && this.#next() !== "\n");
      } else if (this.#flags.x && /^[ \r\n\t]$/.test(this.#peek())) this.#at += 1;
      else return;
    }
  }

  #isAtEnd(): boolean {
    return this.#at >= this.#characters.length;
  }

  #peek(): string {
    return this.#characters[this.#at] ?? "";
  }

  #next(): string {
    const character = this.#peek();
    this.#at += 1;
    return character;
  }

  #take(text: string): boolean {
    for (let place = 0; place < text.length; place += 1) if (this.#characters[this.#at + place] !== text[place]) return false;
    this.#at += text.length;
    return true;
  }
}

type EscapedCharacter =
  | { readonly kind: "literal"; readonly character: string; readonly ignoresCase: boolean }
  | { readonly kind: "class"; readonly rust: string; readonly ignoresCase: boolean };

const lookMarks = [
  { mark: "?=", isAhead: true, isNegative: false },
  { mark: "?!", isAhead: true, isNegative: true },
  { mark: "?<=", isAhead: false, isNegative: false },
  { mark: "?<!", isAhead: false, isNegative: true },
] as const;

const escapedPositions: Readonly<Record<string, "text_start" | "text_end" | "word_edge" | "no_word_edge">> = {
  A: "text_start",
  z: "text_end",
  b: "word_edge",
  B: "no_word_edge",
};

const controls: Readonly<Record<string, string>> = { a: "\u0007", e: "\u001b", f: "\f", n: "\n", r: "\r", t: "\t", v: "\v" };

function characterOf(hexadecimal: string): string {
  const code = Number.parseInt(hexadecimal, 16);
  if (code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) throw new InvalidPattern();
  return String.fromCodePoint(code);
}

function escaped(character: string): string {
  return /^[\\.+*?()|[\]{}^$#&~-]$/.test(character) ? `\\${character}` : character;
}
