import { parsePattern } from "../explain/engine/patterns/parse-pattern.ts";
import type { Pattern } from "../explain/engine/patterns/pattern-tree.ts";

/** Returns a short text that a regular expression probably matches, so that callers must evaluate it; null if none was found. */
export function matchingText(source: string): string | null {
  const parsed = parsePattern(source);
  return parsed.kind === "parsed" ? textOf(parsed.pattern) : null;
}

const maxLength = 200;

function textOf(pattern: Pattern): string | null {
  switch (pattern.kind) {
    case "empty":
    case "position":
    case "look":
      return "";
    case "character":
      return pattern.literal ?? characterOf(pattern.rust);
    case "sequence":
      return joined(pattern.parts);
    case "choice":
      return pattern.options.map(textOf).find((text) => text !== null) ?? null;
    case "group":
      return textOf(pattern.part);
    case "repeat": {
      const part = pattern.min === 0 ? "" : textOf(pattern.part);
      return part === null || part.length * pattern.min > maxLength ? null : part.repeat(pattern.min);
    }
  }
}

function joined(parts: readonly Pattern[]): string | null {
  let text = "";
  for (const part of parts) {
    const next = textOf(part);
    if (next === null || text.length + next.length > maxLength) return null;
    text += next;
  }
  return text;
}

const ascii = [..."a1A"].concat(Array.from({ length: 95 }, (_, index) => String.fromCodePoint(32 + index)));

/** Rust's classes are mostly JavaScript's, too. */
function characterOf(rust: string): string | null {
  try {
    const expression = new RegExp(`^(?:${rust})$`, "u");
    return ascii.find((character) => expression.test(character)) ?? null;
  } catch {
    return null;
  }
}
