import type { Batch } from "#shared/domain/events/event-outbox.ts";

/** The fields of a batch that change with its state. */
export type BatchStatus = Pick<Batch, "state" | "attempts" | "nextTryAtMs" | "problem" | "httpStatus" | "mayBeDuplicate" | "exchangeId">;

/** The outcome of one attempt, as far as it is known. */
export type DeliveryOutcome =
  | { readonly kind: "delivered"; readonly httpStatus: number }
  /** Statsig or this machine refused it. Sending it unchanged would have the same outcome. */
  | { readonly kind: "refused"; readonly httpStatus: number | null; readonly problem: string }
  /** It certainly did not arrive or was not accepted, so it may be retried. `afterMs` is the delay that the server requested. */
  | { readonly kind: "again"; readonly httpStatus: number | null; readonly problem: string; readonly afterMs: number | null }
  /** It was sent, and whether Statsig accepted it is unknown. */
  | { readonly kind: "lost"; readonly httpStatus: number | null; readonly problem: string };

/** A step in the life of a batch. */
export type BatchStep =
  /** `exchangeId` is the ID under which the history will contain the request, so that its outcome can be found after a crash. */
  | { readonly kind: "begin"; readonly exchangeId: string }
  /** `nextTryAtMs` applies to `again` only; `exchangeId` is null when no request was made. */
  | { readonly kind: "end"; readonly outcome: DeliveryOutcome; readonly exchangeId: string | null; readonly nextTryAtMs: number }
  /** It cannot be sent now: no key, locked keys, or no project. It is sent as soon as possible. */
  | { readonly kind: "hold"; readonly problem: string }
  /** It was started ahead of its turn, and the batch before it failed: nothing of it was sent. */
  | { readonly kind: "retract" }
  /** The process that was sending it has ended, and the history does not contain its exchange. */
  | { readonly kind: "orphan" }
  /** Steps of the user: retry now, change the content, send again, discard. */
  | { readonly kind: "retryNow" }
  | { readonly kind: "edit" }
  | { readonly kind: "resend" }
  | { readonly kind: "discard" };

const orphanedProblem =
  "Gatescope ended while this was being sent. It may have arrived. Send it again if duplicates are acceptable, or discard it.";

/**
 * Returns the status of a batch after a step, or null when its state does not allow the step. Only this function decides the next state. It guarantees that a
 * waiting batch is only sent or discarded, and that a batch that may have arrived is sent again only after `resend`, and is then marked as a possible duplicate.
 */
export function takeStep(status: BatchStatus, step: BatchStep): BatchStatus | null {
  const { state } = status;
  switch (step.kind) {
    case "begin":
      return state === "waiting"
        ? { ...status, state: "sending", attempts: status.attempts + 1, nextTryAtMs: null, exchangeId: step.exchangeId }
        : null;
    case "end":
      return state === "sending" ? { ...ended(status, step), exchangeId: step.exchangeId } : null;
    case "hold":
      return state === "waiting" ? { ...status, problem: step.problem, nextTryAtMs: null } : null;
    case "retract":
      return state === "sending" ? { ...status, state: "waiting", attempts: status.attempts - 1, exchangeId: null } : null;
    case "orphan":
      return state === "sending"
        ? { ...status, state: "may_have_arrived", problem: orphanedProblem, httpStatus: null, exchangeId: null }
        : null;
    case "retryNow":
      return state === "waiting" ? { ...status, nextTryAtMs: null } : null;
    case "edit":
      return state === "waiting" || state === "refused" ? again(status) : null;
    case "resend":
      if (state === "may_have_arrived") return { ...again(status), mayBeDuplicate: true };
      return state === "refused" ? again(status) : null;
    case "discard":
      return state === "waiting" || state === "refused" || state === "may_have_arrived"
        ? { ...status, state: "discarded", nextTryAtMs: null }
        : null;
  }
}

function ended(status: BatchStatus, { outcome, nextTryAtMs }: Extract<BatchStep, { kind: "end" }>): BatchStatus {
  const { httpStatus } = outcome;
  switch (outcome.kind) {
    case "delivered":
      return { ...status, state: "delivered", problem: null, httpStatus };
    case "refused":
      return { ...status, state: "refused", problem: outcome.problem, httpStatus };
    case "again":
      return { ...status, state: "waiting", problem: outcome.problem, httpStatus, nextTryAtMs };
    case "lost":
      return { ...status, state: "may_have_arrived", problem: outcome.problem, httpStatus };
  }
}

function again(status: BatchStatus): BatchStatus {
  return { ...status, state: "waiting", attempts: 0, nextTryAtMs: null, problem: null, httpStatus: null };
}

export const newStatus: BatchStatus = {
  state: "waiting",
  attempts: 0,
  nextTryAtMs: null,
  problem: null,
  httpStatus: null,
  mayBeDuplicate: false,
  exchangeId: null,
};
