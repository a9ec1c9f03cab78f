import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { parseNames } from "#shared/domain/evaluation/names.ts";

/** Converts pasted lines to one line of names, so that a column copied from a spreadsheet can be pasted into the field. */
export function asOneLine(pasted: string): string {
  return parseNames(pasted).join(", ");
}

/** Finds the name at the caret, with its start and end in the text, without surrounding whitespace. */
export function nameAt(text: string, caret: number): { from: number; to: number; name: string } {
  const before = Math.max(-1, ...[",", ";"].map((separator) => text.lastIndexOf(separator, caret - 1)));
  const after = [",", ";"].map((separator) => text.indexOf(separator, caret)).filter((at) => at >= 0);
  const segment = { from: before + 1, to: Math.min(text.length, ...after) };
  const raw = text.slice(segment.from, segment.to);
  const name = raw.trim();
  const from = segment.from + (raw.length - raw.trimStart().length);
  return { from, to: from + name.length, name };
}

/** Replaces the name at the caret, and returns the text and the new caret position. */
export function withNameAt(text: string, caret: number, name: string): { text: string; caret: number } {
  const at = nameAt(text, caret);
  return { text: text.slice(0, at.from) + name + text.slice(at.to), caret: at.from + name.length };
}

/** Returns the known names that contain the typed text: names that begin with it first, then names with a word that does, then the rest. */
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
