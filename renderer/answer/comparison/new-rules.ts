import { hasNewerRules } from "#shared/domain/explanation/newer-rules.ts";
import type { CompareState } from "./compare-state.ts";
import type { Column } from "./use-columns.ts";

/** True if a project has newer rules than those that a column “now” was compared with. */
export function hasNewRules(state: CompareState, columns: readonly Column[]): boolean {
  if (state.is !== "done") return false;
  const { rules, atMs } = state.summary;
  return rules.some(
    ({ snapshotId, isNewest }, at) => isNewest && hasNewerRules({ snapshotId, atMs }, columns[at]?.definitions, Date.now()),
  );
}
