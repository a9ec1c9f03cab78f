import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameProblem, namesProblem, nearNames, parseNames } from "./names.ts";

describe("a name", () => {
  it.each([
    ["gate", "new_user onboarding-2.0"],
    ["config", "checkout.flow"],
    ["layer", "x"],
    ["layer", "anything/goes: here"],
    ["ranked", "product recommendation-bandit"],
  ] as const)("of a %s may be %j", (kind, name) => {
    expect(nameProblem(kind, name)).toBeNull();
  });

  it.each([
    ["gate", "", "Type the name of a gate first."],
    ["layer", "  ", "Type the name of a layer first."],
    ["gate", "x", "The name of a gate has 2 to 100 characters; this one has 1."],
    ["config", "x".repeat(101), "The name of a dynamic config has 2 to 100 characters; this one has 101."],
    ["gate", "segment:staff", "The name of a gate may contain letters, digits, blanks, _, - and .; this one contains “:”."],
    ["gate", "two\nlines", "The name of a gate may contain letters, digits, blanks, _, - and .; this one contains a line break."],
    ["experiment", "smile 😀", "The name of an experiment may contain letters, digits, blanks, _, - and .; this one contains “😀”."],
    ["ranked", "with.dot", "The name of a ranked list may contain letters, digits, blanks, _ and -; this one contains “.”."],
  ] as const)("of a %s may not be %j", (kind, name, problem) => {
    expect(nameProblem(kind, name)).toBe(problem);
  });
});

describe("several names", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => `gate_${index}`);

  it("are at least one and at most a hundred, each counted once", () => {
    expect(namesProblem("gate", [])).toBe("Type the name of a gate first.");
    expect(namesProblem("gate", [...hundred, "gate_1"])).toBeNull();
    expect(namesProblem("gate", [...hundred, "gate_100"])).toBe(
      "Statsig takes at most 100 names at once; these are 101. Check up to 100 at a time.",
    );
  });

  it("are separated by commas and new lines, because blanks are part of a name", () => {
    expect(parseNames(" new checkout, apple_pay;\r\n\n gift cards,,apple_pay\n")).toEqual(["new checkout", "apple_pay", "gift cards"]);
  });

  it("come back from the text that they were joined into", () => {
    const name = fc.stringMatching(/^[a-zA-Z0-9_.-][a-zA-Z0-9_. -]{0,20}[a-zA-Z0-9_.-]$/);
    fc.assert(
      fc.property(fc.uniqueArray(name), fc.constantFrom(",", ", ", "\n", "\r\n", ";"), (names, separator) => {
        expect(parseNames(names.join(separator))).toEqual(names);
      }),
    );
  });
});

describe("near names", () => {
  const known = ["checkout_redesign", "checkout_v2", "apple_pay", "gift_cards", "loyalty_program"];

  it.each([
    ["checkout_redesing", ["checkout_redesign"]],
    ["Apple-Pay", ["apple_pay"]],
    ["checkout", ["checkout_redesign", "checkout_v2"]],
    ["gift cards", ["gift_cards"]],
    ["something_else_entirely", []],
  ])("of %j are %j", (name, near) => {
    expect(nearNames(name, known)).toEqual(near);
  });

  it("never hold the name itself", () => {
    expect(nearNames("apple_pay", known)).toEqual([]);
  });
});
