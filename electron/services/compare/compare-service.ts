import type {
  AnswersRequest,
  CompareProgress,
  CompareRequest,
  CompareSubject,
  CompareSummary,
  EditTime,
  EqualWay,
  EqualWaysRequest,
  LiveCheckProgress,
  LiveCheckRequest,
  LiveCheckSummary,
  RulesUsed,
  SubjectAnswers,
} from "#shared/domain/comparison/compare-request.ts";
import { missingRulesStep } from "#shared/domain/explanation/missing-rules.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { offeredUsers, type SavedUser } from "#shared/domain/user/saved-user.ts";
import { userForRequest } from "#shared/domain/user/statsig-user.ts";
import type { NameCatalog } from "../catalog/catalog.ts";
import { readDefinitions } from "../definitions/definitions.ts";
import type { SnapshotContents, SnapshotStore, StoredDefinitions } from "../definitions/snapshot-store.ts";
import type { Evaluate } from "../evaluate/evaluate.ts";
import { ThreadStopped } from "../explain/explain-thread.ts";
import { NoSuchThing, UnusableInput, VaultLocked } from "../failures.ts";
import type { KeyVault } from "../keys/key-vault.ts";
import type { Clock } from "../ports.ts";
import type { Projects } from "../projects/projects.ts";
import type { WorkerThread } from "../workers/worker-thread.ts";
import type { ChangedSpec, CompareCalls, LoadedSubject } from "./compare-calls.ts";
import { CompareStopped } from "./compare-thread.ts";
import { findEditTimes } from "./edit-times.ts";
import { toEntity } from "./entity-kinds.ts";
import { type KeyFacts, keyFacts } from "./key-view.ts";
import { checkLive } from "./live-check.ts";
import { createWhatIf, type WhatIfParts } from "./what-if/what-if-service.ts";

export interface CompareParts {
  readonly projects: Pick<Projects, "require">;
  readonly vault: Pick<KeyVault, "list" | "requireKey">;
  readonly catalog: Pick<NameCatalog, "current" | "ruleNamesOf">;
  readonly snapshots: SnapshotStore;
  readonly evaluate: Pick<Evaluate, "check">;
  readonly thread: WorkerThread<CompareCalls>;
  readonly savedUsers: () => readonly Pick<SavedUser, "id" | "user">[];
  readonly cohortUsers: WhatIfParts["cohortUsers"];
  readonly clock: Clock;
}

export type Compare = ReturnType<typeof createCompare>;

/** Rules that were confirmed within this time are not requested again. */
const freshForMs = 60_000;

/**
 * Compares what two to four subjects get, by evaluating their rules locally in a thread. Requests only definitions; `checkLive` also requests answers,
 * without logging exposures. Every call throws `NoSuchThing` for a project that no longer exists.
 */
