import { v7 as uuidv7 } from "uuid";
import type { Endpoint, Exchange, Headers, Outcome } from "#shared/domain/exchange/exchange.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { isLoopbackName, type ProjectNetwork } from "#shared/domain/project/project.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import type { Secret } from "../keys/secret.ts";
import type { Clock, Log, Network } from "../ports.ts";
import { Aborted, abortAfter, unlessAborted } from "./abort.ts";
import { type ComposedRequest, composeRequest } from "./compose-request.ts";
import { ConnectionBroken, NotSent } from "./connection-broken.ts";
import { type Connection, ConnectionSpent, createConnections } from "./connections.ts";
import { planHops, planRoute, type Route } from "./route.ts";
import { askOn } from "./send-on-connection.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createTrust } from "./trust.ts";

/** One request to Statsig, or to what stands in its place. */
export interface StatsigCall {
  readonly endpoint: Endpoint;
  readonly method: "GET" | "POST";
  /** Whole address; with `keyPlacement: "path"` it contains `{key}`. */
  readonly url: string;
  /** Where this project's keys may go. Any other address is refused before anything is sent. */
  readonly allowedOrigins: readonly string[];
  readonly key: Secret | null;
  /** Says where the key is sent: in the header `statsig-api-key`, or in the path (definitions and ID lists, statsig-http.md §0). */
  readonly keyPlacement: "header" | "path";
  readonly body: JsonValue | null;
  /** The body as JSON in UTF-8, where a sender has it so already. Takes the place of `body`; the exchange shows none, for its sender has it. */
  readonly bodyBytes?: Uint8Array;
  /** Sent beside the usual ones. */
  readonly headers?: Headers;
  readonly network: ProjectNetwork;
  /** Of the body after decompression; 64 MB unless told. */
  readonly limitBytes?: number;
  /** Of the whole request; the project's unless told. */
  readonly timeoutMs?: number;
  /** Other secrets to take out of the exchange. */
  readonly mask?: readonly string[];
}

export interface StatsigReply {
  /** Redacted, its body cut for keeping. */
  readonly exchange: Exchange;
  /** The whole answer as it came, not redacted; null when there was none. */
  readonly body: string | null;
  /** The answer's headers, redacted; empty when there was none. */
  readonly headers: Headers;
}

/** Sends a request exactly once and tells how it ended: no second try, no redirect followed. Never throws for what network or server do. */
export interface StatsigHttp {
  send(call: StatsigCall, options: { readonly signal?: AbortSignal }): Promise<StatsigReply>;
  /** Ends every connection. */
  close(): void;
}

const defaultLimitBytes = 64 * 1024 * 1024;
const connectTimeoutMs = 10_000;

export function createStatsigHttp(parts: {
  readonly network: Network;
  readonly clock: Clock;
  readonly log: Log;
  readonly version: string;
}): StatsigHttp {
  const { network, clock, log, version } = parts;
  const connections = createConnections();
  const trust = createTrust(network);

  return {
    async send(call, { signal }) {
      const atMs = clock.nowMs();
      const startedMs = performance.now();
      const request = composeRequest(call, version);
      const connectionUse: ConnectionUse = { timeline: createTimeline(hopsWithoutRoute), via: "direct", isReusedConnection: false };
      const abort = abortAfter(call.timeoutMs ?? call.network.requestTimeoutMs, signal);
      const outcome = await ask({ call, request, connectionUse, signal: abort.signal })
        .catch((error: unknown) => outcomeOf(error, connectionUse.timeline, performance.now() - startedMs))
        .finally(() => abort.done());
      const kept = keptOutcome(outcome, request.redact);
      if (outcome.kind !== "answered" && outcome.kind !== "cancelled")
        log.warn("A request to Statsig brought no answer.", {
          endpoint: call.endpoint,
          outcome: outcome.kind,
          hop: connectionUse.timeline.current,
        });
      const exchange: Exchange = {
        id: uuidv7({ msecs: atMs }),
        atMs,
        endpoint: call.endpoint,
        method: call.method,
        url: request.shown.url,
        request: { headers: request.shown.headers, body: request.shown.body, bodyBytes: request.body?.length ?? 0 },
        outcome: kept,
        timing: {
          phases: connectionUse.timeline.phases(),
          totalMs: performance.now() - startedMs,
          isReusedConnection: connectionUse.isReusedConnection,
          via: connectionUse.via,
        },
        // A server may put a key into a status line, and a certificate may carry any text.
        hops: connectionUse.timeline.hops().map((hop) => ({ ...hop, detail: request.redact(hop.detail) })),
      };
      return {
        exchange,
        body: outcome.kind === "answered" ? outcome.body : null,
        headers: "headers" in kept ? kept.headers : [],
      };
    },
    close: () => connections.close(),
  };

  async function ask(attempt: Attempt): Promise<Outcome> {
    const { call, request, connectionUse, signal } = attempt;
    signal.throwIfAborted();
    const url = checkAddress(request, call);
    const route = await unlessAborted(signal, planRoute(url, call.network, network, trust));
    connectionUse.via = route.proxy?.shown ?? "direct";

    const kept = connections.takeKept(route);
    const outcome = kept === null ? "spent" : await askOnKept(kept, route, attempt);
    return outcome === "spent" ? askOnNew(route, url.origin, attempt) : outcome;
  }

  /** `spent` when the connection had closed before anything of the request was written. */
  async function askOnKept(kept: Connection, route: Route, attempt: Attempt): Promise<Outcome | "spent"> {
    const { connectionUse } = attempt;
    connectionUse.isReusedConnection = true;
    connectionUse.timeline = setOut(route);
    connectionUse.timeline.passUntimed(["dns", "proxy", "connect", "tls"]);
    try {
      return await askAndGiveBack(kept, attempt);
    } catch (error) {
      if (error instanceof ConnectionSpent) return "spent";
      throw error;
    }
  }

  async function askOnNew(route: Route, origin: string, attempt: Attempt): Promise<Outcome> {
    const { connectionUse, signal } = attempt;
    connectionUse.isReusedConnection = false;
    connectionUse.timeline = setOut(route);
    const opening = abortAfter(connectTimeoutMs, signal);
    const connection = await connections.open(route, origin, connectionUse.timeline, opening.signal).finally(() => opening.done());
    return askAndGiveBack(connection, attempt);
  }

  async function askAndGiveBack(connection: Connection, { call, request, connectionUse, signal }: Attempt): Promise<Outcome> {
    const limitBytes = call.limitBytes ?? defaultLimitBytes;
    let isWhole = false;
    try {
      const outcome = await askOn(connection, request, { method: call.method, limitBytes, timeline: connectionUse.timeline, signal });
      isWhole = outcome.kind === "answered";
      return outcome;
    } finally {
      if (isWhole) connections.keep(connection);
      else connections.discard(connection);
    }
  }
}

