import { describe, expect, it } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { answerAsText, answerSentence, conditionalReason, conditionalSentence } from "./answer-text.ts";
import { stateLabel } from "./state-label.ts";

const group: Partial<Answer> = {
  kind: "experiment",
  state: "group",
  groupName: "Badges",
  because: "this unit was assigned to the group “Badges”",
};
const unreached: Partial<Answer> = {
  state: "unreached",
  value: null,
  because: "api.statsig.com refused the connection",
  nextStep: "Check the API base.",
};

describe("the word of a state", () => {
  it("names the group", () => {
    expect(stateLabel(answerWith(group))).toBe("Group Badges");
    expect(stateLabel(answerWith({ state: "group", groupName: null }))).toBe("Group");
    expect(stateLabel(answerWith(unreached))).toBe("Could not reach");
    expect(stateLabel(answerWith({ ...unreached, isCancelled: true }))).toBe("Cancelled");
  });
});

describe("the sentence of an answer", () => {
  it.each<[Partial<Answer>, string]>([
    [{}, "Passes for Ada in staging because rule “Germany pilot” matched."],
    [{ state: "fail", because: "no rule matched" }, "Fails for Ada in staging because no rule matched."],
    [group, "Ada is in Badges in staging because this unit was assigned to the group “Badges”."],
    [{ kind: "experiment", state: "no_group", because: "it is disabled" }, "Ada is in no group in staging because it is disabled."],
    [{ kind: "config", state: "value" }, "Ada gets this value in staging because rule “Germany pilot” matched."],
    [{ kind: "layer", state: "default", because: "no rule matched" }, "Ada gets the default in staging because no rule matched."],
    [
      { kind: "ranked", state: "value", because: "“lamp” scores best, with 0.85" },
      "Ada gets this ranking in staging because “lamp” scores best, with 0.85.",
    ],
    [unreached, "No answer for Ada in staging: api.statsig.com refused the connection."],
  ])("of %j is %j", (facts, sentence) => {
    expect(answerSentence(answerWith(facts), "Ada", "staging")).toBe(sentence);
  });

  it("begins with a capital also where the user has no name, and leaves an ID as it is spelt", () => {
    const sentenceFor = (who: string) => answerSentence(answerWith(group), who, "");
    expect(sentenceFor("a user without an ID")).toMatch(/^A user without an ID is in Badges because/);
    expect(sentenceFor("u-1036")).toMatch(/^u-1036 is in Badges because/);
  });
});

describe("an answer as text", () => {
  it("holds what a colleague needs to believe it", () => {
    const answer = answerWith({ kind: "config", name: "homepage", state: "value", value: { columns: 3 }, ruleId: "r1", isLogged: true });
    expect(answerAsText(answer, "Ada", "staging")).toBe(
      [
        "Value: homepage (dynamic config)",
        "Ada gets this value in staging because rule “Germany pilot” matched.",
        '{"columns":3}',
        "live · 2026-11-23T12:04:31.000Z · 84 ms · rule ID r1 · exposure logged",
      ].join("\n"),
    );
  });

  it("holds the next step where there is no answer", () => {
    expect(answerAsText(answerWith({ ...unreached, nearNames: ["checkout_v1"] }), "Ada", "staging")).toBe(
      [
        "Could not reach: checkout_v2 (gate)",
        "No answer for Ada in staging: api.statsig.com refused the connection.",
        "Check the API base.",
        "Near: checkout_v1",
        "live · 2026-11-23T12:04:31.000Z · 84 ms · no exposure logged",
      ].join("\n"),
    );
  });
});

describe("an answer that nobody gave yet", () => {
  it.each([
    ["no rule matched", "no rule matches"],
    ["no rule passed", "no rule passes"],
    ["rule 1 “Loyal and clean” matched", "rule 1 “Loyal and clean” matches"],
    ["rule 2 “matched users” matched; closest was rule 1", "rule 2 “matched users” matches; closest is rule 1"],
    ["no rule matches", "no rule matches"],
    ["the experiment’s targeting rules did not match", "the experiment’s targeting rules do not match"],
    ["the experiment’s targeting gate did not pass", "the experiment’s targeting gate does not pass"],
  ])("%s: is told in the conditional", (because, reason) => {
    expect(conditionalReason(because)).toBe(reason);
    const fails = { kind: "gate" as const, state: "fail" as const, groupName: null, because };
    expect(conditionalSentence(fails, "Lena", "production")).toBe(`Would fail for Lena in production because ${reason}.`);
  });
});
