import { expect, it } from "vitest";
import type { HistoryAction, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { actionCounts, actionSubject, actionTime, actionTitle, consoleReadText, pinnedTogether } from "./history-labels.ts";

// Only what a label reads.
const newest = { purpose: "check", kind: "gate", endpoint: "check_gate", userLabel: "Lena", tier: "staging", note: "" } as HistoryRow;
const action = (changes: Partial<HistoryAction>): HistoryAction => ({
  actionId: "a",
  newest: { ...newest, tags: [] },
  requests: 68,
  matching: 68,
  names: 116,
  kinds: 1,
  unanswered: 0,
  users: 1,
  startedAtMs: 0,
  elapsedMs: 2400,
  isEverything: false,
  isLogging: false,
  isPinned: false,
  ...changes,
});

it("names an action by what it did", () => {
  expect(actionTitle(action({}))).toBe("Check 116 gates");
  expect(actionTitle(action({ kinds: 3 }))).toBe("Check 116 names");
  expect(actionTitle(action({ isEverything: true, names: 1 }))).toBe("Check everything");
  expect(actionTitle(action({ newest: { ...newest, purpose: "send", endpoint: "log_event" } }))).toBe("Send events");
});

it("names the users of an action and its tier; a recording can have several tiers", () => {
  const { newest: imported } = action({ newest: { ...newest, purpose: "imported" } });
  expect(actionSubject(action({ users: 4 }))).toBe("4 users, staging");
  expect(actionSubject(action({ newest: imported, users: 4 }))).toBe("4 users");
  expect(actionSubject(action({ newest: imported, requests: 1 }))).toBe("Lena, staging");
});

it.each([
  ["overrides?userId=u-1&idType=userID", [], "Overrides of an ID in Acme were"],
  ["gates/beta/versions?limit=25&page=1", ["beta"], "Versions of beta in Acme were"],
  ["gates/overrides", ["overrides"], "Rule names of overrides in Acme were"],
])("says what was read from the console: %s", (path, names, beginning) => {
  const url = `https://statsigapi.net/console/v1/${path}`;
  expect(consoleReadText({ url }, { names, projectName: "Acme" })).toMatch(new RegExp(`^${beginning} read from the Statsig console\\.`));
});

it("says how many requests it made, how many match a search, and how many brought no answer", () => {
  expect(actionCounts(action({}))).toBe("68 requests");
  expect(actionCounts(action({ matching: 1 }))).toBe("1 of 68 requests found");
  expect(actionCounts(action({ unanswered: 2 }))).toBe("68 requests, 2 without an answer");
  expect(actionCounts(action({ unanswered: 68 }))).toBe("68 requests, none answered");
});

it("says from when to when imported requests were recorded, and when any other action began", () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 5, 9).getTime();
  const timeOf = (purpose: HistoryRow["purpose"], from: number, to: number) =>
    actionTime(action({ newest: { ...newest, purpose, atMs: to }, startedAtMs: from }), at(30, 22));
  expect(timeOf("imported", at(19, 12), at(21, 14))).toBe("19 November at 12:05:09 to 21 November at 14:05:09");
  expect(timeOf("imported", at(29, 12), at(30, 14))).toBe("Yesterday at 12:05:09 to today at 14:05:09");
  expect(timeOf("imported", at(30, 12), at(30, 14))).toBe("Today at 12:05:09 to 14:05:09");
  expect(timeOf("imported", at(30, 12), at(30, 12))).toBe("Today at 12:05:09");
  expect(timeOf("everything", at(30, 12), at(30, 14))).toBe("Today at 12:05:09");
});

it("says what is pinned together with a request", () => {
  expect(pinnedTogether(action({ requests: 1 }))).toBe("");
  expect(pinnedTogether(action({}))).toBe(", with all 68 requests of the action");
  expect(pinnedTogether(action({ newest: { ...newest, purpose: "imported" } }))).toBe(", with all 68 requests of the import");
});
