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
