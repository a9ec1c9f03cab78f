import { rulesChangedAfter } from "#shared/domain/explanation/newer-rules.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { useDefinitions } from "../explain/explain.queries.ts";
import { currentLabels } from "./current-labels.ts";

/** Says that the rules of a project changed after an answer of Statsig, as soon as the changed ones are read; else nothing. */
export function RulesChanged({ projectId, atMs }: { projectId: string; atMs: number }) {
  const changedMs = rulesChangedAfter(atMs, useDefinitions(projectId).data);
  return changedMs === null ? null : <strong>{currentLabels.rulesChanged(formatTimeOrDate(changedMs, Date.now()))}</strong>;
}
