import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { Exchange, Headers, Outcome } from "#shared/domain/exchange/exchange.ts";
import type { HopName } from "#shared/domain/exchange/hop.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { parseJson } from "#shared/domain/json/parse-json.ts";
import type { KeyKind } from "#shared/domain/project/key-info.ts";
import { statsigHosts } from "#shared/domain/project/project.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import { formatBytes } from "#shared/domain/text/format-number.ts";
import type { AnswerContext, Finding } from "./answer-context.ts";

type Asked = { kind: EntityKind; exchange: Exchange; body: string | null; context: AnswerContext };
type Answered = Extract<Outcome, { kind: "answered" }>;
type Unreachable = Extract<Outcome, { kind: "unreachable" }>;

/** Why this exchange brought no answer, or null when it was answered with 200, so that its body is to be read. */
export function readNoAnswer(asked: Asked): Finding | null {
  const { outcome } = asked.exchange;
  switch (outcome.kind) {
    case "answered":
      return outcome.status === 200 ? null : readStatus(asked, outcome);
    case "not_sent":
      return { state: "not_sent", because: clause(outcome.reason), nextStep: "Nothing left this machine.", isLogged: false };
    case "unreachable":
      return unreached(asked, outcome.hop, unreachableBecause(asked, outcome), unreachableStep(outcome));
    case "timed_out":
      return unreached(
        asked,
        outcome.phase,
        timedOutBecause(asked, outcome),
        "Check again, or allow more time in this project’s settings.",
      );
    case "cancelled":
      return unreached(asked, "wait", `it was cancelled after ${formatDuration(outcome.afterMs)}`, "Check again when you want an answer.");
    case "broken_off": {
      const because = `the answer broke off after ${formatBytes(outcome.receivedBytes)}`;
      return unreached(asked, "receive", because, "Check again; if it stays, a proxy or firewall on the way cuts answers off.");
    }
    case "too_large": {
      const because = `the answer is larger than the ${formatBytes(outcome.limitBytes)} that Gatescope takes`;
      return { state: "unknown", because, nextStep: andLogged(asked, "Ask for fewer names, or check that the API base is Statsig’s.") };
    }
  }
}

/** A 200 whose body cannot be read as an answer; `came` says what it is instead. */
export function readUnreadable(asked: Pick<Asked, "exchange" | "context">, came: string): Finding {
  const nextStep = "See the exchange for what came. If it stays, something else answers in Statsig’s place: check the API base.";
  return { state: "unknown", because: `${hostOf(asked.exchange.url)} answered with ${came}`, nextStep: andLogged(asked, nextStep) };
}

