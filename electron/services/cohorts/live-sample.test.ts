import { expect, test } from "vitest";
import type { LiveCheck } from "#shared/domain/cohort/cohort.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createSystemClock } from "../../hosts/shared/system-clock.ts";
import { startLiveSample } from "./live-sample.ts";

/** Checks a sample of users, each of whom passes here, against these live answers; returns what the sample says when it ended. */
async function sampleOf(size: number, liveAnswer: (userID: string) => Partial<Answer>): Promise<LiveCheck & { asked: number }> {
  const outcome = { state: "pass", value: true, groupName: null };
  const users = new Map<number, StatsigUser>(Array.from({ length: size }, (_, n) => [n, { userID: `u-${n}` }]));
  let asked = 0;
  return new Promise((resolve) => {
    const cohort = {
      liveAbort: null,
      table: { users: size, codesAt: () => [0] },
      state: () => ({
        question: { projectId: "p", tier: "production" },
        snapshotId: "s",
        shares: [{ kind: "gate", name: "g", outcomes: [outcome] }],
      }),
      usersAt: async () => users,
      setLive(live: LiveCheck) {
        if (live.phase !== "running" && live.phase !== "waiting") resolve({ ...live, asked });
      },
    };
    startLiveSample(cohort as never, { cohortId: "c", keyId: null, size }, {
      clock: createSystemClock(),
      evaluate: {
        async check({ user }: { user: StatsigUser }) {
          asked += 1;
          return {
            answers: [answerWith({ kind: "gate", name: "g", state: "pass", value: true, ...liveAnswer(String(user.userID)) })],
            exchanges: [],
          };
        },
      },
    } as never);
  });
}

const failed: Partial<Answer> = { state: "unknown", because: "Statsig could not answer (500)", nextStep: "Check again later." };

test("counts users without an answer apart from those that agree or differ", async () => {
  expect(await sampleOf(4, (userID) => (userID === "u-2" ? failed : {}))).toMatchObject({
    ...{ phase: "done", checked: 4, agreeing: 3, unanswered: 1, unansweredBecause: failed.because, differences: [], problem: null },
  });
});

test("ends with the reason once no user in a row gets an answer, and asks the server no more", async () => {
  const { asked, ...live } = await sampleOf(200, (userID) => (userID === "u-0" ? {} : failed));
  expect(live).toMatchObject({
    phase: "failed",
    agreeing: 1,
    problem: "Statsig could not answer (500). Check again later.",
    differences: [],
  });
  expect(asked).toBeLessThan(20);
});

test("ends when Statsig asks for a pause of minutes, instead of asking before it is over", async () => {
  const { asked, ...live } = await sampleOf(200, () => ({
    state: "slow_down",
    retryAfterMs: 3_600_000,
    because: "Statsig limits requests",
  }));
  expect(live).toMatchObject({
    phase: "failed",
    checked: 0,
    problem: "Statsig asked to wait for 1 hour. Check the sample again after that time.",
  });
  expect(asked).toBeLessThan(5);
});
