import { z } from "zod";
import type { Finding } from "#shared/domain/answers/answer-context.ts";
import { readNoAnswer } from "#shared/domain/answers/no-answer.ts";
import { type Exchange, exchangeStatus } from "#shared/domain/exchange.ts";
import type { RequestContext } from "#shared/domain/history-entry.ts";
import { type Catalog, type KnownName, KnownNameSchema } from "#shared/domain/known-name.ts";
import { type Project, projectOrigins, statsigHosts } from "#shared/domain/project.ts";
import { redactText } from "#shared/domain/redact.ts";
import { type ChosenKey, chooseKey, type KeySources } from "../evaluate/choose-key.ts";
import type { KeyVault } from "../key-vault/key-vault.ts";
import type { Clock, Log, Settings } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import type { StatsigHttp } from "../statsig-http/statsig-http.ts";
import { type Definitions, readDefinitions } from "./definitions.ts";

/** Names beyond this many are known until the program ends, and not kept for the next start. */
const mostNamesKept = 5_000;

export interface CatalogParts extends KeySources {
  readonly projects: Pick<Projects, "list" | "require">;
  readonly vault: Pick<KeyVault, "list" | "requireKey" | "knownSecrets">;
  readonly http: Pick<StatsigHttp, "send">;
  readonly history: { append(entry: { context: RequestContext; exchange: Exchange; answers: [] }): Promise<unknown> };
  readonly settings: Settings;
  readonly clock: Clock;
  readonly log: Log;
}

export interface DefinitionsInHand {
  readonly definitions: Definitions;
  readonly readAtMs: number;
  /** The key they were read with: one of a single environment or target app is not given everything (statsig-http.md §1). Null in the sandbox. */
  readonly keyId: string | null;
}

export type DefinitionsFetch =
  | ({ readonly kind: "read" } & DefinitionsInHand)
  /** `finding` says why, and `exchange` is null when nothing could be sent. */
  | { readonly kind: "failed"; readonly finding: Finding; readonly exchange: Exchange | null };

