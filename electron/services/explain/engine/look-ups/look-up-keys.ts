/** A name that rules look up, with a unique number, so that a user's values can be cached in arrays. */
export interface FieldKey {
  readonly index: number;
  readonly name: string;
  readonly lower: string;
}

export type UnitKey = FieldKey;

/** A hash of a unit: the text before the unit's ID, and the number of buckets. */
export interface BucketKey {
  readonly index: number;
  readonly prefix: string;
  readonly unit: UnitKey;
  readonly places: 1_000 | 10_000;
}

/** Creates one key per name. */
export class LookUpKeys {
  readonly fields: FieldKey[] = [];
  readonly units: UnitKey[] = [];
  readonly buckets: BucketKey[] = [];
  readonly #fieldsByName = new Map<string, FieldKey>();
  readonly #unitsByName = new Map<string, UnitKey>();
  readonly #bucketsByName = new Map<string, BucketKey>();

  field(name: string): FieldKey {
    return keyFor(name, this.#fieldsByName, this.fields);
  }

  unit(idType: string): UnitKey {
    return keyFor(idType, this.#unitsByName, this.units);
  }

  bucket(prefix: string, idType: string, places: 1_000 | 10_000): BucketKey {
    const name = JSON.stringify([prefix, idType, places]);
    const known = this.#bucketsByName.get(name);
    if (known !== undefined) return known;
    const key = { index: this.buckets.length, prefix, unit: this.unit(idType), places };
    this.buckets.push(key);
    this.#bucketsByName.set(name, key);
    return key;
  }
}

function keyFor(name: string, byName: Map<string, FieldKey>, keys: FieldKey[]): FieldKey {
  const known = byName.get(name);
  if (known !== undefined) return known;
  const key = { index: keys.length, name, lower: name.toLowerCase() };
  keys.push(key);
  byName.set(name, key);
  return key;
}
