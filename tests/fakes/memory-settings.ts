import { StorageFailed } from "#services/failures.ts";
import type { Settings } from "#services/ports.ts";

export interface MemorySettings extends Settings {
  /** Every document as the text that a disk would hold, by name. */
  texts(): ReadonlyMap<string, string>;
  /** From now on every write fails as it does on a full disk, until called with false. */
  setFull(isFull: boolean): void;
}

/** Keeps documents as JSON text, so that what cannot be written as JSON does not come back either. */
export function createMemorySettings(documents: Readonly<Record<string, unknown>> = {}): MemorySettings {
  const texts = new Map(Object.entries(documents).map(([name, value]) => [name, JSON.stringify(value)]));
  let isFull = false;
  return {
    read(name) {
      const text = texts.get(name);
      return text === undefined ? undefined : JSON.parse(text);
    },
    write(name, value) {
      if (isFull) throw new StorageFailed("ENOSPC", `memory:${name}`, "The disk is full.");
      texts.set(name, JSON.stringify(value));
    },
    texts: () => texts,
    setFull(nowFull) {
      isFull = nowFull;
    },
  };
}
