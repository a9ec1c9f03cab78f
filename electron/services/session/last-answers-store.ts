import { type LastAnswers, LastAnswersSchema, withoutPrivateValues } from "#shared/domain/session/last-answers.ts";
import type { Log } from "../ports.ts";
import { type SettingsDocumentParts, setDocumentAside } from "../storage/settings-document.ts";
import { createWriteBehind } from "../storage/write-behind.ts";

const documentName = "answers";
const writeIntervalMs = 500;

/** Stores the last answers with their requests, so that a reload or a restart loses none. The file has no private attributes; the memory, for a reload, does. They are those of the page; the history has every exchange. */
export interface LastAnswersStore {
  /** Returns the answers that were saved last; null on the first run, or if they cannot be read. */
  load(): LastAnswers | null;
  /** Keeps the answers in memory at once and writes them to disk soon. A failure is only logged: the answers are in the history too. */
  save(answers: LastAnswers): void;
  close(): void;
}

export function createLastAnswersStore(parts: SettingsDocumentParts & { readonly log: Log }): LastAnswersStore {
  const { settings, log } = parts;
  let newest: LastAnswers | null = null;
  const delayedWrite = createWriteBehind(() => tryToWrite(), { pauseMs: writeIntervalMs });

  function tryToWrite(): void {
    try {
      settings.write(documentName, newest && withoutPrivateValues(newest));
    } catch (failure) {
      log.warn("The last answers could not be stored.", { failure: String(failure) });
    }
  }

  function setAside(): void {
    try {
      setDocumentAside(parts, documentName, null);
    } catch (failure) {
      log.warn("The stored answers cannot be read, and could not be set aside.", { failure: String(failure) });
    }
  }

  return {
    load() {
      if (newest !== null) return newest;
      const stored = settings.read(documentName);
      if (stored === undefined || stored === null) return null;
      const parsed = LastAnswersSchema.safeParse(stored);
      if (parsed.success) return parsed.data;
      setAside();
      return null;
    },
    save(answers) {
      newest = answers;
      delayedWrite.markChanged();
    },
    close: () => delayedWrite.flush(),
  };
}
