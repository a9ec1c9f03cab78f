import type { Pattern, Position } from "./pattern-tree.ts";
import { rustRegex } from "./rust-regex.ts";

/**
 * Matches patterns with look-around, which Rust's `regex` does not have. All ways to match are followed side by side, so that the work grows with the text's
 * length times the pattern's size and never beyond a budget; the native engine backtracks instead. What a character class holds is asked of Rust.
 */
export interface LookAroundMatcher {
  /** Searches the text; null where that takes more steps than allowed. */
  matches(text: string): boolean | null;
}

/** Steps of a pattern with its repetitions written out; `x{1000}` is a thousand of them. */
const maxSteps = 20_000;
/** Steps of one search: about a tenth of a second. */
const maxSearchSteps = 3_000_000;

/** Compiles a pattern. "rejected": a class in it is none to Rust. "too_large": it has more than 20,000 steps. */
export function compileLookAround(pattern: Pattern): LookAroundMatcher | "rejected" | "too_large" {
  const compiler = new Compiler({ steps: 0, usages: 0 });
  try {
    const program = compiler.compile(pattern, true);
    return { matches: (text) => search(program, text) };
  } catch (failure) {
    if (failure instanceof TooLarge) return "too_large";
    if (failure instanceof Rejected) return "rejected";
    throw failure;
  }
}

type Step =
  | { readonly kind: "character"; readonly test: (codePoint: number) => boolean }
  | { readonly kind: "split"; readonly to: readonly number[] }
  | { readonly kind: "position"; readonly at: Position }
  | { readonly kind: "look"; readonly program: Program; readonly isNegative: boolean; readonly id: number }
  | { readonly kind: "done" };

interface Program {
  readonly steps: readonly Step[];
  /** Looking behind reads backwards. */
  readonly isForward: boolean;
}

class TooLarge extends Error {}
class Rejected extends Error {}

class Compiler {
  readonly #counts: { steps: number; usages: number };
  readonly #steps: Step[] = [];
  #isForward = true;

  constructor(counts: { steps: number; usages: number }) {
    this.#counts = counts;
  }

  compile(pattern: Pattern, isForward: boolean): Program {
    this.#isForward = isForward;
    this.#emit(pattern);
    this.#add({ kind: "done" });
    return { steps: this.#steps, isForward };
  }

  #emit(pattern: Pattern): void {
    switch (pattern.kind) {
      case "empty":
        return;
      case "character":
        this.#add({ kind: "character", test: characterTest(pattern) });
        return;
      case "position":
        this.#add(pattern);
        return;
      case "group":
        this.#emit(pattern.part);
        return;
      case "sequence":
        for (const part of this.#isForward ? pattern.parts : pattern.parts.toReversed()) this.#emit(part);
        return;
      case "choice":
        this.#emitChoice(pattern.options);
        return;
      case "repeat":
        this.#emitRepeat(pattern);
        return;
      case "look":
        this.#counts.usages += 1;
        this.#add({
          kind: "look",
          id: this.#counts.usages,
          isNegative: pattern.isNegative,
          program: new Compiler(this.#counts).compile(pattern.part, pattern.isAhead),
        });
    }
  }

