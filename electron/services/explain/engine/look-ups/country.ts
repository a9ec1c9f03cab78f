import { readWhole } from "../values/texts.ts";
import { readCountryTable } from "./country-table.ts";

/**
 * Finds the country of an IPv4 address in the table that the official engines contain (statsig-evaluation.md §6.3). Null if the table has
 * none. `isBeyond` marks four numbers that exceed 32 bits, on which the native engine aborts its process.
 */
export function countryOf(ip: string): { country: string | null; isBeyond: boolean } {
  const parts = ip.split(".");
  if (parts.length !== 4) return noCountry;
  const numbers = parts.map((part) => readWhole(part, 64));
  if (!numbers.every((number) => typeof number === "number")) return noCountry;
  const [a = 0, b = 0, c = 0, d = 0] = numbers;
  const address = a * 16_777_216 + b * 65_536 + c * 256 + d;
  const { ends, countries } = readTable();
  const range = firstAbove(ends, address);
  if (range === ends.length) return { country: null, isBeyond: true };
  const country = countries[range] ?? "--";
  return { country: country === "--" ? null : country, isBeyond: false };
}

const noCountry = { country: null, isBeyond: false };

interface CountryTable {
  /** The first address behind each range, ascending. */
  readonly ends: Float64Array;
  readonly countries: readonly string[];
}

let read: CountryTable | undefined;

/** Reads the table on first use, because most definitions have no condition on an address. */
function readTable(): CountryTable {
  read ??= parseTable(readCountryTable());
  return read;
}

function parseTable(bytes: Uint8Array): CountryTable {
  const names: string[] = [];
  let at = 0;
  const next = () => bytes[at++] ?? 0;
  const nextName = () => String.fromCharCode(next(), next());
  do names.push(nextName());
  while (at < bytes.length && !names.at(-1)?.startsWith("*"));

  const ends: number[] = [];
  const countries: string[] = [];
  let end = 0;
  while (at + 1 < bytes.length) {
    end += nextCount(next) * 256;
    ends.push(end);
    countries.push(names[next()] ?? "--");
  }
  return { ends: Float64Array.from(ends), countries };
}

/** Reads a count: a byte below 240, or two or three bytes after 242 or 243, lowest first. */
function nextCount(next: () => number): number {
  const first = next();
  if (first < 240) return first;
  if (first === 242) return next() + next() * 256;
  return first === 243 ? next() + next() * 256 + next() * 65_536 : 0;
}

function firstAbove(ends: Float64Array, address: number): number {
  let low = 0;
  let high = ends.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((ends[middle] ?? 0) <= address) low = middle + 1;
    else high = middle;
  }
  return low;
}
