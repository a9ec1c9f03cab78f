import type { CohortQuestion, CohortState } from "#shared/domain/cohort/cohort.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { hasNewerRules } from "#shared/domain/explanation/newer-rules.ts";
import { isSameJson, type JsonValue } from "#shared/domain/json/json.ts";

/** Why a result is not about what would be checked now; null while it is. */
export type NotCurrentReason = "other_project" | "edited" | "new_rules" | null;

/** What would be checked now. */
export interface CohortNow {
  readonly projectId: string;
  /** Null while the set-up is incomplete. */
  readonly question: CohortQuestion | null;
  /** The newest rules of the result's project, as far as they are known. */
  readonly newest: DefinitionsInfo | undefined;
  readonly nowMs: number;
}

/** `asked` is the question from which a result came; null for a stored cohort, which depends on no set-up. */
export function notCurrentReason(state: CohortState, asked: CohortQuestion | null, now: CohortNow): NotCurrentReason {
  const { projectId, snapshotId, draft } = state.question;
  if (projectId !== now.projectId) return "other_project";
  if (asked !== null && now.question !== null && !isSameJson(asked as unknown as JsonValue, now.question as unknown as JsonValue))
    return "edited";
  const isOfNewest = snapshotId === null && draft === undefined;
  return isOfNewest && hasNewerRules({ snapshotId: state.snapshotId, atMs: state.createdAtMs }, now.newest, now.nowMs) ? "new_rules" : null;
}
