import type { AnswerFields } from "#shared/domain/evaluation/answers/answer-context.ts";
import { readNoAnswer } from "#shared/domain/evaluation/answers/no-answer.ts";
import { type Exchange, exchangeStatus } from "#shared/domain/exchange/exchange.ts";
import { maskSecretsInJson } from "#shared/domain/exchange/redact.ts";
import { addressLabels } from "#shared/domain/project/address-labels.ts";
import { keyOrigins, type Project, statsigHosts } from "#shared/domain/project/project.ts";
import { wasCancelled } from "../failures.ts";
import type { ChosenKey } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock, Log } from "../ports.ts";
import type { StatsigCall } from "../statsig-http/statsig-call.ts";
import type { StatsigHttp, StatsigReply } from "../statsig-http/statsig-http.ts";
import type { SnapshotStore, StoredDefinitions, StoreResult } from "./snapshot-store.ts";
import { type BackgroundRequestParts, storeBackgroundRequest } from "./store-background-request.ts";

export interface DefinitionsFetcherParts {
  readonly projects: { list(): readonly Pick<Project, "id">[] };
  readonly vault: Pick<KeyVault, "knownSecrets">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: BackgroundRequestParts["history"];
  readonly snapshots: Pick<SnapshotStore, "store">;
  readonly clock: Clock;
  readonly log: Log;
}

export type DefinitionsFetch =
  | { readonly kind: "read"; readonly current: StoredDefinitions }
  /** `finding` is the reason; `exchange` is null if nothing could be sent. */
  | { readonly kind: "failed"; readonly finding: AnswerFields; readonly exchange: Exchange | null };

export type DefinitionsFetcher = ReturnType<typeof createDefinitionsFetcher>;

/** Creates the fetcher of definitions. It stores every request in the history with its key masked, and logs no exposures. */
export function createDefinitionsFetcher({ projects, vault, http, history, snapshots, clock, log }: DefinitionsFetcherParts) {
  async function send(project: Project, key: ChosenKey, call: SentCall, { actionId, signal }: SendOptions): Promise<StatsigReply> {
    const reply = await http.send(
      { method: "GET", body: null, network: project.network, mask: vault.knownSecrets(), ...call },
      signal === undefined ? {} : { signal },
    );
    await storeBackgroundRequest({ history, log }, { project, key, kind: null, names: [], actionId, exchange: reply.exchange });
    return reply;
  }

  /** Fetches one version. The time of what this key fetched before is sent, so that the server can answer that nothing is newer. */
  async function fetchVersion(version: "v1" | "v2", { project, key, before, ...options }: FetchRequest): Promise<DefinitionsFetch> {
    const known = before?.digest.format === version && before.keyId === key.keyId ? before.digest : null;
    const { exchange, body: received } = await send(
      project,
      key,
      {
        endpoint: "download_config_specs",
        url: `${cdnOf(project)}/${version}/download_config_specs/{key}.json${sinceQuery(known)}`,
        allowedOrigins: keyOrigins(project.hosts, key.kind),
        key: key.secret,
        keyPlacement: "path",
      },
      options,
    );
    // If the server echoes a key, it must not get into messages, snapshots or explanations.
    const body = maskSecretsInJson(received ?? "", [key.secret.reveal(), ...vault.knownSecrets()]);
    const refusal = readRefusal(project, key, exchange, received && body);
    if (refusal !== null) return { kind: "failed", finding: refusal, exchange };
    const stored = await snapshots
      .store({
        projectId: project.id,
        source: project.kind === "sandbox" ? "sandbox" : "live",
        fileName: null,
        keyId: key.keyId,
        text: body,
        nowMs: clock.nowMs(),
        secrets: [key.secret.reveal(), ...vault.knownSecrets()],
        projectIds: projects.list().map(({ id }) => id),
      })
      .catch((failure: unknown): StoreResult => {
        if (!wasCancelled(failure)) log.error("Definitions could not be read.", { failure: String(failure) });
        return { kind: "unusable", problem: "Gatescope could not process them" };
      });
    if (stored.kind === "unusable")
      return { kind: "failed", finding: { state: "unknown", because: stored.problem, nextStep: checkTheCdn }, exchange };
    if (stored.kind === "stored" && stored.storageProblem !== null)
      log.warn("Definitions could not be stored; they are in memory until the program ends.", { problem: stored.storageProblem });
    return { kind: "read", current: stored.definitions };
  }

  return {
    send,
    /** Requests v2 first, as current SDKs do, and v1 if this server does not support v2 (statsig-http.md §11.1). */
    async fetch(request: FetchRequest): Promise<DefinitionsFetch> {
      const fetched = await fetchVersion("v2", request);
      const maySupportV1 = fetched.kind === "failed" && fetched.exchange !== null && lacksVersion(fetched.exchange);
      return maySupportV1 ? fetchVersion("v1", request) : fetched;
    },
  };
}

export interface SendOptions {
  readonly actionId: string;
  readonly signal?: AbortSignal | undefined;
}

interface FetchRequest extends SendOptions {
  readonly project: Project;
  readonly key: ChosenKey;
  readonly before: StoredDefinitions | null;
}

type SentCall = Pick<StatsigCall, "endpoint" | "url" | "allowedOrigins" | "key" | "keyPlacement" | "headers">;

/** Returns the CDN base without a slash at the end. */
export function cdnOf({ hosts }: Pick<Project, "hosts">): string {
  return hosts.cdn.replace(/\/+$/, "");
}

function sinceQuery(known: StoredDefinitions["digest"] | null): string {
  if (known?.timeMs == null) return "";
  const query = new URLSearchParams({ sinceTime: String(known.timeMs), ...(known.checksum === null ? {} : { checksum: known.checksum }) });
  return `?${query}`;
}

function lacksVersion(exchange: Exchange): boolean {
  const status = exchangeStatus(exchange);
  return status === 200 || status === 400 || status === 404 || status === 405 || status === 501;
}

const checkTheCdn = `Check the address “${addressLabels.cdn}” in this project’s settings; Statsig’s is ${statsigHosts.cdn}.`;

/** Returns why a response brings no definitions; null if its body is to be read. */
export function readRefusal(project: Project, key: ChosenKey, exchange: Exchange, body: string | null): AnswerFields | null {
  const status = exchangeStatus(exchange);
  // The general texts for these mention the address for evaluations, but definitions come from the CDN.
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
