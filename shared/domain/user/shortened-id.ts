import { type StatsigUser, unitIds } from "./statsig-user.ts";

/** Spreadsheets keep 15 digits of a number, and write a long one as `9.00719925474099E+15`, with a comma in some languages. */
const shortenedNumber = /^-?\d(?:[.,]\d+)?E\+\d{2,3}$/;

export interface ShortenedId {
  readonly idType: string;
  readonly value: string;
}

/** Returns the first ID of a user that a spreadsheet shortened, so that its last digits are lost; null if there is none. */
export function shortenedIdOf(user: StatsigUser): ShortenedId | null {
  return unitIds(user).find(({ value }) => isShortenedNumber(value)) ?? null;
}

export function isShortenedNumber(text: string): boolean {
  return text.length <= 32 && shortenedNumber.test(text);
}

export function shortenedIdText({ idType, value }: ShortenedId): string {
  return `${idType} is “${value}”: a spreadsheet shortened this number, and the file no longer has its last digits. Export the IDs as text.`;
}

/** The users of a file that have such an ID. */
export interface ShortenedIds {
  readonly count: number;
  /** The first rows, from 1. */
  readonly rows: readonly number[];
  readonly first: ShortenedId;
}

const maxRows = 5;

/** Adds a user of a file to what was found before it. */
export function withShortenedId(found: ShortenedIds | null, user: StatsigUser, row: number): ShortenedIds | null {
  const first = shortenedIdOf(user);
  if (first === null) return found;
  if (found === null) return { count: 1, rows: [row], first };
  return { ...found, count: found.count + 1, rows: found.rows.length < maxRows ? [...found.rows, row] : found.rows };
}

export function shortenedIdsText({ count, rows, first: { value } }: ShortenedIds): string {
  const which = `${count.toLocaleString("en")} ${count === 1 ? "row" : "rows"} (${rows.join(", ")}${count > rows.length ? ", …" : ""})`;
  return `${which} ${count === 1 ? "has" : "have"} an ID that a spreadsheet shortened, such as “${value}”: the file no longer has its last digits, so ${count === 1 ? "it is not the user" : "they are not the users"} that ${count === 1 ? "is" : "are"} meant. Export the IDs as text.`;
}
