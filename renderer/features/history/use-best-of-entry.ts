import { useBestAnswer } from "#renderer/answer/explain/explain.queries.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { pastSubject } from "./past-subject.ts";

/** Returns a stored answer with the best reason there is, which the rules may have given after it was stored. Its provenance stays. */
export function useBestOfEntry(entry: Pick<HistoryEntry, "context">, answer: Answer | null): Answer | null {
  const best = useBestAnswer(answer === null ? null : pastSubject(entry, answer));
  return best === null || answer === null ? null : { ...best, provenance: answer.provenance };
}
