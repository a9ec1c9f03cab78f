import type { SharedSession } from "#shared/domain/session/shared-session.ts";

type SharedChange = Partial<SharedSession>;

/** Keeps what all windows share the same here and in the core. */
export interface SharedKeeper {
  /** Sends the parts that were changed in this window. */
  take(shared: SharedSession): void;
  /** Takes the parts over that another window changed; those that are still being sent stay. */
  receive(shared: SharedSession): void;
  /** Sends what could not be saved again, after a reconnect. */
  retry(): void;
}

export function createSharedKeeper(parts: {
  readonly opened: SharedSession;
  readonly save: (change: SharedChange) => Promise<unknown>;
  /** Puts the parts on the page. */
  readonly show: (change: SharedChange) => void;
  /** Receives the error of a failed save, or null after a successful one. */
  readonly onFailure: (failure: unknown) => void;
}): SharedKeeper {
  const { opened, save, show, onFailure } = parts;
  /** The parts as this page and the core have them. */
  let known = opened;
  /** What was changed here and is not saved yet. */
  let unsaved: SharedChange = {};

  function send(change: SharedChange): void {
    if (Object.keys(change).length === 0) return;
    save(change).then(() => {
      unsaved = differing(unsaved, change);
      onFailure(null);
    }, onFailure);
  }

  return {
    take(shared) {
      const change = differing(shared, known);
      known = shared;
      unsaved = { ...unsaved, ...change };
      send(change);
    },
    receive(shared) {
      const wanted = { ...shared, ...unsaved };
      const change = differing(wanted, known);
      // First, so that it is not sent back as a change of this window.
      known = { ...known, ...change };
      if (Object.keys(change).length > 0) show(change);
    },
    retry: () => send(unsaved),
  };
}

/** Returns the parts that differ by reference: a part is replaced when it changes. */
function differing(parts: SharedChange, from: SharedChange): SharedChange {
  const names = Object.keys(parts) as (keyof SharedChange)[];
  return Object.fromEntries(names.filter((name) => parts[name] !== from[name]).map((name) => [name, parts[name]]));
}
