import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExactNumber } from "../json/exact-number.ts";
import type { JsonObject } from "../json/json.ts";
import { type CaseTable, cohortUsers, expectationRows, type SuiteFiles } from "./expectation-row.ts";
import { type JudgedAnswer, judge } from "./judge.ts";
import { describeGot } from "./judgement.ts";
import { junitReport } from "./junit.ts";
import { readSuite } from "./read-suite.ts";
import { judgeShare } from "./share.ts";
import { suiteJsonSchema, suiteSchemaFile } from "./suite.ts";

const suiteText = `# targeting of the checkout
rules: { file: definitions.json }
users:
  lena: { userID: u-1036, country: DE }
tests:
  - gate: checkout_v2
    user: lena
    expect: pass
    because: Germany pilot
  - experiment: badges
    user: { userID: "\${id}", country: "\${country}" }
    matrix: { country: [US, CA], id: [u-1, u-2] }
    expect: { group: Control }
  - config: shipping_rates
    cases: rates.csv
`;
function suiteOf(text: string) {
  const reading = readSuite(text);
  if ("problems" in reading) throw new Error(JSON.stringify(reading.problems));
  return reading;
}
const filesOf = (cases: [string, CaseTable][], cohorts: [string, JsonObject[]][] = []): SuiteFiles => ({
  cases: new Map(cases),
  cohorts: new Map(cohorts),
});
const tables = filesOf([
  [
    "rates.csv",
    {
      columns: ["userID", "country", "plan", "customIDs.storeID", "value.free.EUR", "because"],
      rows: [
        ["u-1", "DE", "gold", "42", "40", "Euro zone"],
        ["u-2", "", "7", "", "", "default"],
      ],
    },
  ],
]);

