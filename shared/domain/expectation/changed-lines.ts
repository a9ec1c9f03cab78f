/** The changed lines of a text, and the number of the first one, from 1. Lines that only one text has are found from both ends; those between are compared one by one. */
export function changedLines(before: string, after: string): { line: number; lines: { sign: "-" | "+"; text: string }[] } {
  const old = before.split(/\r?\n/);
  const made = after.split(/\r?\n/);
  let start = 0;
  while (start < old.length && start < made.length && old[start] === made[start]) start += 1;
  let end = 0;
  while (end < old.length - start && end < made.length - start && old[old.length - 1 - end] === made[made.length - 1 - end]) end += 1;
  const removed = old.slice(start, old.length - end);
  const added = made.slice(start, made.length - end);
  const lines = Array.from({ length: Math.max(removed.length, added.length) }, (_, at) => [
    ...(removed[at] === added[at] ? [] : [...lineOf("-", removed[at]), ...lineOf("+", added[at])]),
  ]).flat();
  return { line: start + 1, lines };
}

function lineOf(sign: "-" | "+", text: string | undefined): { sign: "-" | "+"; text: string }[] {
  return text === undefined ? [] : [{ sign, text }];
}
