import { describe, expect, it } from "vitest";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createMemorySettings } from "#tests/fakes/memory-settings.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { openNamesDocument } from "../catalog/names-document.ts";
import { openSuiteFolders } from "../expectations/suite-folders.ts";
import { createLastAnswersStore } from "../session/last-answers-store.ts";
import { createSessionStore } from "../session/session-store.ts";
import { windowWithoutId } from "../session/window-entries.ts";
import { currentRecords, type SettingsDocumentParts } from "./settings-document.ts";
import { createStorageNotices } from "./storage-notices.ts";

const openedWindow = { windowId: "w", copyOf: null };
const session = {
  ...{ projectId: "sandbox", tiers: {}, keys: {}, user: {}, userText: null, savedUserId: null },
  ...{ screen: "inspect", inspectTab: "gate" as const, names: {}, colourScheme: "auto" },
};
const noDrafts = { drafts: [], at: 0, text: null };
const later = {
  users: {},
  composedEvents: noDrafts,
  composedExposures: noDrafts,
  comparedSubjects: [],
  everythingSubjects: [],
  draftEdits: {},
};
const notice = { id: "n", atMs: 1, kind: "damaged", file: "history.db", to: "history.damaged.db", recovered: [] } as const;
const log = createSilentLog();

/** The documents that had no version once: as they were written then, and how they are loaded and written. Each `use` returns what it found. */
const documents: Record<string, { readonly unversioned: unknown; readonly use: (parts: SettingsDocumentParts) => unknown }> = {
  session: {
    unversioned: session,
    use(parts) {
      const store = createSessionStore({ ...parts, log });
      const { own } = store.load(openedWindow);
      store.save({ windowId: openedWindow.windowId, session: own ?? { ...session, ...later } });
      store.close();
      return own?.projectId;
    },
  },
  answers: {
    unversioned: { checks: {}, everything: null },
    use(parts) {
      const store = createLastAnswersStore({ ...parts, log });
      const found = store.load({ ...openedWindow, copyOf: windowWithoutId });
      store.save({ windowId: openedWindow.windowId, answers: found ?? { checks: {}, everything: null } });
      store.close();
      return found?.checks;
    },
  },
  suites: {
    unversioned: { folders: { shop: "/tests" } },
    use(parts) {
      const document = openSuiteFolders(parts);
      document.write(document.found?.value ?? { folders: {} });
      return document.found?.value.folders;
    },
  },
  catalog: {
    unversioned: { shop: { names: [], definitionsAtMs: 5, ruleNames: { r: "Staff" }, snapshotId: null } },
    use(parts) {
      const document = openNamesDocument(parts);
      const found = document.found?.value ?? [];
      document.write({ projects: Object.fromEntries(found.map(({ projectId, ...names }) => [projectId, names])) });
      return document.found?.value;
    },
  },
  "storage-notices": {
    unversioned: [notice],
    use({ settings, clock, notices }) {
      const kept = createStorageNotices({ clock, log });
      kept.keepIn(settings);
      const found = kept.list();
      kept.dismiss("none");
      for (const each of found.filter(({ id }) => id !== notice.id)) notices.add(each);
      return found.filter(({ id }) => id === notice.id);
    },
  },
};

describe.each(Object.entries(documents))("the document %s", (name, { unversioned, use }) => {
  it("is left untouched, and said, if a newer version wrote it", () => {
    const newer = { version: 2, format: "gatescope/2", projectId: 7, checks: 7, folders: 7, projects: 7, notices: 7 };
    const settings = createMemorySettings({ [name]: newer });
    const notices = createRecordedNotices();
    use({ settings, clock: createFixedClock(), notices });
    expect(settings.read(name)).toEqual(newer);
    expect(settings.read(`${name}-v1`)).toMatchObject(currentRecords);
    expect([...settings.texts().keys()]).toEqual([name, `${name}-v1`]);
    expect(notices.added).toMatchObject([{ kind: "newer", file: `${name}.json`, to: `${name}-v1.json` }]);
  });

  it("is read as it was written before it had a version, and gets one", () => {
    const settings = createMemorySettings({ [name]: unversioned });
    const notices = createRecordedNotices();
    const found = use({ settings, clock: createFixedClock(), notices });
    expect(found).toBeTruthy();
    expect(settings.read(name)).toMatchObject(currentRecords);
    expect(use({ settings, clock: createFixedClock(), notices })).toEqual(found);
    expect(notices.added).toEqual([]);
  });
});
