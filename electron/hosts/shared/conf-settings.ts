import { existsSync, renameSync } from "node:fs";
import { join } from "node:path";
import Conf from "conf";
import type { Clock, Log, Settings } from "#services/ports.ts";
import { nameStorageFailure } from "./storage-failure.ts";

/** Each document stands under this name in a file of its own. */
const documentKey = "document";

/** What is asked of conf, and of electron-store, which is built on it. */
export interface DocumentStore {
  get(key: typeof documentKey): unknown;
  set(key: typeof documentKey, value: unknown): void;
}

export interface DocumentStoreOptions {
  readonly cwd: string;
  /** The file's name without `.json`. */
  readonly name: string;
  readonly configFileMode: number;
  readonly clearInvalidConfig: false;
  readonly accessPropertiesByDotNotation: false;
}

/**
 * Settings in one file per document, mode 0600, each written atomically. A file that does not parse is set aside under another name and
 * counts as absent: nothing is ever wiped. `openStore` lets the desktop bring electron-store; the files are the same.
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
      openStore({ cwd: folder, name, configFileMode: 0o600, clearInvalidConfig: false, accessPropertiesByDotNotation: false });
    stores.set(name, store);
    return store;
  }

  /** Conf reads the file before it writes, so a damaged one stands in the way of both. */
  function withStore<T>(name: string, use: (store: DocumentStore) => T): T {
    const path = join(folder, `${name}.json`);
    try {
      return use(storeOf(name));
    } catch (error) {
      if (!(error instanceof SyntaxError) || !existsSync(path)) throw nameStorageFailure(error, path);
    }
    try {
      const aside = join(folder, `${name}.damaged-${new Date(clock.nowMs()).toISOString().replaceAll(":", "-")}.json`);
      renameSync(path, aside);
      log.warn("A settings file could not be read. It was set aside, and counts as absent.", { file: path, setAsideAs: aside });
      return use(storeOf(name));
    } catch (error) {
      throw nameStorageFailure(error, path);
    }
  }

  return {
    read: (name) => withStore(name, (store) => store.get(documentKey)),
    write: (name, value) => withStore(name, (store) => store.set(documentKey, value)),
  };
}

function openConf({ name, ...options }: DocumentStoreOptions): DocumentStore {
  return new Conf({ ...options, configName: name });
}
