import { type SessionSnapshot, SessionSnapshotSchema } from "#shared/domain/session/session-snapshot.ts";
import type { Log, Settings } from "../ports.ts";
import { createWriteBehind } from "../storage/write-behind.ts";

const documentName = "session";
/** The page hands over every key that is typed; a kill takes no more than what came in so long a time. */
const restMs = 100;

/** What the page had in hand, so that a reload or a restart loses nothing that was typed. */
export interface SessionStore {
  /** Null at the first run, and when what was kept cannot be read any more: the page then starts afresh. */
  load(): SessionSnapshot | null;
  /** Takes it at once and has it on disk soon. Throws `StorageFailed`, also for the one before. */
  save(snapshot: SessionSnapshot): void;
  /** Has the last one on disk. */
  close(): void;
}

export function createSessionStore({ settings, log }: { readonly settings: Settings; readonly log: Log }): SessionStore {
  let newest: SessionSnapshot | null = null;
  const behind = createWriteBehind(() => settings.write(documentName, newest), { restMs });

  /** Whether the disk has the last one. */
  function isOnDisk(): boolean {
    try {
      behind.flush();
      return true;
    } catch (failure) {
      log.error("What is in hand could not be kept.", { failure: String(failure) });
      return false;
    }
  }

  return {
    load() {
      if (!isOnDisk()) return newest;
      const kept = settings.read(documentName);
      if (kept === undefined) return null;
      const parsed = SessionSnapshotSchema.safeParse(kept);
      if (parsed.success) return parsed.data;
      log.warn("The kept session cannot be read by this version; the page starts afresh.", {
        fields: parsed.error.issues.map(({ path }) => path.join(".")),
      });
      return null;
    },
    save(snapshot) {
      newest = snapshot;
      behind.note();
    },
    close: () => void isOnDisk(),
  };
}
