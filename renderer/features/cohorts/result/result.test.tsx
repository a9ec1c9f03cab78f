import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { beforeEach, expect, test } from "vitest";
import { userEvent } from "vitest/browser";
import { orpc } from "#renderer/host/client.ts";
import { projectIdNow } from "#renderer/session/session.ts";
import type { CohortState, EntityShares } from "#shared/domain/cohort/cohort.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { cohortsLabels } from "../cohorts-labels.ts";
import { attempt, cancelCohort, checkCohort, useResult } from "../cohorts-state.ts";
import { Result } from "./result.tsx";

const outcome = (state: "pass" | "fail", users: number): EntityShares["outcomes"][number] => ({
  ...{ state, users, ruleNumber: 1, ruleName: "Half", ruleId: "half", groupName: null, allocatedExperiment: null },
  ...{ decidedBy: "rule", value: state === "pass", isWithoutUnit: false, unknownReasons: [] },
});
const half = (passing: number, users: number): EntityShares => ({
  ...{ kind: "gate", name: "new_banner", entity: "feature_gate", unit: "userID", withoutUnit: 0 },
  outcomes: [outcome("pass", passing), outcome("fail", users - passing)],
  splits: [
    {
      ...{ kind: "percentage", ruleNumber: 1, ruleName: "Half", unit: "userID", units: users, users },
      parts: [
        { label: "in", expected: 0.5, units: passing, from: Math.round(users * 0.45), to: Math.round(users * 0.55) },
        { label: "outside", expected: 0.5, units: users - passing, from: null, to: null },
      ],
      verdict: Math.abs(passing / users - 0.5) > 0.05 ? "more_than_chance" : "within_chance",
    },
  ],
});
const question: CohortState["question"] = {
  ...{ projectId: projectIdNow(), tier: "production", snapshotId: null, source: { kind: "saved_users" } },
  entities: [{ kind: "gate", name: "new_banner" }],
};
const cohort = (changed: Partial<CohortState>): CohortState => ({
  ...{
    cohortId: "c",
    name: "",
    question,
    sourceText: "customers.csv",
    createdAtMs: 1,
    rulesOfMs: 1,
    rulesReadAtMs: 1,
    rulesProblem: null,
    rulesFileName: null,
    snapshotId: "s",
  },
  ...{ phase: "done", problem: null, users: 1_000, total: 1_000, progress: 1, usersPerSecond: 500, elapsedMs: 2_000 },
  ...{ unreadableRows: 0, unreadable: [], repeatedIds: 0, columns: [], shares: [half(502, 1_000)], hasPrivate: false, live: null },
  ...{ changed: null, ...changed },
});

/** Each unit has ten users. */
const stores = (passing: number, units: number): EntityShares => {
  const { splits, ...byUser } = half(passing * 10, units * 10);
  const parts = [
    { label: "in", expected: 0.5, units: passing, from: units * 0.4, to: units * 0.6 },
    { label: "outside", expected: 0.5, units: units - passing, from: null, to: null },
  ];
  return { ...byUser, unit: "storeID", splits: splits.map((split) => ({ ...split, unit: "storeID", units, parts })) };
};

beforeEach(() => useResult.setState({ result: { is: "none" }, problem: null, entity: null }));

async function show(state: CohortState) {
  useResult.setState({ result: { is: "shown", state, question } });
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const sorts = [null, { by: { path: "country" }, isDescending: false }];
  for (const sort of sorts) {
    const view = { filter: "", outcome: null, group: null, sort };
    queries.setQueryData(orpc.cohorts.rows.queryKey({ input: { cohortId: "c", view, from: 0, count: 1 } }), { matching: 0, rows: [] });
  }
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <Result
        current={{ is: "ready", question, users: 1_000 }}
        onSetUp={() => undefined}
        onCheck={() => undefined}
        onOpenUser={async () => undefined}
      />
    </QueryClientProvider>,
  );
  return { page, headline: page.getByRole("region", { name: cohortsLabels.result }) };
}

test("the set share of stores stands where half of their users would be", async () => {
  const { page } = await show(cohort({ shares: [stores(30, 100)] }));
  const bar = page.getByRole("img", { name: /^new_banner/ }).first();
  await expect.element(bar).toBeVisible();
  const marks = [...bar.element().querySelectorAll<HTMLElement>("[style*=left]")].map(({ style }) => [style.left, style.width]);
  expect(marks).toEqual([
    ["40%", "20%"],
    ["50%", ""],
  ]);
});

