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
 * Returns the items that contain every word of the query, in groups. Without a query they keep their order; with a query the best match comes
 * first, within a group and among groups.
 */
export function paletteGroups(items: readonly PaletteItem[], query: string): PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const maxItems = words.length === 0 ? maxPerGroup : maxPerGroupInSearch;
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
      items: group.slice(0, maxItems).map(({ item }) => item),
      more: Math.max(0, group.length - maxItems),
    }));
}

const byRank = (a: { rank: number }, b: { rank: number }) => a.rank - b.rank;

/** Returns the rank of an item (lower is better), or null if a word is missing. The last word is compared with the label: equal, start, inside. */
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
