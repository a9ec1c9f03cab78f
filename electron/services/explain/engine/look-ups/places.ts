/** One hash of a unit: the text before the unit's ID, the unit, and the number of places. */
export interface PlaceKey {
  readonly prefix: string;
  readonly idType: string;
  readonly of: 1_000 | 10_000;
}

/** Places of units that replace those that their IDs hash to, for users whose IDs are replaced; or a record of those that an evaluation uses. */
export interface Places {
  /** Returns the place for a hash. `hashed` computes the one of the ID. */
  placeOf(key: PlaceKey, hashed: () => number): number;
}
