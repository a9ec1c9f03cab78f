import type { JudgedAnswer } from "#shared/domain/expectation/judge.ts";
import type { Project } from "#shared/domain/project/project.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { SnapshotStore } from "../definitions/snapshot-store.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import type { Clock } from "../ports.ts";
import type { SuiteRules } from "./judge-row.ts";
import { fetchLiveAnswer, findProjectRules, suiteRulesOf } from "./project-rules.ts";

export interface ExpectationsParts {
  readonly catalog: Pick<NameCatalog, "current">;
  readonly snapshots: Pick<SnapshotStore, "contents">;
  readonly evaluate: Pick<Evaluate, "check">;
  readonly clock: Clock;
}

export type Expectations = ReturnType<typeof createExpectations>;

/** Runs targeting tests. Requests definitions only; `answerLive` also requests answers, without logging exposures. */
export function createExpectations({ catalog, snapshots, evaluate, clock }: ExpectationsParts) {
  return {
    /** Returns the newest rules of a project, prepared for evaluation, or why there are none. */
    async projectRules(
      project: Project,
      signal?: AbortSignal,
    ): Promise<SuiteRules | { readonly reason: string; readonly nextStep: string }> {
      const found = await findProjectRules({ catalog, snapshots }, project.id, signal);
      if ("reason" in found) return found;
      return (
        suiteRulesOf(found.contents, { tier: project.defaultTier, nowMs: clock.nowMs() }) ?? {
          reason: "They are damaged.",
          nextStep: "Refresh them.",
        }
      );
    },
    answerLive: (request: Parameters<typeof fetchLiveAnswer>[1], signal?: AbortSignal): Promise<JudgedAnswer> =>
      fetchLiveAnswer(evaluate, request, signal),
  };
}
