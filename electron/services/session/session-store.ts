import { type SessionSnapshot, SessionSnapshotSchema } from "#shared/domain/session/session-snapshot.ts";
import type { Log } from "../ports.ts";
import { openSettingsDocument, readAsWhole, type SettingsDocument, type SettingsDocumentParts } from "../storage/settings-document.ts";
import { createWriteBehind } from "../storage/write-behind.ts";

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
  const { log } = parts;
  let newest: SessionSnapshot | null = null;
  let opened: SettingsDocument<SessionSnapshot, SessionSnapshot | null> | null = null;
  const delayedWrite = createWriteBehind(() => open().write(newest), { pauseMs: writeIntervalMs });

  /** Opens the document when it is first used, because only a page has a session. */
  function open(): SettingsDocument<SessionSnapshot, SessionSnapshot | null> {
    opened ??= openSettingsDocument(parts, "session", readAsWhole(SessionSnapshotSchema));
    return opened;
  }

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
      flush();
      return newest ?? open().found?.value ?? null;
    },
    save(snapshot) {
      newest = snapshot;
      delayedWrite.markChanged();
    },
    close: () => void flush(),
  };
}
