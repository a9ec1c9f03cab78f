import { expect, test } from "vitest";
import { conditionWith, traceWith } from "#tests/fakes/explanation.ts";
import { readJson } from "../json/read-json.ts";
import { describeCondition, formatBucket, formatRuleNumber } from "./explanation-text.ts";

const condition = conditionWith();
const bucket = {
  idType: "userID",
  unitId: "u1",
  bucket: 937,
  of: 1_000,
  cutOff: null,
  slotCount: 400,
  isMissing: false,
  isIn: false,
} as const;

test("describes a condition by the user's value and the target", () => {
  expect(describeCondition(condition)).toBe("country is DE, expected US or CA");
  expect(describeCondition({ ...condition, isPresent: false, value: null })).toBe("country is missing, expected US or CA");
});

test("says how a number is read that Statsig compares in another form", () => {
  const plan = { ...condition, field: "plan", target: [readJson("9007199254740993")] };
  const large = { ...plan, value: readJson("9007199254740993") };
  expect(describeCondition(large)).toBe("plan is 9007199254740993 (read as 9007199254740992), expected 9007199254740993");
  expect(describeCondition({ ...plan, value: readJson("1.0") })).toBe("plan is 1.0 (read as 1), expected 9007199254740993");
  expect(describeCondition({ ...plan, operator: "gt", value: readJson("1.0"), target: 3 })).toBe("plan is 1.0, expected more than 3");
  expect(describeCondition({ ...plan, operator: "lt", value: readJson("1e400"), target: 3 })).toBe(
    "plan is 1e400 (read as an infinite number), expected less than 3",
  );
});

test("shows a version without quotes, although it looks like a number", () => {
  const version = { ...condition, field: "browser_version", operator: "version_gte", value: "126.0", target: "110" };
  expect(describeCondition(version)).toBe("browser_version is 126.0, expected version 110 or above");
});

test("describes a layer's slot with the number of slots in the rule", () => {
  const slot = { ...condition, type: "user_bucket", field: "userID", target: {}, bucket };
  expect(describeCondition(slot)).toBe("the slot of this userID is 937 of 1,000, expected one of the 400 that the rule names");
  expect(describeCondition({ ...slot, operator: "none" })).toBe(
    "the slot of this userID is 937 of 1,000, expected none of the 400 that the rule names",
  );
});

test("names the gates of which one is sufficient, and the one that was", () => {
  const gates = { ...condition, type: "multi_pass_gate", target: ["a", "b"] };
  expect(describeCondition({ ...gates, result: "not_met" })).toBe("any of the gates a or b, expected to pass, none passes");
  const nested = traceWith({ name: "b", value: false });
  expect(describeCondition({ ...gates, type: "multi_fail_gate", result: "met", nested })).toBe(
    "any of the gates a or b, expected to fail, b fails",
  );
});

test("names the experiment of a layer's rule, reached or not", () => {
  expect(formatRuleNumber({ number: 2, name: null, groupName: null, delegatesTo: "checkout_button_color" })).toBe(
    "rule 2, for the experiment “checkout_button_color”",
  );
});

test("describes a bucket by its percentage and the cut-off", () => {
  expect(formatBucket({ ...bucket, bucket: 8_045, of: 10_000, cutOff: 5_000, slotCount: null })).toBe(
    "this userID is at 80.45 %, outside the first 50 %",
  );
});
