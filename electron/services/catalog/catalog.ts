import { z } from "zod";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { type Catalog, type KnownName, KnownNameSchema } from "#shared/domain/evaluation/known-name.ts";
import { consoleRuleId } from "#shared/domain/evaluation/rule-words.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { memoryFiles } from "../definitions/archive-files.ts";
import type { ArchivedDefinitions, DefinitionsArchive } from "../definitions/definitions-archive.ts";
import { createDefinitionsFetcher, type DefinitionsFetch, type DefinitionsFetcherParts } from "../definitions/fetch-definitions.ts";
import { createIdListsFetcher } from "../definitions/fetch-id-lists.ts";
import { openArchive } from "../definitions/open-archive.ts";
import { noteRuleName } from "../definitions/rule-names.ts";
import { wasCancelled } from "../failures.ts";
import { chooseKey, type KeySources } from "../keys/choose-key.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Settings } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import { createWriteBehind } from "../storage/write-behind.ts";

/** Names beyond this many are known until the program ends, and not kept for the next start. */
const maxNamesKept = 20_000;
/** All names of all projects are one document: they are written so seldom that learning them one by one costs no more than learning them at once. */
const restAfterWritingMs = 2_000;

export interface CatalogParts extends KeySources, Omit<DefinitionsFetcherParts, "projects" | "vault" | "archive"> {
  /** How long newer definitions are waited for where there are older ones to go on with. */
  readonly idleTimeoutMs?: number;
  readonly projects: Pick<Projects, "list" | "require">;
  readonly vault: Pick<KeyVault, "list" | "requireKey" | "knownSecrets">;
  readonly settings: Settings;
  /** Where definitions are kept; without one they are read in this thread, and forgotten when the program ends. */
  readonly archive?: Pick<DefinitionsArchive, "take" | "newest" | "idLists" | "takeIdLists">;
}

interface FetchOptions {
  /** Null takes the project's first server secret. */
  readonly keyId: string | null;
  readonly signal?: AbortSignal | undefined;
}

/** Definitions as good as they are to be had now, and what kept them from being newer. */
export interface CurrentDefinitions {
  readonly current: ArchivedDefinitions | null;
  /** One sentence, for definitions and ID lists alike; null when both are up to date. */
  readonly problem: string | null;
  readonly nextStep: string | null;
}

