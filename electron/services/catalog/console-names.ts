import type { EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { describeBody, readNoAnswer } from "#shared/domain/evaluation/no-answer.ts";
import { type Exchange, exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import { redactText } from "#shared/domain/exchange/redact.ts";
import type { NamedInConsole, RuleNamesRead } from "#shared/domain/explanation/rule-names.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import { keyOrigins, type Project } from "#shared/domain/project/project.ts";
import { noteRuleName } from "../definitions/rule-names.ts";
import { type ChosenKey, chooseKey, type KeySources } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Log } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import type { StatsigCall, StatsigHttp } from "../statsig-http/statsig-http.ts";
import type { NameCatalog } from "./catalog.ts";
import { type NamedRule, readConsoleRules } from "./console-rules.ts";

export interface ConsoleNamesParts extends KeySources {
  readonly projects: Pick<Projects, "require">;
  readonly vault: KeySources["vault"] & Pick<KeyVault, "knownSecrets" | "markUsed">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: { append(entry: { context: RequestContext; exchange: Exchange; answers: [] }): Promise<unknown> };
  readonly catalog: Pick<NameCatalog, "takeRuleNames">;
  readonly clock: Clock;
  readonly log: Log;
}

export interface ConsoleNames {
  /**
   * Reads what the console calls the rules of these, with the project's console key, and nothing without one. What was read in the last ten minutes is not
   * asked for again, nor anything within a minute of a refusal. Only ever reads. Throws `NoSuchThing` for a project that is gone.
   */
  read(input: { readonly projectId: string; readonly of: readonly NamedInConsole[] }, signal?: AbortSignal): Promise<RuleNamesRead>;
}

const freshForMs = 10 * 60_000;
const restAfterFailureMs = 60_000;

const paths: Record<NamedInConsole["kind"], string> = {
  gate: "gates",
  segment: "segments",
  config: "dynamic_configs",
  experiment: "experiments",
};

/** How asking for one thing ended; `isForAll` where any other would have ended so, too. */
type Asked =
  | { readonly kind: "read"; readonly named: readonly NamedRule[] }
  | { readonly kind: "failed"; readonly because: string; readonly isForAll: boolean; readonly restMs: number };

interface Kept {
  readonly atMs: number;
  readonly asked: Asked;
}

export function createConsoleNames(parts: ConsoleNamesParts): ConsoleNames {
  const { projects, vault, http, history, catalog, clock, log } = parts;
  const kept = new Map<string, Kept>();
  const inProgress = new Map<string, Promise<Kept>>();

  /** A key that was replaced, and an address that was changed, begin anew. */
  const keyOf = ({ hosts }: Project, { keyId, secret }: ChosenKey, path: string) => `${hosts.console} ${keyId} ${secret.lastFour} ${path}`;

  function atHand(key: string): Kept | null {
    const before = kept.get(key);
    if (before === undefined) return null;
    const goodForMs = before.asked.kind === "read" ? freshForMs : before.asked.restMs;
    return clock.nowMs() - before.atMs < goodForMs ? before : null;
  }

  function askOnce(project: Project, key: ChosenKey, of: NamedInConsole): Promise<Kept> {
    const all = keyOf(project, key, "");
    const own = keyOf(project, key, `${of.kind} ${of.name}`);
    const before = atHand(all) ?? atHand(own);
    if (before !== null) return Promise.resolve(before);
    const request =
      inProgress.get(own) ??
      ask(project, key, of)
        .then((asked) => {
          const now: Kept = { atMs: clock.nowMs(), asked };
          kept.set(asked.kind === "failed" && asked.isForAll ? all : own, now);
          return now;
        })
        .finally(() => inProgress.delete(own));
    inProgress.set(own, request);
    return request;
  }

  async function ask(project: Project, key: ChosenKey, of: NamedInConsole): Promise<Asked> {
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
    await keep(project, key, of, exchange);
    const secrets = [key.secret.reveal(), ...vault.knownSecrets()];
    const refusal = readRefusal(project, of, exchange, body === null ? null : redactText(body.slice(0, 20_000), secrets), clock.nowMs());
    if (refusal !== null) return refusal;
    const named = readConsoleRules(body ?? "");
    if (named === null) {
      const because = `${new URL(exchange.url).host} answered with ${describeBody(body)}`;
      return { kind: "failed", because, isForAll: false, restMs: restAfterFailureMs };
    }
    catalog.takeRuleNames(project.id, named);
    return { kind: "read", named };
  }

  async function keep(project: Project, key: ChosenKey, { kind, name }: NamedInConsole, exchange: Exchange): Promise<void> {
    const context: RequestContext = {
      projectId: project.id,
      projectName: project.name,
      tier: project.defaultTier,
      purpose: "definitions",
      kind: entityKind(kind),
      names: [name],
      user: null,
      userLabel: "",
      keyId: key.keyId,
      keyKind: key.kind,
      keyLastFour: key.secret.lastFour,
      isLogging: false,
    };
    await history.append({ context, exchange, answers: [] }).catch((failure: unknown) => {
      log.warn("A request for rule names could not be kept in the history.", { failure: String(failure) });
    });
  }

  return {
    async read({ projectId, of }, signal) {
      const project = projects.require(projectId);
      const choice = chooseKey(parts, project, { keyId: null, use: "rule_names" });
      if (choice.kind === "none") return nobodyToAsk;
      const reads: Kept[] = [];
      for (const one of of) {
        if (signal?.aborted) break;
        const now = await askOnce(project, choice.key, one);
        reads.push(now);
        // What is refused for one is refused for all, and asking on would only wear the limit down.
        if (now.asked.kind === "failed" && now.asked.isForAll) break;
      }
      return readingOf(reads);
    },
  };
}

/** A project without a console key, or with its keys locked: names are a convenience, and nobody asked for them. */
const nobodyToAsk: RuleNamesRead = { names: {}, readAtMs: null, problem: null };

function readingOf(reads: readonly Kept[]): RuleNamesRead {
  const names = new Map<string, string>();
  const readAtMs: number[] = [];
  const failed: string[] = [];
  for (const { asked, atMs } of reads) {
    if (asked.kind === "failed") failed.push(asked.because);
    else {
      readAtMs.push(atMs);
      for (const { ruleId, name } of asked.named) noteRuleName(names, ruleId, name);
    }
  }
  return {
    names: Object.fromEntries(names),
    readAtMs: readAtMs.length === 0 ? null : Math.min(...readAtMs),
    problem: failed[0] === undefined ? null : `Rule names could not be read: ${failed[0]}.`,
  };
}

/** Without a slash at the end. */
export function consoleBase({ hosts }: Pick<Project, "hosts">): string {
  return hosts.console.replace(/\/+$/, "");
}

/** There is one version; it is to become required (Console API, overview). */
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

/** Null for an answer whose body is to be read. */
function readRefusal(
  project: Project,
  { kind, name }: NamedInConsole,
  exchange: Exchange,
  body: string | null,
  atMs: number,
): Asked | null {
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
  const restMs = Math.max(restAfterFailureMs, finding.retryAfterMs ?? 0);
  const isOfOne = exchangeStatus(exchange) === 404 && !/Cannot GET\b/.test(body ?? "");
  if (isOfOne)
    return { kind: "failed", because: `the console knows no ${kindLabels[kind]} “${name}” (404)`, isForAll: false, restMs: freshForMs };
  return { kind: "failed", because: finding.because, isForAll: true, restMs };
}
