import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { Catalog, KnownName } from "#shared/domain/evaluation/known-name.ts";
import { consoleRuleId } from "#shared/domain/evaluation/rule-text.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { newActionId } from "../action-id.ts";
import {
  createDefinitionsFetcher,
  type DefinitionsFetch,
  type DefinitionsFetcherParts,
  type SendOptions,
} from "../definitions/fetch-definitions.ts";
import { createIdListsFetcher } from "../definitions/fetch-id-lists.ts";
import { openSnapshotStore } from "../definitions/open-snapshot-store.ts";
import { noteRuleName } from "../definitions/rule-names.ts";
import type { SnapshotStore, StoredDefinitions } from "../definitions/snapshot-store.ts";
import { wasCancelled } from "../failures.ts";
import { createFeed } from "../feed.ts";
import { chooseKey, type KeySources } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Projects } from "../projects/projects.ts";
import type { SettingsDocument, SettingsDocumentParts } from "../storage/settings-document.ts";
import { createWriteBehind } from "../storage/write-behind.ts";
import { type NamesDocument, openNamesDocument, type ProjectNames } from "./names-document.ts";

/** Names beyond this number are known until the program ends, but not stored. */
const maxStoredNames = 20_000;
/** The names of all projects are one document. Written at this interval, adding names one by one costs no more than adding them at once. */
const writeIntervalMs = 2_000;

export interface CatalogParts
  extends KeySources,
    Omit<DefinitionsFetcherParts, "projects" | "vault" | "snapshots" | "clock">,
    SettingsDocumentParts {
  /** The maximum time to wait for newer definitions if older ones are available. */
  readonly refreshTimeoutMs?: number;
  readonly projects: Pick<Projects, "list" | "require">;
  readonly vault: Pick<KeyVault, "list" | "requireKey" | "knownSecrets">;
  /** The store of definitions. Without one they are read in this thread and kept in memory. */
  readonly snapshots?: Pick<SnapshotStore, "store" | "newest" | "find" | "idLists" | "storeIdLists"> | undefined;
}