/** What is known of each project's names, and its definitions once they were read. */
export interface NameCatalog {
  /** What is known without asking anyone. */
  names(projectId: string): Catalog;
  /** Asks for newer definitions and gives what is known then; what went wrong is in `problem`. Logs no exposure. */
  refresh(projectId: string, signal?: AbortSignal): Promise<Catalog>;
  /** As `refresh`, with a certain key, for who needs the definitions themselves or the exchange that did not bring them. */
  fetchDefinitions(projectId: string, options: FetchOptions): Promise<DefinitionsFetch>;
  /**
   * The newest definitions with their ID lists, asked for again where they were not confirmed within `maxAgeMs`: with 0 always, with Infinity only where
   * there are none. Old ones are given when newer ones cannot be had; who has old ones waits three seconds at most.
   */
  current(
    projectId: string,
    options: { readonly maxAgeMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<CurrentDefinitions>;
  /** Adds names that an answer or initialize proved; definitions know better, so theirs are left as they are. */
  learn(projectId: string, names: readonly KnownName[]): void;
  /** Learns what the console calls rules, from answers that tell both a rule's ID and its name. */
  learnRuleNames(projectId: string, answers: readonly Answer[]): void;
  /** Takes what the console itself calls rules. */
  takeRuleNames(projectId: string, named: readonly { readonly ruleId: string; readonly name: string }[]): void;
  /** What the console and earlier answers told of rules' names, by the console's rule ID. */
  learntRuleNames(projectId: string): ReadonlyMap<string, string>;
  /** What the console calls a rule; null where nothing told it. */
  ruleName(projectId: string, ruleId: string): string | null;
  /** The definitions last read since the start, or null. */
  definitionsOf(projectId: string): ArchivedDefinitions | null;
  /** The snapshot that was last in hand, since the start or before; null where there never was one. */
  snapshotIdOf(projectId: string): string | null;
  /** Has on disk what was learnt last. */
  close(): void;
}

const KeptCatalogsSchema = z.record(
  z.string(),
  z.object({
    names: z.array(KnownNameSchema),
    definitionsAtMs: z.int().nullable(),
    ruleNames: z.record(z.string(), z.string()).default({}),
    snapshotId: z.string().nullable().default(null),
  }),
);

interface ProjectCache {
  readonly known: Map<string, KnownName>;
  /** By the console's rule ID, as the console and answers told them. */
  readonly ruleNames: Map<string, string>;
  definitionsAtMs: number | null;
  snapshotId: string | null;
  problem: string | null;
  nextStep: string | null;
  current: ArchivedDefinitions | null;
  idListsAtMs: number | null;
  idListsProblem: string | null;
  failedAtMs: number;
  /** One look for all who want the newest at the same time. */
  looking: Promise<void> | null;
}

const defaultIdleTimeoutMs = 3_000;
const restAfterFailureMs = 30_000;

export function createCatalog(parts: CatalogParts): NameCatalog {
  const { projects, settings, clock, log, idleTimeoutMs = defaultIdleTimeoutMs } = parts;
  const archive = parts.archive ?? openArchive({ files: memoryFiles() });
  const sender = createDefinitionsFetcher({ ...parts, archive });
  const idLists = createIdListsFetcher({ archive, sender, clock });
  const caches = new Map<string, ProjectCache>(readKept());
  const behind = createWriteBehind(writeNames, { restMs: restAfterWritingMs });
  const keepNames = () => withoutFail(behind.note);

  const names = (projectId: string): Catalog => {
    const { known, definitionsAtMs, problem } = cacheOf(projectId);
    return { names: [...known.values()], definitionsAtMs, problem };
  };

  const fetchDefinitions = async (projectId: string, { keyId, signal }: FetchOptions): Promise<DefinitionsFetch> => {
    const project = projects.require(projectId);
    const cache = cacheOf(projectId);
    const choice = chooseKey(parts, project, { keyId, use: "definitions" });
    const fetched: DefinitionsFetch =
      choice.kind === "none"
        ? { kind: "failed", finding: { state: "not_sent", because: choice.because, nextStep: choice.nextStep }, exchange: null }
        : await sender.ask({ project, key: choice.key, before: await currentOf(projectId), signal });
    if (fetched.kind === "failed") {
      cache.problem = `Definitions could not be read: ${fetched.finding.because}.`;
      cache.nextStep = fetched.finding.nextStep ?? null;
      cache.failedAtMs = clock.nowMs();
      return fetched;
    }
    setCurrent(cache, fetched.current);
    cache.problem = null;
    cache.nextStep = null;
    keepNames();
    return fetched;
  };

  /** After a start, what the archive has from before. */
  async function currentOf(projectId: string): Promise<ArchivedDefinitions | null> {
    const cache = cacheOf(projectId);
    cache.current ??= await archive.newest(projectId).catch((failure: unknown) => {
      // Never thrown on, also when Gatescope closes: an answer that came is kept first, with or without definitions.
      if (!wasCancelled(failure))
        log.warn("The definitions kept before could not be read; they are asked for anew.", { failure: String(failure) });
      return null;
    });
    return cache.current;
  }

  const current: NameCatalog["current"] = async (projectId, { maxAgeMs, signal }) => {
    const cache = cacheOf(projectId);
    const before = await currentOf(projectId);
    if (!isFresh(cache, before, maxAgeMs)) {
      cache.looking ??= look(projects.require(projectId), before, maxAgeMs).finally(() => {
        cache.looking = null;
      });
      await untilAborted(cache.looking, signal);
    }
    const { current, problem, idListsProblem, nextStep } = cache;
    return { current, problem: problem ?? idListsProblem, nextStep };
  };

  /** Who insists with 0 is not told to rest. */
  function isFresh({ failedAtMs, idListsAtMs }: ProjectCache, current: ArchivedDefinitions | null, maxAgeMs: number): boolean {
    if (current === null) return false;
    const nowMs = clock.nowMs();
    if (maxAgeMs > 0 && nowMs - failedAtMs < restAfterFailureMs) return true;
    const lists = current.digest.needsIdLists ? (idListsAtMs ?? Number.NEGATIVE_INFINITY) : nowMs;
    return maxAgeMs === Number.POSITIVE_INFINITY || nowMs - Math.min(current.confirmedAtMs, lists) < maxAgeMs;
  }

  async function look(project: Project, before: ArchivedDefinitions | null, maxAgeMs: number): Promise<void> {
    const signal = before === null || maxAgeMs === 0 ? undefined : AbortSignal.timeout(idleTimeoutMs);
    const isKeyHere = parts.vault.list(project.id).some(({ id }) => id === before?.keyId);
    const fetched = await fetchDefinitions(project.id, { keyId: isKeyHere && before !== null ? before.keyId : null, signal });
    if (fetched.kind === "read" && fetched.current.digest.needsIdLists) await lookForIdLists(project, fetched.current, signal);
  }

  async function lookForIdLists(project: Project, { keyId }: ArchivedDefinitions, signal: AbortSignal | undefined): Promise<void> {
    const cache = cacheOf(project.id);
    const choice = chooseKey(parts, project, { keyId, use: "definitions" });
    if (choice.kind === "none") return;
    const { current, problem } = await idLists.refresh(project, choice.key, signal);
    cache.idListsProblem = problem;
    if (current !== null && current.snapshotId !== cache.snapshotId) {
      cache.snapshotId = current.snapshotId;
      keepNames();
    }
    if (current !== null) cache.current = current;
    if (problem === null) cache.idListsAtMs = clock.nowMs();
    else cache.failedAtMs = clock.nowMs();
  }

  const takeRuleNames: NameCatalog["takeRuleNames"] = (projectId, named) => {
    const { ruleNames } = cacheOf(projectId);
    const news = named.filter(({ ruleId, name }) => noteRuleName(ruleNames, ruleId, name));
    if (news.length > 0) keepNames();
  };

  const learnRuleNames = (projectId: string, answers: readonly Answer[]): void =>
    takeRuleNames(
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

  const learn = (projectId: string, learnt: readonly KnownName[]): void => {
    const { known } = cacheOf(projectId);
    const before = known.size;
    for (const name of learnt) if (!known.has(nameKey(name))) known.set(nameKey(name), name);
    if (known.size === before) return;
    keepNames();
  };

  function cacheOf(projectId: string): ProjectCache {
    const cache = caches.get(projectId) ?? emptyCache();
    caches.set(projectId, cache);
    return cache;
  }

  function readKept(): [string, ProjectCache][] {
    const kept = KeptCatalogsSchema.safeParse(settings.read("catalog") ?? {});
    if (!kept.success) log.warn("The kept names could not be read; they will be learnt anew.");
    return Object.entries(kept.data ?? {}).map(([projectId, { names: keptNames, definitionsAtMs, ruleNames, snapshotId }]) => [
      projectId,
      {
        ...emptyCache(),
        known: new Map(keptNames.map((name) => [nameKey(name), name])),
        ruleNames: new Map(Object.entries(ruleNames)),
        definitionsAtMs,
        snapshotId,
      },
    ]);
  }

  function writeNames(): void {
    const present = new Set(projects.list().map(({ id }) => id));
    const kept = [...caches]
      .filter(([projectId]) => present.has(projectId))
      .map(([projectId, { known, definitionsAtMs, ruleNames, snapshotId }]) => [
        projectId,
        { names: [...known.values()].slice(0, maxNamesKept), definitionsAtMs, ruleNames: Object.fromEntries(ruleNames), snapshotId },
      ]);
    settings.write("catalog", Object.fromEntries(kept));
  }

  /** Names are a convenience that can be learnt again: an answer must not be lost because they could not be kept. */
  function withoutFail(keep: () => void): void {
    try {
      keep();
    } catch (failure) {
      log.warn("The known names could not be kept for the next start.", { failure: String(failure) });
    }
  }

  return {
    names,
    fetchDefinitions,
    current,
    learn,
    learnRuleNames,
    takeRuleNames,
    learntRuleNames: (projectId) => cacheOf(projectId).ruleNames,
    ruleName,
    definitionsOf: (projectId) => cacheOf(projectId).current,
    snapshotIdOf: (projectId) => cacheOf(projectId).snapshotId,
    async refresh(projectId, signal) {
      await fetchDefinitions(projectId, { keyId: null, signal });
      return names(projectId);
    },
    close: () => withoutFail(behind.flush),
  };
}

/** Definitions are whole, so names they lack are gone; only ranked lists may be missing from them (they come in v2 alone). */
function replaceNames({ known }: ProjectCache, fromDefinitions: readonly KnownName[]): void {
  const ranked = [...known.values()].filter(({ kind }) => kind === "ranked");
  known.clear();
  for (const name of [...ranked, ...fromDefinitions]) known.set(nameKey(name), name);
}

function setCurrent(cache: ProjectCache, current: ArchivedDefinitions): void {
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
    current: null,
    idListsAtMs: null,
    idListsProblem: null,
    failedAtMs: Number.NEGATIVE_INFINITY,
    looking: null,
  };
}

/** Whoever does not want to wait any longer leaves; the look goes on for the others. */
function untilAborted(look: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
  if (signal === undefined) return look;
  return new Promise((resolve, reject) => {
    signal.addEventListener("abort", () => resolve(), { once: true });
    look.then(resolve, reject);
  });
}

/**
 * Identifies a name. Experiments and dynamic configs share one namespace (statsig-evaluation.md §1), and an answer does not distinguish
 * them.
 */
function nameKey({ kind, name }: KnownName): string {
  return `${kind === "experiment" ? "config" : kind} ${name}`;
}
