import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { basename, join, relative } from "node:path";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { ForgetReport, ForgottenPlace } from "#shared/domain/session/forget-report.ts";
import { UnusableInput } from "../failures.ts";
import type { Settings } from "../ports.ts";
import { removeDatabase } from "../storage/salvage.ts";
import { forgetInDatabase, forgettable } from "./forget-databases.ts";
import { forgetMarker, wasForgettingInterrupted } from "./forget-marker.ts";
import { createValueMatcher, textOfBytes, type ValueMatcher } from "./value-matcher.ts";

export interface ForgetUser {
  /** A data folder. Only a preview may run while Gatescope uses it: an open one would write back what it has in memory. */
  readonly folder: string;
  readonly settings: Pick<Settings, "read" | "write">;
  /** The user's IDs, e-mail address and so on. */
  readonly values: readonly string[];
  /** True reads and counts only. */
  readonly isPreview: boolean;
}

const withoutTyped = "the page starts without what was typed";

/** Lists of documents whose entries are removed one by one. Other documents with a value are removed as a whole; Gatescope starts without them. */
const listsOf: Readonly<Record<string, { readonly list: string } & Pick<ForgottenPlace, "one" | "many" | "note">>> = {
  "saved-users.json": { list: "users", one: "saved user", many: "saved users", note: null },
  "event-templates.json": { list: "templates", one: "event template", many: "event templates", note: null },
  "session.json": { list: "windows", one: "window or tab", many: "windows or tabs", note: withoutTyped },
  "answers.json": { list: "windows", one: "window or tab", many: "windows or tabs", note: null },
};
const wholeDocuments = ["session.json", "answers.json", "catalog.json", "storage-notices.json"];

/**
 * Finds a user's values in everything that a data folder contains, and removes what has them. Each database changes in one transaction; a run that was killed is completed by another
 * one with the same values, and `wasInterrupted` says that there was one. Throws `UnusableInput` without a value.
 */
export function forgetUser({ folder, settings, values, isPreview }: ForgetUser): ForgetReport {
  if (values.every((value) => value.trim() === "")) throw new UnusableInput("values", "Name at least one ID of the user.");
  const matches = createValueMatcher(values);
  const marker = forgetMarker(folder);
  const wasInterrupted = wasForgettingInterrupted(folder);
  if (!isPreview) writeFileSync(marker, '{"isForgetting":true}', { mode: 0o600 });
  // What could still be restored goes first; the next start would remove it anyway.
  if (!isPreview) removeDatabase(join(folder, "history-removed.db"));
  const databases = Object.keys(forgettable).flatMap((name) => forgetInDatabase({ file: join(folder, name), name, matches, isPreview }));
  const files = forgetInFiles(folder, { settings, matches, isPreview });
  if (!isPreview) rmSync(marker, { force: true });
  return { ...files, places: [...databases, ...files.places], wasInterrupted };
}

interface FilesSearch extends Pick<ForgetUser, "settings" | "isPreview"> {
  readonly matches: ValueMatcher;
}

function forgetInFiles(folder: string, { settings, matches, isPreview }: FilesSearch): Omit<ForgetReport, "wasInterrupted"> {
  const places: ForgottenPlace[] = [];
  const unchanged: string[] = [];
  const notSearched: string[] = [];
  for (const path of filesIn(folder)) {
    const name = relative(folder, path);
    if (isDatabase(name)) {
      if (!isLiveDatabase(name)) notSearched.push(name);
      continue;
    }
    const isNamed = matches(name);
    if (!isNamed && !matches(textOfBytes(readFileSync(path)))) continue;
    const entries = listsOf[name];
    const kept = entries === undefined ? null : withoutEntries(settings.read(name.replace(/\.json$/, "")), entries.list, matches);
    if (entries !== undefined && kept !== null) {
      const { one, many, note } = entries;
      places.push({ file: name, one, many, count: kept.removed, note });
      if (!isPreview) settings.write(name.replace(/\.json$/, ""), kept.document);
    } else if (isOwn(name)) unchanged.push(isNamed ? "a file whose name has an ID" : name);
    else {
      const note = name === "session.json" ? withoutTyped : null;
      places.push({ file: isNamed ? "a file whose name has an ID" : name, one: "file", many: "files", count: 1, note });
      if (!isPreview) rmSync(path);
    }
  }
  return { places, unchanged, notSearched };
}

/** Files that Gatescope can do without: documents, and copies of files that were read or set aside. Others are somebody's own, such as test suites, or projects and keys. */
function isOwn(name: string): boolean {
  return !(wholeDocuments.includes(name) || /^(imports|cohort-files)[\\/]/.test(name) || /\.damaged/.test(name) || /\.log$/.test(name));
}

function isDatabase(name: string): boolean {
  return /\.db(-wal|-shm|-journal)?$/.test(name);
}

function isLiveDatabase(name: string): boolean {
  const plain = name.replace(/-(wal|shm|journal)$/, "");
  return plain in forgettable || plain === "lock.db" || plain === "history-removed.db";
}

/** Returns a document without the entries that have a value; null if it cannot be read, or has a value elsewhere. */
function withoutEntries(document: unknown, list: string, matches: ValueMatcher): { document: unknown; removed: number } | null {
  // `Settings` returns JSON.
  const read = document as JsonValue | undefined;
  if (!isJsonObject(read)) return null;
  const entries = read[list];
  if (!Array.isArray(entries)) return null;
  const others = entries.filter((entry) => !matches(JSON.stringify(entry)));
  const kept = { ...read, [list]: others };
  return matches(JSON.stringify(kept)) ? null : { document: kept, removed: entries.length - others.length };
}

function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && entry.name !== basename(forgetMarker(folder)) && entry.name !== "lock.json")
    .map((entry) => join(entry.parentPath, entry.name))
    .sort((a, b) => a.localeCompare(b));
}
