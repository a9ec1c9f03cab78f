import { expect, test } from "vitest";
import type { HistoryAction, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { formatTimeOfDay } from "#shared/domain/text/format-time.ts";
import { renderOnPage } from "#tests/fakes/render-on-page.tsx";
import { ActionRow, Row } from "./history-rows.tsx";

// Only what a row shows.
const newest = {
  ...{
    purpose: "check",
    kind: "gate",
    endpoint: "check_gate",
    name: "checkout_v2",
    nameCount: 1,
    state: "pass",
    word: "Pass",
    status: 200,
  },
  ...{ userLabel: "Lena", tier: "staging", projectName: "Acme", atMs: Date.UTC(2026, 10, 23, 12), elapsedMs: 84 },
  ...{ isPinned: true, isLogging: true, tags: ["ticket-42"], note: "No badges", exchangeId: "e1" },
} as unknown as HistoryRow;
const action: HistoryAction = {
  ...{ actionId: "a", newest, requests: 68, matching: 68, names: 116, kinds: 1, unanswered: 2, users: 4, startedAtMs: 0, elapsedMs: 2_400 },
  ...{ isEverything: false, isLogging: true, isPinned: true },
};
const line = { id: "a", text: "", isSelected: false, position: { transform: "none" } };

test("a row of the history is read aloud as it is shown, whether it has one request or several", async () => {
  const page = await renderOnPage(
    <div role="tree">
      <ActionRow {...line} lineKey="a" action={action} isUnfolded={false} />
      <Row {...line} id="b" action={{ ...action, requests: 1 }} />
    </div>,
  );
  const time = formatTimeOfDay(newest.atMs);
  const marks = "ticket-42 has a note logged";
  const several = `Check 116 gates 68 requests pinned ${time} ${marks} 4 users, staging · 2 without an answer · Acme 2.4 s`;
  const one = `Pass checkout_v2 pinned ${time} ${marks} check_gate Lena, staging · Acme 84 ms`;
  for (const name of [several, one]) await expect.element(page.getByRole("treeitem", { name, exact: true })).toBeInTheDocument();
});

test("a request that was pasted without user, tier and time shows none of them", async () => {
  const pasted = {
    ...newest,
    purpose: "imported",
    userLabel: "",
    tier: "",
    elapsedMs: 0,
    tags: [],
    note: "",
    isLogging: false,
    isPinned: false,
  };
  const page = await renderOnPage(
    <div role="tree">
      <Row {...line} action={{ ...action, newest: pasted as HistoryRow, requests: 1 }} />
    </div>,
  );
  const name = `Pass checkout_v2 ${formatTimeOfDay(newest.atMs)} imported check_gate Acme`;
  await expect.element(page.getByRole("treeitem", { name, exact: true })).toBeInTheDocument();
});
