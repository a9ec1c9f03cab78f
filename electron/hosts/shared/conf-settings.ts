import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import Conf from "conf";
import type { Clock, Log, Settings } from "#services/ports.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { asStorageFailed } from "./storage-failure.ts";

/** The key of the document in its file. */
const documentKey = "document";

/** The part of conf that is used; electron-store, which is built on conf, has it too. */
export interface DocumentStore {
  get(key: typeof documentKey): unknown;
  set(key: typeof documentKey, value: unknown): void;
}

export interface DocumentStoreOptions {
  readonly cwd: string;
  /** The name of the file without `.json`. */
  readonly name: string;
  readonly configFileMode: number;
  readonly clearInvalidConfig: false;
  readonly accessPropertiesByDotNotation: false;
  /** Reads the whole file. Throws a SyntaxError. */
  readonly deserialize: (text: string) => Record<string, unknown>;
}

/**
 * Stores settings in one file per document, mode 0600, each written atomically. A file that cannot be parsed is renamed and counts as absent, so that
 * nothing is lost. With `openStore` the desktop host uses electron-store; the files are the same. Throws `StorageFailed` if the disk refuses.
 */
export function createConfSettings(parts: {
  readonly folder: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly openStore?: (options: DocumentStoreOptions) => DocumentStore;
}): Settings {
  const { folder, clock, log, openStore = openConf } = parts;
  const stores = new Map<string, DocumentStore>();

  function storeOf(name: string): DocumentStore {
    const store =
      stores.get(name) ??
      openStore({
        cwd: folder,
        name,
        configFileMode: 0o600,
        clearInvalidConfig: false,
        accessPropertiesByDotNotation: false,
        deserialize: readDocuments,
      });
    stores.set(name, store);
    return store;
  }

  /** Sets a damaged file aside and tries again. Conf reads the file before it writes, so a damaged file breaks both. */
  function withStore<T>(name: string, use: (store: DocumentStore) => T): T {
    const path = join(folder, `${name}.json`);
    try {
      return use(storeOf(name));
    } catch (error) {
      if (!(error instanceof SyntaxError) || !existsSync(path)) throw asStorageFailed(error, path);
    }
    try {
      const aside = join(folder, `${name}.damaged-${new Date(clock.nowMs()).toISOString().replaceAll(":", "-")}.json`);
      renameSync(path, aside);
      log.warn("A settings file could not be read. It was renamed, and counts as absent.", { file: path, renamedTo: aside });
      return use(storeOf(name));
    } catch (error) {
      throw asStorageFailed(error, path);
    }
  }

  return {
    read: (name) => withStore(name, (store) => store.get(documentKey)),
    write: (name, value) => withStore(name, (store) => store.set(documentKey, value)),
  };
}

/** Keeps numbers as written. What is no object counts as empty, as conf itself has it. */
function readDocuments(text: string): Record<string, unknown> {
  const documents = readJson(text);
  return isJsonObject(documents) ? documents : {};
}

function openConf({ name, ...options }: DocumentStoreOptions): DocumentStore {
  return new Conf({ ...options, configName: name });
}
