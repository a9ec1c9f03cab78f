import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { parseNames } from "#shared/domain/evaluation/names.ts";

/** Pasted lines as one line of names, so that a column copied from a sheet can be put into the field. */
export function asOneLine(pasted: string): string {
  return parseNames(pasted).join(", ");
}

/** The name that the caret is in: where it begins and ends in the text, without the blanks around it. */
export function nameAt(text: string, caret: number): { from: number; to: number; name: string } {
  const before = Math.max(-1, ...[",", ";"].map((separator) => text.lastIndexOf(separator, caret - 1)));
  const after = [",", ";"].map((separator) => text.indexOf(separator, caret)).filter((at) => at >= 0);
  const segment = { from: before + 1, to: Math.min(text.length, ...after) };
  const raw = text.slice(segment.from, segment.to);
  const name = raw.trim();
  const from = segment.from + (raw.length - raw.trimStart().length);
  return { from, to: from + name.length, name };
}

/** The text with the name at the caret replaced, and where the caret goes. */
export function withNameAt(text: string, caret: number, name: string): { text: string; caret: number } {
  const at = nameAt(text, caret);
  return { text: text.slice(0, at.from) + name + text.slice(at.to), caret: at.from + name.length };
}

/** Known names that contain what was typed: those that begin with it first, then those with a word that does, then the rest. */
export function matchingNames(known: readonly KnownName[], typed: string): KnownName[] {
  const query = typed.toLowerCase();
  if (query === "") return [...known];
  const rank = ({ name }: KnownName) => {
    const at = name.toLowerCase().indexOf(query);
    if (at <= 0) return at === 0 ? 0 : 3;
    return /[^a-z0-9]/i.test(name.charAt(at - 1)) ? 1 : 2;
  };
  return known
    .map((candidate) => ({ candidate, rank: rank(candidate) }))
    .filter((ranked) => ranked.rank < 3)
    .sort((a, b) => a.rank - b.rank || a.candidate.name.localeCompare(b.candidate.name))
    .map(({ candidate }) => candidate);
}
