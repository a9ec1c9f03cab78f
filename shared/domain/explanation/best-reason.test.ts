import { describe, expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import { withDelayNote, withNotStoredNote } from "../evaluation/reason-notes.ts";
import { laterReasonText, withBestReason, withReasonOfPast, withReasonToCome } from "./best-reason.ts";

const named = "rule “EU beta” matched";
const byId = "the rule with the ID 4xkq matched";
const pass = { state: "pass", ruleId: "4xkq", groupName: null } as const;
const outside = "this userID is at 61.36 %, outside the first 50 %";

describe("the best reason", () => {
  it("is that of the same decision, and else Statsig's own", () => {
    const fails = answerWith({ state: "fail", value: false, because: "no rule passed" });
    expect(withBestReason(fails, { ...pass, state: "fail", because: `${named}, but ${outside}` }).because).toBe(`${named}, but ${outside}`);
    expect(withBestReason(fails, { ...pass, because: named })).toEqual(fails);
  });

  it("calls a rule by the name that any source has for it", () => {
    const fromAnswer = answerWith({ ruleId: "4xkq:50.00:2", groupName: "EU beta", because: named });
    expect(withBestReason(fromAnswer, { ...pass, ruleId: "4xkq:50.00:2", because: byId }).because).toBe(named);
    const fromBefore = answerWith({ ruleId: "4xkq", because: named });
    expect(withBestReason(fromBefore, { ...pass, because: byId }).because).toBe(named);
    expect(withBestReason({ ...fromBefore, because: byId }, { ...pass, because: named }).because).toBe(named);
  });

  it("keeps what is said of the answer after its reason", () => {
    const answer = answerWith({ state: "fail", because: withNotStoredNote(withDelayNote("no rule passed", 2_000)) });
    expect(withBestReason(answer, { ...pass, state: "fail", because: "it is disabled" }).because).toBe(
      "it is disabled; Statsig requested a delay, so this was checked again after 2 s; this could not be stored in the history",
    );
  });

  it("ends the doubt if the gate exists, once the definitions have it", () => {
    const doubtful = answerWith({ state: "fail", mayBeMissing: true, because: "no rule passed, or there is no gate of this name" });
    const explained = { ...pass, state: "fail", ruleId: "default", because: "no rule matched" } as const;
    expect(withBestReason(doubtful, explained)).toMatchObject({ mayBeMissing: false, because: "no rule matched" });
    expect(withBestReason(doubtful, { ...explained, state: "not_found" })).toEqual(doubtful);
  });

  it("says that a config's value is the default if its rule leaves the user out", () => {
    const answer = answerWith({ kind: "config", state: "value", value: { weight: 1 }, ruleId: "4xkq", because: byId });
    const because = `${named}, but ${outside}`;
    const explained = { ...pass, state: "default", value: { weight: 1 }, because } as const;
    expect(withBestReason(answer, explained)).toMatchObject({ state: "default", because });
  });

  it("of an answer of the history never changes its state: what rules tell that were read later is said beside it", () => {
    const kept = answerWith({ kind: "config", state: "value", value: { weight: 1 }, ruleId: "4xkq", because: byId });
    const value = { ...pass, state: "value", value: { weight: 1 }, because: named } as const;
    const fallback = { ...value, state: "default", because: `${named}, but ${outside}` } as const;
    expect([withReasonOfPast(kept, value).because, laterReasonText(kept, value)]).toEqual([named, null]);
    expect(withReasonOfPast(kept, fallback)).toEqual(kept);
    expect(laterReasonText(kept, fallback)).toBe(`Rules that were read later say more: Default, because ${named}, but ${outside}.`);
    expect(laterReasonText(kept, { ...fallback, ruleId: "7F5L" })).toBeNull();
    expect(laterReasonText(kept, null)).toBeNull();
  });
});

it.each([
  ["4xkq:50.00:2", "the rule with the ID 4xkq matched", "a rule matched; its name is being read"],
  [
    "4xkq",
    "the rule with the ID 4xkq matched but its pass percentage leaves this user out",
    "a rule matched but its pass percentage leaves this user out; its name is being read",
  ],
  ["4xkq", "rule “Staff” matched", "rule “Staff” matched"],
  ["default", "no rule matched", "no rule matched"],
  [null, "the experiment has not started", "the experiment has not started"],
])("while definitions are read, a rule (%s) is not called by its ID: %s", (ruleId, because, shown) => {
  expect(withReasonToCome({ ruleId, because })).toEqual({ ruleId, because: shown });
});
