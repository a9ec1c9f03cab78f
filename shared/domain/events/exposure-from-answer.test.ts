import { describe, expect, it } from "vitest";
import { answerWith } from "#tests/fakes/answer.ts";
import type { Answer } from "../evaluation/evaluation.ts";
import { exposureFromAnswer } from "./exposure-from-answer.ts";

const user = { userID: "ada", privateAttributes: { salary: 1 } };
const secondaryExposures = [{ gate: "holdout", gateValue: "false", ruleID: "h" }];
const shared = { time: { kind: "now" }, user: { userID: "ada" } };

describe("Log this exposure", () => {
  it.each<[string, Partial<Answer>, unknown]>([
    [
      "a gate that passes, by its rule, with its secondary exposures",
      { ruleId: "r1", groupName: "EU beta", secondaryExposures },
      { kind: "gate", name: "checkout_v2", passes: true, mark: { by: "rule", text: "r1" }, secondaryExposures },
    ],
    [
      "a gate that no rule decided",
      { state: "fail", value: false },
      { kind: "gate", name: "checkout_v2", passes: false, mark: { by: "rule", text: "" }, secondaryExposures: [] },
    ],
    [
      "an experiment by its group's name",
      { kind: "experiment", name: "colours", state: "group", value: {}, groupName: "Test", ruleId: "g2" },
      { kind: "experiment", name: "colours", mark: { by: "group", text: "Test" }, secondaryExposures: [] },
    ],
    [
      "an experiment that this user is not in, by its rule",
      { kind: "experiment", name: "colours", state: "no_group", value: {}, ruleId: "prestart" },
      { kind: "experiment", name: "colours", mark: { by: "rule", text: "prestart" }, secondaryExposures: [] },
    ],
    [
      "a dynamic config as an experiment",
      { kind: "config", name: "texts", state: "value", value: {}, ruleId: "c1" },
      { kind: "experiment", name: "texts", mark: { by: "rule", text: "c1" }, secondaryExposures: [] },
    ],
    [
      "a layer, by the user's allocated experiment",
      { kind: "layer", name: "home", state: "value", value: {}, ruleId: "g1", allocatedExperiment: "colours" },
      { kind: "experiment", name: "colours", mark: { by: "rule", text: "g1" }, secondaryExposures: [] },
    ],
  ])("composes %s", (_what, facts, draft) => {
    expect(exposureFromAnswer(answerWith(facts), user)).toEqual({ kind: "draft", draft: { ...shared, ...(draft as object) } });
  });

  it("uses the answer's secondary exposures, or those computed from definitions if the answer has none", () => {
    const workedOut = [{ gate: "eu_users", gateValue: "true", ruleID: "r" }];
    expect(exposureFromAnswer(answerWith({ secondaryExposures: null }), user, workedOut)).toMatchObject({
      draft: { secondaryExposures: workedOut },
    });
    expect(exposureFromAnswer(answerWith({ secondaryExposures }), user, workedOut)).toMatchObject({ draft: { secondaryExposures } });
  });

  it.each<[string, Partial<Answer>, string]>([
    ["no answer", { state: "unreached", value: null }, "There is no answer, so there is nothing to log."],
    ["a hashed name", { isNameHashed: true }, "This answer has only the hash of the name, and Statsig requires the name."],
    [
      "a layer without an experiment",
      { kind: "layer", state: "default", value: {} },
      "This user is in no experiment of this layer, and a layer itself cannot be logged manually.",
    ],
    ["a ranked list", { kind: "ranked", state: "value", value: [] }, "Statsig accepts no exposures of ranked lists."],
  ])("does not take %s", (_what, facts, because) => {
    expect(exposureFromAnswer(answerWith(facts), user)).toEqual({ kind: "none", because });
  });
});
