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
  readonly run: () => void;
}

export interface PaletteGroup {
  readonly name: string;
  readonly items: readonly PaletteItem[];
  /** How many more match than are listed. */
  readonly more: number;
}

const mostPerGroup = 7;
const mostPerGroupWhileSearching = 12;

/** The items that have every word of the query, grouped, groups in the order of the items; within a group the best match first. */
export function paletteGroups(items: readonly PaletteItem[], query: string): PaletteGroup[] {
  const words = query.toLowerCase().split(/\s+/).filter(Boolean);
  const most = words.length === 0 ? mostPerGroup : mostPerGroupWhileSearching;
  const matching = items.map((item) => ({ item, rank: rankOf(item, words) })).filter(({ rank }) => rank !== null);
  const names = [...new Set(matching.map(({ item }) => item.group))];
  return names.map((name) => {
    const group = matching.filter(({ item }) => item.group === name).sort((a, b) => (a.rank ?? 0) - (b.rank ?? 0));
    return { name, items: group.slice(0, most).map(({ item }) => item), more: Math.max(0, group.length - most) };
  });
}

/** Smaller is better; null where a word is missing. A label that begins with the query goes before one that has it inside. */
function rankOf({ verb = "", label, note = "", group }: PaletteItem, words: readonly string[]): number | null {
  const text = `${verb} ${label} ${note} ${group}`.toLowerCase();
  if (!words.every((word) => text.includes(word))) return null;
  const name = label.toLowerCase();
  const last = words.at(-1) ?? "";
  if (last === "" || name === last) return 0;
  if (name.startsWith(last)) return 1;
  return name.includes(last) ? 2 : 3;
}
