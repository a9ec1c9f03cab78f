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

/** Creates a host that saves sessions, with a delay that can be set, unless it is down. */
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

/** Lets pending work of one key press finish before the next. */
const nextKey = () => vi.advanceTimersByTimeAsync(0);

test("saves after every key press, so that a reload loses none", async () => {
  const host = createHost();
  for (const typed of ["c", "ch", "che"]) {
    host.type(typed);
    await nextKey();
  }
  expect(host.kept).toEqual(["c", "ch", "che"]);
});

test("saves several changes of one key press once, and an unchanged session not at all", async () => {
  const host = createHost();
  host.take(blankSnapshot);
  await nextKey();
  host.type("c");
  host.type("check");
  await nextKey();
  host.flush();
  expect(host.kept).toEqual(["check"]);
});

test("waits for the end of a save while four are under way, and saves the last change when the page closes", async () => {
  const host = createHost();
  host.slowDown(400);
  for (const typed of ["c", "ch", "che", "chec", "check", "checko"]) {
    host.type(typed);
    await vi.advanceTimersByTimeAsync(50);
  }
  expect(host.kept).toEqual(["c", "ch", "che", "chec"]);
  await vi.advanceTimersByTimeAsync(110);
  expect(host.kept).toEqual(["c", "ch", "che", "chec", "checko"]);
  host.type("checkou");
  host.flush();
  expect(host.kept).toEqual(["c", "ch", "che", "chec", "checko", "checkou"]);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(host.kept).toEqual(["c", "ch", "che", "chec", "checko", "checkou"]);
});

test("saves what was typed while the host was down when it is back", async () => {
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

test("saves the session again after a reconnect, because a killed host may have lost it", async () => {
  const host = createHost();
  host.type("check");
  await nextKey();
  host.comeBack();
  expect(host.kept).toEqual(["check", "check"]);
});