describe("a suite of targeting tests", () => {
  it("has one row for each test, combination and case", () => {
    const { suite, testLines } = suiteOf(suiteText);
    const rows = expectationRows(suite, tables);
    expect(testLines).toEqual([6, 10, 14]);
    expect(rows.map(({ title }) => title)).toEqual([
      "gate checkout_v2 for lena",
      "experiment badges for u-1, country = US, id = u-1",
      "experiment badges for u-2, country = US, id = u-2",
      "experiment badges for u-1, country = CA, id = u-1",
      "experiment badges for u-2, country = CA, id = u-2",
      "config shipping_rates for u-1, row 1",
      "config shipping_rates for u-2, row 2",
    ]);
    expect(rows[4]?.user).toEqual({ userID: "u-2", country: "CA" });
    expect(rows[5]).toMatchObject({
      user: { userID: "u-1", country: "DE", custom: { plan: "gold" }, customIDs: { storeID: "42" } },
      expect: { value: { free: { EUR: 40 } } },
      because: "Euro zone",
    });
    expect(rows[6]).toMatchObject({ user: { userID: "u-2", custom: { plan: 7 } }, because: "default" });
  });

  it("keeps the digits of large numbers, in YAML and in JSON", () => {
    const yaml = suiteOf(suiteText.replace("u-1036", "174322306148984899"));
    expect(yaml.suite.users?.lena?.userID).toEqual(new ExactNumber("174322306148984899"));
    const json = suiteOf('{"rules":{"file":"d.json"},"tests":[{"gate":"a","user":{"userID":174322306148984899},"expect":"pass"}]}');
    expect(json.suite.tests[0]?.user).toEqual({ userID: new ExactNumber("174322306148984899") });
  });

  it.each([
    [
      "an unknown key",
      "    because: Germany",
      "    becouse: Germany",
      { line: 9, column: 5, message: "unknown key “becouse”; a similar key is “because”" },
    ],
    [
      "a test without an entity",
      "  - gate: checkout_v2\n",
      "  - name: x\n",
      { line: 6, column: 5, message: expect.stringContaining("name exactly one of gate, config, experiment and layer") },
    ],
    [
      "an expectation that is none",
      "expect: pass",
      "expect: passes",
      {
        line: 8,
        column: 5,
        message: "tests.0.expect: use pass, fail, default, no group, not found, { group: NAME } or { value: { PATH: VALUE } }",
      },
    ],
    [
      "an unknown key inside of an expectation",
      "expect: { group: Control }",
      "expect: { grop: Control }",
      { line: 13, column: 15, message: "unknown key “grop”; a similar key is “group”" },
    ],
    [
      "a reference to what it is in",
      "lena: { userID: u-1036, country: DE }",
      "lena: &lena { userID: u-1036, custom: *lena }",
      { line: 4, column: 41, message: "the reference *lena is inside of what it refers to" },
    ],
    [
      "references that multiply",
      "lena: { userID: u-1036, country: DE }",
      `lena: { userID: u-1036, a: &a [${Array(20).fill("x").join()}], b: &b [${Array(20).fill("*a").join()}], c: [${Array(20).fill("*b").join()}] }`,
      { line: 1, column: 1, message: expect.stringContaining("its references (*name) repeat too much") },
    ],
    [
      "a share in another form",
      "expect: pass\n    because: Germany pilot",
      "cohort: { count: 9 }\n    share: { pass: 10 }",
      { line: 9, column: 14, message: "tests.0.share.pass: write a share as 10 % ± 1" },
    ],
    [
      "a reference to nothing",
      "lena: { userID: u-1036, country: DE }",
      "lena: *base",
      { line: 4, column: 9, message: "the reference *base has no &base before it, to which it refers" },
    ],
    [
      "a matrix without variables",
      "matrix: { country: [US, CA], id: [u-1, u-2] }",
      "matrix: {}",
      { line: 12, column: 5, message: expect.stringContaining("name at least one variable with its values") },
    ],
    [
      "a key that resembles none",
      "    because: Germany pilot",
      "    zzz: 1",
      { line: 9, column: 5, message: expect.stringMatching(/^unknown key “zzz”; here are allowed gate, config, .*, because$/) },
    ],
    ["a syntax error", "user: lena\n", "user: [lena\n", { line: 8, column: expect.any(Number), message: expect.any(String) }],
  ])("names the line and the column of %s", (_what, before, after, problem) => {
    expect(readSuite(suiteText.replace(before, after))).toMatchObject({ problems: expect.arrayContaining([problem]) });
  });

  it("merges what a user has in common with another one, and keeps NO a country", () => {
    const users = "base: &base { country: NO, custom: { plan: gold } }\n  lena: { <<: *base, userID: u-1036 }";
    const { suite } = suiteOf(suiteText.replace("lena: { userID: u-1036, country: DE }", users));
    expect(suite.users?.lena).toEqual({ country: "NO", custom: { plan: "gold" }, userID: "u-1036" });
  });

  it("says in the suite's own words what any wrong value should be", () => {
    const wrong = fc.jsonValue({ maxDepth: 2 });
    const places = ["rules", "tier", "at", "users", "tests", "gate", "user", "expect", "cases", "cohort", "share", "because"];
    fc.assert(
      fc.property(fc.constantFrom(...places), wrong, fc.boolean(), (place, value, isInside) => {
        const test = { gate: "checkout_v2", user: { userID: "u-1" }, expect: isInside ? { [place]: value } : "pass", [place]: value };
        const reading = readSuite(JSON.stringify({ rules: { file: "rules.json" }, tests: [test], [place]: value }));
        const sentences = "problems" in reading ? reading.problems.map(({ message }) => message) : [];
        expect(sentences.filter((sentence) => /invalid input|expected .* received|unrecognized|too (?:small|big)/i.test(sentence))).toEqual(
          [],
        );
      }),
      { numRuns: 300 },
    );
  });

  it("refuses a user, a variable and a file that it does not have", () => {
    const rows = (text: string) => () => expectationRows(suiteOf(text).suite, filesOf([]));
    expect(rows(suiteText.replace("user: lena", "user: lina"))).toThrow("the suite has no user “lina”; it has lena");
    expect(rows(suiteText.replace("id: [u-1, u-2]", "ID: [u-1]"))).toThrow("the matrix has no “id”");
    expect(rows(suiteText)).toThrow("there is no file rates.csv beside the suite");
  });

  it("refuses a case that expects nothing, which could not fail", () => {
    const cases = filesOf([
      [
        "rates.csv",
        {
          columns: ["userID", "expect"],
          rows: [
            ["u-1", "default"],
            ["u-2", ""],
          ],
        },
      ],
    ]);
    expect(() => expectationRows(suiteOf(suiteText).suite, cases)).toThrow("row 2 of the cases says nothing about what is expected");
  });

  it("refuses a file in which a spreadsheet damaged an ID, as its test would be about another user", () => {
    const { suite } = suiteOf(suiteText);
    const ofCases = (userID: string) =>
      filesOf([
        [
          "rates.csv",
          {
            columns: ["userID", "expect"],
            rows: [
              ["u-1", "default"],
              [userID, "default"],
            ],
          },
        ],
      ]);
    expect(() => expectationRows(suite, ofCases("1.74322E+17"))).toThrow(
      "row 2 of the cases: userID is “1.74322E+17”: a spreadsheet shortened this number",
    );
    expect(() => expectationRows(suite, ofCases("#N/A"))).toThrow("row 2 of the cases: userID is “#N/A”, which a spreadsheet shows");
  });

  it("does not let a small file become a huge one", () => {
    const bomb = `a: &a [x,x,x,x,x,x,x,x,x]\n${"bcdefghi"
      .split("")
      .map((name, index) => `${name}: &${name} [${Array(9).fill(`*${"abcdefgh"[index]}`).join(",")}]`)
      .join("\n")}\n`;
    expect(readSuite(bomb)).toMatchObject({ problems: [{ message: expect.stringContaining("its references (*name) repeat too much") }] });
    const huge = suiteText
      .replace("[US, CA]", `[${Array.from({ length: 400 }, (_, n) => n)}]`)
      .replace("[u-1, u-2]", `[${Array.from({ length: 400 }, (_, n) => n)}]`);
    expect(() => expectationRows(suiteOf(huge).suite, tables)).toThrow("the matrix has 160,000 combinations");
  });
});

