import type { EntityKind, Provenance } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange, Headers, Outcome } from "#shared/domain/exchange/exchange.ts";
import type { HopName } from "#shared/domain/exchange/hop.ts";
import { maskKeyForms } from "#shared/domain/exchange/key-form.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import { lowerFirst } from "#shared/domain/text/upper-first.ts";
import type { AnswerContext, AnswerFields } from "./answer-context.ts";
import { type Answerer, bodyText, noAnswerCauses, noAnswerSteps } from "./no-answer-text.ts";
import { type ConnectionAdvice, describeUnreachable, describeWrongServer } from "./unreachable-text.ts";

type Received = { kind: EntityKind; exchange: Exchange; body: string | null; context: AnswerContext };
type Answered = Extract<Outcome, { kind: "answered" }>;

/** Returns why this exchange has no answer, or null for a response with status 200, whose body is to be read. */
export function readNoAnswer(received: Received): AnswerFields | null {
  const fields = readOutcome(received);
  return fields !== null && isFromElsewhere(received) ? { ...fields, provenance: elsewhere } : fields;
}

/** A page for people, a network's sign-in and a proxy's are not Statsig's, which answers with JSON. */
function isFromElsewhere({ exchange: { outcome }, body }: Received): boolean {
  return outcome.kind === "answered" && (outcome.status === 407 || outcome.status === 511 || isWebPage(body));
}

const elsewhere: Provenance = { kind: "elsewhere", ofMs: null };

function readOutcome(received: Received): AnswerFields | null {
  const { outcome } = received.exchange;
  switch (outcome.kind) {
    case "answered":
      return outcome.status === 200 ? null : readStatus(received, outcome);
    case "not_sent":
      return {
        state: "not_sent",
        because: clause(outcome.reason),
        nextStep: noAnswerSteps.notSent,
        fix: /network settings/.test(outcome.reason) ? "network" : "hosts",
        isLogged: false,
      };
    case "not_recorded":
      return { state: "unknown", because: noAnswerCauses.notRecorded, nextStep: null };
    case "unreachable": {
      const { because, nextStep, fix, isNotStatsig } = describeUnreachable(received.exchange, outcome);
      const fields = unreached(received, outcome.hop, because, nextStep);
      // A program that does not speak the API cannot have logged anything.
      return { ...fields, ...(isNotStatsig ? { nextStep, isLogged: false } : {}), fix };
    }
    case "timed_out":
      return {
        ...unreached(received, outcome.phase, timedOutBecause(received, outcome), noAnswerSteps.allowMoreTime),
        fix: "network",
      };
    case "cancelled":
      return unreached(received, "wait", noAnswerCauses.cancelled(outcome.afterMs), noAnswerSteps.checkAgain);
    case "broken_off": {
      if (/damaged/.test(outcome.message))
        return {
          state: "unknown",
          because: noAnswerCauses.damaged(hostOf(received.exchange.url)),
          nextStep: withLoggingNote(received, noAnswerSteps.damaged),
          fix: "network",
        };
      const because = /not HTTP/.test(outcome.message)
        ? noAnswerCauses.breaksOff(hostOf(received.exchange.url))
        : noAnswerCauses.cutOff(formatBytes(outcome.receivedBytes));
      return unreached(received, "receive", because, noAnswerSteps.cutOff);
    }
    case "too_large":
      return {
        state: "unknown",
        because: noAnswerCauses.tooLarge(outcome.limitBytes),
        nextStep: withLoggingNote(received, noAnswerSteps.tooLarge),
        fix: "hosts",
      };
  }
}

/** Returns the state of a response with status 200 whose body is not an answer; `instead` describes that body. */
export function readUnreadable(received: Pick<Received, "exchange" | "context">, instead: string): AnswerFields {
  return {
    state: "unknown",
    because: noAnswerCauses.unreadable(hostOf(received.exchange.url), instead),
    nextStep: withLoggingNote(received, noAnswerSteps.unreadable),
    fix: "hosts",
    ...(instead.includes(bodyText.webPage) && { provenance: elsewhere }),
  };
}

