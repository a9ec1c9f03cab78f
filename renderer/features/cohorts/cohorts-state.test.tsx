import { beforeEach, expect, test, vi } from "vitest";
import type { CohortQuestion, CohortState } from "#shared/domain/cohort/cohort.ts";
import {
  cancelReading,
  checkCohort,
  clearResult,
  continueCohort,
  openCohort,
  openUsersText,
  renewCohort,
  selectEntity,
  useResult,
  useSetup,
} from "./cohorts-state.ts";

const question = { projectId: "shop" } as CohortQuestion; // passed on as it is
const stateOf = (cohortId: string) => ({ cohortId }) as CohortState; // shown as it is

beforeEach(() => clearResult());

/** Calls that are answered when the test says so. */
function heldCalls() {
  const held = {
    start: Promise.withResolvers<CohortState>(),
    open: Promise.withResolvers<CohortState>(),
    resume: Promise.withResolvers<CohortState>(),
  };
  const cancel = vi.fn(async () => undefined);
  const calls = {
    ...{ start: () => held.start.promise, open: () => held.open.promise, resume: () => held.resume.promise, cancel },
    follow: async () => (async function* () {})(),
  } as unknown as NonNullable<Parameters<typeof checkCohort>[1]>; // only what a cohort is shown with
  return { held, cancel, calls };
}

const shown = () => {
  const { result } = useResult.getState();
  return result.is === "shown" ? result.state.cohortId : result.is;
};

test("a cohort that is opened while another one starts stays, and the started one is cancelled", async () => {
  const { held, cancel, calls } = heldCalls();
  const started = checkCohort(question, calls);
  const opened = openCohort("stored", calls);
  held.open.resolve(stateOf("stored"));
  await opened;
  held.start.resolve(stateOf("started"));
  expect(await started).toBe(false);
  expect(shown()).toBe("stored");
  expect(cancel).toHaveBeenCalledExactlyOnceWith({ cohortId: "started" });
});

test("a renewed cohort depends on no set-up, so that it is current with any", async () => {
  const { held, calls } = heldCalls();
  const renewed = renewCohort({ cohortId: "stored", question }, calls);
  held.start.resolve(stateOf("renewed"));
  expect(await renewed).toBe(true);
  expect(useResult.getState().result).toEqual({ is: "shown", state: stateOf("renewed"), question: null });
});

test("a cohort that starts stays, though the one opened before it arrives later", async () => {
  const { held, calls } = heldCalls();
  const opened = openCohort("stored", calls);
  const started = checkCohort(question, calls);
  held.start.resolve(stateOf("started"));
  expect(await started).toBe(true);
  held.open.resolve(stateOf("stored"));
  await opened;
  expect(shown()).toBe("started");
});

test("a refusal to start says nothing about the cohort that was opened meanwhile", async () => {
  const { held, calls } = heldCalls();
  const started = checkCohort(question, calls);
  const opened = openCohort("stored", calls);
  held.start.reject(new Error("No rules."));
  expect(await started).toBe(false);
  held.open.resolve(stateOf("stored"));
  await opened;
  expect(shown()).toBe("stored");
});

test.each(["start", "open"] as const)(
  "a result stays when another cohort is refused before it %ss, and the refusal is said",
  async (what) => {
    const { held, calls } = heldCalls();
    const first = openCohort("unsaved", calls);
    held.open.resolve(stateOf("unsaved"));
    await first;
    const entity = { kind: "gate", name: "banner" } as const;
    selectEntity(entity);
    const refused = { ...calls, [what]: () => Promise.reject(new Error("The file is no longer there.")) };
    if (what === "start") expect(await checkCohort(question, refused)).toBe(false);
    else await openCohort("other", refused);
    expect(shown()).toBe("unsaved");
    expect(useResult.getState()).toMatchObject({ problem: "The file is no longer there.", entity });
  },
);

test("a cohort that still runs is followed on when another one is refused before it starts", async () => {
  const { held, calls } = heldCalls();
  const running = checkCohort(question, calls);
  held.start.resolve({ ...stateOf("running"), phase: "running" });
  await running;
  const done = Promise.withResolvers<CohortState>();
  const follow = async () =>
    (async function* () {
      yield await done.promise;
    })();
  const refused = { ...calls, follow, start: () => Promise.reject(new Error("No rules.")) } as unknown as typeof calls; // only what a cohort is shown with
  expect(await checkCohort(question, refused)).toBe(false);
  done.resolve({ ...stateOf("running"), phase: "done" });
  await expect.poll(() => useResult.getState().result).toMatchObject({ is: "shown", state: { cohortId: "running", phase: "done" } });
});

test("a cohort that is continued does not take the place of one that was opened meanwhile", async () => {
  const { held, calls } = heldCalls();
  const continued = continueCohort("cancelled", calls);
  const opened = openCohort("stored", calls);
  held.open.resolve(stateOf("stored"));
  await opened;
  held.resume.resolve(stateOf("cancelled"));
  await continued;
  expect(shown()).toBe("stored");
});

test("reading a file can be cancelled, and the one before it is there again", async () => {
  const before = { is: "failed", fileName: "before.csv", file: new Blob([]), failure: new Error("It is empty.") } as const;
  useSetup.setState({ file: before });
  const read = openUsersText("userID\nu-1", "shop");
  expect(useSetup.getState().file).toMatchObject({ is: "reading", fileName: "pasted rows" });
  cancelReading();
  await read;
  expect(useSetup.getState().file).toBe(before);
});