/** What a body is that is not JSON: `a web page instead of JSON`. */
export function describeBody(body: string | null): string {
  const text = body?.trim() ?? "";
  if (text === "") return "an empty body";
  if (/^<(?:!doctype|html)/i.test(text)) return "a web page instead of JSON";
  return /^[[{"]/.test(text) ? "JSON that is malformed or breaks off" : `text instead of JSON: “${excerpt(text)}”`;
}

function readStatus(asked: Asked, { status, headers }: Answered): Finding {
  const far = asked.context.provenanceKind === "sandbox" ? "the sandbox" : "Statsig";
  const base = baseOf(asked.exchange);
  const message = messageIn(asked.body);
  const saying = message === null ? "" : `: “${message}”`;
  if (status === 401 || status === 403) return refusedKey(asked, `${far} refused`, `(${status})${saying}`, status);
  if (status === 404) return readNotFound(asked, saying);
  if (status === 429) return slowDown(asked.context.atMs, headers, far);
  if (status === 408 || status >= 500) {
    const nextStep = "Check again in a moment; if it stays, status.statsig.com may know more.";
    return { state: "unknown", because: `${far} could not answer (${status})${saying}`, nextStep: andLogged(asked, nextStep) };
  }
  if (status === 407) return refused("the proxy wants a name and a password (407)", "Give this project a proxy address that carries them.");
  if (status === 413) return refused(`${far} found the request too large (413)${saying}`, "Make the user smaller, or ask for fewer names.");
  if (status === 405 || isRedirect(status)) return refused(`the ${base.name} does not take this call (${status})${saying}`, base.check);
  if (status >= 400)
    return refused(`${far} did not accept the request (${status})${saying}`, "Mend what it names in the user or in the name.");
  return readUnreadable(asked, `status ${status} and ${describeBody(asked.body)}`);
}

/** Reads a 404. It means an unknown layer or ranked list (statsig-http.md §5.2, §5.3); for every other kind it means a wrong address. */
function readNotFound({ kind, body, exchange }: Asked, saying: string): Finding {
  const base = baseOf(exchange);
  const isAboutPath = /Cannot (?:POST|GET)\b/.test(body ?? "") || (body ?? "").trimStart().startsWith("<");
  if (isAboutPath || (kind !== "layer" && kind !== "ranked"))
    return refused(`the ${base.name} has no such endpoint (404)${saying}`, base.check);
  return {
    state: "not_found",
    because: kind === "layer" ? "Statsig knows no layer of this name" : "Statsig knows no contextual autotune of this name",
    nextStep: "Check the spelling and the project; a key of one target app or environment sees only what belongs to it.",
    isLogged: false,
  };
}

/** The address that the person can mend: initialize has one of its own. */
function baseOf({ endpoint }: Exchange): { name: string; check: string } {
  const { name, usual } = bases[endpoint === "initialize" || endpoint === "console" ? endpoint : "api"];
  return { name, check: `Check the ${name} in this project’s settings; Statsig’s is ${usual}.` };
}

const bases = {
  api: { name: "API base", usual: statsigHosts.api },
  initialize: { name: "initialize base", usual: statsigHosts.initialize },
  console: { name: "console base", usual: statsigHosts.console },
};

const keyLabels: Record<KeyKind, string> = {
  server: "this server secret key",
  client: "this client key",
  console: "this console key",
  unknown: "this key",
};

function refusedKey({ context, exchange }: Asked, refusedBy: string, saying: string, status: 401 | 403): Finding {
  const kind = context.keyKind;
  const because = `${refusedBy} ${kind === null ? "a call without a key" : keyLabels[kind]} ${saying}`;
  if (kind === "console" && exchange.endpoint !== "console")
    return refused(because, "Use a server secret or a client key: console keys are for the Console API only.");
  if (kind === null) return refused(because, "Add a server secret or a client key to this project.");
  if (status === 403)
    return refused(because, "The key is known but may not do this: use another key, or have its scopes changed in the Statsig console.");
  return refused(because, "Check in the Statsig console that the key is active and belongs to this project, then replace it here.");
}

function slowDown(atMs: number, headers: Headers, far: string): Finding {
  const retryAfterMs = readRetryAfter(headers, atMs);
  const nextStep = retryAfterMs === null ? "Wait a little, then check again." : `Wait ${formatDuration(retryAfterMs)}, then check again.`;
  return { state: "slow_down", because: `${far} limits how often it may be asked (429)`, nextStep, retryAfterMs, isLogged: false };
}

/** Returns the milliseconds of `Retry-After`, which is in seconds or a date (RFC 9110 §10.2.3). */
function readRetryAfter(headers: Headers, atMs: number): number | null {
  const value = headers.find(([name]) => name.toLowerCase() === "retry-after")?.[1].trim() ?? "";
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const untilMs = /[a-z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(untilMs) ? null : Math.max(0, untilMs - atMs);
}

function refused(because: string, nextStep: string): Finding {
  return { state: "refused", because, nextStep, isLogged: false };
}

const hopsAfterSending: ReadonlySet<HopName> = new Set(["send", "wait", "receive", "key", "answer"]);

function unreached(asked: Asked, hop: HopName, because: string, nextStep: string): Finding {
  const { hops } = asked.exchange;
  return hopsAfterSending.has(hop)
    ? { state: "unreached", because, nextStep: andLogged(asked, nextStep), hops }
    : { state: "unreached", because, nextStep, hops, isLogged: false };
}

/** Whoever logs must know that an exposure may be written although no answer came. */
function andLogged({ context }: Pick<Asked, "context">, nextStep: string): string {
  return context.isLogging ? `${nextStep} The exposure may have been logged all the same.` : nextStep;
}

function unreachableBecause({ exchange }: Asked, { hop, code, message }: Unreachable): string {
  const host = hostOf(exchange.url);
  const proxy = exchange.timing.via === "direct" ? "the proxy" : `the proxy ${exchange.timing.via}`;
  switch (hop) {
    case "machine":
      return `this machine has no way out (${code})`;
    case "dns":
      return `${exchange.timing.via === "direct" ? `the name ${host}` : `the name of ${proxy}`} could not be found (${code})`;
    case "proxy":
      return code === "ECONNREFUSED" ? `${proxy} refused the connection` : `${proxy} did not let the request through (${code})`;
    case "connect":
      return code === "ECONNREFUSED" ? `${host} refused the connection` : `no connection to ${host} could be made (${code})`;
    case "tls":
      return `the secure connection to ${host} failed: ${clause(redactText(message))} (${code})`;
    default:
      return `the connection to ${host} broke before an answer came (${code})`;
  }
}

function unreachableStep({ hop }: Unreachable): string {
  switch (hop) {
    case "machine":
    case "dns":
      return "Check the network of this machine and the host’s name in this project’s settings, then check again.";
    case "proxy":
      return "Check the proxy in this project’s settings, or ask whoever runs it to let this host through.";
    case "connect":
      return "Check the API base and the port in this project’s settings; a firewall may be in the way.";
    case "tls":
      return "If your company inspects traffic, give its certificate authority in this project’s settings; else check the clock and the host.";
    default:
      return "Check again; if it stays, a proxy or firewall on the way cuts connections.";
  }
}

const waitedFor: Partial<Record<HopName, string>> = {
  machine: "this machine’s proxy settings could not be found out",
  dns: "the host’s name was not found",
  proxy: "the proxy did not answer",
  connect: "no connection was made",
  tls: "the secure connection was not made",
  send: "the request could not be sent whole",
  receive: "the answer did not arrive whole",
};

function timedOutBecause({ exchange }: Asked, { phase, afterMs }: Extract<Outcome, { kind: "timed_out" }>): string {
  return `${waitedFor[phase] ?? `${hostOf(exchange.url)} did not answer`} within ${formatDuration(afterMs)}`;
}

/** Returns Statsig's message from an error body, without key material: message, then error, then reason (statsig-http.md §7.2). */
function messageIn(body: string | null): string | null {
  const text = body?.trim() ?? "";
  if (text === "" || text.startsWith("<")) return null;
  const words = wordsIn(parseJson(text)) ?? (/^[[{"]/.test(text) ? null : text);
  return words === null ? null : excerpt(words).replace(/[.\s]+$/, "");
}

function wordsIn(value: JsonValue | undefined): string | null {
  if (!isJsonObject(value)) return null;
  const candidates = [value.message, value.error, value.reason].map((words) => (Array.isArray(words) ? words.join("; ") : words));
  return candidates.find((words): words is string => typeof words === "string" && words.trim() !== "") ?? null;
}

function isRedirect(status: number): boolean {
  return status >= 300 && status < 400;
}

function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : url;
}

const maxExcerptLength = 200;

/** The cut comes after the masking, so that it leaves no half of a key. */
function excerpt(text: string): string {
  const line = redactText(text.slice(0, 10_000)).replace(/\s+/g, " ").trim();
  return line.length > maxExcerptLength ? `${line.slice(0, maxExcerptLength)}…` : line;
}

/** A sentence made fit to stand inside another. */
function clause(sentence: string): string {
  return sentence.trim().replace(/\.$/, "");
}
