import type { EntityKind, Provenance } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange, Headers, Outcome, WrongBytes } from "#shared/domain/exchange/exchange.ts";
import type { HopName } from "#shared/domain/exchange/hop.ts";
import { readRetryAfter } from "#shared/domain/exchange/retry-after.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import type { AnswerContext, AnswerFields } from "./answer-context.ts";
import { type Answerer, bodyText, noAnswerCauses, noAnswerSteps } from "./no-answer-text.ts";
import {
  addressOf,
  excerpt,
  findOtherServer,
  fromWhere,
  hostOf,
  isRedirectAway,
  isWebPage,
  maxExcerptLength,
  messageIn,
} from "./other-server.ts";
import { describeUnreachable } from "./unreachable-text.ts";

type Received = { kind: EntityKind; exchange: Exchange; body: string | null; context: AnswerContext };
type Answered = Extract<Outcome, { kind: "answered" }>;

/** Returns why this exchange has no answer, or null for a response with status 200, whose body is to be read. */
export function readNoAnswer(received: Received): AnswerFields | null {
  const fields = readOutcome(received);
  return fields !== null && isFromElsewhere(received) ? { ...fields, provenance: elsewhere } : fields;
}

/** A page for people, a network's sign-in, a proxy's and a redirect to another host are not Statsig's, which answers with JSON. */
function isFromElsewhere({ exchange, body }: Received): boolean {
  const { outcome } = exchange;
  if (outcome.kind !== "answered") return false;
  return outcome.status === 407 || outcome.status === 511 || isWebPage(body) || isRedirectAway(exchange, outcome);
}

const elsewhere: Provenance = { kind: "elsewhere", ofMs: null };

function readOutcome(received: Received): AnswerFields | null {
  const { outcome } = received.exchange;
  switch (outcome.kind) {
    case "answered":
      if (outcome.status !== 200) return readStatus(received, outcome);
      return outcome.wrongBytes === undefined ? null : undecodable(received, outcome.wrongBytes);
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
      return { ...unreached(received, "wait", noAnswerCauses.cancelled(outcome.afterMs), noAnswerSteps.checkAgain), isCancelled: true };
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

function undecodable(received: Received, wrongBytes: WrongBytes): AnswerFields {
  return {
    state: "unknown",
    because: noAnswerCauses.undecodable(hostOf(received.exchange.url), wrongBytes),
    nextStep: withLoggingNote(received, noAnswerSteps.undecodable),
    fix: "hosts",
  };
}

/** Describes a body that is not the JSON of an answer: `a web page instead of JSON`. */
export function describeBody(body: string | null): string {
  // Only the white space of JSON: more would make a text that begins with U+FEFF look like JSON.
  const text = body?.replace(/^[ \t\r\n]+/, "") ?? "";
  if (text === "") return bodyText.empty;
  if (isWebPage(text)) return bodyText.webPage;
  // U+FFFD stands for bytes that are not UTF-8.
  if (/[\0\uFFFD]/.test(text.slice(0, maxExcerptLength))) return bodyText.notText;
  if (!/^[[{"]/.test(text)) return bodyText.text(excerpt(text));
  if (parseJson(text) !== undefined) return bodyText.otherJson;
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
  const other = findOtherServer(received);
  if (other !== null) {
    const nextStep = status === 511 ? `${other.nextStep} ${noAnswerSteps.thenCheckAgain}` : other.nextStep;
    return { ...refused(other.because, nextStep), fix: other.fix };
  }
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
  if (status === 413 || status === 414 || status === 431)
    return refused(noAnswerCauses.requestTooLarge(server, status, message), noAnswerSteps.requestTooLarge);
  if (status === 405) return { ...refused(noAnswerCauses.callNotAccepted(host, message), checkAddress), fix: "hosts" };
  if (status >= 400) {
    const because = noAnswerCauses.requestNotAccepted(server, status, message);
    const isAboutField = message !== null && (status === 400 || status === 422);
    return isAboutField
      ? refused(because, noAnswerSteps.requestNotAccepted)
      : { ...refused(because, noAnswerSteps.seeResponse(checkAddress)), fix: "hosts" };
  }
  return readUnreadable(received, `status ${status} and ${describeBody(received.body)}`);
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

/** Returns a sentence without its final stop, to be part of another sentence. */
function clause(sentence: string): string {
  return sentence.trim().replace(/\.$/, "");
}
