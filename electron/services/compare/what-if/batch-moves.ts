import type { EntityMoves, MovedUser, RulePlaces } from "#shared/domain/comparison/what-if.ts";

/** What a batch of users adds to the counts. */
export interface BatchMoves {
  readonly users: number;
  readonly changed: number;
  readonly undecided: number;
  readonly entities: EntityMoves[];
  readonly rows: MovedUser[];
  readonly places: RulePlaces[];
  /** For each changed entity of a user, by names: how many users change because of that set. */
  readonly changedNames: { readonly names: readonly string[]; readonly users: number }[];
}

/** Adds the counts of the next batch. */
export function addMoves(sum: BatchMoves, next: BatchMoves, maxRows: number): BatchMoves {
  return {
    users: sum.users + next.users,
    changed: sum.changed + next.changed,
    undecided: sum.undecided + next.undecided,
    entities: sum.entities.map((entity, at) => {
      const other = next.entities[at];
      if (other === undefined) return entity;
      return {
        ...entity,
        changed: entity.changed + other.changed,
        undecided: entity.undecided + other.undecided,
        before: addCounts(entity.before, other.before, ({ label }) => label),
        after: addCounts(entity.after, other.after, ({ label }) => label),
        moves: addCounts(entity.moves, other.moves, ({ from, to }) => `${from}\n${to}`),
      };
    }),
    rows: [...sum.rows, ...next.rows].slice(0, maxRows),
    places: addPlaces(sum.places, next.places),
    changedNames: addCounts(sum.changedNames, next.changedNames, ({ names }) => names.join("\n")),
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
