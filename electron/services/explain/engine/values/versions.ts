import { readWhole, trimBlanks } from "./texts.ts";

/**
 * Compares two versions part by part, up to the first difference (statsig-evaluation.md §7.5). Returns a negative number, zero or a
 * positive number as for sorting, and null if a part that is needed is no integer. Ignores everything after the first `-`.
 */
export function compareVersions(left: string, right: string): number | null {
  const leftParts = partsOf(left);
  const rightParts = partsOf(right);
  for (let place = 0; place < Math.max(leftParts.length, rightParts.length); place += 1) {
    const leftNumber = numberAt(leftParts, place);
    const rightNumber = leftNumber === null ? null : numberAt(rightParts, place);
    if (leftNumber === null || rightNumber === null) return null;
    if (leftNumber < rightNumber) return -1;
    if (leftNumber > rightNumber) return 1;
  }
  return 0;
}

/** True if every part is an integer. */
export function isVersion(version: string): boolean {
  const parts = partsOf(version);
  return parts.every((_, place) => numberAt(parts, place) !== null);
}

function partsOf(version: string): string[] {
  const dash = version.indexOf("-");
  return (dash === -1 ? version : version.slice(0, dash)).split(".");
}

/** Returns the number at a place; a missing part is zero. Null if the part is no integer. */
function numberAt(parts: readonly string[], place: number): number | bigint | null {
  const part = parts[place];
  return part === undefined ? 0 : readWhole(trimBlanks(part), 128);
}
