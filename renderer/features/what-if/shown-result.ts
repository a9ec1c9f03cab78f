import type { WhatIfProgress, WhatIfRequest, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { hasNewerRules } from "#shared/domain/explanation/newer-rules.ts";

export type WhatIfResult =
  | { readonly is: "none" }
  | {
      readonly is: "running";
      readonly request: WhatIfRequest;
      readonly progress: WhatIfProgress | null;
      readonly previous: WhatIfSummary | null;
    }
  | { readonly is: "done"; readonly request: WhatIfRequest; readonly summary: WhatIfSummary }
  | { readonly is: "cancelled"; readonly request: WhatIfRequest }
  | { readonly is: "failed"; readonly request: WhatIfRequest; readonly problem: string };

/** The result as far as it may stand under the name of a project: nothing of another one. */
export function resultIn(result: WhatIfResult, projectId: string): WhatIfResult {
  return "request" in result && result.request.projectId !== projectId ? { is: "none" } : result;
}

/** The summary that stays visible while a count for this project runs; null after one of another project. */
export function previousFor(before: WhatIfResult, projectId: string): WhatIfSummary | null {
  const shown = resultIn(before, projectId);
  return shown.is === "done" ? shown.summary : shown.is === "running" ? shown.previous : null;
}

/** True if the project has newer rules than those with which who changes was counted. */
export function isOfOlderRules(result: WhatIfResult, newest: DefinitionsInfo | undefined, nowMs: number): boolean {
  if (result.is !== "done" || result.summary.is !== "counted") return false;
  const { older, newer, atMs } = result.summary;
  return [older, newer].some(({ isNewest, snapshotId }) => isNewest && hasNewerRules({ snapshotId, atMs }, newest, nowMs));
}