describe("the shares of a cohort", () => {
  const share = suiteText.replace(
    "user: lena\n    expect: pass\n    because: Germany pilot",
    "user: { country: DE }\n    COHORT\n    share: { pass: 10 % ± 1 }",
  );
  const rowOf = (cohort: string, files = tables) => expectationRows(suiteOf(share.replace("COHORT", cohort)).suite, files)[0];

  it("are one row, for new IDs or the users of a file, with the fields of the test's user", () => {
    const row = rowOf("cohort: { count: 2, id: customIDs.storeID }");
    expect(row).toMatchObject({ title: "gate checkout_v2 for 2 users", share: { pass: "10 % ± 1" }, expect: null });
    expect(row === undefined ? [] : [...cohortUsers(row)]).toEqual([
      { country: "DE", customIDs: { storeID: "u-1" } },
      { country: "DE", customIDs: { storeID: "u-2" } },
    ]);
    const cases: [string, CaseTable][] = [...tables.cases];
    const ofFile = rowOf("cohort: people.csv", filesOf(cases, [["people.csv", [{ userID: "a" }]]]));
    expect(() => rowOf("cohort: people.csv", filesOf(cases, [["people.csv", [{ userID: "1,7E+17" }]]]))).toThrow(
      "row 1 of the cohort: userID",
    );
    expect(ofFile === undefined ? [] : [...cohortUsers(ofFile)]).toEqual([{ country: "DE", userID: "a" }]);
    expect(() => rowOf("cohort: people.csv")).toThrow("there is no file people.csv beside the suite");
  });

  const counts = (pass: number, undecided = 0) => ({
    users: 1000,
    undecided,
    undecidedBecause: "the ID list is missing",
    byAnswer: new Map([["pass", pass]]),
  });

  it.each([
    ["10 % ± 1", 110, 0, "as_expected"],
    ["10 % ± 1", 111, 0, "wrong"],
    ["10% +- 1", 90, 0, "as_expected"],
    ["10 %", 100, 0, "as_expected"],
    ["10 %", 101, 0, "wrong"],
    ["10 % ± 1", 80, 20, "undecided"],
    ["10 % ± 1", 95, 15, "as_expected"],
    ["10 % ± 1", 112, 5, "wrong"],
  ])("%s of 1,000 with %i that pass and %i undecided is %s", (expected, pass, undecided, verdict) => {
    expect(judgeShare({ pass: expected }, counts(pass, undecided)).verdict).toBe(verdict);
  });

  it("say how many users they are of", () => {
    expect(judgeShare({ pass: "10 % ± 1" }, counts(200, 3))).toEqual({
      verdict: "wrong",
      expected: "pass 10 % ± 1",
      got: "pass 20 %",
      gotBeforeReason: "pass 20 %",
      because: "200 of 1,000 users; 3 could not be decided: the ID list is missing",
    });
  });
});

