import { describe, expect, it } from "vitest";
import { changedLines } from "./changed-lines.ts";
import { withExpectation, withTest } from "./edit-suite.ts";
import { readSuite } from "./read-suite.ts";

const text = `# targeting of the checkout
rules: { file: definitions.json }   # committed
tests:
  # the pilot
  - gate: checkout_v2
    user: { userID: u-1, country: DE }
    expect: pass      # agreed in May
    because: Germany pilot
  - { gate: apple_pay, user: { userID: u-2 }, expect: fail, because: default }
# the end
`;

describe("accepting an answer", () => {
  it("changes the expectation and keeps comments, order and form", () => {
    const changed = withExpectation(text, 0, { expect: "fail", because: null });
    expect(changed).toBe(text.replace("expect: pass ", "expect: fail ").replace("    because: Germany pilot\n", ""));
    expect(changedLines(text, changed)).toEqual({
      line: 7,
      lines: [
        { sign: "-", text: "    expect: pass      # agreed in May" },
        { sign: "+", text: "    expect: fail      # agreed in May" },
        { sign: "-", text: "    because: Germany pilot" },
      ],
    });
  });

  it("changes a test in one line", () => {
    expect(withExpectation(text, 1, { expect: { group: "Control" }, because: null })).toBe(
      text.replace("expect: fail, because: default }", "expect: { group: Control } }"),
    );
    expect(withExpectation(text, 1, { expect: null, because: "Beta: 2" })).toBe(text.replace("because: default", 'because: "Beta: 2"'));
  });

  it("changes JSON, digit for digit", () => {
    const json = '{"rules":{"file":"d.json"},"tests":[{"gate":"a","user":{"userID":174322306148984899},"expect":"pass"}]}';
    const changed = withExpectation(json, 0, { expect: "fail", because: null });
    expect(changed).toContain("174322306148984899");
    expect(changed).toContain('"expect": "fail"');
  });
});

describe("adding a test", () => {
  it("appends it in the form of the list, before what follows", () => {
    const changed = withTest(text, { gate: "gift_cards", user: "lena", expect: "pass" });
    expect(changed).toBe(text.replace("# the end\n", "  - gate: gift_cards\n    user: lena\n    expect: pass\n# the end\n"));
    expect(readSuite(changed)).toMatchObject({ testLines: [5, 9, 10] });
  });

  it("ends a file that has no last newline", () => {
    const open = "rules: { file: d.json }\ntests:\n- { gate: a, user: { userID: u }, expect: pass }";
    expect(withTest(open, { gate: "b", user: "c", expect: "fail" })).toBe(`${open}\n- gate: b\n  user: c\n  expect: fail\n`);
  });
});
