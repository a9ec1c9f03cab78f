import type { ShownAnswer } from "#renderer/answer/explain/shown-answer.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";

/** Returns an answer of the history with its request, to be explained as of its own time. Its provenance becomes `history`, or `imported`. */
export function pastSubject({ context }: Pick<HistoryEntry, "context">, answer: Answer): ShownAnswer {
  const { projectId, keyId, tier, user, userLabel } = context;
  return {
    answer: { ...answer, provenance: { kind: context.imported === undefined ? "history" : "imported", ofMs: null } },
    request: { projectId, keyId, tier, user: user ?? {}, userLabel, isLogging: false },
    isPast: true,
  };
}
