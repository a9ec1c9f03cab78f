/** One item of the palette. */
export interface PaletteItem {
  readonly id: string;
  readonly group: string;
  /** The subdued text before the label: `Check gate`. */
  readonly verb?: string;
  /** The main text: matches in it come first. */
  readonly label: string;
  /** True if the label is a name or another identifier, which is shown in the data typeface. */
  readonly isName?: boolean;
  /** The additional text at the right. */
  readonly note?: string;
  /** Further words that find it: what somebody may call it. */
  readonly keywords?: string;
  /** True if the item comes after all other matches. */
  readonly isLast?: boolean;
  readonly run: () => void;
}

export interface PaletteGroup {
  readonly name: string;
  readonly items: readonly PaletteItem[];
  /** The number of matching items that are not listed. */
  readonly more: number;
}

const maxPerGroup = 7;
const maxPerGroupInSearch = 12;

/**
 * Returns the items that match every word of the query, in groups: that contain it or, after those, that nearly do. Without a query they keep their order; with a query the best match comes
 * first, within a group and among groups.
 */
export function paletteGroups(items: readonly PaletteItem[], query: string): PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const maxItems = words.length === 0 ? maxPerGroup : maxPerGroupInSearch;
  const exact = ranked(items, (item) => rankOf(item, words));
  const isEnough = exact.filter(({ rank }) => rank < typedRank).length >= enoughMatches;
  const matching = isEnough ? exact : [...exact, ...ranked(items, (item) => fuzzyRankOf(item, words, rankOf(item, words)))];
  const names = [...new Set(matching.map(({ item }) => item.group))];
  return names
    .map((name) => matching.filter(({ item }) => item.group === name).sort(byRank))
    .sort(([a], [b]) => (a !== undefined && b !== undefined ? byRank(a, b) : 0))
    .map((group) => ({
      name: group[0]?.item.group ?? "",
      items: group.slice(0, maxItems).map(({ item }) => item),
      more: Math.max(0, group.length - maxItems),
    }));
}

/** With so many items that contain the words, those that nearly do are not looked for: with thousands of names that takes time, and helps nobody. */
const enoughMatches = 8;

function ranked(items: readonly PaletteItem[], rank: (item: PaletteItem) => number | null): { item: PaletteItem; rank: number }[] {
  return items.flatMap((item) => {
    const found = rank(item);
    return found === null ? [] : [{ item, rank: found }];
  });
}

const byRank = (a: { rank: number }, b: { rank: number }) => a.rank - b.rank;

const typedRank = 9;

/**
 * Returns the rank of an item (lower is better), or null if a word is missing. The last word is compared with the label: equal, start, inside. Words that occur
 * only in its note, group or keywords count less.
 */
function rankOf(
  { verb = "", label, note = "", group, keywords = "", isLast = false }: PaletteItem,
  words: readonly string[],
): number | null {
  const named = `${verb} ${label}`.toLowerCase();
  const text = `${named} ${note} ${group} ${keywords}`.toLowerCase();
  if (!words.every((word) => text.includes(word))) return null;
  if (isLast) return typedRank;
  const [first = "", last = first] = [words[0], words.at(-1)];
  if (last === "") return 0;
  const name = label.toLowerCase();
  if (!words.every((word) => named.includes(word))) return 4;
  if (name === last) return 0;
  if (name.startsWith(last) || name.startsWith(first)) return 1;
  return name.includes(last) ? 2 : 3;
}

/** Returns the rank of an item that matches with slips: letters left out (`chkv2`) come before a wrong or swapped letter (`setings`, `histroy`). */
function fuzzyRankOf(
  { verb = "", label, keywords = "", isLast = false }: PaletteItem,
  words: readonly string[],
  exactRank: number | null,
): number | null {
  if (isLast || exactRank !== null) return null;
  const name = label.toLowerCase();
  const text = `${verb} ${label} ${keywords}`.toLowerCase();
  const parts = text.split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const ranks = words.map((word) => {
    if (text.includes(word)) return 5;
    // The verb of a name, as in "Check gate dark_mode", is the same for all names.
    if (isAbbreviation(word, name)) return 6;
    if (isAbbreviation(word, text)) return 7;
    return parts.some((part) => isSlip(word, part)) ? 8 : null;
  });
  return ranks.includes(null) ? null : Math.max(...ranks.map((rank) => rank ?? 0));
}

const minFuzzyLength = 3;

/** True if the letters of the word occur in this order, the first one at the start of a part, and each next one close by or at the start of a part. */
function isAbbreviation(word: string, text: string): boolean {
  if (word.length < minFuzzyLength) return false;
  const isStart = (at: number) => at === 0 || /[^\p{L}\p{N}]/u.test(text[at - 1] ?? "");
  const matches = (from: number, done: number): boolean => {
    if (done === word.length) return true;
    for (let at = from; at < text.length; at += 1) {
      if (text[at] !== word[done]) continue;
      const isClose = done > 0 && at - from <= maxGap;
      if (!isClose && !isStart(at)) continue;
      if (matches(at + 1, done + 1)) return true;
    }
    return false;
  };
  return matches(0, 0);
}

/** The number of letters that may be left out between two typed ones. */
const maxGap = 2;

/** True if the beginning of a part is the word with one wrong, missing, additional or swapped letter; with two in a long word. */
function isSlip(word: string, part: string): boolean {
  if (word.length <= minFuzzyLength) return false;
  const allowed = word.length < 8 ? 1 : 2;
  const lengths = Array.from({ length: 2 * allowed + 1 }, (_, at) => word.length - allowed + at);
  return lengths.some((length) => length <= part.length && distance(word, part.slice(0, length)) <= allowed);
}

/** The number of letters to change, add, leave out or swap (optimal string alignment). */
function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      const isSwap = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      const swap = isSwap ? (before[j - 2] ?? 0) + 1 : change;
      next[j] = Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, change, swap);
    }
    before = row;
    row = next;
  }
  return row[b.length] ?? 0;
}
