import { type SessionSnapshot, SessionSnapshotSchema } from "#shared/domain/session/session-snapshot.ts";
import type { Log, Settings } from "../ports.ts";
import { createWriteBehind } from "../storage/write-behind.ts";

const documentName = "session";
/** The page saves after every keystroke. If the process is killed, at most the changes of this time are lost. */
const writeIntervalMs = 100;

/** Stores the state of the page, so that a reload or a restart loses nothing that was typed. */
export interface SessionStore {
  /** Returns the state that was saved last; null on the first run, or if it cannot be read. */
  load(): SessionSnapshot | null;
  /** Keeps the state in memory at once and writes it to disk soon. Throws `StorageFailed`, also if the previous write failed. */
  save(snapshot: SessionSnapshot): void;
  /** Writes the newest state to disk. */
  close(): void;
}

export function createSessionStore({ settings, log }: { readonly settings: Settings; readonly log: Log }): SessionStore {
  let newest: SessionSnapshot | null = null;
  const delayedWrite = createWriteBehind(() => settings.write(documentName, newest), { pauseMs: writeIntervalMs });

  /** Writes the newest state. Returns false, and logs, if that failed. */
  function flush(): boolean {
    try {
      delayedWrite.flush();
      return true;
    } catch (failure) {
      log.error("The session could not be stored.", { failure: String(failure) });
      return false;
    }
  }

  return {
    load() {
      if (!flush()) return newest;
      const stored = settings.read(documentName);
      if (stored === undefined) return null;
      const parsed = SessionSnapshotSchema.safeParse(stored);
      if (parsed.success) return parsed.data;
      log.warn("The stored session cannot be read by this version; the page starts with a new one.", {
        fields: parsed.error.issues.map(({ path }) => path.join(".")),
      });
      return null;
    },
    save(snapshot) {
      newest = snapshot;
      delayedWrite.markChanged();
    },
    close: () => void flush(),
  };
}
