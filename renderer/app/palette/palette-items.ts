/** One thing that the palette can do. */
export interface PaletteItem {
  readonly id: string;
  readonly group: string;
  /** What stands before the name, in support: `Check gate`. */
  readonly verb?: string;
  /** What is looked for first. */
  readonly label: string;
  /** A name or other identifier: drawn in the data face. */
  readonly isName?: boolean;
  /** What else is said of it, at the right. */
  readonly note?: string;
  /** Listed after what matches as well, whatever it is called. */
  readonly isLast?: boolean;
  readonly run: () => void;
}

export interface PaletteGroup {
  readonly name: string;
  readonly items: readonly PaletteItem[];
  /** How many more match than are listed. */
  readonly more: number;
}

const maxPerGroup = 7;
const maxPerGroupWhileSearching = 12;

/**
 * The items that have every word of the query, in groups. Without a query they stand in the order of the items; with one the best match comes
 * first, within a group and among groups.
 */
export function paletteGroups(items: readonly PaletteItem[], query: string): PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const most = words.length === 0 ? maxPerGroup : maxPerGroupWhileSearching;
  const matching = items.flatMap((item) => {
    const rank = rankOf(item, words);
    return rank === null ? [] : [{ item, rank }];
  });
  const names = [...new Set(matching.map(({ item }) => item.group))];
  return names
    .map((name) => matching.filter(({ item }) => item.group === name).sort(byRank))
    .sort(([a], [b]) => (a !== undefined && b !== undefined ? byRank(a, b) : 0))
    .map((group) => ({
      name: group[0]?.item.group ?? "",
      items: group.slice(0, most).map(({ item }) => item),
      more: Math.max(0, group.length - most),
    }));
}

const byRank = (a: { rank: number }, b: { rank: number }) => a.rank - b.rank;

/** Smaller is better; null where a word is missing. A label that begins with the query goes before one that has it inside. */
function rankOf({ verb = "", label, note = "", group, isLast = false }: PaletteItem, words: readonly string[]): number | null {
  const text = `${verb} ${label} ${note} ${group}`.toLowerCase();
  if (!words.every((word) => text.includes(word))) return null;
  if (isLast) return 9;
  if (words.length === 0) return 0;
  const name = label.toLowerCase();
  const last = words.at(-1) ?? "";
  if (name === last) return 0;
  if (name.startsWith(last)) return 1;
  return name.includes(last) ? 2 : 3;
}
