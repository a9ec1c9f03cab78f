import { StorageFailed } from "#services/failures.ts";
import type { Settings } from "#services/ports.ts";

export interface MemorySettings extends Settings {
  /** Every document as text, by name. */
  texts(): ReadonlyMap<string, string>;
  /** While true, every write fails as it does on a full disk. */
  setFull(isFull: boolean): void;
}

/** Keeps documents as JSON text, so that a value that JSON cannot hold is not returned either. */
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
    copyAside(name) {
      const copy = `${name}.damaged`;
      texts.set(copy, texts.get(name) ?? "");
      return copy;
    },
    texts: () => texts,
    setFull(nowFull) {
      isFull = nowFull;
    },
  };
}
