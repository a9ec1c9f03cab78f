import { type Answer, type EntityKind, isAnswered } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { stateLabel } from "#shared/domain/evaluation/state-label.ts";
import { countedTier, sentUser } from "#shared/domain/events/statsig-event.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { unitIds } from "#shared/domain/user/statsig-user.ts";
import { ledgerBatchOf } from "../database/ledger-batch.ts";
import type { LoggedEvaluation, NewLedgerBatch } from "../database/outbox-calls.ts";

/** An evaluation with Logging on: its exchange, and an answer for each of its names. */
export interface EvaluationWithLogging {
  readonly project: Project;
  readonly request: EvaluationRequest;
  readonly exchange: Exchange;
  readonly answers: readonly Answer[];
}

const exposing: ReadonlySet<Exchange["endpoint"]> = new Set(["check_gate", "get_config", "get_layer"]);

/** An evaluation with Logging on that is about to be sent. */
export interface StartedLogging {
  readonly project: Project;
  readonly request: EvaluationRequest;
  readonly exchangeId: string;
  readonly atMs: number;
  readonly endpoint: Exchange["endpoint"];
  readonly kind: EntityKind;
  readonly names: readonly string[];
}

/** Returns what an evaluation may log, for the time while it is sent. Null if it logs nothing (statsig-http.md §8). */
export function startedEvaluation({ project, request, exchangeId, atMs, endpoint, kind, names }: StartedLogging): LoggedEvaluation | null {
  if (!request.isLogging || !exposing.has(endpoint)) return null;
  const lines = names.map((name) => ({ name, detail: kind }));
  return { ...factsOf(project, atMs, exchangeId), outcome: "sending", ledgerBatch: batchOf(lines, request) };
}

/** Returns the exposures that an evaluation logged, or may have logged. Null if there are none (statsig-http.md §8). */
export function loggedEvaluation({ project, request, exchange, answers }: EvaluationWithLogging): LoggedEvaluation | null {
  if (!request.isLogging || !exposing.has(exchange.endpoint)) return null;
  if (!answers.some(({ isLogged }) => isLogged)) return null;
  // An answer that cannot be read does not prove that Statsig answered.
  const isDelivered = answers.some(({ isLogged, state }) => isLogged && isAnswered(state));
  const lines = answers.map((answer) => ({
    name: answer.name,
    detail: isDelivered ? `${answer.kind}, ${stateLabel(answer)}` : answer.kind,
  }));
  return {
    ...factsOf(project, exchange.atMs, exchange.id),
    outcome: isDelivered ? "delivered" : "may_have_arrived",
    ledgerBatch: batchOf(lines, request),
  };
}

function factsOf({ id: projectId, name: projectName }: Project, atMs: number, exchangeId: string) {
  return { atMs, projectId, projectName, exchangeId };
}

function batchOf(lines: readonly { readonly name: string; readonly detail: string }[], request: EvaluationRequest): NewLedgerBatch {
  const sent = sentUser(null, request);
  const shared = { tier: countedTier(sent), userLabel: request.userLabel, units: unitIds(sent), row: null };
  return ledgerBatchOf(lines.map((line) => ({ ...line, ...shared })));
}
