import { type LastAnswers, LastAnswersSchema, withoutPrivateValues } from "#shared/domain/session/last-answers.ts";
import type { Log } from "../ports.ts";
import { openSettingsDocument, readAsWhole, type SettingsDocument, type SettingsDocumentParts } from "../storage/settings-document.ts";
import { createWriteBehind } from "../storage/write-behind.ts";

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
  const { log } = parts;
  let newest: LastAnswers | null = null;
  let opened: SettingsDocument<LastAnswers, LastAnswers | null> | null = null;
  const delayedWrite = createWriteBehind(() => tryTo("stored", () => open().write(newest && withoutPrivateValues(newest))), {
    pauseMs: writeIntervalMs,
  });

  /** Opens the document when it is first used, because only a page has answers. */
  function open(): SettingsDocument<LastAnswers, LastAnswers | null> {
    opened ??= openSettingsDocument(parts, "answers", readAsWhole(LastAnswersSchema));
    return opened;
  }

  function tryTo<T>(done: string, act: () => T): T | null {
    try {
      return act();
    } catch (failure) {
      log.warn(`The last answers could not be ${done}.`, { failure: String(failure) });
      return null;
    }
  }

  return {
    load: () => newest ?? tryTo("read", () => open().found?.value ?? null),
    save(answers) {
      newest = answers;
      delayedWrite.markChanged();
    },
    close: () => delayedWrite.flush(),
  };
}
