/** Two independent 32-bit hashes (FNV-1a and a multiply-rotate): of a million IDs, two are taken for one with a probability of 1 in 30 million. `high` is never 0. */
export function hashUnit(text: string): { readonly low: number; readonly high: number } {
  let low = 0x811c9dc5;
  let high = 0x9747b28c ^ text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(((high << 13) | (high >>> 19)) ^ unit, 0x85ebca6b);
  }
  high = Math.imul(high ^ (high >>> 16), 0xc2b2ae35);
  return { low: low >>> 0, high: ((high ^ (high >>> 13)) | 1) >>> 0 };
}

const shardBits = 6;
/** The first shard grows when this share of it is full, the last one at almost twice that; so that each grows at another moment. */
const minLoad = 0.35;

/**
 * Numbers distinct units from 0 by their 64-bit hashes, in 12 bytes for each place: a million texts in a `Map` take ten times as much. Divided into shards
 * that grow one after the other, so that no growth blocks the thread for long.
 */
export class UnitIndex {
  readonly #shards = Array.from({ length: 1 << shardBits }, (_, at) => new Shard(minLoad * 2 ** (at / (1 << shardBits))));
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(text: string): void {
    const { low, high } = hashUnit(text);
    this.numberOf(low, high);
  }

  /** Returns the number of a unit, a new one for a new unit. `high` is never 0. */
  numberOf(low: number, high: number): number {
    const shard = this.#shards[low >>> (32 - shardBits)] as Shard; // as many as the bits can say
    const number = shard.numberOf(low, high, this.#count);
    if (number === this.#count) this.#count += 1;
    return number;
  }
}

class Shard {
  readonly #load: number;
  #low = new Uint32Array(64);
  #high = new Uint32Array(64);
  #numbers = new Uint32Array(64);
  #count = 0;

  constructor(load: number) {
    this.#load = load;
  }

  numberOf(low: number, high: number, next: number): number {
    const place = this.#placeOf(low, high);
    if (this.#high[place] !== 0) return this.#numbers[place] ?? 0;
    this.#low[place] = low;
    this.#high[place] = high;
    this.#numbers[place] = next;
    this.#count += 1;
    if (this.#count > this.#load * this.#low.length) this.#grow();
    return next;
  }

  #placeOf(low: number, high: number): number {
    const mask = this.#low.length - 1;
    let place = (low ^ (high >>> 7)) & mask;
    while (this.#high[place] !== 0 && (this.#low[place] !== low || this.#high[place] !== high)) place = (place + 1) & mask;
    return place;
  }

  #grow(): void {
    const [low, high, numbers] = [this.#low, this.#high, this.#numbers];
    this.#low = new Uint32Array(2 * low.length);
    this.#high = new Uint32Array(2 * low.length);
    this.#numbers = new Uint32Array(2 * low.length);
    for (let at = 0; at < low.length; at += 1) {
      if (high[at] === 0) continue;
      const place = this.#placeOf(low[at] ?? 0, high[at] ?? 0);
      this.#low[place] = low[at] ?? 0;
      this.#high[place] = high[at] ?? 0;
      this.#numbers[place] = numbers[at] ?? 0;
    }
  }
}

/** A set of numbered units, one bit each. */
export class UnitSet {
  #bits = new Uint8Array(128);
  #count = 0;

  get count(): number {
    return this.#count;
  }

  add(unit: number): void {
    const byte = unit >>> 3;
    if (byte >= this.#bits.length) {
      const larger = new Uint8Array(Math.max(2 * this.#bits.length, byte + 1));
      larger.set(this.#bits);
      this.#bits = larger;
    }
    const bit = 1 << (unit & 7);
    const before = this.#bits[byte] ?? 0;
    if ((before & bit) !== 0) return;
    this.#bits[byte] = before | bit;
    this.#count += 1;
  }
}