test("a running cohort shows how far it is, with the shares of the users so far", async () => {
  const { page, headline } = await show(cohort({ phase: "running", users: 250, progress: 0.25, shares: [half(126, 250)] }));
  await expect.element(headline).toMatchTextContent(/250 of 1,000 users.*So far the share is as set\./);
  await expect.element(headline).toMatchTextContent(/25 %, 500 answers a second, about 2 s left/);
  await expect
    .element(page.getByRole("region", { name: cohortsLabels.shares }))
    .toMatchTextContent(/new_banner.*50 % in Half.*50\.4 % of 250/);
  await expect.element(page.getByText(cohortsLabels.groupsFollow)).toBeVisible();
});

test("the users are sorted with the keyboard alone: above the first line are the names of the columns", async () => {
  const { page } = await show(cohort({ columns: [{ path: "country", values: 3 }] }));
  const grid = page.getByRole("grid", { name: cohortsLabels.usersTable });
  const country = page.getByRole("columnheader", { name: "country" });
  await expect.element(country).toBeVisible();
  const headId = country.element().id;
  (grid.element() as HTMLElement).focus();
  await userEvent.keyboard("{ArrowUp}");
  expect(grid.element().getAttribute("aria-activedescendant")).toBe(headId);
  await userEvent.keyboard("{Enter}");
  await expect.element(page.getByRole("columnheader", { name: "country ↑" })).toHaveAttribute("aria-sort", "ascending");
  await userEvent.keyboard("{ArrowDown}");
  expect(grid.element().getAttribute("aria-activedescendant")).not.toBe(headId);
});

test("a cancelled cohort says of whom its shares are, and can be continued", async () => {
  const { page, headline } = await show(cohort({ phase: "cancelled", users: 400, shares: [half(201, 400)] }));
  await expect.element(headline).toMatchTextContent(/Cancelled at 400.*The shares below are of the first 400 users, not of all\./);
  await expect.element(page.getByRole("button", { name: cohortsLabels.continue })).toBeVisible();
});

test("a cohort without a user says that nobody was checked", async () => {
  const { headline } = await show(cohort({ phase: "cancelled", users: 0, shares: [half(0, 1)] }));
  await expect.element(headline).toMatchTextContent(/Cancelled at 0.*Nobody was checked before it was cancelled\./);
});

test("a cohort whose newest rules could not be read says so, and with which rules it was checked", async () => {
  const problem = "Definitions could not be read: Statsig could not answer (500).";
  const { headline } = await show(cohort({ rulesProblem: problem, changed: [] }));
  await expect.element(headline).toMatchTextContent(problem);
  await expect.element(headline).toMatchTextContent("were used.");
});

test("a cohort of entities that are gone names a few of many", async () => {
  const shares = ["a", "b", "c", "d", "e"].map((name) => {
    const [first, ...others] = half(10, 20).outcomes;
    return { ...half(10, 20), name, outcomes: first === undefined ? [] : [{ ...first, state: "not_found" as const }, ...others] };
  });
  const { headline } = await show(cohort({ shares }));
  await expect.element(headline).toMatchTextContent(/The rules no longer have a, b, c and 2 more\./);
});

test("a failed cohort says why, and shows no shares of nobody", async () => {
  const problem = "The disk is full, so the cohort could not be stored.";
  const { page, headline } = await show(cohort({ phase: "failed", problem, users: 0, shares: [half(0, 1)] }));
  await expect.element(headline).toMatchTextContent(/This cohort could not be checked.*The disk is full/);
  expect(page.getByRole("region", { name: cohortsLabels.shares }).elements()).toHaveLength(0);
  await expect.element(page.getByRole("button", { name: cohortsLabels.setup })).toBeVisible();
});

test("a cohort that failed on its way says of whom its shares are, and lists no users", async () => {
  const problem = "The disk is full. The cohort could not be stored. Free some space, then try again.";
  const { page, headline } = await show(cohort({ phase: "failed", problem, users: 400, shares: [half(201, 400)] }));
  await expect
    .element(headline)
    .toMatchTextContent(
      /Ended after 400 users.*The disk is full.*The shares below are of the first 400 users, not of all, and nothing of this run is kept\./,
    );
  await expect.element(page.getByRole("region", { name: cohortsLabels.shares })).toBeVisible();
  expect(page.getByRole("searchbox", { name: cohortsLabels.filterUsers }).elements()).toHaveLength(0);
});

