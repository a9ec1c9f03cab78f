import { isUtf8 } from "node:buffer";
import { copyFileSync, readFileSync, renameSync } from "node:fs";
import { join } from "node:path";
import Conf from "conf";
import type { Clock, Settings, StorageNotices } from "#services/ports.ts";
import { datedPath, findKind } from "#services/storage/set-aside.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { salvageDocument } from "./salvage-document.ts";
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
 * Stores settings in one file per document, mode 0600, each written atomically. A file that cannot be read, or anything else in its place, is set aside under a
 * dated name; what is whole in it is kept, and a notice says so. With `openStore` the desktop host uses electron-store; the files are the same. Throws
 * `StorageFailed` if the disk refuses.
 */
export function createConfSettings(parts: {
  readonly folder: string;
  readonly clock: Clock;
  readonly notices: Pick<StorageNotices, "add">;
  readonly openStore?: (options: DocumentStoreOptions) => DocumentStore;
}): Settings {
  const { folder, clock, notices, openStore = openConf } = parts;
  const stores = new Map<string, DocumentStore>();
  /** The originals of documents that were damaged. */
  const originals = new Map<string, string>();

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

  /** Checks the file first, because conf reads it before it writes: a damaged one would break both, or be overwritten. */
  function withStore<T>(name: string, use: (store: DocumentStore) => T): T {
    const path = join(folder, `${name}.json`);
    try {
      const content = readContent(path);
      if (content.kind === "damaged") setAside(name, path, content.text);
      return use(storeOf(name));
    } catch (error) {
      throw asStorageFailed(error, path);
    }
  }

  function setAside(name: string, path: string, text: string): void {
    const to = datedPath(path, clock.nowMs());
    renameSync(path, to);
    originals.set(name, to);
    const salvaged = salvageDocument(name, text);
    if (salvaged !== null) storeOf(name).set(documentKey, salvaged.document);
    const entries = salvaged === null ? [] : [{ one: "entry", many: "entries", kept: salvaged.kept, lost: salvaged.lost }];
    notices.add({ kind: "damaged", file: `${name}.json`, to, recovered: entries });
  }

  return {
    read: (name) => withStore(name, (store) => store.get(documentKey)),
    write: (name, value) => withStore(name, (store) => store.set(documentKey, value)),
    copyAside(name) {
      const original = originals.get(name);
      if (original !== undefined) return original; // it contains all that the document has
      const path = join(folder, `${name}.json`);
      const to = datedPath(path, clock.nowMs());
      try {
        copyFileSync(path, to);
      } catch (error) {
        throw asStorageFailed(error, path);
      }
      return to;
    },
  };
}

type FileContent = { readonly kind: "absent" | "whole" } | { readonly kind: "damaged"; readonly text: string };

/** Finds out if a settings file has the form in which it was written: UTF-8, JSON, and a document in it. Throws what the file system throws. */
function readContent(path: string): FileContent {
  const kind = findKind(path);
  if (kind === "nothing") return { kind: "absent" };
  // A folder, a named pipe or a link to nothing: reading it would fail or never end.
  if (kind === "other") return { kind: "damaged", text: "" };
  const bytes = readFileSync(path);
  const text = bytes.toString("utf8");
  try {
    const documents = readJson(text);
    if (isJsonObject(documents) && documentKey in documents && isUtf8(bytes)) return { kind: "whole" };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { kind: "damaged", text };
}

/** Keeps numbers as written. What is no object counts as empty, as conf itself has it. */
function readDocuments(text: string): Record<string, unknown> {
  const documents = readJson(text);
  return isJsonObject(documents) ? documents : {};
}

function openConf({ name, ...options }: DocumentStoreOptions): DocumentStore {
  return new Conf({ ...options, configName: name });
}
