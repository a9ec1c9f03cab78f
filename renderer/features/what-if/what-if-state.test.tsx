import { beforeEach, expect, test, vi } from "vitest";
import type { WhatIfProgress, WhatIfRequest, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import { cancelCount, countChanges, forgetResult, useWhatIf } from "./what-if-state.ts";

const request = { projectId: "shop" } as WhatIfRequest; // passed on as it is
const summary = { is: "no_users", reason: "There are no users.", nextStep: "Save a user." } satisfies WhatIfSummary;

/** Counts that go on when the test says so, and end with the signal, as those of the core do. */
function heldCounts() {
  const counts: PromiseWithResolvers<WhatIfSummary>[] = [];
  const changes = vi.fn(async (_: WhatIfRequest, { signal }: { signal: AbortSignal }) => {
    const held = Promise.withResolvers<WhatIfSummary>();
    counts.push(held);
    signal.addEventListener("abort", () => held.reject(signal.reason));
    return (async function* (): AsyncGenerator<WhatIfProgress, WhatIfSummary> {
      yield { done: 1_000, total: 2_000 };
      return await held.promise;
    })();
  });
  return { counts, changes, calls: { changes } as never }; // of the calls only the one that counts
}

const isCounting = () => vi.waitFor(() => expect(useWhatIf.getState().result).toMatchObject({ is: "running", progress: { done: 1_000 } }));

beforeEach(() => forgetResult());

test("a count that was cancelled says so, and can be counted again to its end", async () => {
  const { counts, changes, calls } = heldCounts();
  const first = countChanges(request, calls);
  await isCounting();
  cancelCount();
  await first;
  expect(useWhatIf.getState().result).toEqual({ is: "cancelled", request });
  const second = countChanges(request, calls);
  await isCounting();
  counts[1]?.resolve(summary);
  await second;
  expect(useWhatIf.getState().result).toEqual({ is: "done", request, summary });
  expect(changes.mock.calls.map(([asked]) => asked)).toEqual([request, request]);
});

test("a count that failed says why, and can be counted again to its end", async () => {
  const { counts, calls } = heldCounts();
  const first = countChanges(request, calls);
  await isCounting();
  counts[0]?.reject(new Error("The disk is full."));
  await first;
  expect(useWhatIf.getState().result).toEqual({ is: "failed", request, problem: "The disk is full." });
  const second = countChanges(request, calls);
  await isCounting();
  counts[1]?.resolve(summary);
  await second;
  expect(useWhatIf.getState().result).toMatchObject({ is: "done" });
});

test("a new count takes the place of the one before, whose end is not shown", async () => {
  const { counts, calls } = heldCounts();
  const first = countChanges(request, calls);
  await isCounting();
  const other = { projectId: "other" } as WhatIfRequest; // passed on as it is
  const second = countChanges(other, calls);
  await first;
  expect(useWhatIf.getState().result).toMatchObject({ is: "running", request: other, previous: null });
  await isCounting();
  counts[1]?.resolve(summary);
  await second;
  expect(useWhatIf.getState().result).toEqual({ is: "done", request: other, summary });
});
