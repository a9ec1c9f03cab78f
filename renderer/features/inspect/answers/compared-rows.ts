import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { stateCountsText } from "#shared/domain/evaluation/state-label.ts";
import { type AnswerRow, answerKey, byKind } from "./answers-table.ts";
import { type ComparedEntry, comparedNote, countCompared } from "./compared-answers.ts";

const notCompared: ComparedEntry = { result: "missing", row: undefined };

export function entryOf(entries: ReadonlyMap<string, ComparedEntry>, answer: Answer): ComparedEntry {
  return entries.get(answerKey(answer)) ?? notCompared;
}

/**
 * Returns the rows of a table that is compared: under each heading the answers that differ or cannot be told, then those that are the same, folded into one row.
 * Headings count all answers of a kind that the filters leave.
 */
export function comparedRows(
  answers: readonly Answer[],
  entries: ReadonlyMap<string, ComparedEntry>,
  openFolds: ReadonlySet<EntityKind>,
): AnswerRow[] {
  return byKind(answers).flatMap(({ kind, title, answers: ofKind }): AnswerRow[] => {
    const isSame = (answer: Answer) => entryOf(entries, answer).result === "same";
    const [same, others] = [ofKind.filter(isSame), ofKind.filter((answer) => !isSame(answer))];
    const isOpen = openFolds.has(kind);
    const counts = countCompared(ofKind.map((answer) => entryOf(entries, answer)));
    return [
      { is: "heading", kind, title, note: `${stateCountsText(ofKind)}; ${comparedNote(counts)}` },
      ...others.map((answer): AnswerRow => ({ is: "answer", answer })),
      ...(same.length === 0 ? [] : [{ is: "fold", kind, answers: same, isOpen } as const]),
      ...(isOpen ? same.map((answer): AnswerRow => ({ is: "answer", answer })) : []),
    ];
  });
}
