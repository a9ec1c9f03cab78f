import { describe, expect, it } from "vitest";
import type { ComparisonRow } from "../comparison/compare-request.ts";
import type { Cause, ComparedAnswer } from "../comparison/comparison.ts";
import { djb2 } from "../evaluation/name-hash.ts";
import type { JsonObject, JsonValue } from "../json/json.ts";
import type { PageUser } from "../user/pasted/page-copy.ts";
import { readPageAnswers } from "./page-answers.ts";
import { comparePage, type EvaluatedAnswers, groupPageRows } from "./page-comparison.ts";
import { causeTitle, pageBecause, pageLead, reloadSentence } from "./page-import-text.ts";
import { userOfValues } from "./values-user.ts";

const nowMs = Date.UTC(2026, 10, 29, 14, 0);
const times = { editTimes: [], nowMs, valuesMs: null };
const gate = (name: string, value: boolean) => [djb2(name), { name: djb2(name), value, rule_id: "r", secondary_exposures: [] }];
const gateNames = ["by_field", "by_rules", "by_override", "by_ids", "by_nobody", "the_same"];
const known = [...gateNames.map((name) => ({ kind: "gate" as const, name })), { kind: "config" as const, name: "prices" }];

function pageUser(overrides: JsonObject | null = null): PageUser {
  const config = { name: djb2("prices"), value: { eur: 1 }, rule_id: "r", group: "r", secondary_exposures: [] };
  const values: JsonObject = {
    ...{ has_updates: true, time: nowMs, hash_used: "djb2", layer_configs: {} },
    feature_gates: Object.fromEntries([...gateNames.map((name) => gate(name, false)), gate("of_another_project", true)]),
    dynamic_configs: { [djb2("prices")]: config },
  };
  return { user: { userID: "u" }, isCached: false, hasOnlyIds: false, values, receivedAtMs: nowMs, keyEnd: null, overrides, lost: [] };
}

const answer = (value: JsonValue): ComparedAnswer => ({
  ...{ state: value === true ? "pass" : value === false ? "fail" : "value", value, groupName: null },
  ...{ allocatedExperiment: null, ruleId: "r", unknownReasons: [] },
});
const fieldCause: Cause = { parts: [{ part: { kind: "field", path: ["country"] }, compared: "DE" }] };

function evaluated(
  name: string,
  [atCopy, now, reloaded]: [JsonValue, JsonValue, JsonValue],
  causes: readonly Cause[] = [],
): EvaluatedAnswers {
  const row: ComparisonRow = { kind: "gate", name, answers: [], differences: [{ result: "differs", causes, isComplete: true, tried: [] }] };
  return { row, atCopy: answer(atCopy), now: answer(now), reloaded: answer(reloaded) };
}

const world: Record<string, EvaluatedAnswers> = {
  by_field: evaluated("by_field", [false, true, false], [fieldCause]),
  by_rules: evaluated("by_rules", [true, true, true]),
  by_override: evaluated("by_override", [false, false, false]),
  by_ids: {
    ...evaluated("by_ids", [true, true, true]),
    forValues: { answer: answer(false), idTypes: ["stableID"] },
  },
  by_nobody: evaluated("by_nobody", [false, true, false]),
  the_same: evaluated("the_same", [false, false, false]),
  prices: evaluated("prices", [{ eur: 1 }, { eur: 1 }, { eur: 1 }]),
};

function compared(overrides: JsonObject | null, rulesThen: "now" | "not_kept") {
  const read = readPageAnswers(pageUser(overrides), known);
  if (read.kind !== "read") throw new Error(read.because);
  return { unknownNames: read.unknownNames, rows: comparePage(read.answers, ({ name }) => world[name], rulesThen) };
}

describe("a page's answers", () => {
  it("differ because of its user, older rules, an override, or for a reason that is not known here", () => {
    const { rows, unknownNames } = compared({ gate: { [djb2("by_override")]: true }, dynamicConfig: { prices: { eur: 1 } } }, "not_kept");
    expect(unknownNames).toBe(1);
    expect(rows.map(({ name, result, cause, isClearedByReload }) => [name, result, cause?.kind ?? null, isClearedByReload])).toEqual([
      ["by_field", "differs", "parts", false],
      ["by_rules", "differs", "older_values", true],
      ["by_override", "differs", "override", false],
      ["by_ids", "differs", "other_ids", false],
      ["by_nobody", "differs", "unexplained", false],
      ["the_same", "same", null, false],
      ["prices", "same", null, false],
    ]);
    expect(groupPageRows(rows).map(({ cause }) => causeTitle(cause, times).title)).toEqual([
      "country is not set on the page",
      "Rules changed since",
      "The page overrides the answer",
      "Its values were made for another stableID",
      "Not explained by its user and the rules",
    ]);
    expect(pageLead(rows, "Lena")).toBe("5 of 7 answers on the page differ from what Lena gets now");
    expect(pageBecause(rows, "Lena")).toMatch(/^1 because its user differs, 1 because its values are from before the rules changed, /);
    expect(reloadSentence(rows, false)).toBe("Reloading the page would clear 1 of the 5. The other 4 would stay.");
  });

  it("can be of values that were made for other IDs than those of the page", () => {
    const user = { userID: "u", country: "DE", customIDs: { stableID: "page" } };
    const madeFor = (evaluated_keys: JsonObject) => userOfValues({ user, values: { evaluated_keys } });
    expect(madeFor({ userID: "u" })).toEqual({ user: { userID: "u", country: "DE" }, idTypes: ["stableID"] });
    expect(madeFor({ userID: "v", stableID: "page" })).toMatchObject({
      user: { userID: "v", customIDs: { stableID: "page" } },
      idTypes: ["userID"],
    });
    expect([madeFor({ userID: "u", customIDs: { stableID: "page" } }), userOfValues({ user, values: {} })]).toEqual([null, null]);
  });

  it("are not said to be older while the rules are those of now", () => {
    const { rows } = compared(null, "now");
    expect(rows.find(({ name }) => name === "by_rules")?.cause).toEqual({ kind: "unexplained", tried: [] });
  });

  it("that are all the same are said to be", () => {
    const rows = compared(null, "now").rows.filter(({ result }) => result === "same");
    expect([pageLead(rows, "Lena"), pageBecause(rows, "Lena"), reloadSentence(rows, false)]).toEqual([
      "All 3 answers are the same for Lena now",
      "The page has what Lena gets by the rules of now.",
      null,
    ]);
  });

  it("cannot be read from a response of another form", () => {
    expect(readPageAnswers({ ...pageUser(), values: { feature_gates: [] } }, known).kind).toBe("none");
    expect(readPageAnswers({ ...pageUser(), values: null }, known).kind).toBe("none");
  });
});
