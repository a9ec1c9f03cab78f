import { distance } from "fastest-levenshtein";
import { type EntityKind, entityKindLabels, maxNamesInOneCheck } from "#shared/domain/evaluation/evaluation.ts";

/** Says in one sentence why Statsig would refuse this name. Null if it would not (statsig-http.md §4, §5). */
export function nameProblem(kind: EntityKind, name: string): string | null {
  const one = oneOf(kind);
  if (name.trim() === "") return `Type the name of ${one} first.`;
  // Layers have neither a pattern nor a limit of length in Statsig's description.
  if (kind === "layer") return null;
  if (name.length < 2 || name.length > 100) return `The name of ${one} has 2 to 100 characters; this one has ${name.length}.`;
  const stranger = (kind === "ranked" ? /[^a-zA-Z0-9_\- ]/u : /[^a-zA-Z0-9_\-. ]/u).exec(name)?.[0];
  if (stranger === undefined) return null;
  const allowed = kind === "ranked" ? "letters, digits, blanks, _ and -" : "letters, digits, blanks, _, - and .";
  return `The name of ${one} is made of ${allowed}; this one contains ${characterText(stranger)}.`;
}

/** Why these names cannot be asked for together, or null. A name given twice counts once. */
export function namesProblem(kind: EntityKind, names: readonly string[]): string | null {
  const different = new Set(names).size;
  if (different === 0) return `Type the name of ${oneOf(kind)} first.`;
  if (different > maxNamesInOneCheck)
    return `Statsig takes at most ${maxNamesInOneCheck} names at once; these are ${different}. Ask in several goes.`;
  return null;
}

/** Names out of what was typed or pasted: separated by commas, semicolons or new lines, because a name may have blanks inside. Each once, in order. */
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

/** The known names that `name` may have been meant to be, nearest first; at most three. */
export function nearNames(name: string, known: Iterable<string>): string[] {
  const typed = plain(name);
  const farthest = Math.max(2, Math.floor(typed.length / 3));
  return [...new Set(known)]
    .filter((candidate) => candidate !== name)
    .map((candidate) => ({ candidate, far: farness(typed, plain(candidate)) }))
    .filter(({ far }) => far <= farthest)
    .sort((a, b) => a.far - b.far || (a.candidate < b.candidate ? -1 : 1))
    .slice(0, maxNearNames)
    .map(({ candidate }) => candidate);
}

/** Case and separators are what people get wrong first; a name with the beginning or the end left off is near, too. */
function farness(typed: string, candidate: string): number {
  const isPart = typed.length >= 4 && candidate.includes(typed);
  return isPart ? Math.min(1, distance(typed, candidate)) : distance(typed, candidate);
}

const plain = (name: string) => name.toLowerCase().replace(/[\s_.-]+/g, "_");

function characterText(character: string): string {
  if (character === "\n" || character === "\r") return "a line break";
  if (character === "\t") return "a tab";
  return `“${character}”`;
}
