import { expect, test } from "vitest";
import { testsLabels } from "./tests-labels.ts";
import { cancelTests, runTests, testsRunNow } from "./tests-run.ts";

test("a run that was stopped says so, and that no result of it is shown", async () => {
  const calls = {
    run: async (_input: unknown, { signal }: { signal: AbortSignal }) =>
      (async function* () {
        yield { done: 1, total: 2, rows: [], continuesAtMs: 1_000 };
        await new Promise((_, reject) => signal.addEventListener("abort", () => reject(signal.reason)));
      })(),
  } as unknown as NonNullable<Parameters<typeof runTests>[2]>; // only what a run is made with
  const run = runTests("shop", { isLive: true, tests: 2, rules: null }, calls);
  await expect.poll(() => testsRunNow("shop").running?.done).toBe(1);
  expect(testsRunNow("shop").running?.continuesAtMs).toBe(1_000);
  cancelTests();
  await run;
  expect(testsRunNow("shop")).toMatchObject({ running: null, summary: null, problem: testsLabels.stopped(false) });
});
