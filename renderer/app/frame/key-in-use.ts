import type { KeyInfo } from "#shared/domain/project/key-info.ts";
import { findKeyFor, type KeyUse } from "#shared/domain/project/key-use.ts";
import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";

/**
 * Returns the key that the top bar shows: the selected one while it exists, else the one that the core chooses for what this screen sends. If no key can be
 * used for that, the one to show for display.
 */
export function keyInUse(keys: readonly KeyInfo[], selectedId: string | null, use: KeyUse): KeyInfo | undefined {
  return keys.find(({ id }) => id === selectedId) ?? findKeyFor(use, keys) ?? findKeyFor("display", keys);
}

/** Returns what the shown screen uses a key for. */
export function keyUseOf({ screen, inspectTab }: Pick<SessionSnapshot, "screen" | "inspectTab">): KeyUse {
  if (screen.startsWith("events")) return "log_events";
  return screen === "inspect" && inspectTab === "everything" ? "everything" : "check";
}

/** Says what the shown key is used for, for people who see another key on another tab. */
export const keyUseLabels: Readonly<Partial<Record<KeyUse, string>>> = {
  check: "for checks",
  everything: "for Everything",
  log_events: "for events and exposures",
};
