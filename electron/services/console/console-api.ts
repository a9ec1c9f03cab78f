import { describeBody, readNoAnswer } from "#shared/domain/evaluation/answers/no-answer.ts";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { keyOrigins, type Project } from "#shared/domain/project/project.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { type BackgroundRequestParts, storeBackgroundRequest } from "../definitions/store-background-request.ts";
import { type ChosenKey, chooseKey, type KeySources } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Log } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import type { StatsigCall } from "../statsig-http/statsig-call.ts";
import type { StatsigHttp } from "../statsig-http/statsig-http.ts";

export interface ConsoleApiParts extends KeySources {
  readonly projects: Pick<Projects, "require">;
  readonly vault: KeySources["vault"] & Pick<KeyVault, "knownSecrets" | "markUsed">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: BackgroundRequestParts["history"];
  readonly clock: Clock;
  readonly log: Log;
}

/** One GET of the Console API. */
export interface ConsoleRequest<Value> {
  /** The path and query below the base address: `gates/checkout_v2`. It also names the result in the cache. */
  readonly path: string;
  /** What the request is about, for the history. */
  readonly kind: EntityKind | null;
  readonly names: readonly string[];
  readonly actionId: string;
  /** The clause for a 404: `the console has no gate “x”`. */
  readonly missing: string;
  /** Reads the text of a response; null if it is not what the Console API documents. */
  readonly parse: (body: string) => Value | null;
}

export type ConsoleOutcome<Value> =
  | { readonly kind: "read"; readonly value: Value }
  /** `because` is a clause, or a sentence with its stop. `concernsAll` is true for a failure that every other request would have, too. */
  | { readonly kind: "failed"; readonly because: string; readonly concernsAll: boolean; readonly retryAfterMs: number };

/** `atMs`: when the response was received, also if it is from the cache. */
export interface ConsoleReading<Value> {
  readonly atMs: number;
  readonly outcome: ConsoleOutcome<Value>;
}

export interface ConsoleReaderOptions<Value> {
  /** How long a result is used again without a request. */
  readonly freshForMs: number;
  /** Called once for each response that was read, not for results from the cache. */
  readonly onRead?: (project: Project, value: Value) => void;
}

export interface ConsoleReader<Value> {
  /**
   * Sends the request unless its result is cached. `again` ignores a cached result, but never a failure: that is repeated only when its pause has ended.
   * Returns null if the project has no console key that can be used.
   */
  read(project: Project, request: ConsoleRequest<Value>, options?: { readonly again?: boolean }): Promise<ConsoleReading<Value> | null>;
}

/** Reads the Console API (statsig-http.md §15). */
export interface ConsoleApi {
  requireProject(projectId: string): Project;
  /** True if the project has a console key that can be used now. */
  hasKey(project: Project): boolean;
  reader<Value>(options: ConsoleReaderOptions<Value>): ConsoleReader<Value>;
}

const pauseAfterFailureMs = 60_000;
/** An entity that does not exist is requested again as seldom as a name that does. */
const pauseAfterMissingMs = 10 * 60_000;
const maxCached = 500;

/** At most three tenths of what Statsig allows a project (statsig-http.md §15.1): people and pipelines use the same allowance. */
export const consoleBudget = [
  { windowMs: 10_000, requests: 30 },
  { windowMs: 15 * 60_000, requests: 270 },
] as const;

/**
 * Creates the only code that calls the Console API. It only sends GET, only to the project's console host, and only with a console key. Failures pause all
 * readers together; requests that are in progress are not sent twice.
 */