interface FetchOptions {
  /** Null takes the project's first server secret. */
  readonly keyId: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** What is known of each project's names, and its definitions once they were read. */
export interface NameCatalog {
  /** What is known without asking anyone. */
  names(projectId: string): Catalog;
  /** Reads definitions anew and gives what is known then; what went wrong is in `problem`. Logs no exposure. */
  refresh(projectId: string, signal?: AbortSignal): Promise<Catalog>;
  /** As `refresh`, with a certain key, for who needs the definitions themselves or the exchange that did not bring them. */
  fetchDefinitions(projectId: string, options: FetchOptions): Promise<DefinitionsFetch>;
  /** Adds names that an answer or initialize proved; definitions know better, so theirs are left as they are. */
  learn(projectId: string, names: readonly KnownName[]): void;
  /** The definitions last read since the start, or null. */
  definitionsOf(projectId: string): DefinitionsInHand | null;
}

const KeptCatalogsSchema = z.record(z.string(), z.object({ names: z.array(KnownNameSchema), definitionsAtMs: z.int().nullable() }));

interface Shelf {
  readonly known: Map<string, KnownName>;
  definitionsAtMs: number | null;
  problem: string | null;
  inHand: DefinitionsInHand | null;
}

export function createCatalog(parts: CatalogParts): NameCatalog {
  const { projects, vault, http, history, settings, clock, log } = parts;
  const shelves = new Map<string, Shelf>(readKept());

  const names = (projectId: string): Catalog => {
    const { known, definitionsAtMs, problem } = shelfOf(projectId);
    return { names: [...known.values()], definitionsAtMs, problem };
  };

  const fetchDefinitions = async (projectId: string, { keyId, signal }: FetchOptions): Promise<DefinitionsFetch> => {
    const project = projects.require(projectId);
    const choice = chooseKey(parts, project, { keyId, kinds: ["server"] });
    const fetched: DefinitionsFetch =
      choice.kind === "none"
        ? { kind: "failed", finding: { state: "not_sent", because: choice.because, nextStep: choice.nextStep }, exchange: null }
        : await askForDefinitions(project, choice.key, signal);
    const shelf = shelfOf(projectId);
    if (fetched.kind === "failed") {
      shelf.problem = `Definitions could not be read: ${fetched.finding.because}.`;
      return fetched;
    }
    replaceNames(shelf, fetched.definitions.names);
    shelf.definitionsAtMs = fetched.readAtMs;
    shelf.inHand = { definitions: fetched.definitions, readAtMs: fetched.readAtMs, keyId: fetched.keyId };
    shelf.problem = null;
    keepNames();
    return fetched;
  };

  /** v2 first, as current SDKs do; v1 where this server does not speak v2 (statsig-http.md §11). */
  async function askForDefinitions(project: Project, key: ChosenKey, signal?: AbortSignal): Promise<DefinitionsFetch> {
    const fetched = await askVersion("v2", project, key, signal);
    const mayKnowV1 = fetched.kind === "failed" && fetched.exchange !== null && hasNoSuchVersion(fetched.exchange);
    return mayKnowV1 ? askVersion("v1", project, key, signal) : fetched;
  }

  async function askVersion(version: "v1" | "v2", project: Project, key: ChosenKey, signal?: AbortSignal): Promise<DefinitionsFetch> {
    const { exchange, body } = await http.send(
      {
        endpoint: "download_config_specs",
        method: "GET",
        url: `${project.hosts.cdn.replace(/\/+$/, "")}/${version}/download_config_specs/{key}.json`,
        allowedOrigins: projectOrigins(project.hosts),
        key: key.secret,
        keyPlacement: "path",
        body: null,
        network: project.network,
        mask: vault.knownSecrets(),
      },
      signal === undefined ? {} : { signal },
    );
    await keepExchange(project, key, exchange);
    const refusal = readRefusal(project, key, exchange, body);
    if (refusal !== null) return { kind: "failed", finding: refusal, exchange };
    const reading = readDefinitions(body ?? "");
    if (reading.kind === "unusable") {
      const because = redactText(reading.problem, vault.knownSecrets());
      return { kind: "failed", finding: { state: "unknown", because, nextStep: checkTheCdn }, exchange };
    }
    return { kind: "read", definitions: reading.definitions, readAtMs: clock.nowMs(), keyId: key.keyId };
  }

  async function keepExchange(project: Project, key: ChosenKey, exchange: Exchange): Promise<void> {
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
    await history.append({ context, exchange, answers: [] }).catch((failure: unknown) => {
      log.warn("A definitions request could not be kept in the history.", { failure: String(failure) });
    });
  }

  const learn = (projectId: string, learnt: readonly KnownName[]): void => {
    const { known } = shelfOf(projectId);
    const before = known.size;
    for (const name of learnt) if (!known.has(nameKey(name))) known.set(nameKey(name), name);
    if (known.size === before) return;
    keepNames();
  };

  function shelfOf(projectId: string): Shelf {
    const shelf = shelves.get(projectId) ?? emptyShelf();
    shelves.set(projectId, shelf);
    return shelf;
  }

  function readKept(): [string, Shelf][] {
    const kept = KeptCatalogsSchema.safeParse(settings.read("catalog") ?? {});
    if (!kept.success) log.warn("The kept names could not be read; they will be learnt anew.");
    return Object.entries(kept.data ?? {}).map(([projectId, { names: keptNames, definitionsAtMs }]) => [
      projectId,
      { ...emptyShelf(), known: new Map(keptNames.map((name) => [nameKey(name), name])), definitionsAtMs },
    ]);
  }

  function keepNames(): void {
    const present = new Set(projects.list().map(({ id }) => id));
    const kept = [...shelves]
      .filter(([projectId]) => present.has(projectId))
      .map(([projectId, { known, definitionsAtMs }]) => [
        projectId,
        { names: [...known.values()].slice(0, mostNamesKept), definitionsAtMs },
      ]);
    try {
      settings.write("catalog", Object.fromEntries(kept));
    } catch (failure) {
      // Names are a convenience that can be learnt again: an answer must not be lost because they could not be kept.
      log.warn("The known names could not be kept for the next start.", { failure: String(failure) });
    }
  }

  return {
    names,
    fetchDefinitions,
    learn,
    definitionsOf: (projectId) => shelfOf(projectId).inHand,
    async refresh(projectId, signal) {
      await fetchDefinitions(projectId, { keyId: null, signal });
      return names(projectId);
    },
  };
}

/** Definitions are whole, so names they lack are gone; only ranked lists may be missing from them (they come in v2 alone). */
function replaceNames({ known }: Shelf, fromDefinitions: readonly KnownName[]): void {
  const ranked = [...known.values()].filter(({ kind }) => kind === "ranked");
  known.clear();
  for (const name of [...ranked, ...fromDefinitions]) known.set(nameKey(name), name);
}

function emptyShelf(): Shelf {
  return { known: new Map(), definitionsAtMs: null, problem: null, inHand: null };
}

/** Experiments and dynamic configs share one space of names (statsig-evaluation.md §1), and an answer does not tell which of them it is. */
function nameKey({ kind, name }: KnownName): string {
  return `${kind === "experiment" ? "config" : kind} ${name}`;
}

function hasNoSuchVersion(exchange: Exchange): boolean {
  const status = exchangeStatus(exchange);
  return status === 200 || status === 400 || status === 404 || status === 405 || status === 501;
}

const checkTheCdn = `Check the CDN base in this project’s settings; Statsig’s is ${statsigHosts.cdn}.`;

/** What kept definitions from coming; null for an answer whose body is to be read. */
function readRefusal(project: Project, key: ChosenKey, exchange: Exchange, body: string | null): Finding | null {
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
