import type { CohortGroup } from "#shared/domain/cohort/cohort.ts";
import type { RowPlaces } from "./row-window.ts";

export const rowHeightPx = 26;
const groupHeightPx = 32;

/** One line of the table: a group, or a user of a group or of all users. */
export type Line = { readonly is: "group"; readonly group: number } | { readonly is: "user"; readonly group: number; readonly at: number };

export function userPlaces(count: number): RowPlaces {
  return {
    count,
    totalPx: count * rowHeightPx,
    startOf: (index) => index * rowHeightPx,
    indexAt: (px) => Math.floor(px / rowHeightPx),
  };
}

/** The lines of groups and of the users of those that are unfolded. */
export function linesOf(
  groups: readonly Pick<CohortGroup, "users">[],
  unfolded: ReadonlySet<number>,
): RowPlaces & { at(index: number): Line } {
  const starts: number[] = [];
  const startsPx: number[] = [];
  let count = 0;
  let totalPx = 0;
  for (const [at, group] of groups.entries()) {
    starts.push(count);
    startsPx.push(totalPx);
    const users = unfolded.has(at) ? group.users : 0;
    count += 1 + users;
    totalPx += groupHeightPx + users * rowHeightPx;
  }
  const groupOf = (index: number) => starts.findLastIndex((start) => start <= index);
  return {
    count,
    totalPx,
    at(index) {
      const group = groupOf(index);
      const within = index - (starts[group] ?? 0);
      return within === 0 ? { is: "group", group } : { is: "user", group, at: within - 1 };
    },
    startOf(index) {
      if (index >= count) return totalPx;
      const group = groupOf(index);
      const within = index - (starts[group] ?? 0);
      return (startsPx[group] ?? 0) + (within === 0 ? 0 : groupHeightPx + (within - 1) * rowHeightPx);
    },
    indexAt(px) {
      const group = startsPx.findLastIndex((start) => start <= px);
      const withinPx = px - (startsPx[group] ?? 0);
      return (starts[group] ?? 0) + (withinPx < groupHeightPx ? 0 : 1 + Math.floor((withinPx - groupHeightPx) / rowHeightPx));
    },
  };
}
