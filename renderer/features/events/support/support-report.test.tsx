import { QueryClient, QueryClientProvider } from "@tanstack/react-query";
import { useState } from "react";
import { expect, test } from "vitest";
import { caseLabels } from "#renderer/answer/case/case-labels.ts";
import { currentLabels } from "#renderer/answer/current/current-labels.ts";
import type { Outdated } from "#renderer/answer/current/outdated.ts";
import { orpc } from "#renderer/host/client.ts";
import { requestChange } from "#shared/domain/evaluation/request-change.ts";
import type { DefinitionsInfo } from "#shared/domain/explanation/definitions.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { changesSinceKey } from "./support.queries.ts";
import { supportLabels } from "./support-labels.ts";
import { SupportReport } from "./support-report.tsx";
import { type ReportState, SupportStatus } from "./support-status.tsx";

const request = { projectId: "sandbox", keyId: null, tier: "staging", user: { userID: "u-1036" }, userLabel: "Lena", isLogging: false };
const row = {
  kind: "gate" as const,
  name: "checkout_v2",
  answer: answerWith({}),
  primary: null,
  secondary: null,
  written: [],
  writtenCount: 0,
};
const atMs = Date.UTC(2026, 10, 23, 12, 4, 31);
const preview = {
  ...{ userLabel: "Lena", tier: "staging", atMs, method: "checks" as const },
  rows: [row],
  written: [],
  writtenCount: 0,
  problem: null,
};

test("the title counts the answers, not the names that have none", async () => {
  const unknown = { ...row, name: "apple_pay", answer: answerWith({ name: "apple_pay", state: "unknown" }) };
  const page = await renderOnPage(
    <SupportReport
      preview={{ ...preview, rows: [row, unknown] }}
      request={request}
      status={null}
      outdated={null}
      onOpenExchange={() => {}}
    />,
  );
  await expect.element(page.getByRole("heading", { level: 2 })).toHaveTextContent("1 of 2 answered for Lena in staging");
});

test("a report of a project without names and rules says so, and claims nothing about overrides and changes", async () => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const noRules = { isNewest: true, snapshotId: null, snapshots: [], timeMs: null } as unknown as DefinitionsInfo; // what the report reads
  queries.setQueryData(orpc.explain.definitions.queryKey({ input: { projectId: request.projectId } }), noRules);
  const { projectId, tier, user } = request;
  queries.setQueryData(orpc.explain.overrides.queryKey({ input: { projectId, tier, user, snapshotId: null } }), []);
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <SupportReport preview={{ ...preview, rows: [] }} request={request} status={null} outdated={null} onOpenExchange={() => {}} />
    </QueryClientProvider>,
  );
  await expect.element(page.getByText(supportLabels.noneAtAll)).toBeVisible();
  expect(page.getByText(supportLabels.noRules).elements()).toHaveLength(2);
  expect(page.getByText(supportLabels.noLines).elements()).toHaveLength(0);
});

const then = { ...request, userProblem: null };
const now = { ...then, tier: "production" };
const outdatedReport: Outdated = { now, change: requestChange(then, now) ?? expect.fail("no change"), onCheck: () => {} };

test.for<[string, number, Outdated | null, string]>([
  ["changed after the report", atMs + 60_000, null, currentLabels.rulesChanged(formatTimeOrDate(atMs + 60_000, Date.now()))],
  ["are those of the report", atMs - 60_000, null, ""],
  ["changed, of a report that is not current anyway", atMs + 60_000, outdatedReport, ""],
])("says that the rules changed, where they %s", async ([, timeMs, outdated, line]) => {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, staleTime: Number.POSITIVE_INFINITY } } });
  const newest = { isNewest: true, snapshotId: "rules 2", snapshots: [], timeMs } as unknown as DefinitionsInfo; // what the line reads
  queries.setQueryData(orpc.explain.definitions.queryKey({ input: { projectId: request.projectId } }), newest);
  const page = await renderOnPage(
    <QueryClientProvider client={queries}>
      <SupportReport preview={preview} request={request} status={null} outdated={outdated} onOpenExchange={() => {}} />
    </QueryClientProvider>,
  );
  await expect.element(page.getByText("nothing was logged", { exact: false })).toBeVisible();
  expect([...page.container.querySelectorAll("strong")].map(({ textContent }) => textContent).join()).toBe(line);
});

test("what changed since a kept version is compared again once newer rules were read", () => {
  expect(changesSinceKey(request, "kept", "rules 2")).not.toEqual(changesSinceKey(request, "kept", "rules 1"));
});

const states: readonly ReportState[] = [
  { is: "idle" },
  { is: "checking", sinceMs: Date.now(), abort: new AbortController() },
  { is: "failed", problem: "Gatescope does not answer." },
];

/** The report with a button below it that takes the check to its next state. */
function ReportInStates() {
  const [at, setAt] = useState(0);
  const state = states[at] ?? { is: "idle" };
  return (
    <>
      <SupportReport
        preview={preview}
        request={request}
        status={state.is === "idle" ? null : <SupportStatus state={state} onCancel={() => {}} />}
        outdated={null}
        onOpenExchange={() => {}}
      />
      <button type="button" onClick={() => setAt(at + 1)}>
        next state
      </button>
    </>
  );
}

test.for([420, 700, 1080])("nothing of the report moves while a check runs and after it failed, %s px wide", async (widthPx) => {
  const page = await renderOnPage(<ReportInStates />, { widthPx });
  const topOf = (locator: { element: () => Element }) => locator.element().getBoundingClientRect().y;
  const place = () => topOf(page.getByRole("searchbox", { name: supportLabels.filter })) - topOf(page.getByRole("heading", { level: 2 }));
  await expect.element(page.getByRole("button", { name: caseLabels.replyOrSave })).toBeVisible(); // it arrives late
  const before = place();
  await page.getByRole("button", { name: "next state" }).click();
  await expect.element(page.getByRole("button", { name: supportLabels.cancel })).toBeVisible();
  expect(place()).toBe(before);
  await page.getByRole("button", { name: "next state" }).click();
  await expect.element(page.getByRole("alert")).toBeVisible();
  expect(place()).toBe(before);
});
