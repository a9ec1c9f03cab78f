import { setTimeout as pause } from "node:timers/promises";
import { type Answer, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { withBestReason } from "#shared/domain/explanation/best-reason.ts";
import { isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import { maxReasons, type Reason } from "#shared/domain/explanation/explain-result.ts";
import { userForRequest } from "#shared/domain/user/statsig-user.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { SnapshotStore } from "../definitions/snapshot-store.ts";
import type { Clock } from "../ports.ts";
import type { ExplainHandler } from "./explain-handler.ts";

export interface BestReasonsParts {
  readonly catalog: Pick<NameCatalog, "definitionsOf" | "ruleNamesOf">;
  readonly snapshots: Pick<SnapshotStore, "newest">;
  /** In this thread or another one. */
  readonly reasons: (
    ...input: Parameters<ExplainHandler["reasons"]>
  ) => ReturnType<ExplainHandler["reasons"]> | Promise<ReturnType<ExplainHandler["reasons"]>>;
  readonly clock: Clock;
}

/** An answer that arrived waits for its reason no longer than this. */
const maxReasonsMs = 1_000;

/**
 * Returns answers with the reasons of the definitions that are already on this machine, where the same rule decides the same. Requests nothing. Returns
 * the answers unchanged for more than `maxReasons`, and if there are no definitions, or none within a second.
 */
export async function withBestReasons(
  { catalog, snapshots, reasons: reasonsOf, clock }: BestReasonsParts,
  { projectId, user, tier }: EvaluationRequest,
  answers: readonly Answer[],
): Promise<readonly Answer[]> {
  const of = answers.flatMap(({ kind, name, state, isNameHashed }) =>
    isExplainedKind(kind) && isAnswered(state) && !isNameHashed ? [{ kind, name }] : [],
  );
  if (of.length === 0 || of.length > maxReasons) return answers;
  const explainAll = async (): Promise<Reason[]> => {
    const current = catalog.definitionsOf(projectId) ?? (await snapshots.newest(projectId));
    if (current === null) return [];
    const { snapshotId } = current;
    const ruleNames = catalog.ruleNamesOf(projectId);
    const evaluated = { projectId, snapshotId, user: userForRequest(user, tier), tier, nowMs: clock.nowMs(), ruleNames };
    return (await reasonsOf({ ...evaluated, of })) ?? [];
  };
  const tooLate = pause(maxReasonsMs, [], { ref: false });
  // Without reasons the answers keep their own.
  const reasons = await Promise.race([explainAll().catch((): Reason[] => []), tooLate]);
  const byName = new Map(reasons.map((reason) => [`${reason.kind} ${reason.name}`, reason]));
  return answers.map((answer) => {
    const reason = byName.get(`${answer.kind} ${answer.name}`);
    return reason === undefined ? answer : withBestReason(answer, reason);
  });
}
