import { distance } from "fastest-levenshtein";
import { type EntityKind, entityKindLabels, maxNamesInOneCheck } from "#shared/domain/evaluation/evaluation.ts";

/** Says in one sentence why Statsig would refuse this name. Null if it would not (statsig-http.md §4, §5). */
export function nameProblem(kind: EntityKind, name: string): string | null {
  const one = oneOf(kind);
  if (name.trim() === "") return `Type the name of ${one} first.`;
  // Layers have neither a pattern nor a limit of length in Statsig's description.
  if (kind === "layer") return null;
  if (name.length < 2 || name.length > 100) return `The name of ${one} has 2 to 100 characters; this one has ${name.length}.`;
  const invalid = (kind === "ranked" ? /[^a-zA-Z0-9_\- ]/u : /[^a-zA-Z0-9_\-. ]/u).exec(name)?.[0];
  if (invalid === undefined) return null;
  const allowed = kind === "ranked" ? "letters, digits, blanks, _ and -" : "letters, digits, blanks, _, - and .";
  return `The name of ${one} may contain ${allowed}; this one contains ${characterText(invalid)}.`;
}

/** Returns why these names cannot be checked together, or null. Duplicates count once. */
export function namesProblem(kind: EntityKind, names: readonly string[]): string | null {
  const different = new Set(names).size;
  if (different === 0) return `Type the name of ${oneOf(kind)} first.`;
  if (different > maxNamesInOneCheck)
    return `Statsig takes at most ${maxNamesInOneCheck} names at once; these are ${different}. Check up to ${maxNamesInOneCheck} at a time.`;
  return null;
}

/** Returns the distinct names in a typed or pasted text, in order. Commas, semicolons, tabs and line breaks separate names; blanks do not, because a name may contain them. */
export function parseNames(text: string): string[] {
  const names = text.split(/[,;\r\n\t]+/).map((name) => name.trim());
  return [...new Set(names.filter((name) => name !== ""))];
}

/** `a gate`, `an experiment`. */
export function oneOf(kind: EntityKind): string {
  const { one } = entityKindLabels[kind];
  return /^[aeiou]/.test(one) ? `an ${one}` : `a ${one}`;
}

const maxNearNames = 3;

/** Returns at most three known names that are similar to `name`, the most similar first. */
export function nearNames(name: string, known: Iterable<string>): string[] {
  const typed = normalize(name);
  const maxDistance = Math.max(2, Math.floor(typed.length / 3));
  return [...new Set(known)]
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({ candidate, edits: editDistance(typed, normalize(candidate)) }))
    .filter(({ edits }) => edits <= maxDistance)
    .sort((a, b) => a.edits - b.edits || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, maxNearNames)
    .map(({ candidate }) => candidate);
}

/** The Levenshtein distance; at most 1 if `typed` is a part of the candidate. */
function editDistance(typed: string, candidate: string): number {
  const isPart = typed.length >= 4 && candidate.includes(typed);
  return isPart ? Math.min(1, distance(typed, candidate)) : distance(typed, candidate);
}

/** A name without the differences that typing errors often have: case and separators. */
const normalize = (name: string) => name.toLowerCase().replace(/[\s_.-]+/g, "_");

function characterText(character: string): string {
  if (character === "\n" || character === "\r") return "a line break";
  if (character === "\t") return "a tab";
  return `“${character}”`;
}
