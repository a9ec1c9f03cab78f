import { useQuery } from "@tanstack/react-query";
import { useOpenedFile } from "#renderer/answer/explain/explain-view.ts";
import { orpc } from "#renderer/host/client.ts";
import { useProjectId } from "#renderer/session/session.ts";
import type { ReadFields } from "#shared/domain/explanation/read-fields.ts";

const none: ReadFields = { fields: [], isComplete: false };

/** Returns the fields that the project's stored rules read; none without rules, or while not `isWanted`. Sends nothing to Statsig. */
export function useReadFields(isWanted: boolean): ReadFields {
  const projectId = useProjectId();
  const file = useOpenedFile(projectId);
  const definitions = useQuery(orpc.explain.definitions.queryOptions({ input: { projectId }, enabled: isWanted && file === null }));
  const snapshotId = file?.snapshotId ?? definitions.data?.snapshotId ?? null;
  const { data } = useQuery({
    ...orpc.explain.readFields.queryOptions({
      input: { projectId, snapshotId: snapshotId ?? "" },
      enabled: isWanted && snapshotId !== null,
    }),
    // A snapshot never changes.
    staleTime: Number.POSITIVE_INFINITY,
  });
  return snapshotId === null ? none : (data ?? none);
}
