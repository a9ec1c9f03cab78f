import type { DatabaseSync } from "node:sqlite";
import { inTransaction } from "../../storage/sqlite-file.ts";
import type { HistoryCalls } from "./history-calls.ts";
import { otherCalls } from "./other-calls.ts";
import { isOfAction, prepareFindRow, type StoredAnnotation, storedAnnotation } from "./stored-row.ts";
import { indexedTextsOf, type WordIndex } from "./word-index.ts";

/** The rows of the first slice; the next ones grow and shrink to take this time. */
const firstAnnotated = 16;
const [minAnnotatingMs, maxAnnotatingMs] = [4, 10];

/** What a person marks an action with: its pin, tags and note, which all of its rows have. */
export function createAnnotationCalls(db: DatabaseSync, words: WordIndex | null): Pick<HistoryCalls, "pin" | "annotate"> {
  const findRow = prepareFindRow(db);
  const bodyOf = db.prepare("SELECT * FROM bodies WHERE seq = ?");
  const textsOfRow = db.prepare("SELECT facts, names FROM exchanges WHERE seq = ?");
  const updateAnnotation = db.prepare("UPDATE exchanges SET tags = ?, note = ? WHERE seq = ?");
  /** The change of tags and note that each action is being given. A later one ends an earlier one. */
  const annotating = new Map<string, symbol>();

  /** In ascending order: FTS5 writes what it has collected whenever a row comes before the one before. */
  function annotateSlice(seqs: readonly number[], { tags, note }: StoredAnnotation): void {
    inTransaction(db, () => {
      for (const seq of seqs.toReversed()) {
        const row = textsOfRow.get(seq);
        if (row === undefined) continue;
        updateAnnotation.run(tags, note, seq);
        if (words === null) continue;
        words.remove(seq);
        words.insert(seq, indexedTextsOf({ ...row, tags, note }, bodyOf.get(seq)));
      }
    });
  }

  return {
    pin({ exchangeId, isPinned }) {
      const actionId = findRow.get(exchangeId)?.actionId;
      if (actionId === undefined) return false;
      const { changes } = db.prepare(`UPDATE exchanges SET is_pinned = ? WHERE ${isOfAction}`).run(Number(isPinned), actionId, actionId);
      return Number(changes) > 0;
    },
    /**
     * Full text contains tags and notes, so the rows are indexed again: in slices, each in one transaction with its change, so that an append never waits long. The
     * newest row comes first: the list shows it, and a row that is appended meanwhile takes its tags. A kill leaves the older rows as they were.
     */
    async annotate({ exchangeId, tags, note }) {
      const actionId = findRow.get(exchangeId)?.actionId;
      if (actionId === undefined) return false;
      const change = Symbol(exchangeId);
      annotating.set(String(actionId), change);
      const seqs = db.prepare(`SELECT seq FROM exchanges WHERE ${isOfAction} ORDER BY seq DESC`).all(actionId, actionId);
      for (let at = 0, size = firstAnnotated; at < seqs.length && db.isOpen; ) {
        const slice = seqs.slice(at, at + size).map(({ seq }) => Number(seq));
        const startedMs = performance.now();
        annotateSlice(slice, storedAnnotation({ tags, note }));
        at += slice.length;
        const tookMs = performance.now() - startedMs;
        size = tookMs < minAnnotatingMs ? size * 2 : tookMs > maxAnnotatingMs ? Math.ceil(size / 2) : size;
        await otherCalls();
        if (annotating.get(String(actionId)) !== change) return true;
      }
      annotating.delete(String(actionId));
      return true;
    },
  };
}
