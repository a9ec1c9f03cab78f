import { formatCount } from "../text/format-number.ts";
import { isShortenedNumber, type ShortenedId } from "../user/shortened-id.ts";
import { type StatsigUser, unitIds } from "../user/statsig-user.ts";

/** The users of a file that have an ID which a spreadsheet shortened. */
export interface ShortenedIds {
  readonly count: number;
  /** The first rows, from 1. */
  readonly rows: readonly number[];
  readonly first: ShortenedId;
}

const maxRows = 5;

/** Adds a user of a file to what was found before it. */
export function withShortenedId(found: ShortenedIds | null, user: StatsigUser, row: number): ShortenedIds | null {
  const first = unitIds(user).find(({ value }) => isShortenedNumber(value));
  if (first === undefined) return found;
  if (found === null) return { count: 1, rows: [row], first };
  return { ...found, count: found.count + 1, rows: found.rows.length < maxRows ? [...found.rows, row] : found.rows };
}

export function shortenedIdsText({ count, rows, first: { value } }: ShortenedIds): string {
  const which = `${formatCount(count, "row")} (${rows.join(", ")}${count > rows.length ? ", …" : ""})`;
  return `${which} ${count === 1 ? "has" : "have"} an ID that a spreadsheet shortened, such as “${value}”: the file no longer has its last digits, so ${count === 1 ? "it is not the user" : "they are not the users"} that ${count === 1 ? "is" : "are"} meant. Export the IDs as text.`;
}
