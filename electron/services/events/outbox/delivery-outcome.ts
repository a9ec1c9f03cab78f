import { describeBody } from "#shared/domain/evaluation/answers/no-answer.ts";
import { findOtherServer, hostOf, isWebPage, messageIn, type OtherServer } from "#shared/domain/evaluation/answers/other-server.ts";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { headerOf } from "#shared/domain/exchange/header-of.ts";
import { readRetryAfter } from "#shared/domain/exchange/retry-after.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import type { DeliveryOutcome } from "../database/batch-states.ts";

/**
 * Classifies the delivery outcome of the events in an exchange (statsig-http.md §6, §7). Before the first byte of the request is written,
 * nothing can have arrived; after that, only a complete answer proves the outcome. What answers in place of Statsig has received nothing for it.
 * 5xx, 429, 408 and 425 are temporary refusals: the service did not accept the events.
 */
export function classifyDelivery(exchange: Exchange, nowMs: number): DeliveryOutcome {
  const { outcome } = exchange;
  const other = findOtherServer({ exchange, body: outcome.kind === "answered" ? outcome.body : null });
  if (other !== null) return notStatsig(exchange, other, nowMs);
  switch (outcome.kind) {
    case "answered":
      return readAnswer(outcome, hostOf(exchange.url), nowMs);
    case "too_large":
      return readAnswer({ ...outcome, body: null }, hostOf(exchange.url), nowMs);
    case "not_sent":
      return { kind: "refused", httpStatus: null, problem: `${withStop(outcome.reason)} Nothing was sent.` };
    case "unreachable":
      return notAnswered(exchange, outcome.message, null);
    case "timed_out":
      return notAnswered(exchange, `No answer came within ${Math.round(outcome.afterMs / 100) / 10} s.`, null);
    case "not_recorded":
      return notAnswered(exchange, "Its response was not recorded.", null);
    case "cancelled":
      return notAnswered(exchange, "It was cancelled while it was being sent.", null);
    case "broken_off":
      return notAnswered(exchange, outcome.message, outcome.status);
  }
}

/** Returns true when a part of the request may have left this machine. */
export function mayHaveLeft({ hops }: Pick<Exchange, "hops">): boolean {
  return hops.some(({ name, state }) => name === "send" && state !== "not_tried");
}

/** A connection to another kind of server, and a sign-in of the network, may work at the next attempt; a refusal needs a person first. */
function notStatsig({ outcome }: Exchange, { because, nextStep }: OtherServer, nowMs: number): DeliveryOutcome {
  const problem = `Not delivered: ${because}. ${nextStep}`;
  if (outcome.kind !== "answered") return { kind: "again", httpStatus: null, problem, afterMs: null };
  const { status: httpStatus, headers } = outcome;
  return httpStatus === 511
    ? { kind: "again", httpStatus, problem, afterMs: readRetryAfter(headers, nowMs) }
    : { kind: "refused", httpStatus, problem };
}

function notAnswered(exchange: Exchange, message: string, httpStatus: number | null): DeliveryOutcome {
  const text = withStop(message);
  if (!mayHaveLeft(exchange)) return { kind: "again", httpStatus, problem: `${text} Nothing had left this machine.`, afterMs: null };
  const problem = `${text} Statsig may have received it anyway, so it is not sent again automatically.`;
  return { kind: "lost", httpStatus, problem };
}

interface Answered {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  /** Null if it was too large to be read. */
  readonly body: string | null;
}

function readAnswer({ status, headers, body }: Answered, host: string, nowMs: number): DeliveryOutcome {
  if (status >= 200 && status < 300) return readSuccess({ status, headers, body }, host);
  const reason = quotedReason(body ?? "");
  if (status === 429) {
    const afterMs = readRetryAfter(headers, nowMs);
    return { kind: "again", httpStatus: status, problem: "Statsig asked to slow down (429).", afterMs };
  }
  if (status >= 500 || repeatableStatuses.has(status))
    return { kind: "again", httpStatus: status, problem: `${host} answered ${status}${reason}.`, afterMs: readRetryAfter(headers, nowMs) };
  return { kind: "refused", httpStatus: status, problem: `${host} refused it (${status})${reason}. ${fixOf(status)}` };
}

/** Statsig answers with a JSON object (statsig-http.md §6), and with no body to some SDKs. Anything else proves no delivery. */
function readSuccess({ status, headers, body }: Answered, host: string): DeliveryOutcome {
  const read = parseJson(body ?? "");
  if (isJsonObject(read)) {
    const isFailure = read.success === false || (read.success !== true && typeof read.error === "string" && read.error !== "");
    return isFailure
      ? { kind: "refused", httpStatus: status, problem: `Statsig answered ${status}, but reported a failure${quotedReason(body ?? "")}.` }
      : { kind: "delivered", httpStatus: status };
  }
  const isPage = isWebPage(body) || /^text\/html\b/i.test(headerOf(headers, "content-type"));
  if (body?.trim() === "" && !isPage) return { kind: "delivered", httpStatus: status };
  const instead = isPage ? "a web page" : read !== undefined ? "JSON that is no object" : body === null ? "too much" : describeBody(body);
  const problem = `${host} answered ${status} with ${instead}: something else, such as a login page of this network, answered instead of Statsig. It is not sent again automatically.`;
  return { kind: "lost", httpStatus: status, problem };
}

/** Lists Request Timeout and Too Early: the request itself is correct (statsig-http.md §7.1, RFC 9110 §15.5.9, RFC 8470 §5.2). */
const repeatableStatuses = new Set([408, 425]);

function fixOf(status: number): string {
  switch (status) {
    case 400:
    case 422:
      return "Edit the events, then send them again.";
    case 401:
    case 403:
      return "Choose another key, or replace this one under Settings, then send it again.";
    case 404:
    case 405:
      return "Correct the project's events base, then send it again.";
    case 413:
      return "The request is too large: send fewer or smaller events at once.";
    default:
      return "Correct the cause, then send it again.";
  }
}

/** Quotes the server's reason, with a colon before it; empty when there is none. */
function quotedReason(body: string): string {
  const message = messageIn(body);
  return message === null ? "" : `: ${message}`;
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
