import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import { isJsonObject } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import type { DeliveryOutcome } from "../database/batch-states.ts";

/**
 * Classifies the delivery outcome of the events in an exchange (statsig-http.md §6, §7). Before the first byte of the request is written,
 * nothing can have arrived; after that, only a complete answer proves the outcome. 5xx, 429, 408 and 425 are temporary refusals: the
 * service did not accept the events.
 */
export function classifyDelivery(exchange: Exchange, nowMs: number): DeliveryOutcome {
  const { outcome } = exchange;
  switch (outcome.kind) {
    case "answered":
      return readAnswer(outcome, new URL(exchange.url).host, nowMs);
    case "too_large":
      return readAnswer({ ...outcome, body: "" }, new URL(exchange.url).host, nowMs);
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

function notAnswered(exchange: Exchange, message: string, httpStatus: number | null): DeliveryOutcome {
  const text = withStop(message);
  if (!mayHaveLeft(exchange)) return { kind: "again", httpStatus, problem: `${text} Nothing had left this machine.`, afterMs: null };
  const problem = `${text} Statsig may have received it anyway, so it is not sent again automatically.`;
  return { kind: "lost", httpStatus, problem };
}

interface Answered {
  readonly status: number;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: string;
}

function readAnswer({ status, headers, body }: Answered, host: string, nowMs: number): DeliveryOutcome {
  const reason = quotedReason(body);
  if (status >= 200 && status < 300) {
    if (isWebPage(headers, body)) {
      const problem = `${host} answered ${status} with a web page: something else, such as a login page of this network, answered instead of Statsig. It is not sent again automatically.`;
      return { kind: "lost", httpStatus: status, problem };
    }
    const read = parseJson(body);
    if (!isJsonObject(read) || read.success !== false) return { kind: "delivered", httpStatus: status };
    return { kind: "refused", httpStatus: status, problem: `Statsig answered ${status}, but reported a failure${reason}.` };
  }
  if (status === 429) {
    const afterMs = retryAfterMs(headers, nowMs);
    return { kind: "again", httpStatus: status, problem: "Statsig asked to slow down (429).", afterMs };
  }
  if (status >= 500 || repeatableStatuses.has(status))
    return { kind: "again", httpStatus: status, problem: `${host} answered ${status}${reason}.`, afterMs: retryAfterMs(headers, nowMs) };
  return { kind: "refused", httpStatus: status, problem: `${refusal(status, host)}${reason}. ${fixOf(status)}` };
}

/** Lists Request Timeout and Too Early: the request itself is correct (statsig-http.md §7.1, RFC 9110 §15.5.9, RFC 8470 §5.2). */
const repeatableStatuses = new Set([408, 425]);

function isWebPage(headers: Answered["headers"], body: string): boolean {
  const type = headers.find(([name]) => name.toLowerCase() === "content-type")?.[1] ?? "";
  return /^text\/html\b/i.test(type) || /^\s*<(?:!doctype|html)\b/i.test(body);
}

function refusal(status: number, host: string): string {
  if (status >= 300 && status < 400) return `${host} answered with a redirect (${status}), and keys are not sent to another address`;
  return `${host} refused it (${status})`;
}

function fixOf(status: number): string {
  if (status < 400) return "Correct the project's events base, then send it again.";
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

/** Quotes the server's reason, limited in length, with a colon before it; empty when there is none. */
function quotedReason(body: string): string {
  const read = parseJson(body);
  const messages = isJsonObject(read) ? (read.message ?? read.error ?? read.reason) : null;
  const texts = Array.isArray(messages) ? messages : [messages];
  const message = texts.filter((text) => typeof text === "string" && text !== "").join("; ");
  const text = message === "" && read === undefined && !/^\s*</.test(body) ? body.trim() : message;
  return text === "" ? "" : `: ${text.slice(0, 300).replace(/[\s.]+$/, "")}`;
}

/** Reads `Retry-After`, which is seconds or an HTTP date (RFC 9110 §10.2.3). */
export function retryAfterMs(headers: Answered["headers"], nowMs: number): number | null {
  const text = headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1].trim() ?? "";
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const atMs = text === "" ? Number.NaN : Date.parse(text);
  if (Number.isNaN(atMs)) return null;
  // Measured by the server's clock when it sends a Date: the two clocks may differ.
  const dateText = headers.find(([name]) => name.toLowerCase() === "date")?.[1] ?? "";
  const serverNowMs = Date.parse(dateText);
  return Math.max(0, atMs - (Number.isNaN(serverNowMs) ? nowMs : serverNowMs));
}

function withStop(sentence: string): string {
  return /[.!?]$/.test(sentence) ? sentence : `${sentence}.`;
}
