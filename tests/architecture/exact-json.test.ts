import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { listSources } from "./imports.ts";

/**
 * Calls that would lose digits of numbers, or a field named `__proto__`, of users, events, answers and definitions: shared/domain/json/README.md says what to
 * use instead.
 */
const lossy = /\bJSON\.parse\(|\bstructuredClone\(|\bz\.json\(|\bz\.record\([^()]*\(\), (?:z\.unknown|z\.any|JsonValueSchema)|\.json\(\)/;

/** The files that read only JSON of the program's own, without any of these. */
const allowed: Readonly<Record<string, string>> = {
  "shared/domain/json/read-json.ts": "the one reader",
  "shared/domain/code-snippets/javascript.ts": "code that a person runs",
  "electron/packaging/bundled-packages.ts": "package.json",
  "electron/hosts/browser/main.ts": "package.json",
  "electron/hosts/terminal/main.ts": "package.json",
  "electron/hosts/shared/folder-lock.ts": "the lock's file",
  "electron/hosts/browser/rpc-socket.ts": "the page's greeting",
  "renderer/host/open-browser.ts": "the host's greeting",
  "renderer/host/bundled-packages.ts": "a list that the build wrote",
  "renderer/features/projects/unsaved-forms.ts": "texts of forms that the page stored",
  "electron/services/definitions/snapshot-folder.ts": "an index of files",
  "electron/services/definitions/fetch-id-lists.ts": "the sizes and addresses of ID lists",
  "electron/services/events/database/ledger-batch.ts": "columns of texts and row numbers",
  "electron/services/events/database/ledger-table.ts": "a list of tiers",
  "electron/services/events/database/outbox-salvage.ts": "checks that a text is JSON",
  "electron/services/history/database/history-salvage.ts": "checks that a text is JSON",
  "electron/services/events/database/runs-table.ts": "the mapping of a file's columns",
  "electron/services/key-test/key-test.ts": "checks that a text is an object",
};

it("is read by readJson, except in a few files that hold only JSON of the program's own", () => {
  const users = listSources(".").filter((file) => !file.startsWith("electron/launch/") && lossy.test(readFileSync(file, "utf8")));
  expect(users.filter((file) => !Object.hasOwn(allowed, file))).toEqual([]);
});
