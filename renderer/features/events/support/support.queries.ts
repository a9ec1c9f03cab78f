import { useQuery } from "@tanstack/react-query";
import { client, orpc } from "#renderer/host/client.ts";
import type { CompareSummary, ComparisonRow, EditTime } from "#shared/domain/comparison/compare-request.ts";
import { rowResult } from "#shared/domain/comparison/comparison-summary.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";

type Asked = Pick<EvaluationRequest, "projectId" | "keyId" | "tier" | "user" | "userLabel">;

export interface Changes {
  readonly rows: readonly ComparisonRow[];
  readonly editTimes: readonly EditTime[];
  /** Why nothing could be compared; null if it was. */
  readonly problem: string | null;
}

/** What names a comparison with a kept version: for whom, the version, and the rules of now, so that it is made again once others were read. */
export function changesSinceKey({ projectId, keyId, tier, user }: Asked, snapshotId: string | null, newestId: string | null) {
  return ["changes since", projectId, keyId, tier, user, snapshotId, newestId] as const;
}

/** What the rules of now give this person otherwise than those of a kept version. Evaluated on this machine. */
export function useChangesSince(asked: Asked, snapshotId: string | null, newestId: string | null) {
  const { projectId, keyId, tier, user, userLabel } = asked;
  return useQuery({
    queryKey: changesSinceKey(asked, snapshotId, newestId),
    enabled: snapshotId !== null,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
    queryFn: async ({ signal }): Promise<Changes> => {
      const subject = { projectId, keyId, tier, user, userLabel: userLabel.slice(0, 200), atMs: null };
      const stream = await client.compare.compare(
        {
          subjects: [
            { ...subject, snapshotId },
            { ...subject, snapshotId: null },
          ],
        },
        { signal },
      );
      const rows: ComparisonRow[] = [];
      for (;;) {
        const step = await stream.next();
        if (step.done) return changesOf(rows, step.value);
        rows.push(...step.value.rows);
      }
    },
  });
}

function changesOf(rows: readonly ComparisonRow[], summary: CompareSummary): Changes {
  if (summary.is !== "compared") return { rows: [], editTimes: [], problem: `${summary.reason} ${summary.nextStep}` };
  return { rows: rows.filter((row) => rowResult(row) !== "same"), editTimes: summary.editTimes, problem: null };
}

/** Where this person is named by the rules on this machine. Overrides of the console are read by `useConsoleOverrides`. */
export function useOverrides({ projectId, tier, user }: Asked) {
  return useQuery(orpc.explain.overrides.queryOptions({ input: { projectId, tier, user, snapshotId: null } }));
}
