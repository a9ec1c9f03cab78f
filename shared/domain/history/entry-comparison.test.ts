import { expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { createHistoryEntry } from "#tests/fakes/history-entry.ts";
import {
  causeSentence,
  commonAnswers,
  compareEntries,
  comparisonMarkdown,
  factText,
  requestsToCompare,
  sidesWithoutAnswer,
} from "./entry-comparison.ts";
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

it("names what decided instead of the reason, and says where no place was needed", () => {
  const [one, other] = sides;
  const groups = compareEntries(
    { ...one, decision: { decidedBy: "no rule matched", place: null } },
    { ...other, decision: { decidedBy: "rule 2", place: { idType: "userID", text: "39.48 %, inside 50 %" } } },
  );
  const text = comparisonMarkdown({ title: "", sentence: "", names: ["", ""], groups });
  expect(text).toContain("| Decided by | no rule matched | rule 2 |\n| Place by userID | not checked | 39.48 %, inside 50 % |");
  expect(text).not.toContain("Reason");
});

it("compares the requests of two actions for the same name and user, the newest first", () => {
  const row = (name: string, userLabel: string, nameCount = 1) => ({ kind: "gate", name, userLabel, nameCount }) as const;
  const pair = requestsToCompare([row("dark_mode", "Lena"), row("checkout", "Lena")], [row("checkout", "Mia"), row("checkout", "Lena")]);
  expect(pair).toEqual([row("checkout", "Lena"), row("checkout", "Lena")]);
  expect(requestsToCompare([row("a", "Lena"), row("b", "Lena")], [row("b", "Mia")])).toEqual([row("b", "Lena"), row("b", "Mia")]);
  expect(requestsToCompare([row("a", "Lena")], [row("b", "Mia")])).toEqual([row("a", "Lena"), row("b", "Mia")]);
});

it("says the cause in one sentence, which Markdown has above the table", () => {
  const cause = { parts: [{ part: { kind: "tier" }, reference: "production", compared: "staging" }] } as const;
  const sentence = causeSentence({ is: "found", cause }, a.answers[0] ?? null);
  expect(sentence).toBe("B differs because the tier is staging, not production. With that of A, B fails too.");
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

it("tells an empty text from a missing value", () => {
  expect([factText(""), factText(undefined), factText("DE"), factText(["DE"])]).toEqual(["empty text", "missing", "DE", '["DE"]']);
});

it("says which of two answers is none, instead of a cause in the rules or the user", () => {
  const [pass, refused] = [{ state: "pass" }, { state: "refused" }] as const;
  const sentence = (...[one, other]: Parameters<typeof sidesWithoutAnswer>) => {
    const without = sidesWithoutAnswer(one, other);
    return without === null ? null : causeSentence({ is: "no_answer", without }, null);
  };
  expect(sentence(pass, { state: "unreached" })).toBe("B has no answer, so there is nothing to compare.");
  expect(sentence(refused, pass)).toBe("A has no answer, so there is nothing to compare.");
  expect(sentence(refused, refused)).toBe("Neither has an answer, so there is nothing to compare.");
  expect(sentence(pass, { state: "not_found" })).toBeNull();
});
