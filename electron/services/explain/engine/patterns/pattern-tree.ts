/** A regular expression as a tree. Only whether it matches is asked, so captures and greediness are not kept. */
export type Pattern =
  | { readonly kind: "empty" }
  /** One character that `rust` describes in Rust's syntax; `literal` where it is a single one. */
  | { readonly kind: "character"; readonly rust: string; readonly literal?: string }
  | { readonly kind: "position"; readonly at: Position }
  | { readonly kind: "sequence"; readonly parts: readonly Pattern[] }
  | { readonly kind: "choice"; readonly options: readonly Pattern[] }
  | { readonly kind: "group"; readonly part: Pattern }
  | { readonly kind: "repeat"; readonly part: Pattern; readonly min: number; readonly max: number }
  | { readonly kind: "look"; readonly isAhead: boolean; readonly isNegative: boolean; readonly part: Pattern };

export type Position = keyof typeof rustPositions;

const rustPositions = {
  text_start: "^",
  text_end: "$",
  line_start: "(?m:^)",
  line_end: "(?m:$)",
  word_edge: "\\b",
  no_word_edge: "\\B",
} as const;

/** Writes a pattern without look-around in the syntax of Rust's `regex`, as `fancy_regex` does before it hands a pattern over (`Expr::to_str`). */
export function rustSyntax(pattern: Pattern): string {
  return written(pattern, "alternation");
}

type Context = "alternation" | "option" | "sequence" | "repetition";

function written(pattern: Pattern, context: Context): string {
  switch (pattern.kind) {
    case "empty":
      return "";
    case "character":
      return pattern.rust;
    case "position":
      return rustPositions[pattern.at];
    case "sequence": {
      const text = pattern.parts.map((part) => written(part, "sequence")).join("");
      return context === "sequence" || context === "repetition" ? `(?:${text})` : text;
    }
    case "choice": {
      const text = pattern.options.map((option) => written(option, "option")).join("|");
      return context === "alternation" ? text : `(?:${text})`;
    }
    case "group":
      return `(${written(pattern.part, "alternation")})`;
    case "repeat": {
      const text = `${written(pattern.part, "repetition")}${writtenCounts(pattern)}`;
      return context === "repetition" ? `(?:${text})` : text;
    }
    case "look":
      throw new Error("Rust’s regex has no look-around.");
  }
}

function writtenCounts({ min, max }: { min: number; max: number }): string {
  if (max === Number.POSITIVE_INFINITY) return min === 0 ? "*" : min === 1 ? "+" : `{${min},}`;
  return min === 0 && max === 1 ? "?" : min === max ? `{${min}}` : `{${min},${max}}`;
}

/** Tests whether `fancy_regex` runs a part with its own backtracking matcher: look-around and word boundaries. */
export function usesBacktracking(pattern: Pattern): boolean {
  switch (pattern.kind) {
    case "look":
      return true;
    case "position":
      return pattern.at === "word_edge" || pattern.at === "no_word_edge";
    default:
      return childrenOf(pattern).some(usesBacktracking);
  }
}

export function hasLookAround(pattern: Pattern): boolean {
  return pattern.kind === "look" || childrenOf(pattern).some(hasLookAround);
}

/** Bytes that the compiled pattern may take in the native engine, estimated from above. */
export function estimatedBytes(pattern: Pattern): number {
  switch (pattern.kind) {
    case "character":
      return narrowCharacter.test(pattern.rust) ? 1_000 : 100_000;
    case "repeat":
      return estimatedBytes(pattern.part) * Math.max(1, pattern.max === Number.POSITIVE_INFINITY ? pattern.min : pattern.max);
    default:
      return childrenOf(pattern).reduce((total, child) => total + estimatedBytes(child), 100);
  }
}

/** A literal, or a class of a few ASCII characters: all others may stand for thousands of characters of Unicode. */
const narrowCharacter = /^(?:\(\?i:)?(?:\\?.|\(\?s:\.\)|\[[\w .@%+,;:/-]*\])\)?$/su;

/** Counts the characters that a pattern takes; null where the number varies. */
export function fixedLength(pattern: Pattern): number | null {
  switch (pattern.kind) {
    case "character":
      return 1;
    case "empty":
    case "position":
    case "look":
      return 0;
    case "group":
      return fixedLength(pattern.part);
    case "sequence": {
      const lengths = pattern.parts.map(fixedLength);
      return lengths.every((length) => length !== null) ? lengths.reduce((sum, length) => sum + length, 0) : null;
    }
    case "choice": {
      const [first = null, ...others] = pattern.options.map(fixedLength);
      return others.every((length) => length === first) ? first : null;
    }
    case "repeat": {
      const length = fixedLength(pattern.part);
      return length !== null && pattern.min === pattern.max ? length * pattern.min : null;
    }
  }
}

function childrenOf(pattern: Pattern): readonly Pattern[] {
  switch (pattern.kind) {
    case "sequence":
      return pattern.parts;
    case "choice":
      return pattern.options;
    case "group":
    case "repeat":
    case "look":
      return [pattern.part];
    default:
      return [];
  }
}
