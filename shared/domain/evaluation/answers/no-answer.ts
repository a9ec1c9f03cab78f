import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange, Headers, Outcome } from "#shared/domain/exchange/exchange.ts";
import type { HopName } from "#shared/domain/exchange/hop.ts";
import { maskKeyForms } from "#shared/domain/exchange/key-form.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { addressLabels } from "#shared/domain/project/address-labels.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";
import { statsigHosts } from "#shared/domain/project/project.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import { lowerFirst } from "#shared/domain/text/upper-first.ts";
import type { AnswerContext, AnswerFields } from "./answer-context.ts";
import { type ConnectionAdvice, describeUnreachable, describeWrongServer } from "./unreachable-text.ts";

type Received = { kind: EntityKind; exchange: Exchange; body: string | null; context: AnswerContext };
type Answered = Extract<Outcome, { kind: "answered" }>;

/** Returns why this exchange has no answer, or null for a response with status 200, whose body is to be read. */
export function readNoAnswer(received: Received): AnswerFields | null {
  const { outcome } = received.exchange;
  switch (outcome.kind) {
    case "answered":
      return outcome.status === 200 ? null : readStatus(received, outcome);
    case "not_sent":
      return {
        state: "not_sent",
        because: clause(outcome.reason),
        nextStep: "No request was sent.",
        fix: /network settings/.test(outcome.reason) ? "network" : "hosts",
        isLogged: false,
      };
    case "unreachable": {
      const { because, nextStep, fix, isNotStatsig } = describeUnreachable(received.exchange, outcome);
      const fields = unreached(received, outcome.hop, because, nextStep);
      // A program that does not speak the API cannot have logged anything.
      return { ...fields, ...(isNotStatsig ? { nextStep, isLogged: false } : {}), fix };
    }
    case "timed_out":
      return {
        ...unreached(
          received,
          outcome.phase,
          timedOutBecause(received, outcome),
          "Check again, or allow more time in this project’s settings.",
        ),
        fix: "network",
      };
    case "cancelled":
      return unreached(received, "wait", `it was cancelled after ${formatDuration(outcome.afterMs)}`, "Check again to get an answer.");
    case "broken_off": {
      if (/damaged/.test(outcome.message))
        return {
          state: "unknown",
          because: `the response of ${hostOf(received.exchange.url)} is damaged: it does not decompress completely`,
          nextStep: withLoggingNote(
            received,
            "Check again. If it keeps happening, a proxy on the way changes responses: ask its administrator.",
          ),
          fix: "network",
        };
      const because = /not HTTP/.test(outcome.message)
        ? `the response of ${hostOf(received.exchange.url)} breaks off: after its head it is not HTTP`
        : `the response was cut off after ${formatBytes(outcome.receivedBytes)}`;
      return unreached(received, "receive", because, "Check again. If it keeps happening, a proxy or firewall truncates responses.");
    }
    case "too_large": {
      const because = `the response is larger than Gatescope’s limit of ${formatBytes(outcome.limitBytes)}`;
      return {
        state: "unknown",
        because,
        nextStep: withLoggingNote(received, "Check fewer names, or check in this project’s settings that the address is Statsig’s."),
        fix: "hosts",
      };
    }
  }
}

/** Returns the state of a response with status 200 whose body is not an answer; `instead` describes that body. */
export function readUnreadable(received: Pick<Received, "exchange" | "context">, instead: string): AnswerFields {
  const nextStep =
    "Exchange shows the response. If it keeps happening, another server answers in place of Statsig: check the address in this project’s settings.";
  return {
    state: "unknown",
    because: `${hostOf(received.exchange.url)} answered with ${instead}`,
    nextStep: withLoggingNote(received, nextStep),
    fix: "hosts",
  };
}