describe("the JSON Schema of a suite", () => {
  it("is the file that editors complete suites with; regenerate it with vitest -u", async () => {
    await expect(`${JSON.stringify(suiteJsonSchema(), null, 2)}\n`).toMatchFileSnapshot(`./${suiteSchemaFile}`);
  });

  it("knows every key and refuses others", () => {
    expect(suiteJsonSchema()).toMatchObject({
      additionalProperties: false,
      required: ["rules", "tests"],
      properties: { tests: { items: { additionalProperties: false, properties: { gate: { type: "string" }, share: {} } } } },
    });
  });
});

describe("judging an answer", () => {
  const answer: JudgedAnswer = {
    state: "group",
    value: { size: "s", price: { EUR: 40 } },
    ruleId: "r1:10.00:2",
    ruleName: null,
    groupName: "Control",
    because: "rule “Control” matched",
  };
  const verdict = (expected: Parameters<typeof judge>[0]["expect"], because: string | null = null, given = answer) =>
    judge({ expect: expected, because }, given);

  it("compares the group, members of the value, and what decided", () => {
    expect(verdict({ group: "Control", value: { price: { EUR: 40 } } }, "r1")).toMatchObject({ verdict: "as_expected" });
    expect(verdict({ group: "Treatment", value: { size: "m" } })).toEqual({
      verdict: "wrong",
      expected: "group Treatment, size = m",
      got: "group Control, size = s",
      gotBeforeReason: "group Control, size = s",
      because: "rule “Control” matched",
    });
    expect(verdict(null, "Beta")).toMatchObject({ verdict: "wrong", expected: "decided by Beta", got: "decided by Control" });
    const off = { ...answer, ruleId: "disabled", ruleName: null, groupName: null };
    expect(verdict(null, "Beta", off)).toMatchObject({ verdict: "wrong", got: "it is disabled" });
  });

  it("says once that no rule matched, also where that is all that was expected otherwise", () => {
    const because = "no rule matched; closest was rule 2 “US”: country is DE, expected US";
    const none = { ...answer, state: "fail", value: false, ruleId: "default", groupName: null, because } as const;
    expect([verdict("pass", "Beta", none), verdict(null, "Beta", none), verdict("pass", null, none)].map(describeGot)).toEqual([
      `got fail: ${because}`,
      `got ${because}`,
      `got fail: ${because}`,
    ]);
    expect(verdict("pass", "Beta", none).got).toBe("fail, no rule matched");
    expect(describeGot(verdict("fail", "Beta"))).toBe("got group Control, decided by Control: rule “Control” matched");
  });

  it("is undecided where the answer is unknown or Statsig did not answer, and never wrong", () => {
    for (const state of ["unknown", "unreached", "refused", "not_sent", "slow_down"] as const)
      expect(verdict("pass", null, { ...answer, state })).toMatchObject({ verdict: "undecided" });
    expect(verdict("not found", null, { ...answer, state: "not_found" })).toMatchObject({ verdict: "as_expected" });
  });
});

describe("the JUnit report", () => {
  it("has a case for each row, and escapes what XML cannot hold", () => {
    const wrong = { verdict: "wrong", expected: 'a "b" <c>', got: "d", gotBeforeReason: "d", because: "\u0000 & \ud800" } as const;
    const report = junitReport([{ name: "a.yaml", seconds: 1.5, rows: [{ title: "one", entity: "gate g", judgement: wrong, line: 3 }] }]);
    expect(report).toContain('<testsuite name="a.yaml" tests="1" failures="1" errors="0" time="1.500">');
    expect(report).toContain('<testcase name="one" classname="gate g" file="a.yaml" line="3">');
    expect(report).toContain('<failure message="expected a &quot;b&quot; &lt;c&gt;, got d">\ufffd &amp; \ufffd</failure>');
  });
});
