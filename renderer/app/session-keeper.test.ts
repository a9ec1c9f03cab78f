import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { blankSnapshot } from "#renderer/session/session.ts";
import type { SessionSnapshot } from "#shared/domain/session/session-snapshot.ts";
import { createSessionKeeper } from "./session-keeper.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** A host that keeps sessions, as long as it takes, unless it is away. */
function createHost() {
  const kept: (string | undefined)[] = [];
  const failures: unknown[] = [];
  let takesMs = 0;
  let isAway = false;
  const keeper = createSessionKeeper({
    opened: blankSnapshot,
    keep: async (snapshot) => {
      if (isAway) throw new Error("nobody there");
      kept.push(snapshot.names.gate);
      if (takesMs > 0) await new Promise((resolve) => setTimeout(resolve, takesMs));
    },
    onFailure: (failure) => failures.push(failure),
  });
  return {
    kept,
    failures,
    flush: keeper.flush,
    comeBack: keeper.handOverAgain,
    type: (gate: string) => keeper.take({ ...blankSnapshot, names: { gate } }),
    take: (snapshot: SessionSnapshot) => keeper.take(snapshot),
    slowDown: (ms: number) => {
      takesMs = ms;
    },
    goAway: (nowAway: boolean) => {
      isAway = nowAway;
    },
  };
}

/** As a key press ends before the next begins. */
const nextKey = () => vi.advanceTimersByTimeAsync(0);

test("every key is handed over at once: a reload used to lose those of the last 300 ms", async () => {
  const host = createHost();
  for (const typed of ["c", "ch", "che"]) {
    host.type(typed);
    await nextKey();
  }
  expect(host.kept).toEqual(["c", "ch", "che"]);
});

test("what one press changes in several steps is handed over once, and what it leaves as it was not at all", async () => {
  const host = createHost();
  host.take(blankSnapshot);
  await nextKey();
  host.type("c");
  host.type("check");
  await nextKey();
  host.flush();
  expect(host.kept).toEqual(["check"]);
});

test("a session that takes long to keep is kept less often, and its end at the latest when the page goes", async () => {
  const host = createHost();
  host.slowDown(400);
  host.type("c");
  await vi.advanceTimersByTimeAsync(400);
  host.type("ch");
  await vi.advanceTimersByTimeAsync(500);
  host.type("che");
  expect(host.kept).toEqual(["c"]);
  await vi.advanceTimersByTimeAsync(300);
  expect(host.kept).toEqual(["c", "che"]);
  await vi.advanceTimersByTimeAsync(400);
  host.type("check");
  host.flush();
  expect(host.kept).toEqual(["c", "che", "check"]);
});

test("what was typed while the host was away is kept when it is back", async () => {
  const host = createHost();
  host.goAway(true);
  host.type("check");
  await nextKey();
  host.goAway(false);
  host.comeBack();
  await nextKey();
  expect(host.kept).toEqual(["check"]);
  expect(host.failures).toEqual([new Error("nobody there"), null]);
});

test("what a host had in memory when it was killed is handed over to the next", async () => {
  const host = createHost();
  host.type("check");
  await nextKey();
  host.comeBack();
  expect(host.kept).toEqual(["check", "check"]);
});
