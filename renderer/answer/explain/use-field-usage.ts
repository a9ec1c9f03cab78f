import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { orpc } from "#renderer/host/client.ts";
import { keepDataOf } from "#renderer/host/keep-data.ts";
import type { FieldUsageList } from "#renderer/parts/field-usage.ts";
import { useProjectId, useSession, useTier } from "#renderer/session/session.ts";
import { isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { useOpenedFile } from "./explain-view.ts";

/** Returns the user fields that the entered name evaluates, before it is checked; null if no single name is entered or its rules are not known. */
export function useFieldUsage(): FieldUsageList | null {
  const isInspecting = useSession(({ screen }) => screen.split("/")[0] === "inspect");
  const tab = useSession(({ inspectTab }) => inspectTab);
  const typed = useSession(({ names }) => (tab === "everything" ? "" : (names[tab] ?? "").trim()));
  const user = useSession((state) => state.user);
  const projectId = useProjectId();
  const snapshotId = useOpenedFile(projectId)?.snapshotId ?? null;
  const request = { projectId, tier: useTier(), user, kind: tab, name: typed, snapshotId };
  // Waits for a pause in typing, so that incomplete names are not looked up.
  const [settled] = useDebouncedValue(request, 200);
  const isOneName = settled.name !== "" && !settled.name.includes(",");
  const readiness = useQuery({
    ...orpc.explain.readiness.queryOptions({
      input: { ...settled, kind: isExplainedKind(settled.kind) ? settled.kind : "gate" },
      enabled: isInspecting && isExplainedKind(settled.kind) && isOneName,
    }),
    ...keepDataOf({ projectId: settled.projectId, kind: settled.kind, name: settled.name }),
  });
  if (!isInspecting || !isExplainedKind(settled.kind) || !isOneName || settled.name !== typed) return null;
  if (readiness.data?.is !== "known") return null;
  return { name: settled.name, fields: readiness.data.fields, traps: [...readiness.data.traps, ...readiness.data.gaps] };
}
