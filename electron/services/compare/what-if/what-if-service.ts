import type { RulesUsed } from "#shared/domain/comparison/compare-request.ts";
import {
  maxListedUsers,
  type Outline,
  type OutlineRequest,
  type RulesChange,
  type WhatIfProgress,
  type WhatIfRequest,
  type WhatIfSummary,
  type WhatIfUsers,
} from "#shared/domain/comparison/what-if.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { DraftedRules } from "#shared/domain/rules-draft/rules-draft.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { ThreadStopped } from "../../explain/explain-thread.ts";
import { NoSuchThing } from "../../failures.ts";
import type { Clock } from "../../ports.ts";
import type { WorkerThread } from "../../workers/worker-thread.ts";
import type { CompareCalls } from "../compare-calls.ts";
import { CompareStopped } from "../compare-thread.ts";
import type { Entity } from "../subject.ts";
import { addMoves, type BatchMoves, type Tally } from "./batch-moves.ts";
import { labelCounts } from "./counted-answer.ts";
import type { LoadedDraft } from "./what-if-calls.ts";

export interface WhatIfParts {
  /** Loads rules into the thread. Throws `NoSuchThing` for a project that no longer exists. */
  readonly load: (
    asked: { readonly projectId: string; readonly snapshotId: string | null },
    signal?: AbortSignal,
  ) => Promise<{ readonly rulesId: string; readonly used: RulesUsed } | { readonly reason: string; readonly nextStep: string }>;
  /** Rule names of earlier answers and of the console. */
  readonly ruleNamesOf: (projectId: string) => RuleNames;
  /** When each spec was edited between two snapshots. */
  readonly editTimes: (
    between: { readonly projectId: string; readonly older: string; readonly newer: string },
    specs: readonly Entity[],
  ) => Promise<readonly { readonly of: Entity["kind"]; readonly name: string; readonly byMs: number }[]>;
  /** The saved users that a project offers. */
  readonly savedUsers: (projectId: string) => readonly { readonly user: StatsigUser }[];
  /** The users of a cohort, in batches. Throws `NoSuchThing`. */
  readonly cohortUsers: (cohortId: string) => Promise<{ readonly total: number; readonly batches: AsyncIterable<readonly StatsigUser[]> }>;
  readonly thread: WorkerThread<CompareCalls>;
  readonly clock: Clock;
}

export type WhatIf = ReturnType<typeof createWhatIf>;

/** Small enough that a cancellation is noticed soon. */
const batchSize = 1_000;