export function createCompare({ projects, vault, catalog, snapshots, evaluate, thread, savedUsers, cohortUsers, clock }: CompareParts) {
  /** Finds the rules of every subject and loads them into the thread. */
  async function load(subjects: readonly CompareSubject[], maxAgeMs: number, signal?: AbortSignal): Promise<FoundSubjects | NoRules> {
    const found: FoundSubject[] = [];
    const nowMs = clock.nowMs();
    for (const [index, subject] of subjects.entries()) {
      const project = projects.require(subject.projectId);
      const rules = await rulesOf(subject, maxAgeMs, signal);
      if ("reason" in rules) return { ...rules, subject: index };
      const key = keyOf(subject, project);
      if (key !== null && "reason" in key) return { ...key, subject: index };
      const { user, tier, atMs } = subject;
      found.push({
        rules,
        loaded: {
          user: hasBlankTier(subject) ? userForRequest(user, tier) : user,
          tier: tier === "" ? null : tier,
          atMs: atMs ?? nowMs,
          project: project.name,
          key,
          rulesId: rulesIdOf(rules.definitions),
          ruleNames: catalog.ruleNamesOf(subject.projectId),
          ...(subject.draft === undefined ? {} : { edits: subject.draft.edits }),
        },
      });
    }
    await ensureLoaded(found.map(({ rules }) => rules.definitions));
    for (const [index, { loaded }] of found.entries()) {
      const { rulesId, edits = [], ruleNames } = loaded;
      if (edits.length === 0) continue;
      const misfits = await thread.call("misfits", { rulesId, edits, ruleNames }, signal);
      if (misfits.length > 0)
        return {
          subject: index,
          reason: `The draft “${subjects[index]?.draft?.name ?? ""}” does not fit these rules: ${misfits.map(({ problem }) => problem).join(" ")}`,
          nextStep: "Open it in What if, which names each edit that does not fit, or choose other rules.",
        };
    }
    return { found };
  }

  /** Returns the key of a subject; null for the sandbox and for a project without a key, which see everything. */
  function keyOf({ projectId, keyId }: CompareSubject, { kind }: Pick<Project, "kind">): KeyFacts | Missing | null {
    if (kind === "sandbox") return null;
    const keys = vault.list(projectId);
    const info = keyId === null ? findKeyFor("check", keys) : keys.find(({ id }) => id === keyId);
    if (info === undefined)
      return keyId === null ? null : { reason: "The key of this column was removed.", nextStep: "Choose another key, or rules of a file." };
    try {
      // Only what a client key may see is named in rules.
      return info.kind === "client" ? keyFacts(vault.requireKey(info.id).secret.reveal(), info) : keyFacts("", info);
    } catch (failure) {
      if (!(failure instanceof VaultLocked || failure instanceof UnusableInput || failure instanceof NoSuchThing)) throw failure;
      if (keyId === null) return null;
      return {
        reason: `What the client key ••••${info.lastFour} may see is not known, because ${failure instanceof VaultLocked ? "the keys are locked" : "it cannot be opened"}.`,
        nextStep: "Unlock the keys under Settings, or choose another one.",
      };
    }
  }

  async function rulesOf(
    { projectId, snapshotId }: Pick<CompareSubject, "projectId" | "snapshotId">,
    maxAgeMs: number,
    signal?: AbortSignal,
  ): Promise<FoundRules | Missing> {
    if (snapshotId !== null) {
      const definitions = await snapshots.find({ projectId, snapshotId });
      return definitions === null ? removed : { definitions, isNewest: false, problem: null };
    }
    const { current, problem, nextStep } = await catalog.current(projectId, { maxAgeMs, signal });
    if (current === null)
      return {
        reason: problem ?? "The rules have not been loaded yet.",
        nextStep: missingRulesStep(nextStep),
      };
    return { definitions: current, isNewest: true, problem };
  }

  async function ensureLoaded(all: readonly SnapshotName[]): Promise<void> {
    const missing = new Set(await thread.call("missing", all.map(rulesIdOf)));
    for (const definitions of all) {
      const rulesId = rulesIdOf(definitions);
      if (!missing.delete(rulesId)) continue;
      const contents = await snapshots.contents(definitions);
      if (contents === null) throw new NoSuchThing("snapshot");
      await thread.call("load", { rulesId, ...contents });
    }
  }

  async function editTimes(found: readonly FoundSubject[], changed: readonly ChangedSpec[]): Promise<EditTime[]> {
    const [reference, ...others] = found.map(({ rules }) => rules.definitions);
    if (reference === undefined) return [];
    const times = await Promise.all(
      others.map((compared, at) => {
        const specs = changed.filter(({ subject }) => subject === at + 1);
        if (specs.length === 0 || compared.projectId !== reference.projectId) return [];
        // An edit of a draft was never seen in kept rules.
        if (found[0]?.loaded.edits !== undefined || found[at + 1]?.loaded.edits !== undefined) return [];
        return findEditTimes({ subject: at + 1, reference, compared, specs }, { snapshots, areEqual });
      }),
    );
    return times.flat();
  }

  async function areEqual(one: SnapshotName, other: SnapshotName, specs: readonly ChangedSpec[]): Promise<boolean[]> {
    await ensureLoaded([one, other]);
    return thread.call("areSpecsEqual", { one: rulesIdOf(one), other: rulesIdOf(other), specs });
  }

  async function loadForWhatIf(asked: Pick<CompareSubject, "projectId" | "snapshotId">, signal?: AbortSignal) {
    projects.require(asked.projectId);
    const rules = await rulesOf(asked, freshForMs, signal);
    if ("reason" in rules) return rules;
    await ensureLoaded([rules.definitions]);
    return { rulesId: rulesIdOf(rules.definitions), used: rulesUsed(rules) };
  }

  async function timesBetween(
    between: { projectId: string; older: string; newer: string },
    specs: readonly Omit<ChangedSpec, "subject">[],
  ) {
    const { projectId } = between;
    const [reference, compared] = await Promise.all([
      snapshots.find({ projectId, snapshotId: between.older }),
      snapshots.find({ projectId, snapshotId: between.newer }),
    ]);
    if (reference === null || compared === null || specs.length === 0) return [];
    const changed = specs.map(({ kind, name }) => ({ kind, name, subject: 1 }));
    return findEditTimes({ subject: 1, reference, compared, specs: changed }, { snapshots, areEqual });
  }

  return {
    whatIf: createWhatIf({
      load: loadForWhatIf,
      ruleNamesOf: catalog.ruleNamesOf,
      editTimes: timesBetween,
      savedUsers: (projectId) => offeredUsers(savedUsers(), projects.require(projectId).kind),
      cohortUsers,
      thread,
      clock,
    }),
    /** Returns the rules of a snapshot, or the newest ones, for a caller that compares by itself; or why there are none. */
    async rules(
      { projectId, snapshotId }: Pick<CompareSubject, "projectId" | "snapshotId">,
      signal?: AbortSignal,
    ): Promise<RulesToCompare | Missing> {
      const found = await rulesOf({ projectId, snapshotId }, freshForMs, signal);
      if ("reason" in found) return found;
      const contents = await snapshots.contents(found.definitions);
      const reading = contents === null ? null : readDefinitions(contents.text);
      if (contents === null || reading?.kind !== "read") return removed;
      const { idLists } = contents;
      return {
        snapshotId: found.definitions.snapshotId,
        rules: reading.payload,
        idLists: idLists && new Map(idLists.map(({ name, hashes }) => [name, new Set(hashes)])),
      };
    },

    /** Returns the stored text and lists of a snapshot, or of the newest rules, for another thread that evaluates them; or why there are none. */
    async stored(asked: Pick<CompareSubject, "projectId" | "snapshotId">, signal?: AbortSignal): Promise<StoredRules | Missing> {
      const found = await rulesOf(asked, freshForMs, signal);
      if ("reason" in found) return found;
      const contents = await snapshots.contents(found.definitions);
      return contents === null
        ? removed
        : { rulesId: rulesIdOf(found.definitions), contents, used: rulesUsed(found), ruleNames: catalog.ruleNamesOf(asked.projectId) };
    },

    /** Streams the rows in the order of the rules. */
    async *compare({ subjects }: CompareRequest, signal?: AbortSignal): AsyncGenerator<CompareProgress, CompareSummary, void> {
      const startedMs = clock.monotonicMs();
      try {
        const found = await load(subjects, freshForMs, signal);
        if ("reason" in found) return { is: "no_rules", ...found };
        const loaded = found.found.map((each) => each.loaded);
        const { total, noEffect, changedSpecs } = yield* thread.stream("compare", loaded, signal);
        return {
          is: "compared",
          rules: found.found.map(({ rules }) => rulesUsed(rules)),
          atMs: clock.nowMs(),
          total,
          noEffect,
          editTimes: await editTimes(found.found, changedSpecs),
          elapsedMs: clock.monotonicMs() - startedMs,
        };
      } catch (failure) {
        if (failure instanceof CompareStopped || failure instanceof ThreadStopped)
          return {
            is: "stopped",
            reason: failure.message,
            nextStep: "Try again. If it keeps happening, these rules are too large to compare here.",
          };
        throw failure;
      }
    },

    /** Returns the smallest edits that make the answers of one entity equal; none if the rules are missing, or only rules make them equal. */
    async equalWays({ subjects, other, entity, others }: EqualWaysRequest, signal?: AbortSignal): Promise<EqualWay[]> {
      const found = await load(subjects, Number.POSITIVE_INFINITY, signal);
      if ("reason" in found) return [];
      return thread.call("equalWays", { subjects: found.found.map(({ loaded }) => loaded), other, entity, others }, signal);
    },

    /** Returns the answers of each subject, evaluated with the newest rules that were read, or those of its snapshot. Null if one has none. */
    async answers({ subjects, entities }: AnswersRequest, signal?: AbortSignal): Promise<SubjectAnswers> {
      const found = await load(subjects, Number.POSITIVE_INFINITY, signal);
      if ("reason" in found) return null;
      const wanted = entities.map(toEntity);
      return Promise.all(found.found.map(({ loaded }) => thread.call("answers", { subject: loaded, entities: wanted }, signal)));
    },

    /** Asks Statsig for the answers of every subject that uses the newest rules, and compares them with those evaluated here. Logs nothing. */
    async *checkLive(request: LiveCheckRequest, signal?: AbortSignal): AsyncGenerator<LiveCheckProgress, LiveCheckSummary, void> {
      const found = await load(request.subjects, Number.POSITIVE_INFINITY, signal);
      if ("reason" in found) return { checked: 0, agreeing: 0, differing: [], notes: [found.reason], atMs: clock.nowMs() };
      const here = await Promise.all(
        found.found.map(({ loaded }) => thread.call("answers", { subject: loaded, entities: request.entities.map(toEntity) }, signal)),
      );
      const keys = found.found.map(({ loaded }) => loaded.key?.hash ?? loaded.key?.kind ?? null);
      return yield* checkLive({ request, here, keys, nowMs: clock.nowMs() }, { evaluate, clock, signal });
    },
  };
}

