import { serialize } from "node:v8";
import { expect, it } from "vitest";
import type { CohortQuestion, LiveCheck } from "#shared/domain/cohort/cohort.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import type { StoredDefinitions } from "../definitions/snapshot-store.ts";
import { StorageFailed } from "../failures.ts";
import { compress } from "../storage/compressed.ts";
import type { BlockFacts } from "./block.ts";
import type { CohortPool } from "./cohort-pool.ts";
import type { CohortStore } from "./cohort-store.ts";
import { openStoredCohort, startCohort } from "./open-cohort.ts";

const facts: BlockFacts = {
  users: 2,
  outcomes: [],
  codes: [],
  columns: [{ values: ["u-1", "u-2"], codes: Uint16Array.of(0, 1) }],
  units: [{ low: Uint32Array.of(1, 2), high: Uint32Array.of(1, 1) }],
  hasPrivate: false,
  unreadable: [],
  unreadableRows: 0,
  rows: 2,
};
const block = { text: compress('{"userID":"u-1"}\n{"userID":"u-2"}'), facts: serialize(facts) };

/** Evaluates nothing: every block of the source has the same two users. */
const pool: CohortPool = {
  async run(_job, blocks, { onOpen, onBlock }, signal) {
    onOpen({ rulesOfMs: null, entities: [], unitTypes: ["userID"], splits: [] });
    for (let next = await blocks.next(); !next.done; next = await blocks.next()) {
      signal.throwIfAborted();
      await onBlock(block, next.value.progress);
    }
  },
  outcomes: async () => [],
  close: async () => {},
};

const question: CohortQuestion = {
  ...{ projectId: "p", tier: "", snapshotId: null, source: { kind: "saved_users" } },
  entities: [{ kind: "gate", name: "checkout_v2" }],
};

/** A disk with room for some writes only. */
function start(writes: number, calls: string[] = []) {
  const store = {
    async call(name: string) {
      calls.push(name);
      if (name === "append" && calls.filter((each) => each === "append").length > writes)
        throw new StorageFailed(
          "ENOSPC",
          "/data/cohorts.db",
          "The disk is full. The cohort could not be stored. Free some space, then try again.",
        );
      return null;
    },
  } as unknown as Pick<CohortStore, "call">; // of its calls only those that a run makes
  async function* blocks() {
    for (let at = 1; at <= 20; at += 1) yield { content: { form: "users" as const, users: [] }, progress: at / 20 };
  }
  const source = { text: "40 users", mapping: [], separator: ",", columns: ["userID"], total: 40, blocks };
  const definitions = { digest: { timeMs: null }, readAtMs: 0, fileName: null, snapshotId: "s" } as unknown as StoredDefinitions; // what a cohort needs of them
  return startCohort(
    {
      cohortId: "c",
      question,
      source,
      definitions,
      rulesProblem: null,
      contents: { text: "{}", idLists: null },
      before: null,
      nowMs: 0,
      secrets: [],
    },
    { store, pool, clock: createFixedClock(), nameOf: () => () => null },
  );
}

it("ends with a sentence when the disk fills while a cohort runs, keeps what it has counted, and removes what it has stored", async () => {
  const calls: string[] = [];
  const cohort = await start(1, calls);
  await cohort.settled();
  const { phase, problem, users } = cohort.state();
  expect({ phase, problem }).toEqual({
    phase: "failed",
    problem: "The disk is full. The cohort could not be stored. Free some space, then try again.",
  });
  expect(users).toBeGreaterThan(0);
  expect(cohort.isRunning).toBe(false);
  expect(calls.filter((name) => name !== "append")).toEqual(["begin", "discard"]);
});

it("is done when every block could be stored", async () => {
  const cohort = await start(100);
  await cohort.settled();
  expect(cohort.state()).toMatchObject({ phase: "done", problem: null, users: 40, total: 40 });
});

it("tells a slow reader how it ended, also if it ended while the reader was busy", async () => {
  const cohort = await start(20);
  const states = cohort.follow();
  const first = await states.next();
  await cohort.settled();
  const read = [...(first.done ? [] : [first.value])];
  for await (const state of states) read.push(state);
  expect(read.map(({ phase }) => phase)).toEqual(["running", "done"]);
});

it.each(["done", "failed", "cancelled"] as const)("a sample that was %s is still so when its cohort is opened again", async (phase) => {
  expect(await reopened(phase)).toBe(phase);
});

it("a sample that was being checked when the program ended was cancelled", async () => {
  expect([await reopened("running"), await reopened("waiting")]).toEqual(["cancelled", "cancelled"]);
});

/** Stores a cohort without users whose sample is in this phase, opens it, and returns the phase of its sample. */
async function reopened(phase: LiveCheck["phase"]): Promise<LiveCheck["phase"] | undefined> {
  const live: LiveCheck = {
    ...{ phase, size: 5, checked: 3, agreeing: 3, requests: 3, continuesAtMs: null, problem: phase === "failed" ? "Refused." : null },
    ...{ unanswered: 0, unansweredBecause: null, differences: [] },
  };
  const cohort = await start(0);
  await cohort.settled();
  const { shares: _shares, columns: _columns, unreadable: _unreadable, ...state } = { ...cohort.state(), live };
  const stored = {
    ...{ cohortId: "c", name: "", createdAtMs: 0, isFinished: true },
    header: JSON.stringify({ blocks: 0, columns: ["userID"], state, facts: { rulesOfMs: null, entities: [], unitTypes: [], splits: [] } }),
  };
  const store = { call: async () => null } as unknown as Pick<CohortStore, "call">; // nothing is read of a cohort without blocks
  return (await openStoredCohort(stored, { store, clock: createFixedClock(), nameOf: () => () => null }))?.state().live?.phase;
}