/** Answers what would change with edited rules, or has changed between two of them, by evaluating on this machine. Writes nothing, and sends nothing to Statsig. */
export function createWhatIf({ load, ruleNamesOf, editTimes, savedUsers, cohortUsers, thread, clock }: WhatIfParts) {
  async function usersOf(
    { projectId, users }: Pick<WhatIfRequest, "projectId" | "users">,
    unitTypes: readonly string[],
  ): Promise<{ readonly total: number; readonly batches: AsyncIterable<readonly StatsigUser[]> }> {
    if (users.of === "cohort") return cohortUsers(users.cohortId);
    if (users.of === "new_ids") return { total: users.count, batches: newUsers(users, unitTypes) };
    const saved = savedUsers(projectId).map(({ user }) => user);
    return { total: saved.length, batches: inBatches(saved) };
  }

  return {
    /** Returns one spec as it is, and as it is after the edits. */
    async outline({ projectId, rules, kind, name }: OutlineRequest, signal?: AbortSignal): Promise<Outline> {
      const loaded = await load({ projectId, snapshotId: rules.snapshotId }, signal);
      if ("reason" in loaded) return { is: "no_rules", ...loaded };
      const draft = { rulesId: loaded.rulesId, edits: rules.edits, entity: { kind, name }, ruleNames: ruleNamesOf(projectId) };
      const { before, after, misfits } = await thread.call("outline", draft, signal);
      if (misfits.length > 0) return { is: "does_not_fit", rules: loaded.used, before, misfits };
      return { is: "outlined", rules: loaded.used, before, after };
    },

    /** Counts who gets another answer. Cancelled by the signal; what was counted until then is lost. */
    async *changes(request: WhatIfRequest, signal?: AbortSignal): AsyncGenerator<WhatIfProgress, WhatIfSummary, void> {
      const startedMs = clock.monotonicMs();
      try {
        const { projectId, tier, focus } = request;
        const older = await load({ projectId, snapshotId: request.older.snapshotId }, signal);
        if ("reason" in older) return { is: "no_rules", ...older };
        const newer = await load({ projectId, snapshotId: request.newer.snapshotId }, signal);
        if ("reason" in newer) return { is: "no_rules", ...newer };
        const drafts = {
          older: { rulesId: older.rulesId, edits: request.older.edits } satisfies LoadedDraft,
          newer: { rulesId: newer.rulesId, edits: request.newer.edits } satisfies LoadedDraft,
        };
        const ruleNames = ruleNamesOf(projectId);
        const read = await thread.call("difference", { ...drafts, ruleNames }, signal);
        if (read.is === "does_not_fit") return read;
        const { difference } = read;
        const users = await usersOf(request, difference.unitTypes);
        if (users.total === 0)
          return { is: "no_users", reason: "There are no users to evaluate.", nextStep: "Save a user, or choose new IDs or a cohort." };
        let sum: BatchMoves | null = null;
        const nowMs = clock.nowMs();
        for await (const batch of users.batches) {
          signal?.throwIfAborted();
          const next: BatchMoves = await thread.call(
            "moves",
            {
              ...drafts,
              ...{ entities: difference.entities, focus, ruleNames, tier, nowMs, users: batch, alone: difference.alone },
              firstRow: sum?.users ?? 0,
              maxRows: maxListedUsers - (sum?.rows.length ?? 0),
            },
            signal,
          );
          const added: BatchMoves = sum === null ? next : addMoves(sum, next, maxListedUsers);
          sum = added;
          yield { done: added.users, total: users.total };
        }
        if (sum === null)
          return { is: "no_users", reason: "There are no users to evaluate.", nextStep: "Save a user, or choose new IDs or a cohort." };
        const { alone, onlyTogether, ...counts } = sum;
        const isOfVersions = request.older.edits.length === 0 && request.newer.edits.length === 0;
        const times = isOfVersions
          ? await editTimes({ projectId, older: older.used.snapshotId, newer: newer.used.snapshotId }, difference.changes)
          : [];
        const isChanging = (entity: { readonly changed: number; readonly isEdited: boolean }) =>
          Number(entity.isEdited) * 1e12 + entity.changed;
        return {
          is: "counted",
          ...counts,
          ...{
            older: namedRules(older.used, request.older),
            newer: namedRules(newer.used, request.newer),
            atMs: nowMs,
            elapsedMs: clock.monotonicMs() - startedMs,
          },
          changes: difference.changes.map((change, at) => ({
            ...{ kind: change.kind, name: change.name, change: change.change, clauses: [...change.clauses] },
            alone: aloneOf(alone[difference.alone.findIndex((edit) => edit.change === at)]),
            byMs: times.find(({ of, name }) => of === change.kind && name === change.name)?.byMs ?? null,
          })),
          entities: counts.entities.map(labelCounts).toSorted((one, other) => isChanging(other) - isChanging(one)),
          onlyTogether: difference.alone.length < difference.changes.length ? 0 : onlyTogether,
          others: difference.total - difference.entities.length,
        };
      } catch (failure) {
        if (failure instanceof CompareStopped || failure instanceof ThreadStopped)
          return { is: "stopped", reason: failure.message, nextStep: "Try again with fewer users." };
        if (failure instanceof NoSuchThing && request.users.of === "cohort" && failure.message.includes("cohort"))
          return { is: "no_users", reason: "This cohort is no longer stored.", nextStep: "Choose other users." };
        throw failure;
      }
    },
  };
}

function namedRules(used: RulesUsed, { draftName }: DraftedRules): RulesUsed {
  return draftName === undefined ? used : { ...used, draftName };
}

function aloneOf(tally: Tally | undefined): RulesChange["alone"] {
  if (tally === undefined) return null;
  const { changed, entities, rows } = tally;
  return { changed, entities: entities.filter((entity) => entity.changed > 0).map(labelCounts), rows };
}

/** Users with an ID of their own for each ID type: `new-1`, `new-2`, … */
async function* newUsers(
  { count, base }: Extract<WhatIfUsers, { of: "new_ids" }>,
  unitTypes: readonly string[],
): AsyncGenerator<StatsigUser[]> {
  const types = [...new Set([...unitTypes.filter((type) => type.toLowerCase() !== "userid"), ...Object.keys(customIdsOf(base))])];
  for (let from = 0; from < count; from += batchSize)
    yield Array.from({ length: Math.min(batchSize, count - from) }, (_, at): StatsigUser => {
      const id = `new-${from + at + 1}`;
      return { ...base, userID: id, ...(types.length > 0 && { customIDs: Object.fromEntries(types.map((type) => [type, id])) }) };
    });
}

function customIdsOf({ customIDs }: StatsigUser): object {
  return typeof customIDs === "object" && customIDs !== null ? customIDs : {};
}

async function* inBatches(users: readonly StatsigUser[]): AsyncGenerator<readonly StatsigUser[]> {
  for (let from = 0; from < users.length; from += batchSize) yield users.slice(from, from + batchSize);
}
