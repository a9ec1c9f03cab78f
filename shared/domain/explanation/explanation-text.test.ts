import { expect, test } from "vitest";
import { conditionWith } from "#tests/fakes/explanation.ts";
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

test("a condition is what was found, and what was wanted", () => {
  expect(describeCondition(condition)).toBe("country is DE, expected US or CA");
  expect(describeCondition({ ...condition, isPresent: false, value: null })).toBe("country is missing, expected US or CA");
});

test("a version is no text in quotes, although it reads as a number", () => {
  const version = { ...condition, field: "browser_version", operator: "version_gte", value: "126.0", target: "110" };
  expect(describeCondition(version)).toBe("browser_version is 126.0, expected version 110 or above");
});

test("a slot of a layer is told with how many the rule names", () => {
  const slot = { ...condition, type: "user_bucket", field: "userID", target: {}, bucket };
  expect(describeCondition(slot)).toBe("the slot of this userID is 937 of 1,000, expected one of the 400 that the rule names");
  expect(describeCondition({ ...slot, operator: "none" })).toBe(
    "the slot of this userID is 937 of 1,000, expected none of the 400 that the rule names",
  );
});

test("a layer's rule is told with the experiment that it is for, reached or not", () => {
  expect(formatRuleNumber({ number: 2, name: null, groupName: null, delegatesTo: "checkout_button_color" })).toBe(
    "rule 2, for the experiment “checkout_button_color”",
  );
});

test("a percentage is the first part of a line on which everybody has a place", () => {
  expect(formatBucket({ ...bucket, bucket: 8_045, of: 10_000, cutOff: 5_000, slotCount: null })).toBe(
    "this userID is at 80.45 %, outside the first 50 %",
  );
});
