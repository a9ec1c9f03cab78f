import { type Exchange, type Headers, proxyOf } from "#shared/domain/exchange/exchange.ts";
import { headerOf } from "#shared/domain/exchange/header-of.ts";
import { maskKeyForms } from "#shared/domain/exchange/key-form.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import type { ProjectHosts } from "#shared/domain/project/project.ts";
import { lowerFirst } from "#shared/domain/text/upper-first.ts";
import { noAnswerCauses, noAnswerSteps } from "./no-answer-text.ts";
import { type ConnectionAdvice, describeUnreachable, describeWrongServer } from "./unreachable-text.ts";

interface Answered {
  readonly exchange: Pick<Exchange, "url" | "timing" | "endpoint" | "outcome">;
  readonly body: string | null;
}

/** Why something other than Statsig answered, and what to do about it. */
export type OtherServer = Omit<ConnectionAdvice, "isNotStatsig">;

/**
 * Recognizes what answered in place of Statsig: another kind of server, a firewall, a proxy, the sign-in of a network, or a redirect to another host. Statsig has
 * logged and received nothing then. Null for an answer that may be Statsig's, and for a connection that failed for another reason.
 */
export function findOtherServer({ exchange, body }: Answered): OtherServer | null {
  const { outcome } = exchange;
  if (outcome.kind === "unreachable") {
    const { isNotStatsig, ...advice } = describeUnreachable(exchange, outcome);
    return isNotStatsig ? advice : null;
  }
  if (outcome.kind !== "answered") return null;
  const { status } = outcome;
  const host = hostOf(exchange.url);
  if (status === 511) return { because: noAnswerCauses.signInRequired, nextStep: noAnswerSteps.signIn, fix: null };
  if (status === 407) return { because: noAnswerCauses.proxyNeedsPassword, nextStep: noAnswerSteps.proxyNeedsPassword, fix: "network" };
  if (status >= 400 && status < 500) {
    const wrongServer = wrongServerIn(host, body);
    if (wrongServer !== null) return { ...wrongServer, because: `${wrongServer.because} (${status})` };
  }
  // A firewall or a proxy answers with a page for people; Statsig answers with JSON. The key was not seen by Statsig.
  if (isWebPage(body) && blockingStatuses.has(status))
    return {
      because: noAnswerCauses.blockedOnTheWay(fromWhere(exchange), status),
      nextStep: noAnswerSteps.blockedOnTheWay(host),
      fix: "hosts",
    };
  // Not in the form of Statsig's API (statsig-http.md §7.2): it may come from a firewall or from Statsig.
  if (status === 403 && parseJson(body ?? "") === undefined)
    return {
      because: noAnswerCauses.refusedBySomeone(host, messageIn(body)),
      nextStep: noAnswerSteps.allowHostOrChangeKey(host),
      fix: "keys",
    };
  return isRedirect(status) ? redirected(exchange, status, outcome.headers) : null;
}

/** The statuses with which a page comes from a firewall, a proxy or a filter. Others say more themselves, or that the address is wrong. */
const blockingStatuses: ReadonlySet<number> = new Set([400, 401, 402, 403, 406, 409, 410, 412, 418, 421, 423, 426, 428, 431, 451]);

/** Recognizes what nginx, Go and Apache answer to plain http on a port for https, and nginx to a client without a certificate. */
function wrongServerIn(host: string, body: string | null): OtherServer | null {
  if (/HTTP request (?:was sent )?to (?:an )?HTTPS|speaking plain HTTP to an SSL/i.test(body ?? ""))
    return describeWrongServer("SPEAKS_TLS", host);
  return /No required SSL certificate was sent/i.test(body ?? "") ? describeWrongServer("WANTS_CLIENT_CERTIFICATE", host) : null;
}

/** Names the host, and the proxy on the way to it. */
export function fromWhere({ url, timing }: Pick<Exchange, "url" | "timing">): string {
  const proxy = proxyOf({ timing });
  return proxy === null ? hostOf(url) : `${hostOf(url)} through the proxy ${proxy}`;
}

/** Redirects are not followed, because they would send the key to another host. A sign-in page of a network is one of them. */
function redirected(exchange: Answered["exchange"], status: number, headers: Headers): OtherServer {
  const checkAddress = noAnswerSteps.checkAddress(addressOf(exchange));
  const from = new URL(exchange.url);
  const to = redirectTarget(exchange, headers);
  const advice = (target: string | null, nextStep: string): OtherServer => ({
    because: noAnswerCauses.redirected(from.host, target, status),
    nextStep,
    fix: "hosts",
  });
  if (to === null) return advice(null, checkAddress);
  if (to.hostname === from.hostname && to.protocol === "https:" && from.protocol === "http:")
    return advice("https://", noAnswerSteps.changeToHttps);
  if (to.host === from.host) return advice(excerpt(to.pathname), checkAddress);
  return advice(to.host, noAnswerSteps.signInOr(lowerFirst(checkAddress)));
}

/** Addresses such as `javascript:` and `data:` have no host, and are no target. */
function redirectTarget({ url }: Pick<Exchange, "url">, headers: Headers): URL | null {
  const location = headerOf(headers, "location");
  const target = location !== "" && URL.canParse(location, url) ? new URL(location, url) : null;
  return target === null || target.host === "" ? null : target;
}

/** True for a redirect to another host, as of a network that wants a sign-in. */
export function isRedirectAway(exchange: Pick<Exchange, "url">, { status, headers }: { status: number; headers: Headers }): boolean {
  const target = isRedirect(status) ? redirectTarget(exchange, headers) : null;
  return target !== null && target.hostname !== new URL(exchange.url).hostname;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

/** Returns the address of the project that serves this endpoint. */
export function addressOf({ endpoint }: Pick<Exchange, "endpoint">): Exclude<keyof ProjectHosts, "cdn"> {
  if (endpoint === "log_event" || endpoint === "log_custom_exposure") return "events";
  return endpoint === "initialize" || endpoint === "console" ? endpoint : "api";
}

/** True for a page for people, also after comments and the declaration of XML. */
export function isWebPage(body: string | null): boolean {
  let text = (body ?? "").trimStart();
  for (const [opening, closing] of [
    ["<?xml", "?>"],
    ["<!--", "-->"],
  ] as const)
    while (text.startsWith(opening) && text.includes(closing)) text = text.slice(text.indexOf(closing) + closing.length).trimStart();
  return /^<(?:!doctype html|html|head|body)\b/i.test(text);
}

/** Returns the server's message from an error body, without key material: message, then error, then reason (statsig-http.md §7.2). */
export function messageIn(body: string | null): string | null {
  const text = body?.trim() ?? "";
  if (text === "" || text.startsWith("<")) return null;
  const message = messageField(parseJson(text)) ?? (/^[[{"]/.test(text) ? null : text);
  return message === null ? null : excerpt(message).replace(/[.\s]+$/, "");
}

function messageField(value: JsonValue | undefined): string | null {
  if (!isJsonObject(value)) return null;
  const candidates = [value.message, value.error, value.reason].map((message) => (Array.isArray(message) ? message.join("; ") : message));
  return candidates.find((message): message is string => typeof message === "string" && message.trim() !== "") ?? null;
}

export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

export const maxExcerptLength = 200;

/** Returns the start of a text in one line. Keys are masked first, so that no part of a key remains at the cut. */
export function excerpt(text: string): string {
  const line = maskKeyForms(text.slice(0, 10_000)).replace(/\s+/g, " ").trim();
  return line.length > maxExcerptLength ? `${line.slice(0, maxExcerptLength)}…` : line;
}
