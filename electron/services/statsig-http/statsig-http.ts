import { v7 as uuidv7 } from "uuid";
import { type Exchange, type Headers, maxStoredBodyCharacters, type Outcome } from "#shared/domain/exchange/exchange.ts";
import { addressProblem, isLoopbackName } from "#shared/domain/project/address-problem.ts";
import { formatDuration } from "#shared/domain/text/format-duration.ts";
import type { Clock, Log, Network } from "../ports.ts";
import { Aborted, abortAfter, unlessAborted } from "./abort.ts";
import { type ComposedRequest, composeRequest } from "./compose-request.ts";
import { ConnectionBroken, NotSent } from "./connection-broken.ts";
import { type Connection, createConnections, KeptConnectionClosed, loadUndici } from "./connections.ts";
import { planHops, planRoute, type Route } from "./route.ts";
import { sendOnConnection } from "./send-on-connection.ts";
import type { StatsigCall } from "./statsig-call.ts";
import { createTimeline, type Timeline } from "./timeline.ts";
import { createTrust } from "./trust.ts";

export interface StatsigReply {
  /** Redacted, with a truncated body, so that it can be stored. */
  readonly exchange: Exchange;
  /** The complete body of the response, not redacted; null if there was no response. */
  readonly body: string | null;
  /** The headers of the response, redacted; empty if there was no response. */
  readonly headers: Headers;
}

/** Sends a request exactly once and returns how it ended. Does not retry, and does not follow redirects. Failures of network or server are outcomes. */
export interface StatsigHttp {
  send(call: StatsigCall, options: { readonly signal?: AbortSignal }): Promise<StatsigReply>;
  /** Closes all connections. */
  close(): void;
}

/** The largest response that is read, unless a call has another limit. */
export const defaultLimitBytes = 64 * 1024 * 1024;
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
      await loadUndici(); // before the clocks are read: it is no part of the request's time
      const atMs = clock.nowMs();
      const startedMs = performance.now();
      const request = composeRequest(call, version);
      const connectionUse: ConnectionUse = { timeline: createTimeline(hopsBeforeRoute), via: "direct", isReusedConnection: false };
      const abort = abortAfter(call.timeoutMs ?? call.network.requestTimeoutMs, signal);
      const outcome = await sendOnce({ call, request, connectionUse, signal: abort.signal })
        .catch((error: unknown) => outcomeOf(error, connectionUse.timeline, performance.now() - startedMs))
        .finally(() => abort.done());
      const stored = redactedOutcome(outcome, request);
      if (outcome.kind !== "answered" && outcome.kind !== "cancelled")
        log.warn("A request to Statsig got no answer.", {
          endpoint: call.endpoint,
          outcome: outcome.kind,
          hop: connectionUse.timeline.current,
        });
      const exchange: Exchange = {
        id: call.exchangeId ?? uuidv7({ msecs: atMs }),
        atMs,
        endpoint: call.endpoint,
        method: call.method,
        url: request.redacted.url,
        request: { headers: request.redacted.headers, body: request.redacted.body, bodyBytes: request.body?.length ?? 0 },
        outcome: stored,
        timing: {
          phases: connectionUse.timeline.phases(),
          totalMs: performance.now() - startedMs,
          isReusedConnection: connectionUse.isReusedConnection,
          via: connectionUse.via,
        },
        // A status line may contain a key, and a certificate any text.
        hops: connectionUse.timeline.hops().map((hop) => ({ ...hop, detail: request.redact(hop.detail) })),
      };
      return {
        exchange,
        body: outcome.kind === "answered" ? outcome.body : null,
        headers: "headers" in stored ? stored.headers : [],
      };
    },
    close: () => connections.close(),
  };

  async function sendOnce(attempt: Attempt): Promise<Outcome> {
    const { call, request, connectionUse, signal } = attempt;
    signal.throwIfAborted();
    const url = checkAddress(request, call);
    const route = await unlessAborted(signal, planRoute(url, call.network, network, trust));
    connectionUse.via = route.proxy?.label ?? "direct";

    const idle = connections.takeIdle(route);
    const outcome = idle === null ? "closed" : await sendOnKept(idle, route, url, attempt);
    return outcome === "closed" ? sendOnNew(route, url, attempt) : outcome;
  }

  /** Returns `closed` if the connection closed before anything of the request was written. */
  async function sendOnKept(connection: Connection, route: Route, url: URL, attempt: Attempt): Promise<Outcome | "closed"> {
    const { connectionUse } = attempt;
    connectionUse.isReusedConnection = true;
    connectionUse.timeline = startTimeline(route);
    connectionUse.timeline.passUntimed(["dns", "proxy", "connect", "tls"]);
    try {
      return await sendAndRelease(connection, url, attempt);
    } catch (error) {
      if (error instanceof KeptConnectionClosed) return "closed";
      throw error;
    }
  }

  async function sendOnNew(route: Route, url: URL, attempt: Attempt): Promise<Outcome> {
    const { connectionUse, signal } = attempt;
    connectionUse.isReusedConnection = false;
    connectionUse.timeline = startTimeline(route);
    const opening = abortAfter(connectTimeoutMs, signal);
    const connection = await connections.open(route, url.origin, connectionUse.timeline, opening.signal).finally(() => opening.done());
    return sendAndRelease(connection, url, attempt);
  }

  async function sendAndRelease(connection: Connection, url: URL, { call, request, connectionUse, signal }: Attempt): Promise<Outcome> {
    const limitBytes = call.limitBytes ?? defaultLimitBytes;
    let isWhole = false;
    try {
      const outcome = await sendOnConnection(connection, request, {
        method: call.method,
        url,
        limitBytes,
        timeline: connectionUse.timeline,
        signal,
      });
      isWhole = outcome.kind === "answered";
      return outcome;
    } finally {
      if (isWhole) connections.keep(connection);
      else connections.discard(connection);
    }
  }
}

