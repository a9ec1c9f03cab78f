import { describe, expect, test } from "vitest";
import type { ConditionTrace } from "#shared/domain/explanation/explanation.ts";
import { bucketWith, conditionWith, traceWith } from "#tests/fakes/explanation.ts";
import { type ConditionCell, conditionInShort, conditionText } from "./condition-text.ts";

/** Returns the row as one line: `country | DE | any of US, CA`. */
function line(condition: ConditionTrace): string {
  const { verb, subject, has, isPrivate, source, operator, wants } = conditionText(condition);
  const cell = (content: ConditionCell) => (content.is === "lamp" ? content.word : content.text);
  return [
    [verb, subject],
    [isPrivate ? "🔒" : null, cell(has), source === null ? null : `(${source})`],
    [operator, cell(wants)],
  ]
    .map((column) => column.filter(Boolean).join(" "))
    .join(" | ");
}

describe("a condition on a field", () => {
  test("is shown with the user's value and the target", () => {
    expect(line(conditionWith())).toBe("country | DE | any of US, CA");
    expect(line(conditionWith({ isPresent: false, value: null, valueSource: "missing" }))).toBe("country | not set | any of US, CA");
  });

  test("names the source of a value that does not come from the field itself", () => {
    const country = { field: "country", target: ["US"] };
    expect(line(conditionWith({ ...country, valueSource: "ip", type: "ip_based" }))).toBe("country | DE (from the IP address) | any of US");
    expect(line(conditionWith({ field: "newUser", valueSource: "custom", valueKey: "newuser", value: true, target: ["true"] }))).toBe(
      "newUser | true (custom as newuser) | any of true",
    );
    const spend = { field: "lifetime_spend", valueSource: "private", operator: "gte", value: 410, target: 1000 } as const;
    expect(line(conditionWith(spend))).toBe("lifetime_spend | 🔒 410 (private) | at least 1000");
  });

  test("shows an empty text, a missing value and any value differently", () => {
    expect(line(conditionWith({ value: "", operator: "eq", target: null }))).toBe("country | “” (empty) | not set");
    expect(line(conditionWith({ operator: "neq", target: null }))).toBe("country | DE | anything");
  });

  test("shows times in UTC, regardless of the local time zone", () => {
    const at = Date.UTC(2026, 11, 24, 18, 0);
    const clock = { type: "current_time", field: null, operator: "after", value: at, target: at + 1, valueSource: "clock" } as const;
    expect(line(conditionWith(clock))).toBe("the time | 2026-12-24 18:00 UTC | after 2026-12-24 18:00 UTC");
  });

  test("shows the first of many target values in the row, and returns all of them", () => {
    const words = conditionText(conditionWith({ target: Array.from({ length: 5_000 }, (_, at) => `id-${at}`) }));
    expect(words.wants).toEqual({ is: "value", text: "id-0, id-1, id-2, id-3 and 4,996 more" });
    expect(words.allWanted).toHaveLength(5_000);
  });

  test("shows an unknown operator unchanged", () => {
    expect(line(conditionWith({ operator: "url_matches", result: "unknown" }))).toBe("country | DE | url_matches US, CA");
    expect(line(conditionWith({ operator: "constructor", target: "x" }))).toBe("country | DE | constructor x");
  });
});

describe("a condition on a gate", () => {
  const gate = (facts: Partial<ConditionTrace>) =>
    conditionWith({
      type: "pass_gate",
      operator: null,
      field: null,
      target: "loyalty_program",
      valueSource: "none",
      isPresent: false,
      ...facts,
    });

  test("has different texts for gates, segments and holdouts", () => {
    expect(line(gate({ nested: traceWith({ name: "loyalty_program" }) }))).toBe("passes loyalty_program | Fail | Pass");
    expect(line(gate({ type: "fail_gate", nested: traceWith({ name: "fraud_watch" }), result: "met" }))).toBe(
      "fails fraud_watch | Fail | Fail",
    );
    const segment = traceWith({ name: "segment:staff", entity: "segment", value: true });
    expect(line(gate({ target: "segment:staff", nested: segment }))).toBe("in staff | member | member");
    const holdout = traceWith({ name: "autumn_holdout", entity: "holdout" });
    expect(line(gate({ target: "autumn_holdout", nested: holdout }))).toBe("held back by autumn_holdout | not held back | held back");
  });

  test("shows that a gate does not exist, was not evaluated, or is unknown", () => {
    expect(line(gate({ nested: traceWith({ name: "gone", outcome: "missing" }) }))).toBe("passes gone | does not exist | Pass");
    expect(line(gate({ result: "not_evaluated" }))).toBe("passes loyalty_program | not evaluated | Pass");
    expect(line(gate({ nested: traceWith({ value: null, outcome: "unknown" }), result: "unknown" }))).toBe(
      "passes invite_friends | Unknown | Pass",
    );
  });
});

test("a condition on several gates names them, and the one that met it", () => {
  const gates = conditionWith({ type: "multi_pass_gate", operator: null, target: ["a", "b"], result: "not_met" });
  expect(line(gates)).toBe("passes any of a, b | Fail | Pass");
  const passing = { ...gates, result: "met", nested: traceWith({ name: "b", value: true }) } as const;
  expect(line(passing)).toBe("passes any of a, b | Pass (b) | Pass");
  expect(line({ ...gates, type: "multi_fail_gate" })).toBe("fails any of a, b | Pass | Fail");
  expect(line({ ...gates, result: "not_evaluated" })).toBe("passes any of a, b | not evaluated | Pass");
});

test("a bucket is shown as a percentage or a slot", () => {
  const group = bucketWith({ bucket: 757, of: 1000, cutOff: 500 });
  expect(line(conditionWith({ type: "user_bucket", operator: "lt", field: null, target: 500, bucket: group }))).toBe(
    "place among the groups | 75.7 % (by userID) | below 50 %",
  );
  const slot = bucketWith({ bucket: 810, of: 1000, cutOff: null, slotCount: 300 });
  expect(line(conditionWith({ type: "user_bucket", operator: "none", field: null, target: { "4": true }, bucket: slot }))).toBe(
    "slot in the layer | slot 810 (by userID) | none of 300 slots",
  );
});

test("a folded rule has a short text for each condition", () => {
  expect(conditionInShort(conditionWith())).toBe("country any of US, CA");
  expect(conditionInShort(conditionWith({ type: "pass_gate", operator: null, target: "checkout_v2" }))).toBe("passes checkout_v2");
});