/** Describes a body that is not JSON: `a web page instead of JSON`. */
export function describeBody(body: string | null): string {
  const text = body?.trim() ?? "";
  if (text === "") return bodyText.empty;
  if (isWebPage(text)) return bodyText.webPage;
  // U+FFFD stands for bytes that are not UTF-8.
  if (/[\0\uFFFD]/.test(text.slice(0, maxExcerptLength))) return bodyText.notText;
  if (!/^[[{"]/.test(text)) return bodyText.text(excerpt(text));
  return isWellFormed(text) ? bodyText.tooDeep : bodyText.malformed;
}

/** True for JSON of any depth. */
function isWellFormed(text: string): boolean {
  try {
    readJson(text);
    return true;
  } catch {
    return false;
  }
}

function readStatus(received: Received, { status, headers }: Answered): AnswerFields {
  const server: Answerer = received.context.provenanceKind === "sandbox" ? "the sandbox" : "Statsig";
  const checkAddress = noAnswerSteps.checkAddress(addressOf(received.exchange));
  const host = hostOf(received.exchange.url);
  const message = messageIn(received.body);
  if (status === 511)
    return {
      state: "refused",
      because: noAnswerCauses.signInRequired,
      nextStep: noAnswerSteps.signIn,
      isLogged: false,
    };
  const wrongServer = status >= 400 && status < 500 ? wrongServerIn(received) : null;
  if (wrongServer !== null) return { ...refused(`${wrongServer.because} (${status})`, wrongServer.nextStep), fix: wrongServer.fix };
  if (isWebPage(received.body) && blockingStatuses.has(status)) return blockedOnTheWay(received, status);
  if (status === 403 && !isJson(received.body)) return refusedBySomeone(received, message);
  if (status === 401 || status === 403) return refusedKey(received, server, status, message);
  if (status === 404) return readNotFound(received, message);
  if (status === 429) return slowDown(received.context.atMs, headers, server);
  if (status === 408 || status >= 500) {
    const retryAfterMs = readRetryAfter(headers, received.context.atMs);
    const [because, nextStep] = isWebPage(received.body)
      ? [noAnswerCauses.webPageInPlace(fromWhere(received.exchange), status), noAnswerSteps.webPageInPlace(retryAfterMs)]
      : [noAnswerCauses.serverFailed(server, status, message), noAnswerSteps.serverFailed(retryAfterMs)];
    return { state: "unknown", because, nextStep: withLoggingNote(received, nextStep), retryAfterMs };
  }
  if (status === 407) return { ...refused(noAnswerCauses.proxyNeedsPassword, noAnswerSteps.proxyNeedsPassword), fix: "network" };
  if (status === 413) return refused(noAnswerCauses.requestTooLarge(server, message), noAnswerSteps.requestTooLarge);
  if (status === 405) return { ...refused(noAnswerCauses.callNotAccepted(host, message), checkAddress), fix: "hosts" };
  if (isRedirect(status)) return { ...redirected(received.exchange.url, status, headers, checkAddress), fix: "hosts" };
  if (status >= 400)
    return refused(
      noAnswerCauses.requestNotAccepted(server, status, message),
      message === null ? noAnswerSteps.seeResponse(checkAddress) : noAnswerSteps.requestNotAccepted,
    );
  return readUnreadable(received, `status ${status} and ${describeBody(received.body)}`);
}

/** The statuses with which a page comes from a firewall, a proxy or a filter. Others say more themselves, or that the address is wrong. */
const blockingStatuses: ReadonlySet<number> = new Set([400, 401, 402, 403, 406, 409, 410, 412, 418, 421, 423, 426, 428, 431, 451]);

/** Recognizes what nginx, Go and Apache answer to plain http on a port for https, and nginx to a client without a certificate. */
function wrongServerIn({ exchange, body }: Received): ConnectionAdvice | null {
  const host = hostOf(exchange.url);
  if (/HTTP request (?:was sent )?to (?:an )?HTTPS|speaking plain HTTP to an SSL/i.test(body ?? ""))
    return describeWrongServer("SPEAKS_TLS", host);
  return /No required SSL certificate was sent/i.test(body ?? "") ? describeWrongServer("WANTS_CLIENT_CERTIFICATE", host) : null;
}

/** A 403 that is not in the form of Statsig's API (statsig-http.md §7.2) may come from a firewall or from Statsig. */
function refusedBySomeone({ exchange }: Received, message: string | null): AnswerFields {
  const host = hostOf(exchange.url);
  return refusedWithKey(noAnswerCauses.refusedBySomeone(host, message), noAnswerSteps.allowHostOrChangeKey(host));
}

/** A firewall or a proxy answers with a page for people; Statsig answers with JSON. The key was not seen by Statsig. */
function blockedOnTheWay(received: Received, status: number): AnswerFields {
  const { exchange } = received;
  const because = noAnswerCauses.blockedOnTheWay(fromWhere(exchange), status);
  return { ...refused(because, noAnswerSteps.blockedOnTheWay(hostOf(exchange.url))), fix: "hosts" };
}

/** Names the host, and the proxy on the way to it. */
function fromWhere({ url, timing }: Exchange): string {
  return timing.via === "direct" ? hostOf(url) : `${hostOf(url)} through the proxy ${timing.via}`;
}

/** Redirects are not followed, because they would send the key to another host. A sign-in page of a network is one of them. */
function redirected(address: string, status: number, headers: Headers, checkAddress: string): AnswerFields {
  const from = new URL(address);
  const location = headerOf(headers, "location");
  const to = location !== "" && URL.canParse(location, address) ? new URL(location, address) : null;
  const because = (target: string | null) => noAnswerCauses.redirected(from.host, target, status);
  if (to === null) return refused(because(null), checkAddress);
  if (to.hostname === from.hostname && to.protocol === "https:" && from.protocol === "http:")
    return refused(because("https://"), noAnswerSteps.changeToHttps);
  if (to.host === from.host) return refused(because(excerpt(to.pathname)), checkAddress);
  return refused(because(to.host), noAnswerSteps.signInOr(lowerFirst(checkAddress)));
}

function isJson(body: string | null): boolean {
  return parseJson(body ?? "") !== undefined;
}

function isWebPage(body: string | null): boolean {
  return /^\s*<(?:!doctype|html|head|body)/i.test(body ?? "");
}

/** Reads a 404. It means an unknown layer or ranked list (statsig-http.md §5.2, §5.3); for every other kind it means a wrong address. */
function readNotFound({ kind, body, exchange }: Received, message: string | null): AnswerFields {
  const isAboutPath = /Cannot (?:POST|GET)\b/.test(body ?? "") || (body ?? "").trimStart().startsWith("<");
  if (isAboutPath || (kind !== "layer" && kind !== "ranked"))
    return {
      ...refused(noAnswerCauses.noEndpoint(hostOf(exchange.url), message), noAnswerSteps.checkAddress(addressOf(exchange))),
      fix: "hosts",
    };
  return {
    state: "not_found",
    because: kind === "layer" ? noAnswerCauses.noSuchLayer : noAnswerCauses.noSuchRankedList,
    nextStep: noAnswerSteps.checkSpelling,
    isLogged: false,
  };
}

/** Returns the address of the project that serves this endpoint. */
function addressOf({ endpoint }: Exchange): "api" | "initialize" | "console" {
  return endpoint === "initialize" || endpoint === "console" ? endpoint : "api";
}

function refusedKey({ context, exchange }: Received, server: Answerer, status: 401 | 403, message: string | null): AnswerFields {
  const kind = context.keyKind;
  const because = noAnswerCauses.keyRefused(server, kind, status, message);
  if (kind === "console" && exchange.endpoint !== "console") return refusedWithKey(because, noAnswerSteps.notForConsoleKeys);
  if (kind === null) return refusedWithKey(because, noAnswerSteps.addKey);
  if (status === 403) return refusedWithKey(because, noAnswerSteps.lacksPermission);
  return refusedWithKey(because, noAnswerSteps.checkKey);
}

function refusedWithKey(because: string, nextStep: string): AnswerFields {
  return { ...refused(because, nextStep), fix: "keys" };
}

function slowDown(atMs: number, headers: Headers, server: Answerer): AnswerFields {
  const retryAfterMs = readRetryAfter(headers, atMs);
  const nextStep = noAnswerSteps.waitFor(retryAfterMs);
  return { state: "slow_down", because: noAnswerCauses.rateLimited(server), nextStep, retryAfterMs, isLogged: false };
}

/** Returns the milliseconds of `Retry-After`, which is in seconds or a date (RFC 9110 §10.2.3). */
function readRetryAfter(headers: Headers, atMs: number): number | null {
  const value = headerOf(headers, "retry-after");
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const untilMs = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(untilMs) ? null : Math.max(0, untilMs - atMs);
}

function headerOf(headers: Headers, name: string): string {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1].trim() ?? "";
}

function refused(because: string, nextStep: string): AnswerFields {
  return { state: "refused", because, nextStep, isLogged: false };
}

const hopsAfterSending: ReadonlySet<HopName> = new Set(["send", "wait", "receive", "key", "answer"]);

function unreached(received: Received, hop: HopName, because: string, nextStep: string): AnswerFields {
  const { hops } = received.exchange;
  return hopsAfterSending.has(hop)
    ? { state: "unreached", because, nextStep: withLoggingNote(received, nextStep), hops }
    : { state: "unreached", because, nextStep, hops, isLogged: false };
}

/** Adds that an exposure may have been logged without an answer, if logging is on. */
function withLoggingNote({ context }: Pick<Received, "context">, nextStep: string): string {
  return context.isLogging ? `${nextStep} ${noAnswerSteps.mayBeLogged}` : nextStep;
}

const timedOutPhases: Partial<Record<HopName, string>> = {
  machine: "this machine’s proxy settings could not be read",
  dns: "the host name was not resolved",
  proxy: "the proxy did not answer",
  connect: "no connection was made",
  tls: "the secure connection was not made",
  send: "the request could not be sent completely",
  receive: "the response did not arrive completely",
};

function timedOutBecause({ exchange }: Received, { phase, afterMs }: Extract<Outcome, { kind: "timed_out" }>): string {
  return noAnswerCauses.timedOut(timedOutPhases[phase] ?? noAnswerCauses.didNotAnswer(hostOf(exchange.url)), afterMs);
}

/** Returns Statsig's message from an error body, without key material: message, then error, then reason (statsig-http.md §7.2). */
function messageIn(body: string | null): string | null {
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

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400 && status !== 304;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

const maxExcerptLength = 200;

/** Returns the start of a text in one line. Keys are masked first, so that no part of a key remains at the cut. */
function excerpt(text: string): string {
  const line = maskKeyForms(text.slice(0, 10_000)).replace(/\s+/g, " ").trim();
  return line.length > maxExcerptLength ? `${line.slice(0, maxExcerptLength)}…` : line;
}

/** Returns a sentence without its final stop, to be part of another sentence. */
function clause(sentence: string): string {
  return sentence.trim().replace(/\.$/, "");
}
