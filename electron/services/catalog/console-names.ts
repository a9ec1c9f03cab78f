import { describeBody, readNoAnswer } from "#shared/domain/evaluation/answers/no-answer.ts";
import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { type Exchange, exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import { type NamedInConsole, type RuleNamesRead, ruleNamesProblem } from "#shared/domain/explanation/rule-names.ts";
import { keyOrigins, type Project } from "#shared/domain/project/project.ts";
import { newActionId } from "../action-id.ts";
import { noteRuleName } from "../definitions/rule-names.ts";
import { type BackgroundRequestParts, storeBackgroundRequest } from "../definitions/store-background-request.ts";
import { type ChosenKey, chooseKey, type KeySources } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Log } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import type { StatsigCall } from "../statsig-http/statsig-call.ts";
import type { StatsigHttp } from "../statsig-http/statsig-http.ts";
import type { NameCatalog } from "./catalog.ts";
import { type NamedRule, readConsoleRules } from "./console-rules.ts";

export interface ConsoleNamesParts extends KeySources {
  readonly projects: Pick<Projects, "require">;
  readonly vault: KeySources["vault"] & Pick<KeyVault, "knownSecrets" | "markUsed">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: BackgroundRequestParts["history"];
  readonly catalog: Pick<NameCatalog, "addRuleNames">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ConsoleNames {
  /**
   * Reads the rule names of entities from the Console API. Returns no names if the project has no console key. Results are cached for ten
   * minutes, failures for one minute or as long as Statsig requests. Only reads. Throws `NoSuchThing` for a removed project.
   */
  read(input: { readonly projectId: string; readonly of: readonly NamedInConsole[] }, signal?: AbortSignal): Promise<RuleNamesRead>;
}

const freshForMs = 10 * 60_000;
const pauseAfterFailureMs = 60_000;

const paths: Record<NamedInConsole["kind"], string> = {
  gate: "gates",
  segment: "segments",
  config: "dynamic_configs",
  experiment: "experiments",
};

/** The result for one entity. `concernsAll` is true for a failure that every other request would have, too. */
type Outcome =
  | { readonly kind: "read"; readonly named: readonly NamedRule[] }
  | { readonly kind: "failed"; readonly because: string; readonly concernsAll: boolean; readonly retryAfterMs: number };

type NamedInAction = NamedInConsole & { readonly actionId: string };

interface CachedOutcome {
  readonly atMs: number;
  readonly monotonicMs: number;
  readonly outcome: Outcome;
}

export function createConsoleNames(parts: ConsoleNamesParts): ConsoleNames {
  const { projects, vault, http, history, catalog, clock, log } = parts;
  const cache = new Map<string, CachedOutcome>();
  const inProgress = new Map<string, Promise<CachedOutcome>>();

  /** Changes with the key and the address, so that results of a replaced key or another host are not used. */
  const keyOf = ({ hosts }: Project, { keyId, secret }: ChosenKey, path: string) => `${hosts.console} ${keyId} ${secret.lastFour} ${path}`;

  function findFresh(key: string): CachedOutcome | null {
    const cached = cache.get(key);
    if (cached === undefined) return null;
    const validForMs = cached.outcome.kind === "read" ? freshForMs : cached.outcome.retryAfterMs;
    return clock.monotonicMs() - cached.monotonicMs < validForMs ? cached : null;
  }

  function fetchOnce(project: Project, key: ChosenKey, of: NamedInAction): Promise<CachedOutcome> {
    const all = keyOf(project, key, "");
    const own = keyOf(project, key, `${of.kind} ${of.name}`);
    const fresh = findFresh(all) ?? findFresh(own);
    if (fresh !== null) return Promise.resolve(fresh);
    const request =
      inProgress.get(own) ??
      fetchNames(project, key, of)
        .then((outcome) => {
          const now: CachedOutcome = { atMs: clock.nowMs(), monotonicMs: clock.monotonicMs(), outcome };
          cache.set(outcome.kind === "failed" && outcome.concernsAll ? all : own, now);
          return now;
        })
        .finally(() => inProgress.delete(own));
    inProgress.set(own, request);
    return request;
  }

  async function fetchNames(project: Project, key: ChosenKey, of: NamedInAction): Promise<Outcome> {
    const call: StatsigCall = {
      endpoint: "console",
      method: "GET",
      url: `${consoleBase(project)}/${paths[of.kind]}/${encodeURIComponent(of.name)}`,
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
    const about = { kind: entityKind(of.kind), names: [of.name], actionId: of.actionId };
    await storeBackgroundRequest({ history, log }, { project, key, ...about, exchange });
    const secrets = [key.secret.reveal(), ...vault.knownSecrets()];
    const refusal = readRefusal(project, of, exchange, body === null ? null : redactText(body.slice(0, 20_000), secrets), clock.nowMs());
    if (refusal !== null) return refusal;
    const named = readConsoleRules(body ?? "");
    if (named === null) {
      const because = `${new URL(exchange.url).host} answered with ${describeBody(body)}`;
      return { kind: "failed", because, concernsAll: false, retryAfterMs: pauseAfterFailureMs };
    }
    catalog.addRuleNames(project.id, named);
    return { kind: "read", named };
  }

  return {
    async read({ projectId, of }, signal) {
      const project = projects.require(projectId);
      const choice = chooseKey(parts, project, { keyId: null, use: "rule_names" });
      if (choice.kind === "none") return noNames;
      const reads: CachedOutcome[] = [];
      const actionId = newActionId();
      for (const one of of) {
        if (signal?.aborted) break;
        const now = await fetchOnce(project, choice.key, { ...one, actionId });
        reads.push(now);
        // All further requests would fail in the same way and only use up the rate limit.
        if (now.outcome.kind === "failed" && now.outcome.concernsAll) break;
      }
      return combine(reads);
    },
  };
}

/** The result without a usable console key. It has no problem text, because rule names are optional. */
const noNames: RuleNamesRead = { names: {}, readAtMs: null, problem: null };

function combine(reads: readonly CachedOutcome[]): RuleNamesRead {
  const names = new Map<string, string>();
  const readAtMs: number[] = [];
  const failed: string[] = [];
  for (const { outcome, atMs } of reads) {
    if (outcome.kind === "failed") failed.push(outcome.because);
    else {
      readAtMs.push(atMs);
      for (const { ruleId, name } of outcome.named) noteRuleName(names, ruleId, name);
    }
  }
  return {
    names: Object.fromEntries(names),
    readAtMs: readAtMs.length === 0 ? null : Math.min(...readAtMs),
    problem: failed[0] === undefined ? null : ruleNamesProblem(failed[0]),
  };
}

/** Returns the base URL of the Console API without a slash at the end. */
export function consoleBase({ hosts }: Pick<Project, "hosts">): string {
  return hosts.console.replace(/\/+$/, "");
}

/** The header with the only version of the Console API; the header will become required (Console API, overview). */
export const consoleVersion: [string, string] = ["statsig-api-version", "20240601"];

function entityKind(kind: NamedInConsole["kind"]): EntityKind {
  return kind === "segment" ? "gate" : kind;
}

const kindLabels: Record<NamedInConsole["kind"], string> = {
  gate: "gate",
  segment: "segment",
  config: "dynamic config",
  experiment: "experiment",
};

/** Returns why a response cannot be used, or null if its body can be read. */
function readRefusal(
  project: Project,
  { kind, name }: NamedInConsole,
  exchange: Exchange,
  body: string | null,
  atMs: number,
): Outcome | null {
  const context = {
    atMs,
    isLogging: false,
    provenanceKind: project.kind === "sandbox" ? ("sandbox" as const) : ("live" as const),
    tier: project.defaultTier,
    keyKind: "console" as const,
    catalog: null,
  };
  const finding = readNoAnswer({ kind: "gate", exchange, body, context });
  if (finding === null) return null;
  const retryAfterMs = Math.max(pauseAfterFailureMs, finding.retryAfterMs ?? 0);
  const concernsOne = exchangeStatus(exchange) === 404 && !/Cannot GET\b/.test(body ?? "");
  if (concernsOne)
    return {
      kind: "failed",
      because: `the console has no ${kindLabels[kind]} “${name}” (404)`,
      concernsAll: false,
      retryAfterMs: freshForMs,
    };
  return { kind: "failed", because: finding.because, concernsAll: true, retryAfterMs };
}
