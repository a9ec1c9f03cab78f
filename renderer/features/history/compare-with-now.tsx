import { Button } from "@mantine/core";
import { Columns2 } from "lucide-react";
import { showComparison } from "#renderer/answer/compare-with/compare-with.tsx";
import { compareWithLabels } from "#renderer/answer/compare-with/compare-with-labels.ts";
import type { HistoryEntry } from "#shared/domain/history/history-entry.ts";
import { withoutPrivate } from "#shared/domain/user/statsig-user.ts";

/** Compares what the rules gave at the time of a request with what they give now. Needs the snapshot that was kept with it. */
export function CompareWithNow({ entry: { context, row } }: { entry: HistoryEntry }) {
  const { projectId, keyId, tier, user, userLabel, snapshotId } = context;
  if (user === null || snapshotId == null) return null;
  // Values of private attributes were not stored. Rules must not evaluate the notes that replace them.
  const now = { projectId, keyId, tier, user: withoutPrivate(user), userLabel, snapshotId: null, atMs: null };
  return (
    <Button
      variant="default"
      leftSection={<Columns2 size={14} aria-hidden />}
      onClick={() => showComparison([now, { ...now, snapshotId, atMs: row.atMs }])}
    >
      {compareWithLabels.withNow}
    </Button>
  );
}
