import { type CharacterTest, wordCharacter } from "./characters.ts";
import { type Pattern, readPattern } from "./parse-pattern.ts";
import { isPlainPattern } from "./plain-pattern.ts";

/**
 * A regular expression that cannot hang: all ways to match are followed side by side, so that the work grows with the text's length times the pattern's
 * size and never beyond a budget. JavaScript's own engine goes back and forth, and takes hours for `(a+)+$`.
 */
export interface BoundedPattern {
  /** Whether it matches anywhere in the text; null where that took more steps than allowed. */
  matches(text: string): boolean | null;
}

export type BoundedPatternReading =
  | { readonly kind: "read"; readonly pattern: BoundedPattern }
  | { readonly kind: "invalid" }
  | { readonly kind: "unsure"; readonly what: string };

/** What a pattern may be unrolled to; `x{1000}` is a thousand steps. */
const longestProgram = 20_000;
/** About a tenth of a second. */
const mostSteps = 3_000_000;

export function readBoundedPattern(source: string): BoundedPatternReading {
  const reading = readPattern(source);
  if (reading.kind !== "read") return reading;
  const program = compile(reading.pattern, true);
  if (program === null) return { kind: "unsure", what: "it is too large when its repetitions are written out" };
  const quick = quickExpression(source, reading.pattern);
  const matches = (text: string) => (quick !== null && quickText.test(text) ? quick.test(text) : search(program, text));
  return { kind: "read", pattern: { matches } };
}

/** In such texts the dialects know the same letters, digits, blanks and ends of lines, and one choice cannot run long. */
const quickText = /^[ -~\t\n]{0,999}$/;

/** JavaScript's own engine for patterns that it reads alike, and that leave it no more than one choice, so that it cannot try them in turn; else null. */
function quickExpression(source: string, pattern: Pattern): RegExp | null {
  return isPlainPattern(source) && choicesIn(pattern) <= 1 ? new RegExp(source) : null;
}

/** Places where there is more than one way to go on. Two of them may already have to be tried in each other's every way. */
function choicesIn(pattern: Pattern): number {
  switch (pattern.kind) {
    case "character":
    case "position":
      return 0;
    case "look":
      return Number.POSITIVE_INFINITY;
    case "sequence":
      return sum(pattern.parts.map(choicesIn));
    case "choice":
      return 1 + sum(pattern.options.map(choicesIn));
    case "repeat":
      return pattern.part.kind === "character" ? 1 : Number.POSITIVE_INFINITY;
  }
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}

type Step =
  | { readonly kind: "character"; readonly test: CharacterTest }
  | { readonly kind: "split"; readonly to: readonly number[] }
  | { readonly kind: "position"; readonly at: Extract<Pattern, { kind: "position" }>["at"] }
  | { readonly kind: "look"; readonly program: Program; readonly isNegative: boolean; readonly id: number }
  | { readonly kind: "done" };

interface Program {
  readonly steps: readonly Step[];
  /** Looking behind reads backwards. */
  readonly isForward: boolean;
}

class TooLarge extends Error {}

function compile(pattern: Pattern, isForward: boolean): Program | null {
  try {
    return new Compiler({ steps: 0, looks: 0 }).compile(pattern, isForward);
  } catch (failure) {
    if (failure instanceof TooLarge) return null;
    throw failure;
  }
}

class Compiler {
  readonly #counts: { steps: number; looks: number };
  readonly #steps: Step[] = [];
  #isForward = true;

  constructor(counts: { steps: number; looks: number }) {
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
      case "character":
      case "position":
        this.#add(pattern);
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
        this.#counts.looks += 1;
        this.#add({
          kind: "look",
          id: this.#counts.looks,
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

  #emitRepeat({ part, least, most }: Extract<Pattern, { kind: "repeat" }>): void {
    for (let count = 0; count < least; count += 1) this.#emit(part);
    if (most === Number.POSITIVE_INFINITY) {
      const loop = this.#steps.length;
      const ways = [loop + 1];
      this.#add({ kind: "split", to: ways });
      this.#emit(part);
      this.#add({ kind: "split", to: [loop] });
      ways.push(this.#steps.length);
      return;
    }
    const leaving: number[][] = [];
    for (let count = least; count < most; count += 1) {
      const ways = [this.#steps.length + 1];
      leaving.push(ways);
      this.#add({ kind: "split", to: ways });
      this.#emit(part);
    }
    for (const ways of leaving) ways.push(this.#steps.length);
  }

  #add(step: Step): void {
    this.#counts.steps += 1;
    if (this.#counts.steps > longestProgram) throw new TooLarge();
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
  /** What looking around found, by place: asked again there, it is the same. */
  readonly #looked = new Map<number, boolean>();
  #stepsLeft = mostSteps;

  constructor(text: string) {
    const characters: number[] = [];
    for (const character of text) characters.push(character.codePointAt(0) ?? 0);
    this.#characters = characters;
  }

  matchesAnywhere(program: Program): boolean {
    return this.#run(program, 0, true);
  }

  /** Follows all ways from `start` at once. `isUnanchored` starts anew at every place. */
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

  /** Goes from `first` as far as no character is needed; true when the end is reached, else notes the steps that wait for a character. */
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
      else if (step.kind === "position" ? this.#isAt(step.at, place) : this.#looks(step, place)) waiting.push(at + 1);
    }
    return false;
  }

  #takes(program: Program, at: number, character: number): boolean {
    const step = program.steps[at];
    return step?.kind === "character" && step.test(character);
  }

  #looks({ id, program, isNegative }: Extract<Step, { kind: "look" }>, place: number): boolean {
    const key = id * (this.#characters.length + 1) + place;
    const known = this.#looked.get(key);
    if (known !== undefined) return known;
    this.#stepsLeft -= program.steps.length;
    const result = this.#run(program, place, false) !== isNegative;
    this.#looked.set(key, result);
    return result;
  }

  #isAt(at: Extract<Pattern, { kind: "position" }>["at"], place: number): boolean {
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
  return character !== undefined && wordCharacter(character);
}
