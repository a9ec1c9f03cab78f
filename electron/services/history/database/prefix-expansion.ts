import type { DatabaseSync } from "node:sqlite";
import type { PrefixExpansion } from "./search-words.ts";

const maxExpanded = 8;

/** Returns a function that reads the vocabulary of full text. The table `words` must exist. */
export function createPrefixExpansion(db: DatabaseSync): PrefixExpansion {
  // One row for each place of a word, so that a word is found without counting its places (sqlite.org/fts5.html#the_fts5vocab_virtual_table_module).
  db.exec("CREATE VIRTUAL TABLE temp.vocabulary USING fts5vocab(main, words, instance)");
  const firstFrom = db.prepare("SELECT term FROM temp.vocabulary WHERE term >= ? AND term < ? LIMIT 1");
  return (word) => {
    const found: string[] = [];
    // No indexed word contains a character before "0".
    for (let from = `${word}0`; found.length <= maxExpanded; ) {
      const term = firstFrom.get(from, `${word}\u{10ffff}`)?.term;
      if (term === undefined) return found;
      found.push(String(term));
      from = `${term}\u0001`;
    }
    return null;
  };
}
