import type { Batch } from "#shared/domain/events/event-outbox.ts";

/** What changes of a batch while it makes its way. */
export type BatchStatus = Pick<Batch, "state" | "attempts" | "nextTryAtMs" | "problem" | "httpStatus" | "mayBeDuplicate" | "exchangeId">;

/** How one attempt ended, as far as it can be known. */
export type DeliveryOutcome =
  | { readonly kind: "delivered"; readonly httpStatus: number }
  /** Statsig or this machine said no: sending it again as it is would bring the same. */
  | { readonly kind: "refused"; readonly httpStatus: number | null; readonly problem: string }
  /** It surely did not arrive, or was surely not taken: it may be tried again. `afterMs` is what the server asked for. */
  | { readonly kind: "again"; readonly httpStatus: number | null; readonly problem: string; readonly afterMs: number | null }
  /** It went out, and nobody here knows whether it was taken. */
  | { readonly kind: "lost"; readonly httpStatus: number | null; readonly problem: string };

/** What can happen to a batch. */
export type BatchStep =
  | { readonly kind: "begin" }
  /** `nextTryAtMs` is for `again` only; `exchangeId` is null when nothing was asked. */
  | { readonly kind: "end"; readonly outcome: DeliveryOutcome; readonly exchangeId: string | null; readonly nextTryAtMs: number }
  /** It cannot be begun now: no key, locked keys, no project. It goes as soon as it can. */
  | { readonly kind: "hold"; readonly problem: string }
  /** It was begun ahead of its turn, and its turn did not come: nothing of it has left. */
  | { readonly kind: "retract" }
  /** The process that was sending it is no more. */
  | { readonly kind: "orphan" }
  /** The rest is the person's: try now, give it a new content, send again, do not send. */
  | { readonly kind: "retryNow" }
  | { readonly kind: "edit" }
  | { readonly kind: "resend" }
  | { readonly kind: "discard" };

const orphanedProblem =
  "Gatescope ended while this was being sent. Whether it arrived is not known. Send it again if it may be there twice, or discard it.";

/**
 * The one place that decides what becomes of a batch; null where a step is not possible in this state. Two promises hang on it:
 * nothing leaves `waiting` but by being sent or discarded, and what may have arrived is begun again only after `resend`, and then says so.
 */
export function takeStep(status: BatchStatus, step: BatchStep): BatchStatus | null {
  const { state } = status;
  switch (step.kind) {
    case "begin":
      return state === "waiting" ? { ...status, state: "sending", attempts: status.attempts + 1, nextTryAtMs: null } : null;
    case "end":
      return state === "sending" ? { ...ended(status, step), exchangeId: step.exchangeId } : null;
    case "hold":
      return state === "waiting" ? { ...status, problem: step.problem, nextTryAtMs: null } : null;
    case "retract":
      return state === "sending" ? { ...status, state: "waiting", attempts: status.attempts - 1 } : null;
    case "orphan":
      return state === "sending" ? { ...status, state: "may_have_arrived", problem: orphanedProblem, httpStatus: null } : null;
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
