import type { KeyInfo } from "#shared/domain/project/key-info.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";

/** Returns the key that the top bar shows as in use: the selected key while it exists, else the project's preferred one. */
export function keyInUse(keys: readonly KeyInfo[], selectedId: string | null): KeyInfo | undefined {
  return keys.find(({ id }) => id === selectedId) ?? findKeyFor("display", keys);
}