export function createConsoleApi(parts: ConsoleApiParts): ConsoleApi {
  const { projects, vault, http, history, clock, log } = parts;
  /** Failures that concern every request with a key, by its key. */
  const refusals = new Map<string, Cached<never>>();
  /** When requests were sent, on the monotonic clock, by their key. */
  const sentAt = new Map<string, number[]>();

  const keyFor = (project: Project): ChosenKey | null => {
    const choice = chooseKey(parts, project, { keyId: null, use: "console" });
    return choice.kind === "none" ? null : choice.key;
  };

  async function fetchOutcome<Value>(
    project: Project,
    key: ChosenKey,
    request: ConsoleRequest<Value>,
    { onRead }: ConsoleReaderOptions<Value>,
  ): Promise<ConsoleOutcome<Value>> {
    const call: StatsigCall = {
      endpoint: "console",
      method: "GET",
      url: `${consoleBase(project)}/${request.path}`,
      allowedOrigins: keyOrigins(project.hosts, "console"),
      key: key.secret,
      keyPlacement: "header",
      body: null,
      headers: [consoleVersion],
      network: project.network,
      mask: vault.knownSecrets(),
    };
    const { exchange, body } = await http.send(call, {});
    if (key.keyId !== null && exchange.outcome.kind !== "not_sent") vault.markUsed(key.keyId);
    const { kind, names, actionId } = request;
    await storeBackgroundRequest({ history, log }, { project, key, kind, names: [...names], actionId, exchange });
    const secrets = [key.secret.reveal(), ...vault.knownSecrets()];
    const shownBody = body === null ? null : redactText(body.slice(0, 20_000), secrets);
    const context = {
      atMs: clock.nowMs(),
      isLogging: false,
      provenanceKind: project.kind === "sandbox" ? ("sandbox" as const) : ("live" as const),
      tier: project.defaultTier,
      keyKind: "console" as const,
      catalog: null,
    };
    const finding = readNoAnswer({ kind: "gate", exchange, body: shownBody, context });
    if (finding !== null) {
      if (exchangeStatus(exchange) === 404 && !/Cannot GET\b/.test(shownBody ?? ""))
        return { kind: "failed", because: `${request.missing} (404)`, concernsAll: false, retryAfterMs: pauseAfterMissingMs };
      const retryAfterMs = Math.max(pauseAfterFailureMs, finding.retryAfterMs ?? 0);
      return { kind: "failed", because: finding.because, concernsAll: true, retryAfterMs };
    }
    const value = request.parse(body ?? "");
    if (value === null) {
      const because = `${new URL(exchange.url).host} answered with ${describeBody(body)}`;
      return { kind: "failed", because, concernsAll: false, retryAfterMs: pauseAfterFailureMs };
    }
    onRead?.(project, value);
    return { kind: "read", value };
  }

  /** Counts a request in, or returns the failure of one too many. */
  function takeFromBudget(all: string): ConsoleOutcome<never> | null {
    const nowMs = clock.monotonicMs();
    const longestMs = Math.max(...consoleBudget.map(({ windowMs }) => windowMs));
    const recent = (sentAt.get(all) ?? []).filter((atMs) => nowMs - atMs < longestMs);
    sentAt.set(all, recent);
    for (const { windowMs, requests } of consoleBudget) {
      const within = recent.filter((atMs) => nowMs - atMs < windowMs);
      const first = within.at(-requests);
      if (first === undefined) continue;
      const retryAfterMs = first + windowMs - nowMs;
      return { kind: "failed", because: budgetText(requests, windowMs), concernsAll: true, retryAfterMs };
    }
    recent.push(nowMs);
    return null;
  }

  return {
    requireProject: (projectId) => projects.require(projectId),
    hasKey: (project) => keyFor(project) !== null,
    reader<Value>(options: ConsoleReaderOptions<Value>): ConsoleReader<Value> {
      const cache = new Map<string, Cached<Value>>();
      const inProgress = new Map<string, Promise<Cached<Value>>>();

      function findFresh(all: string, own: string, again: boolean): Cached<Value> | null {
        const refused = refusals.get(all);
        if (refused !== undefined && isFresh(refused)) return refused;
        const cached = cache.get(own);
        if (cached === undefined || !isFresh(cached)) return null;
        return again && cached.outcome.kind === "read" ? null : cached;
      }

      const isFresh = ({ outcome, monotonicMs }: Cached<Value>) =>
        clock.monotonicMs() - monotonicMs < (outcome.kind === "read" ? options.freshForMs : outcome.retryAfterMs);

      function store(own: string, now: Cached<Value>): void {
        cache.delete(own);
        cache.set(own, now);
        for (const oldest of [...cache.keys()].slice(0, -maxCached)) cache.delete(oldest);
      }

      return {
        async read(project, request, { again = false } = {}) {
          const key = keyFor(project);
          if (key === null) return null;
          // Changes with the key and the address, so that results of a replaced key or another host are not used.
          const all = `${project.hosts.console} ${key.keyId} ${key.secret.lastFour}`;
          const own = `${all} ${request.path}`;
          const fresh = findFresh(all, own, again);
          if (fresh !== null) return fresh;
          const running = inProgress.get(own);
          if (running !== undefined) return running;
          const cachedNow = (outcome: ConsoleOutcome<Value>) => ({ atMs: clock.nowMs(), monotonicMs: clock.monotonicMs(), outcome });
          const refused = takeFromBudget(all);
          if (refused !== null) return cachedNow(refused);
          const fetching = fetchOutcome(project, key, request, options)
            .then((outcome) => {
              const now = cachedNow(outcome);
              if (outcome.kind === "failed" && outcome.concernsAll) refusals.set(all, { ...now, outcome });
              else store(own, now);
              return now;
            })
            .finally(() => inProgress.delete(own));
          inProgress.set(own, fetching);
          return fetching;
        },
      };
    },
  };
}

interface Cached<Value> extends ConsoleReading<Value> {
  readonly monotonicMs: number;
}

function budgetText(requests: number, windowMs: number): string {
  const window = windowMs < 60_000 ? `${windowMs / 1000} seconds` : `${windowMs / 60_000} minutes`;
  return `Gatescope sends the Console API at most ${formatCount(requests, "request")} in ${window}, so that others of the project are not refused`;
}

/** Returns the base URL of the Console API without a slash at the end. */
function consoleBase({ hosts }: Pick<Project, "hosts">): string {
  return hosts.console.replace(/\/+$/, "");
}

/** The header with the only version of the Console API; the header will become required (statsig-http.md §15.1). */
export const consoleVersion: [string, string] = ["statsig-api-version", "20240601"];
