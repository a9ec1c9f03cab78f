import { expect, it } from "vitest";
import type { HistoryAction, HistoryRow } from "#shared/domain/history/history-entry.ts";
import { type HistoryLine, historyLines, keyAfterRemoval, moveInList, type RemovableLine } from "./history-lines.ts";

const now = new Date(2026, 10, 23, 12, 0, 0).getTime();
const action = (actionId: string, requests: number, atMs = now, matching = requests) =>
  ({ actionId, requests, matching, newest: { exchangeId: `${actionId}-newest`, atMs } }) as HistoryAction; // only what the list reads
const rows = (...ids: string[]) => ids.map((exchangeId) => ({ exchangeId })) as HistoryRow[];
const text = (line: HistoryLine) => (line.is === "day" ? line.title : line.is === "more" ? `${line.count} more` : line.key);
const keysOf = (lines: readonly HistoryLine[]) => lines.map(text);

it("puts a heading before the first action of each day", () => {
  const actions = [
    action("c", 1, new Date(2026, 10, 23, 0, 0, 1).getTime()),
    action("b", 2, new Date(2026, 10, 22, 23, 59, 59).getTime()),
    action("a", 1, new Date(2026, 10, 22, 8, 0, 0).getTime()),
  ];
  expect(keysOf(historyLines(actions, new Map(), now))).toEqual(["Today", "c-newest", "Yesterday", "action b", "a-newest"]);
});

it("lists the requests of an unfolded action below it, and how many are not loaded", () => {
  const unfolded = new Map([
    ["a", rows("a2", "a1")],
    ["single", rows("single-newest")],
  ]);
  expect(keysOf(historyLines([action("a", 68, now, 5), action("single", 1)], unfolded, now))).toEqual([
    "Today",
    "action a",
    "a2",
    "a1",
    "3 more",
    "single-newest",
  ]);
});

it("lists an action that is on two pages once, in its first place", () => {
  expect(keysOf(historyLines([action("a", 2), action("b", 2), action("a", 2)], new Map(), now))).toEqual(["Today", "action a", "action b"]);
});

it("moves, unfolds and folds with the keys of a tree", () => {
  const actions = [action("a", 2), action("b", 1)];
  const folded = historyLines(actions, new Map(), now);
  const unfolded = historyLines(actions, new Map([["a", rows("a2", "a1")]]), now);
  expect(moveInList(folded, "action a", "ArrowRight")).toEqual({ to: "unfold", actionId: "a" });
  expect(moveInList(folded, "action a", "Enter")).toEqual({ to: "unfold", actionId: "a" });
  expect(moveInList(folded, "action a", "ArrowLeft")).toBeNull();
  expect(moveInList(folded, "b-newest", "ArrowRight")).toBeNull();
  expect(moveInList(folded, "b-newest", "Enter")).toEqual({ to: "open", key: "b-newest" });
  expect(moveInList(unfolded, "action a", "ArrowRight")).toEqual({ to: "select", key: "a2" });
  expect(moveInList(unfolded, "a1", "ArrowLeft")).toEqual({ to: "select", key: "action a" });
  expect(moveInList(unfolded, "action a", "ArrowLeft")).toEqual({ to: "fold", actionId: "a" });
  expect(moveInList(unfolded, "a1", "ArrowDown")).toEqual({ to: "select", key: "b-newest" });
  expect(moveInList(unfolded, "action a", "ArrowUp")).toEqual({ to: "select", key: "action a" });
  expect(moveInList(unfolded, null, "End")).toEqual({ to: "select", key: "b-newest" });
  expect(moveInList(unfolded, "a1", "a")).toBeNull();
  expect(moveInList(unfolded, "action a", "x")).toEqual({ to: "mark", actionId: "a" });
  expect(moveInList(unfolded, "a1", "x")).toBeNull();
});

it("removes with Delete what is selected, and then selects the line below it, or else the one above", () => {
  const lines = historyLines([action("a", 2), action("b", 1)], new Map([["a", rows("a2", "a1")]]), now);
  const line = (key: string) => lines.find((each) => each.key === key) as RemovableLine;
  expect(moveInList(lines, "a1", "Delete")).toEqual({ to: "remove", line: line("a1") });
  expect(moveInList([], null, "Delete")).toBeNull();
  expect(["action a", "a2", "a1", "b-newest"].map((key) => keyAfterRemoval(lines, line(key)))).toEqual([
    "b-newest",
    "a1",
    "b-newest",
    "a1",
  ]);
});
