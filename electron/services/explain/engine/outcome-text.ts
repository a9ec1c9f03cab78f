import { allocationOutcome, groupOutcome, noSuchNameText } from "#shared/domain/evaluation/answers/answers.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { describeRule, nameRule, reservedRuleText } from "#shared/domain/evaluation/rule-text.ts";
import { describeHoldout, describeTrace } from "#shared/domain/explanation/explanation-text.ts";
import type { DefinitionKind } from "./definitions/prepare.ts";
import type { SpecResult } from "./results.ts";

type OutcomeText = Pick<Answer, "state" | "because">;

/** Returns the state and the reason of a result, in the same texts as live answers. */
export function describeOutcome(kind: DefinitionKind, entity: string | null, result: SpecResult): OutcomeText {
  const { outcome, trace, ruleId, groupName, delegate } = result;
  if (outcome === "unknown") return { state: "unknown", because: clause(result.stop?.because ?? result.unknown[0] ?? "it is unknown") };
  if (outcome === "missing") return { state: "not_found", because: clause(trace?.notes[0] ?? noSuchNameText(kind)) };
  const traceText = trace === null ? null : describeTrace(trace);
  if (kind === "gate") return { state: result.isOn ? "pass" : "fail", because: traceText ?? gateBecause(result) };
  if (kind === "layer") {
    const resolved = allocationOutcome(ruleId, delegate && `the experiment “${delegate}”`);
    const byHoldout = trace && delegate && describeHoldout(trace);
    return {
      state: outcome === "outside_percentage" ? "default" : resolved.state,
      because: byHoldout
        ? `this unit is allocated to the experiment “${delegate}”, but ${byHoldout}`
        : delegate === null
          ? (traceText ?? resolved.because)
          : resolved.because,
    };
  }
  if (entity === "experiment" || entity === "autotune") {
    const resolved = groupOutcome(ruleId, groupName);
    return { state: resolved.state, because: traceText ?? resolved.because };
  }
  return { state: outcome === "matched" ? "value" : "default", because: traceText ?? describeRule(ruleId, groupName) };
}

function gateBecause({ isOn, ruleId, outcome }: SpecResult): string {
  if (outcome === "no_rule") return isOn ? `${describeRule(ruleId, null)}, and it passes by default` : describeRule(ruleId, null);
  if (isOn || reservedRuleText(ruleId) !== null) return describeRule(ruleId, null);
  return `${nameRule(ruleId, null)} matched but its pass percentage leaves this user out`;
}

/** Returns a sentence as a clause of another sentence. Names in quotes keep their case. */
function clause(sentence: string): string {
  return sentence.replace(/\.$/, "").replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
