import { allocationOutcome, groupOutcome } from "#shared/domain/evaluation/answers.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { describeRule, nameRule, reservedRuleText } from "#shared/domain/evaluation/rule-text.ts";
import { describeTrace } from "#shared/domain/explanation/explanation-text.ts";
import type { DefinitionKind } from "./definitions/prepare.ts";
import type { SpecResult } from "./results.ts";

type Finding = Pick<Answer, "state" | "because">;

/** What an outcome is called, and why in a plain clause, in the words of live answers. */
export function findingOf(kind: DefinitionKind, entity: string | null, result: SpecResult): Finding {
  const { outcome, trace, ruleId, groupName, delegate } = result;
  if (outcome === "unknown") return { state: "unknown", because: clause(result.stop?.because ?? result.unknown[0] ?? "it is not known") };
  if (outcome === "missing")
    return { state: "not_found", because: clause(trace?.notes[0] ?? `the definitions have no ${wordFor[kind]} of this name`) };
  const told = trace === null ? null : describeTrace(trace);
  if (kind === "gate") return { state: result.isOn ? "pass" : "fail", because: told ?? gateBecause(result) };
  if (kind === "layer") {
    const found = allocationOutcome(ruleId, delegate && `the experiment “${delegate}”`);
    return {
      state: outcome === "outside_percentage" ? "default" : found.state,
      because: delegate === null ? (told ?? found.because) : found.because,
    };
  }
  if (entity === "experiment" || entity === "autotune") {
    const found = groupOutcome(ruleId, groupName);
    return { state: found.state, because: told ?? found.because };
  }
  return { state: outcome === "matched" ? "value" : "default", because: told ?? describeRule(ruleId, groupName) };
}

const wordFor: Record<DefinitionKind, string> = { gate: "gate", config: "config or experiment", layer: "layer" };

function gateBecause({ isOn, ruleId, outcome }: SpecResult): string {
  if (outcome === "no_rule") return isOn ? `${describeRule(ruleId, null)}, and it passes by default` : describeRule(ruleId, null);
  if (isOn || reservedRuleText(ruleId) !== null) return describeRule(ruleId, null);
  return `${nameRule(ruleId, null)} matched but its pass percentage leaves this user out`;
}

/** A sentence as part of another. Names in quotes stay as they are. */
function clause(sentence: string): string {
  return sentence.replace(/\.$/, "").replace(/^[A-Z](?=[a-z])/, (letter) => letter.toLowerCase());
}
