import type { MovedUser, RulePlaces } from "#shared/domain/comparison/what-if.ts";
import type { EntityTally } from "./counted-answer.ts";

/** So many users are listed for each edit alone. */
export const maxListedOfEdit = 200;

/** Who gets another answer with some edits. */
export interface Tally {
  readonly changed: number;
  readonly undecided: number;
  /** Of those who change: users who get only other groups or experiments, with the same values. */
  readonly sameValues: number;
  readonly entities: EntityTally[];
  readonly rows: MovedUser[];
  readonly places: RulePlaces[];
}

/** What a batch of users adds to the counts. */
export interface BatchMoves extends Tally {
  readonly users: number;
  /** For each edit that is counted alone. */
  readonly alone: Tally[];
  /** Users who change with all edits, and with none of them alone. */
  readonly onlyTogether: number;
}

/** Adds the counts of the next batch. */
export function addMoves(sum: BatchMoves, next: BatchMoves, maxRows: number): BatchMoves {
  return {
    ...addTally(sum, next, maxRows),
    users: sum.users + next.users,
    alone: sum.alone.map((tally, at) => addTally(tally, next.alone[at], maxListedOfEdit)),
    onlyTogether: sum.onlyTogether + next.onlyTogether,
  };
}

function addTally(sum: Tally, next: Tally | undefined, maxRows: number): Tally {
  if (next === undefined) return sum;
  return {
    changed: sum.changed + next.changed,
    undecided: sum.undecided + next.undecided,
    sameValues: sum.sameValues + next.sameValues,
    entities: sum.entities.map((entity, at) => {
      const other = next.entities[at];
      if (other === undefined) return entity;
      return {
        ...entity,
        changed: entity.changed + other.changed,
        undecided: entity.undecided + other.undecided,
        sameValue: entity.sameValue + other.sameValue,
        before: addCounts(entity.before, other.before, ({ key }) => key),
        after: addCounts(entity.after, other.after, ({ key }) => key),
        moves: addCounts(entity.moves, other.moves, ({ from, to }) => `${from}\n${to}`),
      };
    }),
    rows: [...sum.rows, ...next.rows].slice(0, maxRows),
    places: addPlaces(sum.places, next.places),
  };
}

function addCounts<Entry extends { readonly users: number }>(
  one: readonly Entry[],
  other: readonly Entry[],
  keyOf: (entry: Entry) => string,
): Entry[] {
  const sums = new Map(one.map((entry) => [keyOf(entry), entry]));
  for (const entry of other) {
    const known = sums.get(keyOf(entry));
    sums.set(keyOf(entry), known === undefined ? entry : { ...known, users: known.users + entry.users });
  }
  return [...sums.values()].toSorted((a, b) => b.users - a.users);
}

function addPlaces(one: readonly RulePlaces[], other: readonly RulePlaces[]): RulePlaces[] {
  const keyOf = ({ rule }: RulePlaces) => `${rule.nth} ${rule.id}`;
  const sums = new Map(one.map((each) => [keyOf(each), each]));
  for (const each of other) {
    const known = sums.get(keyOf(each));
    const sum = known === undefined ? each : { ...known, places: known.places.map((count, at) => count + (each.places[at] ?? 0)) };
    sums.set(keyOf(each), sum);
  }
  return [...sums.values()];
}
