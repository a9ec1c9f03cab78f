import type { Settings } from "#services/ports.ts";

/** Keeps settings in memory, for commands that store nothing. `documents` are there from the start, by name. */
export function createMemorySettings(documents: Readonly<Record<string, unknown>> = {}): Settings {
  const values = new Map(Object.entries(documents));
  return {
    read: (name) => values.get(name),
    write: (name, value) => void values.set(name, value),
    copyAside(name) {
      const copy = `${name}.damaged`;
      values.set(copy, values.get(name));
      return copy;
    },
  };
}
