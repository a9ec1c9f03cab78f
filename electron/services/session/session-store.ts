import { type SessionSnapshot, SessionSnapshotSchema } from "#shared/domain/session/session-snapshot.ts";
import type { Log } from "../ports.ts";
import { type SettingsDocumentParts, setDocumentAside } from "../storage/settings-document.ts";
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

export function createSessionStore(parts: SettingsDocumentParts & { readonly log: Log }): SessionStore {
  const { settings, log } = parts;
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
      if (stored === undefined || stored === null) return null;
      const parsed = SessionSnapshotSchema.safeParse(stored);
      if (parsed.success) return parsed.data;
      setDocumentAside(parts, documentName, null);
      return null;
    },
    save(snapshot) {
      newest = snapshot;
      delayedWrite.markChanged();
    },
    close: () => void flush(),
  };
}