/** One call on its way. */
interface Attempt {
  readonly call: StatsigCall;
  readonly request: ComposedRequest;
  readonly connectionUse: ConnectionUse;
  readonly signal: AbortSignal;
}

/** What is known of a request's way while it is under way. */
interface ConnectionUse {
  timeline: Timeline;
  via: string;
  isReusedConnection: boolean;
}

/** The hops of a request that is refused before its way is known. */
const hopsWithoutRoute = (["machine", "connect", "send", "wait", "receive"] as const).map((name) => ({ name, detail: "" }));

function setOut(route: Route): Timeline {
  const timeline = createTimeline(planHops(route));
  timeline.start("machine");
  timeline.pass();
  return timeline;
}

/** A key goes to its project's hosts only, and never over a network in the clear. */
function checkAddress(request: ComposedRequest, call: StatsigCall): URL {
  if (!URL.canParse(request.url))
    throw new NotSent(`${request.shown.url} is not an address that can be asked. Look at the project's hosts.`);
  const url = new URL(request.url);
  if (!call.allowedOrigins.includes(url.origin))
    throw new NotSent(`${url.origin} is not one of this project's hosts, and its key is sent nowhere else.`);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopbackName(url.hostname)))
    throw new NotSent(
      `${url.origin} would be asked without encryption, and a key must not cross a network in the clear. Use https for this host.`,
    );
  if (call.keyPlacement === "path" && call.key === null) throw new NotSent("This address needs a key in its path, and there is none.");
  return url;
}

function outcomeOf(error: unknown, timeline: Timeline, afterMs: number): Outcome {
  if (error instanceof NotSent) {
    timeline.fail("not sent");
    return { kind: "not_sent", reason: error.message };
  }
  if (error instanceof ConnectionBroken) {
    timeline.fail(error.detail);
    return { kind: "unreachable", hop: timeline.current, code: error.systemCode, message: error.message };
  }
  if (error instanceof Aborted && error.why === "cancelled") {
    timeline.fail("cancelled");
    return { kind: "cancelled", afterMs };
  }
  if (error instanceof Aborted) {
    timeline.fail(`nothing for ${formatDuration(afterMs)}`);
    return { kind: "timed_out", phase: timeline.current, afterMs };
  }
  throw error;
}

const keptBodyCharacters = 256 * 1024;
/** More than any key has: what is left of one where a text was cut goes with this much of its end. */
const cutMarginCharacters = 8 * 1024;

/** The outcome as it may be kept: redacted, and its body cut. */
function keptOutcome(outcome: Outcome, redact: (text: string) => string): Outcome {
  const kept =
    "headers" in outcome
      ? { ...outcome, headers: outcome.headers.map(([name, value]): [string, string] => [name, redact(value)]) }
      : outcome;
  switch (kept.kind) {
    case "answered": {
      const isCut = kept.body.length > keptBodyCharacters;
      const body = isCut
        ? redact(kept.body.slice(0, keptBodyCharacters + cutMarginCharacters)).slice(0, -cutMarginCharacters)
        : redact(kept.body);
      return { ...kept, statusText: redact(kept.statusText), body: body.slice(0, keptBodyCharacters).toWellFormed(), isCut };
    }
    case "unreachable":
    case "broken_off":
      return { ...kept, message: redact(kept.message) };
    case "not_sent":
      return { ...kept, reason: redact(kept.reason) };
    case "timed_out":
    case "cancelled":
    case "too_large":
      return kept;
  }
}