  #emitChoice(options: readonly Pattern[]): void {
    const starts: number[] = [];
    this.#add({ kind: "split", to: starts });
    const ends = options.map((option) => {
      starts.push(this.#steps.length);
      this.#emit(option);
      const end: number[] = [];
      this.#add({ kind: "split", to: end });
      return end;
    });
    for (const end of ends) end.push(this.#steps.length);
  }

  #emitRepeat({ part, min, max }: Extract<Pattern, { kind: "repeat" }>): void {
    // None of it is left, and yet its classes have to be valid.
    if (max === 0) new Compiler(this.#counts).compile(part, this.#isForward);
    for (let count = 0; count < min; count += 1) this.#emit(part);
    if (max === Number.POSITIVE_INFINITY) {
      const loop = this.#steps.length;
      const ways = [loop + 1];
      this.#add({ kind: "split", to: ways });
      this.#emit(part);
      this.#add({ kind: "split", to: [loop] });
      ways.push(this.#steps.length);
      return;
    }
    const leaving: number[][] = [];
    for (let count = min; count < max; count += 1) {
      const ways = [this.#steps.length + 1];
      leaving.push(ways);
      this.#add({ kind: "split", to: ways });
      this.#emit(part);
    }
    for (const ways of leaving) ways.push(this.#steps.length);
  }

  #add(step: Step): void {
    this.#counts.steps += 1;
    if (this.#counts.steps > maxSteps) throw new TooLarge();
    this.#steps.push(step);
  }
}

class OutOfSteps extends Error {}

function search(program: Program, text: string): boolean | null {
  try {
    return new Search(text).matchesAnywhere(program);
  } catch (failure) {
    if (failure instanceof OutOfSteps) return null;
    throw failure;
  }
}

class Search {
  readonly #characters: readonly number[];
  /** Results of looking around, by look and place. */
  readonly #looked = new Map<number, boolean>();
  #stepsLeft = maxSearchSteps;

  constructor(text: string) {
    const characters: number[] = [];
    for (const character of text) characters.push(character.codePointAt(0) ?? 0);
    this.#characters = characters;
  }

  matchesAnywhere(program: Program): boolean {
    return this.#run(program, 0, true);
  }

  /** Follows all ways from `start` at once. `isUnanchored` also starts at every later place. */
  #run(program: Program, start: number, isUnanchored: boolean): boolean {
    const seen = new Int32Array(program.steps.length).fill(-1);
    let ways: number[] = [];
    const direction = program.isForward ? 1 : -1;
    for (let place = start; place >= 0 && place <= this.#characters.length; place += direction) {
      const reached: number[] = [];
      for (const way of ways) if (this.#follow(program, way, place, seen, reached)) return true;
      if ((isUnanchored || place === start) && this.#follow(program, 0, place, seen, reached)) return true;
      const character = this.#characters[program.isForward ? place : place - 1];
      if (character === undefined || (reached.length === 0 && !isUnanchored)) return false;
      ways = [];
      for (const way of reached) if (this.#takes(program, way, character)) ways.push(way + 1);
      this.#stepsLeft -= reached.length;
    }
    return false;
  }

  /** Goes from `first` as far as no character is needed; true when the end is reached, else adds the steps that wait for a character to `reached`. */
  #follow(program: Program, first: number, place: number, seen: Int32Array, reached: number[]): boolean {
    const waiting = [first];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (seen[at] === place) continue;
      seen[at] = place;
      this.#stepsLeft -= 1;
      if (this.#stepsLeft < 0) throw new OutOfSteps();
      const step = program.steps[at];
      if (step === undefined) continue;
      if (step.kind === "done") return true;
      if (step.kind === "character") reached.push(at);
      else if (step.kind === "split") for (const way of step.to) waiting.push(way);
      else if (step.kind === "position" ? this.#isAt(step.at, place) : this.#usages(step, place)) waiting.push(at + 1);
    }
    return false;
  }

  #takes(program: Program, at: number, character: number): boolean {
    const step = program.steps[at];
    return step?.kind === "character" && step.test(character);
  }

  #usages({ id, program, isNegative }: Extract<Step, { kind: "look" }>, place: number): boolean {
    const key = id * (this.#characters.length + 1) + place;
    const known = this.#looked.get(key);
    if (known !== undefined) return known;
    this.#stepsLeft -= program.steps.length;
    const result = this.#run(program, place, false) !== isNegative;
    this.#looked.set(key, result);
    return result;
  }

  #isAt(at: Position, place: number): boolean {
    const before = this.#characters[place - 1];
    const after = this.#characters[place];
    switch (at) {
      case "text_start":
        return before === undefined;
      case "text_end":
        return after === undefined;
      case "line_start":
        return before === undefined || before === 10;
      case "line_end":
        return after === undefined || after === 10;
      case "word_edge":
        return isWord(before) !== isWord(after);
      case "no_word_edge":
        return isWord(before) === isWord(after);
    }
  }
}

function isWord(character: number | undefined): boolean {
  return character !== undefined && isWordCharacter(character);
}

function characterTest({ rust, literal }: Extract<Pattern, { kind: "character" }>): (codePoint: number) => boolean {
  const wanted = literal?.codePointAt(0);
  if (wanted !== undefined) return (codePoint) => codePoint === wanted;
  const compiled = rustRegex.compile(`^${rust}$`);
  if (compiled !== "compiled") throw compiled === "rejected" ? new Rejected() : new TooLarge();
  return memberTest(rust);
}

/** Tests by Rust whether a character belongs, once for each character. */
function memberTest(rust: string): (codePoint: number) => boolean {
  const known = new Map<number, boolean>();
  return (codePoint) => {
    const remembered = known.get(codePoint);
    if (remembered !== undefined) return remembered;
    const belongs = rustRegex.search(`^${rust}$`, String.fromCodePoint(codePoint)) === true;
    known.set(codePoint, belongs);
    return belongs;
  };
}

const isWordCharacter = memberTest("\\w");