export type SnapshotName = Pick<StoredDefinitions, "projectId" | "snapshotId">;

export interface StoredRules {
  readonly rulesId: string;
  readonly contents: SnapshotContents;
  readonly used: RulesUsed;
  /** Rule names of earlier answers and of the console, which the rules may lack. */
  readonly ruleNames: RuleNames;
}

export interface RulesToCompare {
  readonly snapshotId: string;
  readonly rules: JsonObject;
  /** Null if not all lists were read. */
  readonly idLists: ReadonlyMap<string, ReadonlySet<string>> | null;
}

interface FoundRules {
  readonly definitions: StoredDefinitions;
  readonly isNewest: boolean;
  readonly problem: string | null;
}

export interface Missing {
  readonly reason: string;
  readonly nextStep: string;
}

interface NoRules extends Missing {
  readonly subject: number;
}

interface FoundSubject {
  readonly rules: FoundRules;
  readonly loaded: LoadedSubject;
}

interface FoundSubjects {
  readonly found: readonly FoundSubject[];
}

const removed: Missing = { reason: "These rules are no longer stored.", nextStep: "Choose rules of another time." };

/** The ID of a snapshot is computed from its content, but two projects may have the same one with different lists. */
function rulesIdOf({ projectId, snapshotId }: SnapshotName): string {
  return JSON.stringify([projectId, snapshotId]);
}

/** True if the user has a tier that is no tier, which the one of the request replaces. */
function hasBlankTier({ user: { statsigEnvironment: environment } }: CompareSubject): boolean {
  return isJsonObject(environment) && (environment.tier === null || environment.tier === "");
}

function rulesUsed({ definitions, isNewest, problem }: FoundRules): RulesUsed {
  const { snapshotId, source, fileName, readAtMs, digest } = definitions;
  return { snapshotId, source, fileName, readAtMs, timeMs: digest.timeMs, isNewest, problem };
}
