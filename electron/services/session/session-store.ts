import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type WindowSession, WindowSessionSchema } from "#shared/domain/session/session-snapshot.ts";
import { type SharedChange, type SharedSession, SharedSessionSchema, withSharedChange } from "#shared/domain/session/shared-session.ts";
import type { OpenedWindow } from "#shared/domain/session/window-id.ts";
import { withoutProject } from "#shared/domain/session/without-project.ts";
import type { Log } from "../ports.ts";
import { openSettingsDocument, type Reading, type SettingsDocument, type SettingsDocumentParts } from "../storage/settings-document.ts";
import { createWriteBehind } from "../storage/write-behind.ts";
import { findEntry, maxWindows, readWindows, type WindowEntries, windowWithoutId, withEntry } from "./window-entries.ts";

/** The page saves after every keystroke. If the process is killed, at most the changes of this time are lost. */
const writeIntervalMs = 100;

/**
 * Stores the state of each window, so that a reload or a restart loses nothing that was typed, and no window changes what was typed in another. Windows share some
 * parts.
 */
export interface SessionStore {
  /**
   * Returns the state of a window. One that is opened for the first time begins as the one that it is a copy of, or else as the one that was saved last; `from` names
   * the window whose state it is. `own` is null on the first run, or if nothing can be read.
   */
  load(opened: OpenedWindow): { readonly own: WindowSession | null; readonly from: string | null; readonly shared: SharedSession | null };
  /** Keeps the state of a window in memory at once and writes it to disk soon. Throws `StorageFailed`, also if the previous write failed. */
  save(saved: { readonly windowId: string; readonly session: WindowSession }): void;
  /** Returns what all windows share; null on the first run, or if it cannot be read. */
  loadShared(): SharedSession | null;
  /** Changes parts of what all windows share, as `save` does. */
  saveShared(change: SharedChange): void;
  /** Removes what windows keep for a project that was removed. */
  forgetProject(projectId: string): void;
  /** Writes the newest state to disk. */
  close(): void;
}

interface StoredSessions {
  readonly shared: SharedSession | null;
  readonly windows: WindowEntries<WindowSession>;
}

const nothing: StoredSessions = { shared: null, windows: [] };

export function createSessionStore(
  parts: SettingsDocumentParts & {
    readonly log: Log;
    /** The number of windows that are kept; a host with one window keeps that one. */
    readonly limit?: number;
    /** Called after each change of what all windows share. */
    readonly onSharedChange?: () => void;
  },
): SessionStore {
  const { log, limit = maxWindows } = parts;
  let newest: StoredSessions | null = null;
  let opened: SettingsDocument<StoredSessions, StoredSessions> | null = null;
  const delayedWrite = createWriteBehind(() => open().write(stored()), { pauseMs: writeIntervalMs });

  /** Opens the document when it is first used, because only a page has a session. */
  function open(): SettingsDocument<StoredSessions, StoredSessions> {
    opened ??= openSettingsDocument(parts, "session", readSessions);
    return opened;
  }

  function stored(): StoredSessions {
    newest ??= open().found?.value ?? nothing;
    return newest;
  }

  function change(next: StoredSessions): void {
    newest = next;
    delayedWrite.markChanged();
  }

  /** Returns false, and logs, if the session could not be written. */
  function tryTo(write: () => void): boolean {
    try {
      write();
      return true;
    } catch (failure) {
      log.error("The session could not be stored.", { failure: String(failure) });
      return false;
    }
  }

  return {
    load(window) {
      tryTo(delayedWrite.flush);
      const { shared, windows } = stored();
      const found = findEntry(windows, window) ?? windows[0];
      if (found === undefined) return { own: null, from: null, shared };
      const { windowId: from, content } = found;
      // A new window keeps its own copy from the begin: what is typed in the other one is not its own.
      if (from !== window.windowId)
        tryTo(() => change({ shared, windows: withEntry(windows, { windowId: window.windowId, content }, limit) }));
      return { own: content, from, shared };
    },
    save({ windowId, session }) {
      const { shared, windows } = stored();
      change({ shared, windows: withEntry(windows, { windowId, content: session }, limit) });
    },
    loadShared: () => stored().shared,
    saveShared(changed) {
      const { shared, windows } = stored();
      change({ shared: withSharedChange(shared, changed), windows });
      parts.onSharedChange?.();
    },
    forgetProject(projectId) {
      const { shared, windows } = stored();
      const left = windows.map(({ windowId, content }) => ({ windowId, content: withoutProject(content, projectId) }));
      tryTo(() => change({ shared, windows: left }));
    },
    close: () => void tryTo(delayedWrite.flush),
  };
}

function readSessions(raw: unknown): Reading<StoredSessions> | null {
  // A document is JSON.
  const document = raw as JsonValue;
  if (!isJsonObject(document)) return null;
  const shared = SharedSessionSchema.safeParse(document.windows === undefined ? document : document.shared);
  if (document.windows === undefined) {
    // One session was kept, for whichever window.
    const own = WindowSessionSchema.safeParse(document);
    if (!own.success || !shared.success) return null;
    const value = { shared: shared.data, windows: [{ windowId: windowWithoutId, content: own.data }] };
    return { value, isWhole: true, readable: document, kept: 1, lost: 0 };
  }
  const usable = { ...document, shared: shared.data ?? null };
  const windows = readWindows(usable, WindowSessionSchema);
  const isWhole = windows.isWhole && Array.isArray(document.windows) && (shared.success || document.shared === null);
  return { ...windows, value: { shared: usable.shared, windows: windows.value }, isWhole };
}
