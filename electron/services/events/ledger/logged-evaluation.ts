import { stateLabel } from "#shared/domain/evaluation/answer-text.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { countedTier, sentUser } from "#shared/domain/events/statsig-event.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { ledgerBatchOf } from "../database/ledger-batch.ts";
import type { LoggedEvaluation } from "../database/outbox-calls.ts";
import { classifyDelivery } from "../outbox/delivery-outcome.ts";

/** An evaluation with Logging on: its exchange, and an answer for each of its names. */
export interface EvaluationWithLogging {
  readonly project: Project;
  readonly request: EvaluationRequest;
  readonly exchange: Exchange;
  readonly answers: readonly Answer[];
}

const exposing: ReadonlySet<Exchange["endpoint"]> = new Set(["check_gate", "get_config", "get_layer"]);

/** Returns the exposures that an evaluation logged, or may have logged. Null if there are none (statsig-http.md §8). */
export function loggedEvaluation({ project, request, exchange, answers }: EvaluationWithLogging): LoggedEvaluation | null {
  if (!request.isLogging || !exposing.has(exchange.endpoint)) return null;
  const { kind } = classifyDelivery(exchange, exchange.atMs);
  if (kind !== "delivered" && kind !== "lost") return null;
  const sent = sentUser(null, request);
  const tier = countedTier(sent);
  const units = unitIds(sent);
  return {
    atMs: exchange.atMs,
    projectId: project.id,
    projectName: project.name,
    exchangeId: exchange.id,
    outcome: kind === "delivered" ? "delivered" : "may_have_arrived",
    ledgerBatch: ledgerBatchOf(
      answers.map((answer) => ({
        name: answer.name,
        detail: kind === "delivered" ? `${answer.kind}, ${stateLabel(answer)}` : answer.kind,
        tier,
        userLabel: request.userLabel,
        units,
        row: null,
      })),
    ),
  };
}
