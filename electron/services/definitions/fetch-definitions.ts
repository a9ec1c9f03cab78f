import type { AnswerFields } from "#shared/domain/evaluation/answer-context.ts";
import { readNoAnswer } from "#shared/domain/evaluation/no-answer.ts";
import { type Exchange, exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import { maskSecretsInJson } from "#shared/domain/exchange/redact.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import { keyOrigins, type Project, statsigHosts } from "#shared/domain/project/project.ts";
import { wasCancelled } from "../failures.ts";
import type { ChosenKey } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Log } from "../ports.ts";
import type { StatsigCall, StatsigHttp, StatsigReply } from "../statsig-http/statsig-http.ts";
import type { ArchivedDefinitions, DefinitionsArchive, Taken } from "./snapshot-store.ts";

export interface DefinitionsFetcherParts {
  readonly projects: { list(): readonly Pick<Project, "id">[] };
  readonly vault: Pick<KeyVault, "knownSecrets">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: { append(entry: { context: RequestContext; exchange: Exchange; answers: [] }): Promise<unknown> };
  readonly archive: Pick<DefinitionsArchive, "take">;
  readonly clock: Clock;
  readonly log: Log;
}

export type DefinitionsFetch =
  | { readonly kind: "read"; readonly current: ArchivedDefinitions }
  /** `finding` says why, and `exchange` is null when nothing could be sent. */
  | { readonly kind: "failed"; readonly finding: AnswerFields; readonly exchange: Exchange | null };

export type DefinitionsFetcher = ReturnType<typeof createDefinitionsFetcher>;

/** Asks Statsig for definitions. Every request is in the history, its key masked; none logs an exposure. */
export function createDefinitionsFetcher({ projects, vault, http, history, archive, clock, log }: DefinitionsFetcherParts) {
  async function send(project: Project, key: ChosenKey, call: SentCall, signal?: AbortSignal): Promise<StatsigReply> {
    const reply = await http.send(
      { method: "GET", body: null, network: project.network, mask: vault.knownSecrets(), ...call },
      signal === undefined ? {} : { signal },
    );
    const context: RequestContext = {
      projectId: project.id,
      projectName: project.name,
      tier: project.defaultTier,
      purpose: "definitions",
      kind: null,
      names: [],
      user: null,
      userLabel: "",
      keyId: key.keyId,
      keyKind: key.kind,
      keyLastFour: key.secret.lastFour,
      isLogging: false,
    };
    await history.append({ context, exchange: reply.exchange, answers: [] }).catch((failure: unknown) => {
      log.warn("A definitions request could not be kept in the history.", { failure: String(failure) });
    });
    return reply;
  }

  /** What was read before, with this very key, lets the server answer that nothing is newer. */
  async function askVersion(version: "v1" | "v2", { project, key, before, signal }: Asked): Promise<DefinitionsFetch> {
    const known = before?.digest.format === version && before.keyId === key.keyId ? before.digest : null;
    const { exchange, body: answered } = await send(
      project,
      key,
      {
        endpoint: "download_config_specs",
        url: `${cdnOf(project)}/${version}/download_config_specs/{key}.json${sinceQuery(known)}`,
        allowedOrigins: keyOrigins(project.hosts, key.kind),
        key: key.secret,
        keyPlacement: "path",
      },
      signal,
    );
    // A server that echoes a key must bring it neither into a sentence, nor into the archive or an explanation.
    const body = maskSecretsInJson(answered ?? "", [key.secret.reveal(), ...vault.knownSecrets()]);
    const refusal = readRefusal(project, key, exchange, answered && body);
    if (refusal !== null) return { kind: "failed", finding: refusal, exchange };
    const taken = await archive
      .take({
        projectId: project.id,
        source: project.kind === "sandbox" ? "sandbox" : "live",
        fileName: null,
        keyId: key.keyId,
        text: body,
        nowMs: clock.nowMs(),
        secrets: [key.secret.reveal(), ...vault.knownSecrets()],
        projectIds: projects.list().map(({ id }) => id),
      })
      .catch((failure: unknown): Taken => {
        if (!wasCancelled(failure)) log.error("Definitions could not be read here.", { failure: String(failure) });
        return { kind: "unusable", problem: "Gatescope could not work through them" };
      });
    if (taken.kind === "unusable")
      return { kind: "failed", finding: { state: "unknown", because: taken.problem, nextStep: checkTheCdn }, exchange };
    if (taken.kind === "taken" && taken.trouble !== null)
      log.warn("Definitions could not be kept for later; they serve until the program ends.", { trouble: taken.trouble });
    return { kind: "read", current: taken.definitions };
  }

  return {
    send,
    /** Requests v2 first, as current SDKs do, and v1 if this server does not support v2 (statsig-http.md §11.1). */
    async ask(asked: Asked): Promise<DefinitionsFetch> {
      const fetched = await askVersion("v2", asked);
      const mayKnowV1 = fetched.kind === "failed" && fetched.exchange !== null && hasNoSuchVersion(fetched.exchange);
      return mayKnowV1 ? askVersion("v1", asked) : fetched;
    },
  };
}

interface Asked {
  readonly project: Project;
  readonly key: ChosenKey;
  readonly before: ArchivedDefinitions | null;
  readonly signal?: AbortSignal | undefined;
}

type SentCall = Pick<StatsigCall, "endpoint" | "url" | "allowedOrigins" | "key" | "keyPlacement" | "headers">;

/** Without a version or a slash at the end. */
export function cdnOf({ hosts }: Pick<Project, "hosts">): string {
  return hosts.cdn.replace(/\/+$/, "");
}

function sinceQuery(known: ArchivedDefinitions["digest"] | null): string {
  if (known?.timeMs == null) return "";
  const query = new URLSearchParams({ sinceTime: String(known.timeMs), ...(known.checksum === null ? {} : { checksum: known.checksum }) });
  return `?${query}`;
}

function hasNoSuchVersion(exchange: Exchange): boolean {
  const status = exchangeStatus(exchange);
  return status === 200 || status === 400 || status === 404 || status === 405 || status === 501;
}

const checkTheCdn = `Check the CDN base in this project’s settings; Statsig’s is ${statsigHosts.cdn}.`;

/** What kept definitions from coming; null for an answer whose body is to be read. */
export function readRefusal(project: Project, key: ChosenKey, exchange: Exchange, body: string | null): AnswerFields | null {
  const status = exchangeStatus(exchange);
  // The usual words for these speak of the API base, but definitions come from another host.
  if (exchange.outcome.kind === "answered" && (status === 400 || status === 404 || status === 405))
    return {
      state: "refused",
      because: `${new URL(exchange.url).host} has no definitions for this key (${status})`,
      nextStep: checkTheCdn,
    };
  const context = {
    atMs: exchange.atMs,
    isLogging: false,
    provenanceKind: project.kind === "sandbox" ? ("sandbox" as const) : ("live" as const),
    tier: project.defaultTier,
    keyKind: key.kind,
    catalog: null,
  };
  return readNoAnswer({ kind: "gate", exchange, body, context });
}
