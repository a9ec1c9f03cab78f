import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange, Headers, Outcome } from "#shared/domain/exchange/exchange.ts";
import type { HopName } from "#shared/domain/exchange/hop.ts";
import { maskKeyForms } from "#shared/domain/exchange/key-form.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";
import { statsigHosts } from "#shared/domain/project/project.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import type { AnswerFix } from "../answer-fix.ts";
import type { AnswerContext, AnswerFields } from "./answer-context.ts";

type Received = { kind: EntityKind; exchange: Exchange; body: string | null; context: AnswerContext };
type Answered = Extract<Outcome, { kind: "answered" }>;
type Unreachable = Extract<Outcome, { kind: "unreachable" }>;

/** Returns why this exchange has no answer, or null for a response with status 200, whose body is to be read. */
export function readNoAnswer(received: Received): AnswerFields | null {
  const { outcome } = received.exchange;
  switch (outcome.kind) {
    case "answered":
      return outcome.status === 200 ? null : readStatus(received, outcome);
    case "not_sent":
      return { state: "not_sent", because: clause(outcome.reason), nextStep: "No request was sent.", fix: "hosts", isLogged: false };
    case "unreachable": {
      const fields = unreached(received, outcome.hop, unreachableBecause(received, outcome), unreachableStep(outcome));
      // A program that does not speak the API cannot have logged anything.
      const isStatsig = knownBreaks[outcome.code] === undefined;
      return { ...fields, ...(isStatsig ? {} : { nextStep: unreachableStep(outcome), isLogged: false }), fix: unreachableFix(outcome) };
    }
    case "timed_out":
      return unreached(
        received,
        outcome.phase,
        timedOutBecause(received, outcome),
        "Check again, or allow more time in this project’s settings.",
      );
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
      const because = `the response was cut off after ${formatBytes(outcome.receivedBytes)}`;
      return unreached(received, "receive", because, "Check again. If it keeps happening, a proxy or firewall truncates responses.");
    }
    case "too_large": {
      const because = `the response is larger than Gatescope’s limit of ${formatBytes(outcome.limitBytes)}`;
      return {
        state: "unknown",
        because,
        nextStep: withLoggingNote(received, "Check fewer names, or check that the API base is Statsig’s."),
      };
    }
  }
}

/** Returns the state of a response with status 200 whose body is not an answer; `instead` describes that body. */
export function readUnreadable(received: Pick<Received, "exchange" | "context">, instead: string): AnswerFields {
  const nextStep =
    "Open the exchange to see the response. If it keeps happening, another server answers in place of Statsig: check the API base.";
  return {
    state: "unknown",
    because: `${hostOf(received.exchange.url)} answered with ${instead}`,
    nextStep: withLoggingNote(received, nextStep),
  };
}

