import { setTimeout as pause } from "node:timers/promises";
import { type Answer, type EntityKind, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { withBestReason } from "#shared/domain/explanation/best-reason.ts";
import { isExplainedKind, type ReasonsRequest } from "#shared/domain/explanation/explain-request.ts";
import { maxReasons, type Reason } from "#shared/domain/explanation/explain-result.ts";
import { userForRequest } from "#shared/domain/user/statsig-user.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import type { SnapshotStore, StoredDefinitions } from "../definitions/snapshot-store.ts";
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
 * Starts to evaluate the names of a call with the definitions that are already on this machine, while the call is on its way. Requests nothing. Returns a
 * function that adds these reasons to the answers, where the same rule decides the same. It evaluates anew if there are other definitions by then, or answers for other
 * names. It returns the answers unchanged for more than `maxReasons`, and if there are no definitions, or no reasons within a second.
 */
export function prepareBestReasons(
  parts: BestReasonsParts,
  request: EvaluationRequest,
  { kind, names }: { readonly kind: EntityKind; readonly names: readonly string[] },
): (answers: readonly Answer[]) => Promise<readonly Answer[]> {
  const { catalog, snapshots } = parts;
  const before = catalog.definitionsOf(request.projectId);
  const asked = isExplainedKind(kind) ? names.map((name) => ({ kind, name })) : [];
  const early = before === null || asked.length === 0 || asked.length > maxReasons ? null : explainAll(parts, request, before, asked);

  return async (answers) => {
    const of = answers.flatMap((answer) =>
      isExplainedKind(answer.kind) && isAnswered(answer.state) && !answer.isNameHashed ? [{ kind: answer.kind, name: answer.name }] : [],
    );
    if (of.length === 0 || of.length > maxReasons) return answers;
    const explainNow = async () => {
      const current = catalog.definitionsOf(request.projectId) ?? (await snapshots.newest(request.projectId));
      return current === null ? [] : explainAll(parts, request, current, of);
    };
    const isEarlyCurrent = catalog.definitionsOf(request.projectId) === before;
    const tooLate = pause(maxReasonsMs, [], { ref: false });
    // Without reasons the answers keep their own.
    const reasons = await Promise.race([early !== null && isEarlyCurrent ? early : explainNow().catch((): Reason[] => []), tooLate]);
    const byName = new Map(reasons.map((reason) => [`${reason.kind} ${reason.name}`, reason]));
    return answers.map((answer) => {
      const reason = byName.get(`${answer.kind} ${answer.name}`);
      return reason === undefined ? answer : withBestReason(answer, reason);
    });
  };
}

/** Returns no reasons if they cannot be found out. */
async function explainAll(
  { catalog, reasons, clock }: BestReasonsParts,
  { projectId, user, tier }: EvaluationRequest,
  { snapshotId }: Pick<StoredDefinitions, "snapshotId">,
  of: ReasonsRequest["of"],
): Promise<Reason[]> {
  const ruleNames = catalog.ruleNamesOf(projectId);
  const evaluated = { projectId, snapshotId, user: userForRequest(user, tier), tier, nowMs: clock.nowMs(), ruleNames };
  try {
    return (await reasons({ ...evaluated, of })) ?? [];
  } catch {
    return [];
  }
}
