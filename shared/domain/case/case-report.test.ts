import { describe, expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import type { Case, CaseAnswer } from "./case-file.ts";
import { caseReport } from "./case-report.ts";

const subject = {
  ...{ label: "user-1", project: "Shop", tier: "staging", user: { userID: "user-1" }, atMs: 0, places: [], rules: null },
};

function caseWith(answers: readonly CaseAnswer[], more: Partial<Case> = {}): Case {
  return {
    ...{ format: "gatescope-case", version: 1, name: "Case", note: "", savedAtMs: 0, subjects: [subject] },
    ...{ answers: [...answers], stores: [], facts: [], replaced: [], rules: [], madeWith: { gatescope: "0.1.0", engine: "test" } },
    ...more,
  } as Case;
}

function answersOf(count: number, { subjects = 1 } = {}): CaseAnswer[] {
  return Array.from({ length: count }, (_, at) => ({
    ...{ subject: at % subjects, explained: null, exchange: null },
    answer: answerWith({
      name: `gate_${Math.floor(at / subjects)}`,
      state: at % 2 === 0 ? "pass" : "fail",
      because: `rule “<${at}>” matched`,
    }),
  }));
}

const countOf = (text: string, part: string) => text.split(part).length - 1;
const body = (saved: Case) => caseReport(saved, []).replace(/^[\s\S]*<body>/, "");

describe("a report", () => {
  it("of one answer has all its details, and nothing to unfold", () => {
    const page = body(caseWith(answersOf(1)));
    expect([page.includes("<details"), page.includes('class="answers"')]).toEqual([false, false]);
    expect(page).toContain("<h2><b>Pass</b><code>gate_0</code></h2>");
  });

  it("of several answers begins with whom, when, how many and each answer with its reason; then come the details", () => {
    const page = body(caseWith(answersOf(5), { note: "The banner is missing." }));
    const order = ["5 answers for user-1 in staging", "The banner is missing.", "<h3>User", 'class="answers"', "<details open>"];
    expect(order.map((part) => page.indexOf(part))).toEqual(order.map((part) => page.indexOf(part)).toSorted((a, b) => a - b));
    expect(page).toContain('<span data-state="pass">3 <b>Pass</b></span>, <span data-state="fail">2 <b>Fail</b></span>');
    expect(page).toContain(
      '<tr><td><code>gate_1</code> <span class="quiet">gate</span></td><td><b data-state="fail">Fail</b></td><td>Rule “&lt;1&gt;” matched.</td></tr>',
    );
    expect([countOf(page, "<details open>"), page.includes("unfold what is to be printed")]).toEqual([6, false]);
  });

  it("of many answers folds the details, and says on paper where they are", () => {
    const page = body(caseWith(answersOf(6)));
    expect([countOf(page, "<details>"), countOf(page, "<details open>")]).toEqual([7, 0]);
    expect(page).toContain("in this file: open it in a browser, and unfold what is to be printed.</p>");
  });

  it("of a comparison has a column for each user", () => {
    const subjects = [subject, { ...subject, label: "user-2", tier: "" }];
    const page = body(caseWith(answersOf(4, { subjects: 2 }), { subjects }));
    expect(page).toContain("4 answers for user-1 and user-2");
    expect(page).toContain("<tr><th>Name</th><th>user-1, staging</th><th>user-2</th></tr>");
    expect(page).toContain(
      '<tr><td><code>gate_1</code> <span class="quiet">gate</span></td><td><b data-state="pass">Pass</b> Rule “&lt;2&gt;” matched.</td><td><b data-state="fail">Fail</b> Rule “&lt;3&gt;” matched.</td></tr>',
    );
    expect(page).toContain("<summary>gate_1: Fail, user-2</summary>");
  });

  it("says how many exposures it leaves to the case", () => {
    const [answer] = answersOf(1);
    const secondaryExposures = Array.from({ length: 14 }, (_, at) => ({ gate: `g${at}`, gateValue: "true", ruleID: "" }));
    if (answer !== undefined)
      expect(body(caseWith([{ ...answer, answer: { ...answer.answer, secondaryExposures } }]))).toContain("3 more in the case.");
  });
});
