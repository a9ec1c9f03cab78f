import type { DatabaseSync, SQLOutputValue } from "node:sqlite";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { extractOf, maxFactsLength } from "./extract.ts";
import type { EntryToKeep } from "./history-calls.ts";
import { createPrefixExpansion } from "./prefix-expansion.ts";
import type { PrefixExpansion } from "./search-words.ts";
import { type StoredRow, textOf } from "./stored-row.ts";

/** The full text of the entries: the table `words`, whose `rowid` is the `seq` of an exchange. */
export interface WordIndex {
  readonly expand: PrefixExpansion;
  insert(seq: number | bigint, texts: IndexedTexts): void;
  remove(seq: number): void;
  /** True while the file has words that FTS5 has only marked as removed. */
  hasRemoved(): boolean;
  /** Writes a limited part of what FTS5 has only marked as removed. Returns false when nothing is left. `isFirst` starts over. */
  mergePart(input: { readonly isFirst: boolean }): boolean;
}

/** What full text contains of an entry. */
export interface IndexedTexts extends Pick<EntryToKeep, "facts" | "names" | "extract"> {
  /** As stored: a JSON array. */
  readonly tags: SQLOutputValue;
  readonly note: SQLOutputValue;
}

const mergedPages = 500;

/** Indexes the entries that a host without full text has stored. The table must exist. */
export function createWordIndex(db: DatabaseSync): WordIndex {
  indexMissingEntries(db);
  const insertText = db.prepare("INSERT INTO words (rowid, text) VALUES (?, ?)");
  const deleteText = db.prepare("DELETE FROM words WHERE rowid = ?");
  // FTS5 has the pages of its marks after those of all segments, from (1 << 16) << 37 on (`FTS5_TOMBSTONE_ROWID` in its source).
  const tombstone = db.prepare("SELECT 1 FROM words_data WHERE id >= (1 << 53) LIMIT 1");
  const totalChanges = () => Number(db.prepare("SELECT total_changes() AS n").get()?.n);
  return {
    expand: createPrefixExpansion(db),
    insert: (seq, texts) => void insertText.run(seq, indexedText(texts)),
    remove: (seq) => void deleteText.run(seq),
    hasRemoved: () => tombstone.get() !== undefined,
    mergePart({ isFirst }) {
      const before = totalChanges();
      // A negative number starts merging everything into one segment; positive ones continue (sqlite.org/fts5.html#the_merge_command).
      db.prepare("INSERT INTO words (words, rank) VALUES ('merge', ?)").run(isFirst ? -mergedPages : mergedPages);
      return totalChanges() - before >= 2;
    },
  };
}

/** Indexes their facts only. */
function indexMissingEntries(db: DatabaseSync): void {
  db.exec(`INSERT INTO words (rowid, text)
    SELECT seq, concat_ws(' ', facts, names, tags, note) FROM exchanges WHERE seq > (SELECT coalesce(max(rowid), 0) FROM words)`);
}

/** All names are in it, also those that the limit of the facts has cut off: a search for a name relies on it. */
function indexedText({ facts, names, tags, note, extract }: IndexedTexts): string {
  return [facts, ...(names !== null && facts.length >= maxFactsLength ? [names] : []), tags ?? "", note ?? "", extract].join(" ");
}

/** Returns the indexed texts of a row, its extract made again from the stored body. */
export function indexedTextsOf({ facts, names = null, tags = null, note = null }: StoredRow, body: StoredRow | undefined): IndexedTexts {
  return { facts: String(facts), names: names === null ? null : String(names), tags, note, extract: extractFrom(body) };
}

/** Empty if the body is damaged. */
function extractFrom(body: StoredRow | undefined): string {
  const json = body === undefined ? null : textOf(body);
  if (json === null) return "";
  // `append` wrote the JSON of an entry, and `textOf` returns it whole or not at all.
  return extractOf((readJson(json) as unknown as Pick<HistoryEntry, "exchange">).exchange);
}
