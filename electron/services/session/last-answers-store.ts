import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { type LastAnswers, LastAnswersSchema, withoutEverything, withoutPrivateValues } from "#shared/domain/session/last-answers.ts";
import type { OpenedWindow } from "#shared/domain/session/window-id.ts";
import type { Log } from "../ports.ts";
import {
  openSettingsDocument,
  type Reading,
  readAsWhole,
  type SettingsDocument,
  type SettingsDocumentParts,
} from "../storage/settings-document.ts";
import { createWriteBehind } from "../storage/write-behind.ts";
import { findEntry, maxWindows, readWindows, type WindowEntries, windowWithoutId, withEntry } from "./window-entries.ts";

const writeIntervalMs = 500;

/** Stores the last answers of each window with their requests, so that a reload or a restart loses none. The file has no private attributes; the memory, for a reload, does. The history has every exchange. */
export interface LastAnswersStore {
  /** Returns the answers that this window saved last or, if it is opened for the first time, those of the window that it is a copy of; null without any. */
  load(opened: OpenedWindow): LastAnswers | null;
  /** Keeps the answers in memory at once and writes them to disk soon. A failure is only logged: the answers are in the history too. */
  save(saved: { readonly windowId: string; readonly answers: LastAnswers }): void;
  close(): void;
}

interface StoredAnswers {
  readonly windows: WindowEntries<LastAnswers>;
}

export function createLastAnswersStore(parts: SettingsDocumentParts & { readonly log: Log; readonly limit?: number }): LastAnswersStore {
  const { log, limit = maxWindows } = parts;
  let newest: WindowEntries<LastAnswers> | null = null;
  let opened: SettingsDocument<StoredAnswers, StoredAnswers> | null = null;
  const delayedWrite = createWriteBehind(() => tryTo("stored", () => open().write({ windows: asWritten(stored()) })), {
    pauseMs: writeIntervalMs,
  });

  /** Opens the document when it is first used, because only a page has answers. */
  function open(): SettingsDocument<StoredAnswers, StoredAnswers> {
    opened ??= openSettingsDocument(parts, "answers", readAnswers);
    return opened;
  }

  function stored(): WindowEntries<LastAnswers> {
    newest ??= tryTo("read", () => open().found?.value.windows ?? []) ?? [];
    return newest;
  }

  function tryTo<T>(done: string, act: () => T): T | null {
    try {
      return act();
    } catch (failure) {
      log.warn(`The last answers could not be ${done}.`, { failure: String(failure) });
      return null;
    }
  }

  function save({ windowId, answers }: { readonly windowId: string; readonly answers: LastAnswers }): void {
    newest = withEntry(stored(), { windowId, content: answers }, limit);
    delayedWrite.markChanged();
  }

  return {
    save,
    load(window) {
      const found = findEntry(stored(), window);
      if (found === undefined) return null;
      if (found.windowId !== window.windowId) save({ windowId: window.windowId, answers: found.content });
      return found.content;
    },
    close: () => delayedWrite.flush(),
  };
}

/** Of everything, only the answers of the window that was kept last are written: each write has the whole file. */
function asWritten(windows: WindowEntries<LastAnswers>): WindowEntries<LastAnswers> {
  return windows.map(({ windowId, content }, at) => ({
    windowId,
    content: withoutPrivateValues(at === 0 ? content : withoutEverything(content)),
  }));
}

function readAnswers(raw: unknown): Reading<StoredAnswers> | null {
  // A document is JSON.
  const document = raw as JsonValue;
  if (isJsonObject(document) && document.windows !== undefined) {
    const { value, ...reading } = readWindows(document, LastAnswersSchema);
    return { ...reading, isWhole: reading.isWhole && Array.isArray(document.windows), value: { windows: value } };
  }
  // One page had answers, in whichever window.
  const whole = readAsWhole(LastAnswersSchema)(raw);
  return whole && { ...whole, value: { windows: [{ windowId: windowWithoutId, content: whole.value }] } };
}