/** Describes a body that is not JSON: `a web page instead of JSON`. */
export function describeBody(body: string | null): string {
  const text = body?.trim() ?? "";
  if (text === "") return "an empty body";
  if (/^<(?:!doctype|html)/i.test(text)) return "a web page instead of JSON";
  // U+FFFD stands for bytes that are not UTF-8.
  if (/[\0\uFFFD]/.test(text.slice(0, maxExcerptLength))) return "bytes that are not UTF-8 text, instead of JSON";
  return /^[[{"]/.test(text) ? "JSON that is malformed or truncated" : `text instead of JSON: “${excerpt(text)}”`;
}

function readStatus(received: Received, { status, headers }: Answered): AnswerFields {
  const server = received.context.provenanceKind === "sandbox" ? "the sandbox" : "Statsig";
  const base = baseOf(received.exchange);
  const host = hostOf(received.exchange.url);
  const message = messageIn(received.body);
  const quoted = message === null ? "" : `: “${message}”`;
  if (status === 511)
    return {
      state: "refused",
      because: "this network requires a sign-in before it lets requests through (511)",
      nextStep: "Open any page in a browser, sign in to the network, then check again.",
      isLogged: false,
    };
  const wrongServer = status >= 400 && status < 500 ? wrongServerIn(received) : null;
  if (wrongServer !== null) return { ...refused(`${wrongServer.because} (${status})`, wrongServer.nextStep), fix: wrongServer.fix };
  if (isWebPage(received.body) && blockingStatuses.has(status)) return blockedOnTheWay(received, status);
  if (status === 403 && !isJson(received.body)) return refusedBySomeone(received, `(403)${quoted}`);
  if (status === 401 || status === 403) return refusedKey(received, `${server} refused`, `(${status})${quoted}`, status);
  if (status === 404) return readNotFound(received, quoted);
  if (status === 429) return slowDown(received.context.atMs, headers, server);
  if (status === 408 || status >= 500) {
    const retryAfterMs = readRetryAfter(headers, received.context.atMs);
    const wait = retryAfterMs === null ? "Check again in a moment." : checkAgainAfter(retryAfterMs);
    return {
      state: "unknown",
      because: isWebPage(received.body)
        ? `a web page came back from ${fromWhere(received.exchange)} (${status}): a server on the way answered in place of Statsig’s API`
        : `${server} could not answer (${status})${quoted}`,
      nextStep: withLoggingNote(
        received,
        isWebPage(received.body)
          ? `${wait} If it keeps happening, see status.statsig.com, or ask the administrator of your network whether a proxy answers.`
          : `${wait} If it keeps happening, see status.statsig.com.`,
      ),
      retryAfterMs,
    };
  }
  if (status === 407)
    return {
      ...refused("the proxy requires a user name and a password (407)", "Add them to the proxy address in this project’s settings."),
      fix: "network",
    };
  if (status === 413)
    return refused(`the request is too large for ${server} (413)${quoted}`, "Remove fields from the user, or check fewer names.");
  if (status === 405) return { ...refused(`${host} does not accept this call (405)${quoted}`, base.check), fix: "hosts" };
  if (isRedirect(status)) return { ...redirected(received.exchange.url, status, headers, base.check), fix: "hosts" };
  if (status >= 400)
    return refused(
      `${server} did not accept the request (${status})${quoted}`,
      message === null ? `Exchange shows the response. ${base.check}` : "Fix the field or the name that the message mentions.",
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
function refusedBySomeone({ exchange }: Received, quoted: string): AnswerFields {
  const host = hostOf(exchange.url);
  return refusedWithKey(
    `${host} refused the request ${quoted}, not in the form in which Statsig refuses keys`,
    `If a firewall or a proxy answered, ask the administrator of your network to allow ${host}. Otherwise use another key, or change its scopes in the Statsig console.`,
  );
}

/** A firewall or a proxy answers with a page for people; Statsig answers with JSON. The key was not seen by Statsig. */
function blockedOnTheWay(received: Received, status: number): AnswerFields {
  const { exchange } = received;
  const because = `a web page came back from ${fromWhere(exchange)} (${status}): a firewall or proxy answered in place of Statsig`;
  const nextStep = `Ask the administrator of your network to allow ${hostOf(exchange.url)}, or check the hosts of this project. The key is not the cause.`;
  return { ...refused(because, nextStep), fix: "hosts" };
}

/** Names the host, and the proxy on the way to it. */
function fromWhere({ url, timing }: Exchange): string {
  return timing.via === "direct" ? hostOf(url) : `${hostOf(url)} through the proxy ${timing.via}`;
}

/** Redirects are not followed, because they would send the key to another host. A sign-in page of a network is one of them. */
function redirected(address: string, status: number, headers: Headers, checkBase: string): AnswerFields {
  const from = new URL(address);
  const location = headerOf(headers, "location");
  const to = location !== "" && URL.canParse(location, address) ? new URL(location, address) : null;
  const because = (target: string) =>
    `${from.host} redirects${target} (${status}), and redirects are not followed, because a key is sent only to its project’s hosts`;
  if (to === null) return refused(because(""), checkBase);
  if (to.hostname === from.hostname && to.protocol === "https:" && from.protocol === "http:")
    return refused(because(" to https://"), "Change the address in this project’s hosts to https://.");
  if (to.host === from.host) return refused(because(` to ${excerpt(to.pathname)}`), checkBase);
  return refused(
    because(` to ${to.host}`),
    `If this network requires a sign-in, open any page in a browser and sign in. Otherwise: ${lowerFirst(checkBase)}`,
  );
}

function isJson(body: string | null): boolean {
  return parseJson(body ?? "") !== undefined;
}

function isWebPage(body: string | null): boolean {
  return /^\s*<(?:!doctype|html|head|body)/i.test(body ?? "");
}

/** Reads a 404. It means an unknown layer or ranked list (statsig-http.md §5.2, §5.3); for every other kind it means a wrong address. */
function readNotFound({ kind, body, exchange }: Received, quoted: string): AnswerFields {
  const base = baseOf(exchange);
  const isAboutPath = /Cannot (?:POST|GET)\b/.test(body ?? "") || (body ?? "").trimStart().startsWith("<");
  if (isAboutPath || (kind !== "layer" && kind !== "ranked"))
    return { ...refused(`${hostOf(exchange.url)} has no such endpoint (404)${quoted}`, base.check), fix: "hosts" };
  return {
    state: "not_found",
    because: kind === "layer" ? "Statsig knows no layer of this name" : "Statsig knows no contextual autotune of this name",
    nextStep: "Check the spelling and the project; a key for one target app or environment has access to its entities only.",
    isLogged: false,
  };
}

/** Returns the advice to check the project's address for this endpoint. */
function baseOf({ endpoint }: Exchange): { check: string } {
  const address = endpoint === "initialize" || endpoint === "console" ? endpoint : "api";
  return { check: `Check the address “${addressLabels[address]}” in this project’s settings; Statsig’s is ${statsigHosts[address]}.` };
}

const keyLabels: Record<KeyKind, string> = {
  server: "this server secret key",
  client: "this client key",
  console: "this console key",
  unknown: "this key",
};

function refusedKey({ context, exchange }: Received, refusedBy: string, quoted: string, status: 401 | 403): AnswerFields {
  const kind = context.keyKind;
  const because = `${refusedBy} ${kind === null ? "a call without a key" : keyLabels[kind]} ${quoted}`;
  if (kind === "console" && exchange.endpoint !== "console")
    return refusedWithKey(because, "Use a server secret or a client key: console keys work with the Console API only.");
  if (kind === null) return refusedWithKey(because, "Add a server secret or a client key to this project.");
  if (status === 403)
    return refusedWithKey(
      because,
      "The key is valid but lacks the permission: use another key, or change its scopes in the Statsig console.",
    );
  return refusedWithKey(because, "Check in the Statsig console that the key is active and belongs to this project, then replace it here.");
}

function refusedWithKey(because: string, nextStep: string): AnswerFields {
  return { ...refused(because, nextStep), fix: "keys" };
}

function slowDown(atMs: number, headers: Headers, server: string): AnswerFields {
  const retryAfterMs = readRetryAfter(headers, atMs);
  const nextStep = retryAfterMs === null ? "Wait a moment, then check again." : checkAgainAfter(retryAfterMs);
  return { state: "slow_down", because: `${server} limits the rate of requests (429)`, nextStep, retryAfterMs, isLogged: false };
}

function checkAgainAfter(ms: number): string {
  return ms === 0 ? "Check again." : `Wait ${formatDuration(ms)}, then check again.`;
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
  return context.isLogging ? `${nextStep} The exposure may still have been logged.` : nextStep;
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
  return `${timedOutPhases[phase] ?? `${hostOf(exchange.url)} did not answer`} within ${formatDuration(afterMs)}`;
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
