import { compileLookAround } from "./look-around.ts";
import { parsePattern } from "./parse-pattern.ts";
import { estimatedBytes, hasLookAround, type Pattern, rustSyntax, usesBacktracking } from "./pattern-tree.ts";
import { rustRegex } from "./rust-regex.ts";

/** A regular expression that cannot hang: a search takes time linear in the text, or ends at a budget. */
export interface PatternMatcher {
  /** Searches the text; null where that takes more steps or memory than allowed. */
  matches(text: string): boolean | null;
}

export type PatternReading =
  | { readonly kind: "valid"; readonly matcher: PatternMatcher }
  /** The native engine refuses it: such a condition never matches. */
  | { readonly kind: "invalid" }
  /** The native engine may accept it, but what it means is not reproduced here. `what` is a clause. */
  | { readonly kind: "unsupported"; readonly what: string };

/** Compiles a pattern of the dialect that `str_matches` has in the native engine (statsig-evaluation.md §7.3). Never throws. */
export function readPattern(source: string): PatternReading {
  const parsed = parsePattern(source);
  if (parsed.kind !== "parsed") return parsed;
  const { pattern, hasUnusualCounts } = parsed;
  // Its own matcher repeats what Rust's regex would refuse to.
  if (hasUnusualCounts && usesBacktracking(pattern)) return { kind: "unsupported", what: "it has an unusual repetition" };
  return hasLookAround(pattern) ? readLookAround(pattern) : readRust(pattern);
}

const tooLarge: PatternReading = { kind: "unsupported", what: "it is too large when its repetitions are written out" };

function readLookAround(pattern: Pattern): PatternReading {
  const compiled = compileLookAround(pattern);
  if (compiled === "too_large") return tooLarge;
  return compiled === "rejected" ? { kind: "invalid" } : { kind: "valid", matcher: compiled };
}

function readRust(pattern: Pattern): PatternReading {
  const rust = rustSyntax(pattern);
  const compiled = rustRegex.compile(rust);
  if (compiled === "rejected") return { kind: "invalid" };
  // The native engine compiles patterns with word boundaries in pieces, each with a limit of its own.
  if (compiled === "too_large") return usesBacktracking(pattern) ? tooLarge : { kind: "invalid" };
  if (isNearLimit(pattern, rust)) return { kind: "unsupported", what: "it is close to the size at which Statsig refuses patterns" };
  return { kind: "valid", matcher: { matches: (text) => rustRegex.search(rust, text) } };
}

/** Sizes at which the estimate alone cannot tell. */
const doubtfulBytes = 2 * 1024 * 1024;

/** A pattern takes up to twice as much memory in the native engine as in WebAssembly, whose addresses have half the size, and the limit is the same. */
function isNearLimit(pattern: Pattern, rust: string): boolean {
  return estimatedBytes(pattern) > doubtfulBytes && rustRegex.compile(`(?:${rust}){2}`) !== "compiled";
}
