import { useQuery } from "@tanstack/react-query";
import { client } from "#renderer/host/client.ts";
import { sentenceOf } from "#renderer/host/failure.ts";
import type { CompareSubject, ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import { isSameAnswer } from "#shared/domain/comparison/comparison.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { type ComparedEntry, type EntryCause, sidesWithoutAnswer } from "#shared/domain/history/entry-comparison.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { compareEntriesLabels } from "./history-labels.ts";

/** Looks for the cause of the difference between two answers by evaluating both with their rules; `cause` is null while it does. */
export function useEntryCause(a: ComparedEntry, b: ComparedEntry): { cause: EntryCause | null; note: string | null } {
  const known = knownCause(a, b);
  const [one, other] = [a.entry.row.exchangeId, b.entry.row.exchangeId];
  const found = useQuery({
    queryKey: ["history-entry-cause", one, other],
    queryFn: ({ signal }) => findCause(a, b, signal),
    enabled: known === null,
    staleTime: Number.POSITIVE_INFINITY,
  });
  if (known !== null) return { cause: known, note: null };
  if (found.isError) return { cause: { is: "not_searched", reason: sentenceOf(found.error) }, note: null };
  const hasSameRules = (a.entry.context.snapshotId ?? null) === (b.entry.context.snapshotId ?? null);
  return {
    cause: found.data ?? null,
    note: found.data?.is === "found" ? compareEntriesLabels.checkedHere(hasSameRules) : null,
  };
}

/** Returns the cause that needs no search; null if it is to be searched. */
function knownCause({ answer: a }: ComparedEntry, { answer: b }: ComparedEntry): EntryCause | null {
  if (a === null || b === null) return { is: "not_searched", reason: compareEntriesLabels.noAnswer };
  if (a.kind !== b.kind || a.name !== b.name) return { is: "other_name" };
  const without = sidesWithoutAnswer(a, b);
  if (without !== null) return { is: "no_answer", without };
  if (isSameAnswer(comparedAnswer(a), comparedAnswer(b))) return { is: "same" };
  return a.kind === "ranked" ? { is: "not_searched", reason: compareEntriesLabels.rankedNotCompared } : null;
}

async function findCause(a: ComparedEntry, b: ComparedEntry, signal: AbortSignal): Promise<EntryCause> {
  const stop = new AbortController();
  signal.addEventListener("abort", () => stop.abort());
  try {
    const stream = await client.compare.compare({ subjects: [subjectOf(a), subjectOf(b)] }, { signal: stop.signal });
    for (;;) {
      const step = await stream.next();
      if (step.done)
        return { is: "not_searched", reason: step.value.is === "compared" ? compareEntriesLabels.notInRules : step.value.reason };
      const row = step.value.rows.find(({ kind, name }) => name === a.answer?.name && kind === a.answer.kind);
      if (row !== undefined) return causeOf(row);
    }
  } finally {
    // The other rows are not needed.
    stop.abort();
  }
}

function causeOf({ differences: [difference] }: ComparisonRow): EntryCause {
  if (difference === undefined || difference.result === "same") return { is: "not_searched", reason: compareEntriesLabels.sameHere };
  if (difference.result === "undecided") return { is: "not_searched", reason: compareEntriesLabels.undecidedHere };
  const [cause] = difference.causes;
  return cause === undefined ? { is: "unknown", tried: difference.tried } : { is: "found", cause };
}

/** Values of private attributes were not stored. Rules must not evaluate the notes that replace them. */
function subjectOf({ entry: { row, context } }: ComparedEntry): CompareSubject {
  const { projectId, keyId, tier, user, userLabel, snapshotId = null } = context;
  return { projectId, keyId, tier, user: withoutPrivate(user ?? {}), userLabel, snapshotId, atMs: row.atMs };
}

function comparedAnswer({ state, value, groupName, allocatedExperiment, ruleId }: Answer) {
  return { state, value, groupName, allocatedExperiment, ruleId, unknownReasons: [] };
}
