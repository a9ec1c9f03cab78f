import type { KeyInfo, KeyKind } from "./key-info.ts";

/**
 * Lists for each use the kinds of keys that can be sent, the preferred kind first (statsig-http.md §1). Keys of unknown kind are sent where a
 * proxy or a local server may accept them.
 */
const keyKindsByUse = {
  /** Evaluates names: check_gate, get_config, get_layer and get_ranked_list. */
  check: ["server", "client", "unknown"],
  /** Gets all values of a user: by one initialize call with a client key, by checks in batches with a server secret. */
  everything: ["client", "server", "unknown"],
  /** Calls initialize, to compare its answer with others or to find out whether a name exists. */
  initialize: ["client"],
  /** Writes events and exposures: log_event and log_custom_exposure. */
  log_events: ["server", "client", "unknown"],
  /** Reads definitions and ID lists. */
  definitions: ["server"],
  /** Reads the Console API: rule names, overrides, versions. */
  console: ["console"],
  /** Shows a key in the top bar while none is selected. */
  display: ["server", "client", "unknown", "console"],
} as const satisfies Record<string, readonly [KeyKind, ...KeyKind[]]>;

export type KeyUse = keyof typeof keyKindsByUse;

export function canUseKey(kind: KeyKind, use: KeyUse): boolean {
  return keyKindsFor(use).includes(kind);
}

/** Returns the kinds of keys for a use, the preferred kind first. */
export function keyKindsFor(use: KeyUse): readonly [KeyKind, ...KeyKind[]] {
  return keyKindsByUse[use];
}

/** Returns the key that is sent while none is selected: the first one of the most preferred kind. */
export function findKeyFor(use: KeyUse, keys: readonly KeyInfo[]): KeyInfo | undefined {
  return keyKindsFor(use).flatMap((kind) => keys.filter((key) => key.kind === kind))[0];
}