test("a finished cohort compares each share with the one that is set, and offers a live check", async () => {
  const { page, headline } = await show(cohort({ shares: [half(700, 1_000)] }));
  await expect.element(headline).toMatchTextContent(/700 of 1,000 pass.*Half includes 70\.0 %, not 50\.0 %: more than chance explains\./);
  const shares = page.getByRole("region", { name: cohortsLabels.shares });
  await expect.element(shares).toMatchTextContent(/50 % would be 500; chance explains 450 to 550/);
  await expect.element(page.getByRole("button", { name: cohortsLabels.checkLive })).toBeVisible();
});

test("a cohort of one entity without a percentage says once that fields decide", async () => {
  const { headline } = await show(cohort({ shares: [{ ...half(700, 1_000), splits: [] }] }));
  await expect.element(headline).toMatchTextContent(/No percentage or split of new_banner applies to these users: their fields decide\./);
  await expect.element(headline).not.toMatchTextContent(/compare it with chance/);
});

const answered = { unanswered: 0, unansweredBecause: null };

test("a live check says how many users had no answer, and that it was cancelled", async () => {
  const live = { phase: "cancelled" as const, size: 200, checked: 20, agreeing: 18, requests: 20, continuesAtMs: null, problem: null };
  const missing = { unanswered: 2, unansweredBecause: "Statsig could not answer (500)" };
  const { page, headline } = await show(cohort({ live: { ...live, ...missing, differences: [] } }));
  await expect.element(headline).toMatchTextContent(/18 of 18 checked live agree.*no answer for 2/);
  const sentence = `${cohortsLabels.liveCancelled(20, 200)} ${cohortsLabels.liveUnanswered(2, missing.unansweredBecause)}`;
  await expect.element(page.getByText(sentence)).toBeVisible();
});

test("a live check that failed says why, and keeps the differences that it found before", async () => {
  const difference = { row: 3, userLabel: "u-3", kind: "gate" as const, name: "new_banner", here: "Pass", live: "Fail", cause: "unknown" };
  const live = { phase: "failed" as const, size: 200, checked: 11, agreeing: 10, requests: 12, continuesAtMs: null, ...answered };
  const { page } = await show(cohort({ live: { ...live, problem: "The server closed the connection.", differences: [difference] } }));
  await expect.element(page.getByText(cohortsLabels.liveEnded(11, "The server closed the connection."))).toBeVisible();
  await expect.element(page.getByRole("region", { name: cohortsLabels.liveDiffers }).getByRole("button", { name: "u-3" })).toBeVisible();
});

test("a live check that asked nobody says only why", async () => {
  const live = { phase: "failed" as const, size: 200, checked: 0, agreeing: 0, requests: 0, continuesAtMs: null, ...answered };
  const { page, headline } = await show(cohort({ live: { ...live, problem: "Shop has no key.", differences: [] } }));
  await expect.element(page.getByText(cohortsLabels.liveEnded(0, "Shop has no key."))).toBeVisible();
  await expect.element(headline).not.toMatchTextContent(/checked live agree/);
});

test("a renewed cohort says whose answers changed since the run before", async () => {
  const changed = [{ kind: "gate" as const, name: "new_banner", users: 120, moves: [{ from: "Fail", to: "Pass", users: 120 }] }];
  const shares = [half(502, 1_000), { ...half(498, 1_000), name: "old_banner" }];
  const { headline } = await show(cohort({ name: "Customers", changed, shares }));
  await expect.element(headline).toMatchTextContent(/new_banner changed for 120 users, 120 of them from Fail to Pass\./);
});

test("a failed action leaves the result, and keeps its reason until the next action", async () => {
  useResult.setState({ result: { is: "shown", state: cohort({}), question } });
  await attempt(async () => {
    throw new Error("The cohort could not be stored.");
  });
  expect(useResult.getState()).toMatchObject({ result: { is: "shown" }, problem: expect.stringContaining("could not be stored") });
  await attempt(async () => undefined);
  expect(useResult.getState().problem).toBe(null);
});

test("a cohort that is cancelled while it starts says so, and stays cancelled", async () => {
  const starting = checkCohort(question);
  expect(useResult.getState().result).toEqual({ is: "starting", before: null });
  await cancelCohort();
  expect(await starting).toBe(false);
  expect(useResult.getState().result).toEqual({ is: "refused", problem: cohortsLabels.cancelledBefore });
});
