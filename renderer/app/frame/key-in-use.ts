import type { KeyInfo, KeyKind } from "#shared/domain/project/key-info.ts";

const mostCapableFirst: readonly KeyKind[] = ["server", "client", "unknown", "console"];

/** The key that calls go out with: the one chosen while it exists, else the project's most capable one. */
export function keyInUse(keys: readonly KeyInfo[], chosenId: string | null): KeyInfo | undefined {
  const chosen = keys.find(({ id }) => id === chosenId);
  if (chosen !== undefined) return chosen;
  return mostCapableFirst.flatMap((kind) => keys.filter((key) => key.kind === kind))[0];
}