/** One call in progress. */
interface Attempt {
  readonly call: StatsigCall;
  readonly request: ComposedRequest;
  readonly connectionUse: ConnectionUse;
  readonly signal: AbortSignal;
}

/** The facts about the connection of a request in progress. */
interface ConnectionUse {
  timeline: Timeline;
  via: string;
  isReusedConnection: boolean;
}

/** The hops of a request that is refused before its route is known. */
const hopsBeforeRoute = (["machine", "connect", "send", "wait", "receive"] as const).map((name) => ({ name, detail: "" }));

function startTimeline(route: Route): Timeline {
  const timeline = createTimeline(planHops(route));
  timeline.start("machine");
  timeline.pass();
  return timeline;
}

/** Returns the address of a request. Throws `NotSent` unless it is one of the project's origins, and encrypted or on this machine. */
function checkAddress(request: ComposedRequest, call: StatsigCall): URL {
  const url = request.address;
  if (url === null) throw new NotSent(`${request.redacted.url} is not a valid address. Check the project's hosts.`);
  if (!call.allowedOrigins.includes(url.origin))
    throw new NotSent(`${url.origin} is not one of this project's hosts, and its keys are sent only to these.`);
  if (url.protocol !== "https:" && !(url.protocol === "http:" && isLoopbackName(url.hostname)))
    throw new NotSent(`The key would be sent to ${url.origin} without encryption. Use https for this host.`);
  const problem = addressProblem(/^[^/]*\/\/[^/?#]*/.exec(request.url)?.[0] ?? "");
  if (problem !== null) throw new NotSent(`${problem} Change it in this project's settings.`);
  if (call.keyPlacement === "path" && call.key === null)
    throw new NotSent("This address contains the key in its path, but no key was given.");
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
  if (error instanceof Aborted && error.reason === "cancelled") {
    timeline.fail("cancelled");
    return { kind: "cancelled", afterMs };
  }
  if (error instanceof Aborted) {
    timeline.fail(`no response for ${formatDuration(afterMs)}`);
    return { kind: "timed_out", phase: timeline.current, afterMs };
  }
  throw error;
}

/** Longer than any key. A truncated text loses this much of its end, so that no part of a key remains there. */
const cutMarginCharacters = 8 * 1024;

/** Returns the outcome as it is stored: redacted, with a truncated body. */
function redactedOutcome(outcome: Outcome, { redact, redactAnswer }: Pick<ComposedRequest, "redact" | "redactAnswer">): Outcome {
  const masked =
    "headers" in outcome
      ? { ...outcome, headers: outcome.headers.map(([name, value]): [string, string] => [redact(name), redact(value)]) }
      : outcome;
  switch (masked.kind) {
    case "answered": {
      const isCut = masked.body.length > maxStoredBodyCharacters;
      const body = isCut
        ? redactAnswer(masked.body.slice(0, maxStoredBodyCharacters + cutMarginCharacters)).slice(0, -cutMarginCharacters)
        : redactAnswer(masked.body);
      return { ...masked, statusText: redact(masked.statusText), body: body.slice(0, maxStoredBodyCharacters).toWellFormed(), isCut };
    }
    case "unreachable":
    case "broken_off":
      return { ...masked, message: redact(masked.message) };
    case "not_sent":
      return { ...masked, reason: redact(masked.reason) };
    case "timed_out":
    case "cancelled":
    case "too_large":
    case "not_recorded":
      return masked;
  }
}
