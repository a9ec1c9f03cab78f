import { describe, expect, it } from "vitest";
import type { ComparisonRow } from "#shared/domain/comparison/compare-request.ts";
import type { LedgerRow } from "#shared/domain/events/event-ledger.ts";
import { listedOnce, type UserOverride } from "#shared/domain/explanation/user-override.ts";
import { overrideSentence } from "#shared/domain/explanation/user-override-text.ts";
import { formatDateTime } from "#shared/domain/text/format-time.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { caseParts, filteredLines, linesToSave, supportLines } from "./support-lines.ts";

const rowOf = (name: string, kind: "gate" | "experiment" = "gate") => ({
  ...{ kind, name, answer: answerWith({ kind, name, state: "fail", because: "country is DE, expected US" }) },
  ...{ primary: null, secondary: null, written: [], writtenCount: 0 },
});
const written: LedgerRow = {
  ...{
    seq: 1,
    atMs: Date.UTC(2026, 10, 29, 14, 2),
    projectId: "p",
    projectName: "Shop",
    tier: "production",
    kind: "event",
    name: "purchase",
  },
  ...{
    detail: "12",
    userLabel: "u-1036",
    units: [],
    outcome: "delivered",
    mayBeDuplicate: false,
    exchangeId: null,
    batchId: null,
    runId: null,
    row: null,
  },
};
const compared = (state: "pass" | "fail") => ({
  ...{ state, value: state === "pass", groupName: null, allocatedExperiment: null, ruleId: "r", unknownReasons: [] },
});
const change: ComparisonRow = {
  ...{ kind: "gate", name: "promo_banner", answers: [compared("pass"), compared("fail")] },
  differences: [
    {
      ...{ result: "differs", isComplete: true, tried: [] },
      causes: [{ parts: [{ part: { kind: "spec", of: "gate", name: "promo_banner", edits: ["rule 1 needs country US"] } }] }],
    },
  ],
};
const override: UserOverride = {
  ...{ source: "rules", kind: "segment", name: "staff", idType: "userID", rule: "Named testers", list: null, gives: true },
  ...{ otherConditions: 0, passPercentage: 100, usedBy: ["checkout_v2"], decides: true },
};
const lines = supportLines({
  preview: { rows: [rowOf("promo_banner"), rowOf("badges", "experiment")], written: [written], userLabel: "u-1036", tier: "production" },
  changes: { rows: [change], editTimes: [{ subject: 1, of: "gate", name: "promo_banner", byMs: Date.UTC(2026, 10, 29, 14, 2) }] },
  overrides: [override],
});

describe("the lines of a person", () => {
  it("say what changed and by when, what names the ID, and what was written", () => {
    expect(lines.map(({ part, text }) => `${part}: ${text}`)).toEqual([
      "changes: was Pass, is Fail, because the rules of promo_banner differ (rule 1 needs country US); edited by 2026-11-29 14:02 UTC.",
      "overrides: Segment staff: its rule “Named testers” names this userID, which puts it into the segment. Used by checkout_v2.",
      "written: event, delivered: 2026-11-29 14:02 UTC, 12.",
      "answers: Fails for u-1036 in production because country is DE, expected US.",
      expect.stringMatching(/^answers: /),
    ]);
  });

  it("show on the page when the rules were edited in this machine’s time, as all times there", () => {
    expect(lines[0]).toMatchObject({ shown: expect.stringContaining(`; edited by ${formatDateTime(Date.UTC(2026, 10, 29, 14, 2))}.`) });
  });

  it("name an override once that the rules and the console have, with both", () => {
    const console = { environment: null, experiment: null, effect: "decides" as const };
    const inConsole: UserOverride = { ...override, source: "console", rule: null, usedBy: [], decides: false, console };
    const elsewhere: UserOverride = { ...inConsole, name: "beta", console: { ...console, effect: "not_in_rules" } };
    expect(listedOnce([override], [inConsole, elsewhere]).map(overrideSentence)).toEqual([
      "Segment staff: its rule “Named testers” and an override in the console name this userID, which puts it into the segment. It decides. Used by checkout_v2.",
      expect.stringMatching(/^Segment beta: an override in the console names this userID/),
    ]);
    const otherOutcome: UserOverride = { ...inConsole, gives: false, console: { ...console, effect: "differs" } };
    expect(listedOnce([override], [otherOutcome])).toEqual([override, otherOutcome]);
  });

  it("are filtered by words and by part", () => {
    expect(filteredLines(lines, { text: "Banner country", part: null }).map(({ part }) => part)).toEqual(["changes", "answers"]);
    expect(filteredLines(lines, { text: "", part: "written" }).map(({ name }) => name)).toEqual(["purchase"]);
    expect(filteredLines(lines, { text: "nothing like it", part: null })).toEqual([]);
  });

  it("go into a case: the chosen ones, or all that are shown; a change brings the answer of its name", () => {
    const [changed] = lines;
    expect(linesToSave(lines, new Set())).toBe(lines);
    const chosen = linesToSave(lines, new Set([changed?.id ?? ""]));
    expect(chosen).toEqual([changed]);
    expect(caseParts(chosen, lines)).toMatchObject({
      answers: [{ name: "promo_banner" }],
      facts: [{ title: "promo_banner", text: changed?.text, forCustomer: "before, “promo banner” was on; now it is off." }],
    });
    expect(caseParts(filteredLines(lines, { text: "", part: "written" }), lines)).toMatchObject({
      answers: [],
      facts: [{ title: "purchase", forCustomer: "“purchase” was recorded for you at 2026-11-29 14:02 UTC." }],
    });
  });
});
