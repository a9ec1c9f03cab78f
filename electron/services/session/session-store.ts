import { type SessionSnapshot, SessionSnapshotSchema } from "#shared/domain/session-snapshot.ts";
import type { Log, Settings } from "../ports.ts";

const documentName = "session";

/** What the page had in hand, so that a reload or a restart loses nothing that was typed. */
export interface SessionStore {
  /** Null at the first run, and when what was kept cannot be read any more: the page then starts afresh. */
  load(): SessionSnapshot | null;
  /** Throws `StorageFailed`. */
  save(snapshot: SessionSnapshot): void;
}

export function createSessionStore({ settings, log }: { readonly settings: Settings; readonly log: Log }): SessionStore {
  return {
    load() {
      const kept = settings.read(documentName);
      if (kept === undefined) return null;
      const parsed = SessionSnapshotSchema.safeParse(kept);
      if (parsed.success) return parsed.data;
      log.warn("The kept session cannot be read by this version; the page starts afresh.", {
        fields: parsed.error.issues.map(({ path }) => path.join(".")),
      });
      return null;
    },
    save: (snapshot) => settings.write(documentName, snapshot),
  };
}
