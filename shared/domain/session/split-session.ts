import type { SessionSnapshot, WindowSession } from "./session-snapshot.ts";
import type { SharedSession } from "./shared-session.ts";

/** Returns the parts of a state: what its window has for itself, and what all windows share. */
export function splitSession(snapshot: SessionSnapshot): { readonly own: WindowSession; readonly shared: SharedSession } {
  const { savedDrafts, savedSearches, showsBackgroundRequests, isExplainingAsTyped, colourScheme, ...own } = snapshot;
  return { own, shared: { savedDrafts, savedSearches, showsBackgroundRequests, isExplainingAsTyped, colourScheme } };
}
