import { expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import { causeSentence, commonAnswers, compareEntries, comparisonMarkdown } from "./entry-comparison.ts";
import type { HistoryEntry } from "./history-entry.ts";

function entryOf(id: string, changes: Parameters<typeof createHistoryEntry>[1] = {}): HistoryEntry {
  const entry = createHistoryEntry(id, changes);
  const row = { endpoint: "check_gate", status: 200, isLogging: false, word: "Pass" } as HistoryEntry["row"]; // only what is compared
  return { ...entry, row };
}

const body = (value: boolean) => JSON.stringify({ name: "checkout_v2", value, rule_id: value ? "r1" : "default" });
const outcome = (value: boolean) =>
  ({ ...createHistoryEntry("x").exchange.outcome, body: body(value) }) as HistoryEntry["exchange"]["outcome"];
const a = entryOf("a", {
  context: { tier: "production", user: { userID: "u-1", country: "DE", custom: { plan: "gold" }, privateAttributes: { vip: "not kept" } } },
  exchange: { outcome: outcome(false) },
  answers: [answerWith({ name: "checkout_v2", state: "fail", because: "no rule matched" })],
});
const b = entryOf("b", {
  context: { user: { userID: "u-1", custom: { plan: "free" } } },
  exchange: { outcome: outcome(true) },
  answers: [answerWith({ name: "checkout_v2", state: "pass", because: "rule 2 matched" })],
});
const sides = [
  { entry: a, answer: a.answers[0] ?? null },
  { entry: b, answer: b.answers[0] ?? null },
] as const;

it("names what differs in answer, user, response and request, first those that differ", () => {
  const facts = compareEntries(...sides).map(({ title, facts: all }) => [
    title,
    ...all.map(({ label, isSame }) => `${isSame ? "=" : "≠"}${label}`),
  ]);
  expect(facts).toEqual([
    ["Answer", "≠Answer", "≠Reason", "=Name"],
    ["User and tier", "≠tier", "≠country", "≠plan", "=project", "=key", "=userID"],
    ["Response", "≠value", "≠rule_id", "=name"],
    ["Request", "=endpoint", "=status", "=exposures", "=gateName"],
  ]);
});

it("never contains values of private attributes", () => {
  expect(JSON.stringify(compareEntries(...sides))).not.toContain("vip");
});

it("compares the answers to the same name, if both have one", () => {
  const several = { answers: [answerWith({ name: "dark_mode" }), answerWith({ name: "checkout_v2" })] };
  expect(commonAnswers(several, b).map((answer) => answer?.name)).toEqual(["checkout_v2", "checkout_v2"]);
  expect(commonAnswers({ answers: [] }, b).map((answer) => answer?.name)).toEqual([undefined, "checkout_v2"]);
});

it("says the cause in one sentence, which Markdown has above the table", () => {
  const cause = { parts: [{ part: { kind: "tier" }, reference: "production", compared: "staging" }] } as const;
  const sentence = causeSentence({ is: "found", cause }, a.answers[0] ?? null);
  expect(sentence).toBe("B differs because the tier is staging, not production. With that of A, B has Fail too.");
  const text = comparisonMarkdown({ title: "Fail → Pass", sentence, names: ["12:04", "12:09"], groups: compareEntries(...sides) });
  expect(text.split("\n").slice(0, 9)).toEqual([
    "**Fail → Pass**",
    "",
    sentence,
    "",
    "| What | A: 12:04 | B: 12:09 |",
    "| --- | --- | --- |",
    "| Answer | Fail | Pass |",
    "| Reason | no rule matched | rule 2 matched |",
    "| tier | production | staging |",
  ]);
  expect(text).toContain("| country | DE | missing |");
});
