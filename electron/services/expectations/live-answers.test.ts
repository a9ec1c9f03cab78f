import { expect, test } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createSystemClock } from "../../hosts/shared/system-clock.ts";
import { createLiveAnswers } from "./live-answers.ts";

/** Asks for so many answers, one after the other, of a Statsig that gives these in turn, and the last one for the rest. */
async function ask(count: number, replies: readonly Partial<Answer>[]) {
  const askedAtMs: number[] = [];
  const clock = createSystemClock();
  const live = createLiveAnswers({
    clock,
    evaluate: {
      async check() {
        const reply = replies[Math.min(askedAtMs.length, replies.length - 1)];
        askedAtMs.push(clock.monotonicMs());
        return { answers: [answerWith(reply ?? {})], exchanges: [] } as never;
      },
    },
  });
  const answers = [];
  for (let n = 0; n < count; n += 1)
    answers.push(
      await live({ project: { id: "p", defaultTier: "production" } as never, tier: null, kind: "gate", name: "g", user: { userID: "u" } }),
    );
  return { answers, askedAtMs };
}

test("waits as long as Statsig asks to, and asks again", async () => {
  const { answers, askedAtMs } = await ask(2, [{}, { state: "slow_down", retryAfterMs: 150 }, {}]);
  expect(answers.map(({ state }) => state)).toEqual(["pass", "pass"]);
  expect(askedAtMs).toHaveLength(3);
  expect((askedAtMs[2] ?? 0) - (askedAtMs[1] ?? 0)).toBeGreaterThanOrEqual(140);
});

test("does not wait for an hour, and does not ask before it is over", async () => {
  const { answers, askedAtMs } = await ask(2, [{ state: "slow_down", retryAfterMs: 3_600_000 }]);
  expect(answers).toMatchObject([
    { state: "slow_down" },
    { state: "unknown", because: "Statsig was not asked, since it asked to wait for 1 hour" },
  ]);
  expect(askedAtMs).toHaveLength(1);
});

test("asks nothing more after ten requests in a row without an answer, and says why", async () => {
  const refused = { state: "refused", because: "Statsig refused this key (401)" } as const;
  const { answers, askedAtMs } = await ask(30, [{}, refused]);
  expect(askedAtMs).toHaveLength(11);
  expect(answers.at(-1)).toMatchObject({
    ...{ state: "unknown", because: "Statsig was not asked, since 10 requests in a row had no answer: Statsig refused this key (401)" },
  });
});