/** Describes a body that is not JSON: `a web page instead of JSON`. */
export function describeBody(body: string | null): string {
  const text = body?.trim() ?? "";
  if (text === "") return "an empty body";
  if (/^<(?:!doctype|html)/i.test(text)) return "a web page instead of JSON";
  return /^[[{"]/.test(text) ? "JSON that is malformed or truncated" : `text instead of JSON: “${excerpt(text)}”`;
}

function readStatus(received: Received, { status, headers }: Answered): AnswerFields {
  const server = received.context.provenanceKind === "sandbox" ? "the sandbox" : "Statsig";
  const base = baseOf(received.exchange);
  const message = messageIn(received.body);
  const quoted = message === null ? "" : `: “${message}”`;
  if (status === 511)
    return {
      state: "refused",
      because: "this network requires a sign-in before it lets requests through (511)",
      nextStep: "Open any page in a browser, sign in to the network, then check again.",
      isLogged: false,
    };
  if ((status === 401 || status === 403 || status >= 500) && isWebPage(received.body)) return blockedOnTheWay(received, status);
  if (status === 401 || status === 403) return refusedKey(received, `${server} refused`, `(${status})${quoted}`, status);
  if (status === 404) return readNotFound(received, quoted);
  if (status === 429) return slowDown(received.context.atMs, headers, server);
  if (status === 408 || status >= 500) {
    const retryAfterMs = readRetryAfter(headers, received.context.atMs);
    const wait = retryAfterMs === null ? "Check again in a moment." : `Wait ${formatDuration(retryAfterMs)}, then check again.`;
    return {
      state: "unknown",
      because: `${server} could not answer (${status})${quoted}`,
      nextStep: withLoggingNote(received, `${wait} If it keeps happening, see status.statsig.com.`),
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
  if (status === 405 || isRedirect(status))
    return { ...refused(`the ${base.name} does not accept this call (${status})${quoted}`, base.check), fix: "hosts" };
  if (status >= 400)
    return refused(`${server} did not accept the request (${status})${quoted}`, "Fix the field or the name that the message mentions.");
  return readUnreadable(received, `status ${status} and ${describeBody(received.body)}`);
}

/** A firewall or a proxy answers with a page for people; Statsig answers with JSON. The key was not seen by Statsig. */
function blockedOnTheWay(received: Received, status: number): AnswerFields {
  const { exchange } = received;
  const through = exchange.timing.via === "direct" ? "" : ` through the proxy ${exchange.timing.via}`;
  const because = `a web page came back from ${hostOf(exchange.url)}${through} (${status}): a firewall or proxy answered in place of Statsig`;
  const nextStep = `Ask the administrator of your network to allow ${hostOf(exchange.url)}, or check the hosts of this project. The key is not the cause.`;
  return { state: status >= 500 ? "unknown" : "refused", because, nextStep, fix: "hosts", isLogged: false };
}

function isWebPage(body: string | null): boolean {
  return /^\s*<(?:!doctype|html|head|body)/i.test(body ?? "");
}

/** Reads a 404. It means an unknown layer or ranked list (statsig-http.md §5.2, §5.3); for every other kind it means a wrong address. */
function readNotFound({ kind, body, exchange }: Received, quoted: string): AnswerFields {
  const base = baseOf(exchange);
  const isAboutPath = /Cannot (?:POST|GET)\b/.test(body ?? "") || (body ?? "").trimStart().startsWith("<");
  if (isAboutPath || (kind !== "layer" && kind !== "ranked"))
    return { ...refused(`the ${base.name} has no such endpoint (404)${quoted}`, base.check), fix: "hosts" };
  return {
    state: "not_found",
    because: kind === "layer" ? "Statsig knows no layer of this name" : "Statsig knows no contextual autotune of this name",
    nextStep: "Check the spelling and the project; a key for one target app or environment has access to its entities only.",
    isLogged: false,
  };
}

/** Returns the project setting with the address of this endpoint, and the advice to check it. */
function baseOf({ endpoint }: Exchange): { name: string; check: string } {
  const { name, statsigUrl } = bases[endpoint === "initialize" || endpoint === "console" ? endpoint : "api"];
  return { name, check: `Check the ${name} in this project’s settings; Statsig’s is ${statsigUrl}.` };
}

const bases = {
  api: { name: "API base", statsigUrl: statsigHosts.api },
  initialize: { name: "initialize base", statsigUrl: statsigHosts.initialize },
  console: { name: "console base", statsigUrl: statsigHosts.console },
};

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
  const nextStep = retryAfterMs === null ? "Wait a moment, then check again." : `Wait ${formatDuration(retryAfterMs)}, then check again.`;
  return { state: "slow_down", because: `${server} limits the rate of requests (429)`, nextStep, retryAfterMs, isLogged: false };
}

/** Returns the milliseconds of `Retry-After`, which is in seconds or a date (RFC 9110 §10.2.3). */
function readRetryAfter(headers: Headers, atMs: number): number | null {
  const value = headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1].trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const untilMs = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(untilMs) ? null : Math.max(0, untilMs - atMs);
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

function unreachableBecause({ exchange }: Received, { hop, code, message }: Unreachable): string {
  const host = hostOf(exchange.url);
  const proxy = exchange.timing.via === "direct" ? "the proxy" : `the proxy ${exchange.timing.via}`;
  const known = knownBreaks[code]?.because(host);
  if (known !== undefined) return known;
  switch (hop) {
    case "machine":
      return `this machine has no network connection (${code})`;
    case "dns":
      return `${exchange.timing.via === "direct" ? `the name ${host}` : `the name of ${proxy}`} could not be found (${code})`;
    case "proxy":
      return proxyBecause(proxy, host, code);
    case "connect":
      return code === "ECONNREFUSED" ? `${host} refused the connection` : `no connection to ${host} could be made (${code})`;
    case "tls":
      return `the secure connection to ${host} failed: ${clause(maskKeyForms(message))} (${code})`;
    default:
      return code === "EOF"
        ? `${host} closed the connection without an answer`
        : `the connection to ${host} was lost before a response arrived (${code})`;
  }
}

function proxyBecause(proxy: string, host: string, code: string): string {
  switch (code) {
    case "ECONNREFUSED":
      return `${proxy} refused the connection`;
    case "HTTP_407":
      return `${proxy} requires a user name and a password (407)`;
    case "HTTP_403":
      return `${proxy} does not allow connections to ${host} (403)`;
    case "HTTP_502":
    case "HTTP_503":
    case "HTTP_504":
      return `${proxy} could not reach ${host} (${code.slice(5)})`;
    case "ECONNRESET":
    case "EOF":
      return `${proxy} closed the connection when a tunnel to ${host} was requested`;
    default:
      return code.startsWith("HTTP_")
        ? `${proxy} refused to connect to ${host} (${code.slice(5)})`
        : `${proxy} could not be used (${code})`;
  }
}

/** The protocol that a server speaks instead of HTTP over TLS, by the code of the broken connection (`statsig-http`). */
const knownBreaks: Readonly<Record<string, { because(host: string): string; readonly nextStep: string } | undefined>> = {
  SPEAKS_SSH: {
    because: (host) => `${host} is an SSH server, not Statsig’s API`,
    nextStep: "Enter the address and the port of the API in this project’s hosts.",
  },
  SPEAKS_TLS: {
    because: (host) => `${host} expects an encrypted connection, and this project’s address begins with http://`,
    nextStep: "Change the address in this project’s hosts to https://.",
  },
  SPEAKS_HTTP2: {
    because: (host) => `${host} speaks only HTTP/2, and Statsig’s API is asked in HTTP/1.1`,
    nextStep: "Enter an address that accepts HTTP/1.1 in this project’s hosts, or enable it on that server.",
  },
  SPEAKS_MAIL_OR_FTP: {
    because: (host) => `${host} is a mail or file server, not Statsig’s API`,
    nextStep: "Enter the address and the port of the API in this project’s hosts.",
  },
  NOT_HTTP: {
    because: (host) => `the answer of ${host} is not HTTP`,
    nextStep: "Check the address and the port in this project’s hosts: another program answers there.",
  },
  NO_TLS: {
    because: (host) => `${host} does not answer in TLS, and this project’s address begins with https://`,
    nextStep: "Check the port in this project’s hosts. Plain http:// is possible only to this machine.",
  },
  OLD_TLS: {
    because: (host) => `${host} supports only TLS 1.1 or older, which is no longer secure`,
    nextStep: "Ask whoever runs that host to enable TLS 1.2 or newer, or enter another host in this project’s settings.",
  },
};

/** Returns which settings to open for a connection that failed. */
function unreachableFix({ hop, code }: Unreachable): AnswerFix | null {
  if (knownBreaks[code] !== undefined) return "hosts";
  switch (hop) {
    case "proxy":
    case "tls":
      return "network";
    case "dns":
    case "connect":
      return "hosts";
    default:
      return null;
  }
}

function unreachableStep({ hop, code }: Unreachable): string {
  const known = knownBreaks[code]?.nextStep;
  if (known !== undefined) return known;
  if (hop === "proxy" && code === "HTTP_407")
    return "Add the user name and the password to the proxy’s address in this project’s network settings.";
  switch (hop) {
    case "machine":
    case "dns":
      return "Check this machine’s network and the host name in this project’s settings, then check again.";
    case "proxy":
      return "Check the proxy in this project’s settings, or ask its administrator to allow this host.";
    case "connect":
      return "Check the API base and the port in this project’s settings; a firewall may block them.";
    case "tls":
      return "If your company inspects traffic, add its certificate authority in this project’s settings; otherwise check the clock and the host.";
    default:
      return "Check again. If it keeps happening, a proxy or firewall closes connections.";
  }
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
  return status >= 300 && status < 400;
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
