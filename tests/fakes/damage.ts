import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";

/** A source of repeatable random numbers below a limit. */
export type Random = (below: number) => number;

/** Creates a random source from a seed (mulberry32). */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return (below) => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296) * below);
  };
}

const pageSize = 8192;

type Change = (bytes: Buffer, random: Random) => Buffer;

function onPages(change: (bytes: Buffer, random: Random, pages: number) => void): Change {
  return (bytes, random) => {
    change(bytes, random, Math.max(1, Math.floor(bytes.length / pageSize)));
    return bytes;
  };
}

const changes: Readonly<Record<string, Change>> = {
  cut: (bytes, random) => bytes.subarray(0, random(bytes.length)),
  "cut at a page": (bytes, random) => bytes.subarray(0, random(Math.ceil(bytes.length / pageSize)) * pageSize),
  empty: () => Buffer.alloc(0),
  "one flipped bit": (bytes, random) => flip(bytes, random, 1),
  "flipped bits": (bytes, random) => flip(bytes, random, 2 + random(200)),
  "flipped bits at the start": (bytes, random) =>
    Buffer.concat([flip(Buffer.from(bytes.subarray(0, 200)), random, 1 + random(20)), bytes.subarray(200)]),
  "zeroed page": onPages((bytes, random, pages) => {
    const at = random(pages) * pageSize;
    bytes.fill(0, at, Math.min(at + pageSize, bytes.length));
  }),
  "random page": onPages((bytes, random, pages) => fillRandomly(bytes, random, random(pages) * pageSize, pageSize)),
  "swapped pages": onPages((bytes, random, pages) => {
    const [a, b] = [random(pages) * pageSize, random(pages) * pageSize];
    const first = Buffer.from(bytes.subarray(a, a + pageSize));
    bytes.copy(bytes, a, b, b + pageSize);
    first.copy(bytes, b);
  }),
  "repeated page": onPages((bytes, random, pages) => {
    const from = random(pages) * pageSize;
    bytes.copy(bytes, random(pages) * pageSize, from, from + pageSize);
  }),
  "random bytes": (bytes, random) => {
    fillRandomly(bytes, random, random(bytes.length), 1 + random(4000));
    return bytes;
  },
  "random file": (bytes, random) => {
    fillRandomly(bytes, random, 0, bytes.length);
    return bytes;
  },
  "appended bytes": (bytes, random) => Buffer.concat([bytes, Buffer.alloc(1 + random(20_000), random(256))]),
  "another type": (_bytes, random) =>
    Buffer.from(["{}", "null", "%PDF-1.7\n", "PK\u0003\u0004", "<html></html>", "\u0000"][random(6)] ?? ""),
};

const replacements: Readonly<Record<string, (path: string) => void>> = {
  folder: (path) => mkdirSync(path),
  "link to nothing": (path) => symlinkSync("nowhere", path),
  "link to a file": (path) => {
    writeFileSync(`${path}.target`, "");
    symlinkSync(`${path}.target`, path);
  },
  pipe: (path) => execFileSync("mkfifo", [path]),
};

/** A link to a file is no damage of a file itself: it is used as that file is. */
export const damageKinds = [...Object.keys(changes), ...Object.keys(replacements).filter((kind) => kind !== "link to a file")];

/** Damages a file in one of `damageKinds`. */
export function damageFile(path: string, kind: string, random: Random): void {
  const change = changes[kind];
  if (change === undefined) {
    rmSync(path, { force: true });
    replacements[kind]?.(path);
  } else writeFileSync(path, change(readFileSync(path), random));
}

function flip(bytes: Buffer, random: Random, bits: number): Buffer {
  for (let bit = 0; bit < bits && bytes.length > 0; bit += 1) {
    const at = random(bytes.length);
    bytes[at] = (bytes[at] ?? 0) ^ (1 << random(8));
  }
  return bytes;
}

function fillRandomly(bytes: Buffer, random: Random, start: number, length: number): void {
  for (let at = start; at < Math.min(bytes.length, start + length); at += 1) bytes[at] = random(256);
}
