import { expect, test } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createSystemClock } from "../../hosts/shared/system-clock.ts";
import { createPacedChecks } from "./paced-checks.ts";

/** Asks so many checks at once, of a Statsig that gives these replies in turn, and the last one for the rest. */
async function ask(
  count: number,
  replies: readonly Partial<Answer>[],
  options: { readonly perSecond?: number; readonly signal?: AbortSignal } = {},
) {
  const askedAtMs: number[] = [];
  const pauses: (number | null)[] = [];
  const clock = createSystemClock();
  const check = createPacedChecks({
    ...{ clock, maxPauseMs: 1_000, ...options },
    evaluate: {
      async check() {
        const reply = replies[Math.min(askedAtMs.length, replies.length - 1)];
        askedAtMs.push(clock.monotonicMs());
        return { answers: [answerWith(reply ?? {})], exchanges: [] } as never; // of an evaluation only what is read here
      },
    },
    onPause: (waitMs) => pauses.push(waitMs),
  });
  const answered = await Promise.allSettled(Array.from({ length: count }, () => check({} as never, options.signal)));
  const states = answered.map((each) => (each.status === "rejected" ? each.reason.name : each.value.answers[0]?.state));
  return { states, askedAtMs, pauses };
}

test("a pause holds for all checks of the run, and what was refused is asked again", async () => {
  const { states, askedAtMs, pauses } = await ask(3, [{ state: "slow_down", retryAfterMs: 150 }, {}], { perSecond: 100 });
  expect([states, pauses, askedAtMs.length]).toEqual([["pass", "pass", "pass"], [150, null], 4]);
  const [first = 0, ...later] = askedAtMs;
  for (const atMs of later) expect(atMs - first).toBeGreaterThanOrEqual(140);
});

test("a longer pause than the run waits for, and the twenty-first in a row, are returned", async () => {
  expect(await ask(1, [{ state: "slow_down", retryAfterMs: 2_000 }])).toMatchObject({ states: ["slow_down"], pauses: [] });
  const { states, askedAtMs } = await ask(1, [{ state: "slow_down", retryAfterMs: 0 }]);
  expect([states, askedAtMs.length]).toEqual([["slow_down"], 21]);
});

test("an abort ends a pause", async () => {
  const stop = new AbortController();
  setTimeout(() => stop.abort(), 20);
  expect((await ask(2, [{ state: "slow_down", retryAfterMs: 900 }], { signal: stop.signal })).states).toEqual(["AbortError", "AbortError"]);
});

test("a run keeps the key of its first check, for each project, unless a check names one", async () => {
  const asked: (string | null)[] = [];
  const check = createPacedChecks({
    clock: createSystemClock(),
    evaluate: {
      async check({ projectId, keyId }) {
        asked.push(keyId);
        const id = keyId ?? `server of ${projectId}`;
        return { answers: [answerWith({})], exchanges: [], usedKey: { id, lastFour: "a1b2" } };
      },
    },
  });
  for (const [projectId, keyId] of [
    ["shop", "client"],
    ["shop", null],
    ["blog", null],
    ["shop", null],
  ] as const)
    await check({ projectId, keyId } as never);
  expect(asked).toEqual(["client", null, null, "server of shop"]);
});
