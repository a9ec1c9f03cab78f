/** The minimal sets of ingredients that make two answers equal. */
export interface CauseSearch {
  /** Each set holds positions of ingredients. No set contains another one. Sorted by size, then by position. */
  readonly sets: readonly (readonly number[])[];
  /** True if there is no further minimal set. False if the search ended at its limit; then every set is still verified and minimal. */
  readonly isComplete: boolean;
  /** The number of evaluations. */
  readonly tried: number;
}

/**
 * Finds all minimal sets of ingredients which make two answers equal when they are swapped. `isEqualWith` evaluates with a set swapped. All sets of
 * one ingredient are tried, then all of two, and so on, without supersets of what was found. At `maxTried` evaluations the search ends; if it found
 * nothing until then, one set is reduced from all ingredients: it is returned if no proper subset that lacks one ingredient is equal.
 */
export function findMinimalCauses(count: number, isEqualWith: (swapped: readonly number[]) => boolean, maxTried = 5_000): CauseSearch {
  const sets: number[][] = [];
  let tried = 0;
  for (let size = 1; size <= count; size += 1) {
    for (const candidate of combinations(count, size)) {
      if (sets.some((set) => set.every((position) => candidate.includes(position)))) continue;
      if (tried >= maxTried) {
        if (sets.length > 0) return { sets, isComplete: false, tried };
        const reduced = reducedFromAll(count, isEqualWith);
        return { sets: reduced === null ? [] : [reduced], isComplete: false, tried };
      }
      tried += 1;
      if (isEqualWith(candidate)) sets.push(candidate);
    }
  }
  return { sets, isComplete: true, tried };
}

/** Yields all ascending lists of `size` positions below `count`, in lexical order. */
function* combinations(count: number, size: number): Generator<number[]> {
  const positions = Array.from({ length: size }, (_, index) => index);
  while (true) {
    yield [...positions];
    let last = size - 1;
    while (last >= 0 && positions[last] === count - size + last) last -= 1;
    if (last < 0) return;
    positions[last] = (positions[last] ?? 0) + 1;
    for (let next = last + 1; next < size; next += 1) positions[next] = (positions[next - 1] ?? 0) + 1;
  }
}

/** Removes ingredients from the set of all, one at a time, while the answers stay equal. Null if they differ even with all swapped. */
function reducedFromAll(count: number, isEqualWith: (swapped: readonly number[]) => boolean): number[] | null {
  const all = Array.from({ length: count }, (_, index) => index);
  if (!isEqualWith(all)) return null;
  let set = all;
  for (let changed = true; changed; ) {
    changed = false;
    for (const position of set) {
      const smaller = set.filter((other) => other !== position);
      if (smaller.length === 0 || !isEqualWith(smaller)) continue;
      set = smaller;
      changed = true;
      break;
    }
  }
  return set;
}
