import { expect, test } from "vitest";
import type { CompareSubject } from "#shared/domain/comparison/compare-request.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createSystemClock } from "../../hosts/shared/system-clock.ts";
import { checkLive } from "./live-check.ts";

const subject = {
  ...{ projectId: "p", keyId: null, tier: "production", user: { userID: "u" }, userLabel: "u", snapshotId: null, atMs: null },
} as CompareSubject; // what a live check reads of it
const passes = { state: "pass", value: true, groupName: null, allocatedExperiment: null, ruleId: null, unknownReasons: [] } as const;

/** Checks three names for two subjects that pass here, of a Statsig that gives these replies in turn, and the last one for the rest. */
async function checkOf(replies: readonly Partial<Answer>[]) {
  const names = [
    { kind: "gate", name: "a" },
    { kind: "config", name: "b" },
    { kind: "layer", name: "c" },
  ] as const;
  let asked = 0;
  const progress = checkLive(
    {
      request: { subjects: [subject, subject], entities: [...names] },
      here: Array(2).fill(Array(3).fill(passes)),
      keys: [null, null],
      nowMs: 0,
    },
    {
      clock: createSystemClock(),
      evaluate: {
        async check() {
          const reply = replies[Math.min(asked, replies.length - 1)] ?? {};
          asked += 1;
          return { answers: [answerWith({ ...passes, ...reply })], exchanges: [] } as never; // of an evaluation only what is read here
        },
      },
    },
  );
  const waits: boolean[] = [];
  for (let step = await progress.next(); ; step = await progress.next()) {
    if (step.done) return { ...step.value, asked, waits: waits.filter((waiting, at) => waiting && waits[at - 1] === false).length };
    waits.push(step.value.continuesAtMs !== null);
  }
}

test("keeps a pause that Statsig asks for, says that it waits, and goes on", async () => {
  expect(await checkOf([{}, { state: "slow_down", retryAfterMs: 30 }, {}])).toMatchObject({
    ...{ checked: 3, agreeing: 3, asked: 7, notes: [] },
    waits: 1,
  });
});

// It went on asking for every other name.
test("asks nothing more before a long pause is over, and counts no name as checked that was not asked for both", async () => {
  const slow = { state: "slow_down", retryAfterMs: 3_600_000, because: "Statsig limits requests (429)" } as const;
  expect(await checkOf([{}, slow, {}])).toMatchObject({
    ...{ checked: 0, agreeing: 0, differing: [], asked: 2 },
    notes: ["3 names had no live answer: Statsig limits requests (429).", "Statsig asked to wait for 1 hour. Check again after that time."],
  });
});

// A comparison of many configs sent a request for each with a key that was revoked.
test("asks nothing more with a key that is refused", async () => {
  const refused = { state: "refused", fix: "keys", because: "the key was refused (401)" } as const;
  expect(await checkOf([{}, refused, {}])).toMatchObject({
    checked: 0,
    asked: 2,
    notes: ["3 names had no live answer: the key was refused (401)."],
  });
});