interface FetchOptions {
  /** Null for the project's first server secret. */
  readonly keyId: string | null;
  /** The history's action that the requests are a part of; without one they are an action of their own. */
  readonly actionId?: string | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** The newest definitions that are available now, and why they are not newer. */
export interface CurrentDefinitions {
  readonly current: StoredDefinitions | null;
  /** One sentence, for definitions and ID lists alike; null when both are up to date. */
  readonly problem: string | null;
  readonly nextStep: string | null;
}

/** The known names of each project, and its newest definitions. */
export interface NameCatalog {
  /** Returns the known names without a request. */
  names(projectId: string): Catalog;
  /** Returns the names in a snapshot, such as an opened file. Returns those of `names` if it is no longer stored. */
  namesIn(snapshot: { readonly projectId: string; readonly snapshotId: string }): Promise<Catalog>;
  /** Requests newer definitions, then returns the known names; `problem` says what failed. Logs no exposure. */
  refresh(projectId: string, signal?: AbortSignal): Promise<Catalog>;
  /** Requests newer definitions with the given key. Returns the definitions, or the failed exchange. */
  fetchDefinitions(projectId: string, options: FetchOptions): Promise<DefinitionsFetch>;
  /**
   * Returns the newest definitions with their ID lists. Requests them again if they were not confirmed within `maxAgeMs`: always for 0, only
   * if there are none for Infinity. Returns the old definitions if the request fails or takes more than three seconds.
   */
  current(
    projectId: string,
    options: { readonly maxAgeMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<CurrentDefinitions>;
  /** Adds names that an answer or initialize proved to exist. Names from definitions stay unchanged, because they contain more facts. */
  addNames(projectId: string, names: readonly KnownName[]): void;
  /** Adds rule names from answers that contain both a rule's ID and its name. */
  addRuleNamesFrom(projectId: string, answers: readonly Answer[]): void;
  /** Adds rule names that were read from the Console API. */
  addRuleNames(projectId: string, named: readonly NamedRule[]): void;
  /** Returns the rule names from the Console API and from answers, by the console's rule ID. */
  ruleNamesOf(projectId: string): ReadonlyMap<string, string>;
  /** Returns the console's name of a rule, or null if it is not known. */
  ruleName(projectId: string, ruleId: string): string | null;
  /** Returns the definitions that were read last since the start, or null. */
  definitionsOf(projectId: string): StoredDefinitions | null;
  /**
   * Returns the milliseconds since the current definitions were confirmed. Infinity if they were not confirmed since the start, or if the clock was set
   * back since, so that their time is in the future: they then count as stale.
   */
  ageMsOf(projectId: string): number;
  /** Returns the ID of the newest snapshot, also from before this start; null if there was none. */
  snapshotIdOf(projectId: string): string | null;
  /** Yields each project whose newest definitions, or rule names from the Console API, are others than before, from now on. */
  follow(signal?: AbortSignal): AsyncGenerator<{ readonly projectId: string }, void>;
  /** Writes the newest names to disk, and ends all followers. */
  close(): void;
}

interface NamedRule {
  readonly ruleId: string;
  readonly name: string;
}

interface ProjectCache {
  readonly known: Map<string, KnownName>;
  /** Rule names from the Console API and from answers, by the console's rule ID. */
  readonly ruleNames: Map<string, string>;
  definitionsAtMs: number | null;
  snapshotId: string | null;
  problem: string | null;
  nextStep: string | null;
  /** True if the problem is that no key could be sent. */
  isKeyMissing: boolean;
  current: StoredDefinitions | null;
  /** When this run confirmed `current`, on both clocks; null for definitions from before the start. */
  confirmed: { readonly atMs: number; readonly monotonicMs: number } | null;
  /** The times of ID lists and of failures are on the monotonic clock. */
  idListsAtMonotonicMs: number | null;
  idListsProblem: string | null;
  failedAtMonotonicMs: number;
  /** The refresh in progress, shared by all callers. */
  refreshing: Promise<void> | null;
}

const defaultRefreshTimeoutMs = 3_000;
const pauseAfterFailureMs = 30_000;

export function createCatalog(parts: CatalogParts): NameCatalog {
  const { projects, clock, log, refreshTimeoutMs = defaultRefreshTimeoutMs } = parts;
  const snapshots = parts.snapshots ?? openSnapshotStore({ dataFolder: null });
  const sender = createDefinitionsFetcher({ ...parts, snapshots });
  const idLists = createIdListsFetcher({ snapshots, sender, clock });
  let opened: SettingsDocument<readonly ProjectNames[], NamesDocument> | null = null;
  const caches = new Map<string, ProjectCache>(readStored());
  const delayedWrite = createWriteBehind(writeNames, { pauseMs: writeIntervalMs });
  const storeNames = () => tryTo("stored", delayedWrite.markChanged);
  const feed = createFeed<{ readonly projectId: string }>();

  const names = (projectId: string): Catalog => {
    const { known, definitionsAtMs } = cacheOf(projectId);
    return { names: [...known.values()], definitionsAtMs, ...problemOf(projectId) };
  };

  /** Why the definitions are not newer. That there was no key to send is no reason once there is one. */
  function problemOf(projectId: string): Pick<ProjectCache, "problem" | "nextStep"> {
    const { problem, nextStep, isKeyMissing } = cacheOf(projectId);
    if (!isKeyMissing || problem === null) return { problem, nextStep };
    const choice = chooseKey(parts, projects.require(projectId), { keyId: null, use: "definitions" });
    return choice.kind === "none" ? { problem, nextStep } : { problem: null, nextStep: null };
  }

  const fetchDefinitions = async (
    projectId: string,
    { keyId, actionId = newActionId(), signal }: FetchOptions,
  ): Promise<DefinitionsFetch> => {
    const project = projects.require(projectId);
    const cache = cacheOf(projectId);
    const choice = chooseKey(parts, project, { keyId, use: "definitions" });
    const fetched: DefinitionsFetch =
      choice.kind === "none"
        ? { kind: "failed", finding: { state: "not_sent", because: choice.because, nextStep: choice.nextStep }, exchange: null }
        : await sender.fetch({ project, key: choice.key, before: await currentOf(projectId), actionId, signal });
    if (fetched.kind === "failed") {
      cache.problem = `Definitions could not be read: ${fetched.finding.because}.`;
      cache.nextStep = fetched.finding.nextStep ?? null;
      cache.isKeyMissing = choice.kind === "none";
      cache.failedAtMonotonicMs = clock.monotonicMs();
      return fetched;
    }
    const isOther = fetched.current.snapshotId !== cache.snapshotId;
    setCurrent(cache, fetched.current);
    cache.confirmed = { atMs: fetched.current.confirmedAtMs, monotonicMs: clock.monotonicMs() };
    cache.problem = null;
    cache.nextStep = null;
    storeNames();
    if (isOther) feed.publish({ projectId });
    return fetched;
  };

  /** Returns the current definitions; after a start, those in the snapshot store. */
  async function currentOf(projectId: string): Promise<StoredDefinitions | null> {
    const cache = cacheOf(projectId);
    cache.current ??= await snapshots.newest(projectId).catch((failure: unknown) => {
      // Not rethrown, even when Gatescope closes: an answer that arrived is stored, with or without definitions.
      if (!wasCancelled(failure))
        log.warn("The stored definitions could not be read; they are requested again.", { failure: String(failure) });
      return null;
    });
    return cache.current;
  }

  const current: NameCatalog["current"] = async (projectId, { maxAgeMs, signal }) => {
    const cache = cacheOf(projectId);
    const before = await currentOf(projectId);
    if (!isFresh(cache, before, maxAgeMs)) {
      cache.refreshing ??= refreshDefinitions(projects.require(projectId), before, maxAgeMs).finally(() => {
        cache.refreshing = null;
      });
      await settledOrAborted(cache.refreshing, signal);
    }
    const { current, idListsProblem } = cache;
    const { problem, nextStep } = problemOf(projectId);
    return { current, problem: problem ?? idListsProblem, nextStep };
  };

  /** The pause after a failure does not apply to `maxAgeMs: 0`. */
  function isFresh(cache: ProjectCache, current: StoredDefinitions | null, maxAgeMs: number): boolean {
    if (current === null) return false;
    const nowMs = clock.monotonicMs();
    if (maxAgeMs > 0 && nowMs - cache.failedAtMonotonicMs < pauseAfterFailureMs) return true;
    const listsAgeMs = current.digest.needsIdLists ? nowMs - (cache.idListsAtMonotonicMs ?? Number.NEGATIVE_INFINITY) : 0;
    return maxAgeMs === Number.POSITIVE_INFINITY || Math.max(ageMs(cache), listsAgeMs) < maxAgeMs;
  }

  /** The time of day counts too if it says more: the monotonic clock may stand still while the machine sleeps. */
  function ageMs({ confirmed }: ProjectCache): number {
    if (confirmed === null) return Number.POSITIVE_INFINITY;
    const sinceMs = clock.nowMs() - confirmed.atMs;
    return sinceMs < 0 ? Number.POSITIVE_INFINITY : Math.max(sinceMs, clock.monotonicMs() - confirmed.monotonicMs);
  }

  async function refreshDefinitions(project: Project, before: StoredDefinitions | null, maxAgeMs: number): Promise<void> {
    const signal = before === null || maxAgeMs === 0 ? undefined : AbortSignal.timeout(refreshTimeoutMs);
    const hasKey = parts.vault.list(project.id).some(({ id }) => id === before?.keyId);
    const actionId = newActionId();
    const fetched = await fetchDefinitions(project.id, { keyId: hasKey && before !== null ? before.keyId : null, actionId, signal });
    if (fetched.kind === "read" && fetched.current.digest.needsIdLists)
      await refreshIdLists(project, fetched.current, { actionId, signal });
  }

  async function refreshIdLists(project: Project, { keyId }: StoredDefinitions, options: SendOptions): Promise<void> {
    const cache = cacheOf(project.id);
    const choice = chooseKey(parts, project, { keyId, use: "definitions" });
    if (choice.kind === "none") return;
    const { current, problem } = await idLists.refresh(project, choice.key, options);
    cache.idListsProblem = problem;
    if (current !== null) cache.current = current;
    if (current !== null && current.snapshotId !== cache.snapshotId) {
      cache.snapshotId = current.snapshotId;
      storeNames();
      feed.publish({ projectId: project.id });
    }
    if (problem === null) cache.idListsAtMonotonicMs = clock.monotonicMs();
    else cache.failedAtMonotonicMs = clock.monotonicMs();
  }

  function noteRuleNames(projectId: string, named: readonly NamedRule[]): boolean {
    const { ruleNames } = cacheOf(projectId);
    const added = named.filter(({ ruleId, name }) => noteRuleName(ruleNames, ruleId, name));
    if (added.length > 0) storeNames();
    return added.length > 0;
  }

  const addRuleNames: NameCatalog["addRuleNames"] = (projectId, named) => {
    if (noteRuleNames(projectId, named)) feed.publish({ projectId });
  };

  const addRuleNamesFrom = (projectId: string, answers: readonly Answer[]): void =>
    void noteRuleNames(
      projectId,
      answers.flatMap(({ kind, ruleId, groupName }) =>
        (kind === "gate" || kind === "config") && ruleId !== null && groupName !== null ? [{ ruleId, name: groupName }] : [],
      ),
    );

  const ruleName = (projectId: string, ruleId: string): string | null => {
    const { ruleNames, current } = cacheOf(projectId);
    const id = consoleRuleId(ruleId);
    return ruleNames.get(id) ?? current?.digest.ruleNames.get(id) ?? null;
  };

  const addNames = (projectId: string, added: readonly KnownName[]): void => {
    const { known } = cacheOf(projectId);
    const before = known.size;
    for (const name of added) if (!known.has(nameKey(name))) known.set(nameKey(name), name);
    if (known.size === before) return;
    storeNames();
  };

  function cacheOf(projectId: string): ProjectCache {
    const cache = caches.get(projectId) ?? emptyCache();
    caches.set(projectId, cache);
    return cache;
  }

  function open(): SettingsDocument<readonly ProjectNames[], NamesDocument> {
    opened ??= openNamesDocument(parts);
    return opened;
  }

  function readStored(): [string, ProjectCache][] {
    const stored = tryTo("read", () => open().found?.value ?? []) ?? [];
    return stored.map(({ projectId, names: storedNames, definitionsAtMs, ruleNames, snapshotId }) => [
      projectId,
      {
        ...emptyCache(),
        known: new Map(storedNames.map((name) => [nameKey(name), name])),
        ruleNames: new Map(Object.entries(ruleNames)),
        definitionsAtMs,
        snapshotId,
      },
    ]);
  }

  function writeNames(): void {
    const present = new Set(projects.list().map(({ id }) => id));
    const stored = [...caches]
      .filter(([projectId]) => present.has(projectId))
      .map(([projectId, { known, definitionsAtMs, ruleNames, snapshotId }]) => [
        projectId,
        { names: [...known.values()].slice(0, maxStoredNames), definitionsAtMs, ruleNames: Object.fromEntries(ruleNames), snapshotId },
      ]);
    open().write({ projects: Object.fromEntries(stored) });
  }

  /** A failure to read or store names is only logged: names can be collected again, and an answer must not be lost because of them. */
  function tryTo<T>(done: string, act: () => T): T | null {
    try {
      return act();
    } catch (failure) {
      log.warn(`The known names could not be ${done}.`, { failure: String(failure) });
      return null;
    }
  }

  return {
    names,
    fetchDefinitions,
    current,
    addNames,
    addRuleNamesFrom,
    addRuleNames,
    ruleNamesOf: (projectId) => cacheOf(projectId).ruleNames,
    ruleName,
    definitionsOf: (projectId) => cacheOf(projectId).current,
    async namesIn(snapshot) {
      const stored = await snapshots.find(snapshot);
      return stored === null
        ? names(snapshot.projectId)
        : { names: [...stored.digest.names], definitionsAtMs: stored.readAtMs, problem: null, nextStep: null };
    },
    ageMsOf: (projectId) => ageMs(cacheOf(projectId)),
    snapshotIdOf: (projectId) => cacheOf(projectId).snapshotId,
    async refresh(projectId, signal) {
      await fetchDefinitions(projectId, { keyId: null, signal });
      return names(projectId);
    },
    follow: (signal) => feed.follow(signal),
    close() {
      feed.end();
      tryTo("stored", delayedWrite.flush);
    },
  };
}

/** Replaces all names except those of ranked lists, because definitions are complete, but only v2 contains ranked lists (statsig-evaluation.md §2.2). */
function replaceNames({ known }: ProjectCache, fromDefinitions: readonly KnownName[]): void {
  const ranked = [...known.values()].filter(({ kind }) => kind === "ranked");
  known.clear();
  for (const name of [...ranked, ...fromDefinitions]) known.set(nameKey(name), name);
}

function setCurrent(cache: ProjectCache, current: StoredDefinitions): void {
  replaceNames(cache, current.digest.names);
  cache.definitionsAtMs = current.confirmedAtMs;
  cache.snapshotId = current.snapshotId;
  cache.current = current;
}

function emptyCache(): ProjectCache {
  return {
    known: new Map(),
    ruleNames: new Map(),
    definitionsAtMs: null,
    snapshotId: null,
    problem: null,
    nextStep: null,
    isKeyMissing: false,
    current: null,
    confirmed: null,
    idListsAtMonotonicMs: null,
    idListsProblem: null,
    failedAtMonotonicMs: Number.NEGATIVE_INFINITY,
    refreshing: null,
  };
}

/** Waits until the refresh ends or the signal aborts. The refresh itself continues for other callers. */
function settledOrAborted(refresh: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return refresh;
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    refresh.then(resolve, reject);
  });
}

/**
 * Identifies a name. Experiments and dynamic configs share one namespace (statsig-evaluation.md §1), and an answer does not distinguish
 * them.
 */
function nameKey({ kind, name }: KnownName): string {
  return `${kind === "experiment" ? "config" : kind} ${name}`;
}
