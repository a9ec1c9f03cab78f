import type { RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { cautionAboutUnit } from "../cautions/cautions.ts";
import type { AutotuneForm } from "../definitions/forms.ts";
import type { DefinitionKind, PreparedRule, PreparedSpec } from "../definitions/prepare.ts";
import type { Subject } from "../look-ups/subject.ts";
import type { SpecResult } from "../results.ts";
import { traceNotEvaluated } from "./trace-condition.ts";

/** Traces a spec. `rules` are the evaluated rules; the remaining ones are added as never reached. */
export function traceSpec(spec: PreparedSpec, result: SpecResult, rules: readonly RuleTrace[], subject: Subject): SpecTrace {
  const { outcome, value, ruleId, groupName } = outcomeFields(spec.definitionKind, result);
  return {
    name: spec.name,
    kind: kindText(spec.definitionKind, spec.entity),
    entity: spec.entity,
    idType: spec.idType,
    isEnabled: spec.isEnabled,
    outcome,
    value,
    ruleId,
    groupName,
    rules: rules.length === spec.rules.length ? rules : [...rules, ...spec.rules.slice(rules.length).map(neverReached)],
    notes: notesOn(spec, result, rules, subject),
  };
}

export function traceMissing(kind: DefinitionKind, name: string, problem: string | undefined): SpecTrace {
  return {
    name,
    kind,
    entity: null,
    idType: null,
    isEnabled: false,
    outcome: "missing",
    value: kind === "gate" ? false : {},
    ruleId: null,
    groupName: null,
    rules: [],
    notes: problem === undefined ? [] : [`The definitions contain it, but server SDKs drop it: ${problem}.`],
  };
}

/** Traces a contextual autotune, which has no rules; a note says how it chose the group. */
export function traceAutotune(name: string, { idType, enabled }: AutotuneForm, result: SpecResult, notes: readonly string[]): SpecTrace {
  return { name, kind: "experiment", entity: "autotune", idType, isEnabled: enabled, ...outcomeFields("config", result), rules: [], notes };
}

function outcomeFields(
  kind: DefinitionKind,
  { outcome, isOn, value, ruleId, groupName }: SpecResult,
): Pick<SpecTrace, "outcome" | "value" | "ruleId" | "groupName"> {
  const isKnown = outcome !== "unknown";
  return {
    outcome,
    value: isKnown ? (kind === "gate" ? isOn : (value ?? {})) : null,
    ruleId: isKnown ? ruleId : null,
    groupName: isKnown ? groupName : null,
  };
}

function kindText(kind: DefinitionKind, entity: string): SpecTrace["kind"] {
  return kind === "config" && (entity === "experiment" || entity === "autotune") ? "experiment" : kind;
}

const notEvaluated = new WeakMap<PreparedRule, RuleTrace>();

function neverReached(rule: PreparedRule): RuleTrace {
  const known = notEvaluated.get(rule);
  if (known !== undefined) return known;
  const { number, id, name, groupName, passPercentage } = rule;
  const conditions = rule.conditions.map(traceNotEvaluated);
  const trace: RuleTrace = {
    number,
    ruleId: id,
    name,
    groupName,
    passPercentage,
    state: "never_reached",
    conditions,
    metCount: 0,
    percentage: null,
    delegate: null,
    ...(rule.delegate === null ? {} : { delegatesTo: rule.delegate }),
  };
  notEvaluated.set(rule, trace);
  return trace;
}

/**
 * Notes where the two engines treat a spec differently. In v2, a disabled gate that passes by default keeps its holdout rules, which is no
 * difference (statsig-evaluation.md §2.2).
 */
function notesOn(spec: PreparedSpec, result: SpecResult, rules: readonly RuleTrace[], subject: Subject): string[] {
  const notes: string[] = [];
  const isHoldout = ({ inside, passPercentage }: PreparedRule) => spec.noRule.isOn && !inside.isOn && passPercentage === 100;
  if (!spec.isEnabled && !spec.rules.every(isHoldout))
    notes.push("It is disabled but has rules: the native engine evaluates the rules, the JavaScript engine treats it as disabled.");
  if (spec.definitionKind === "gate" && spec.isEnabled && result.isOn && result.outcome !== "matched" && result.outcome !== "delegated")
    notes.push("It passes by its default value, which the native engine uses and the JavaScript engine ignores.");
  if (spec.definitionKind === "gate" && spec.isEnabled && spec.noRule.isOn && !result.isOn && result.outcome === "matched")
    notes.push(
      "The rule returns false, which the native engine uses; the JavaScript engine ignores what a gate’s rule returns, and passes.",
    );
  if (spec.mergesRules)
    notes.push(
      "All matching rules contribute parameters, in their order; the JavaScript engine uses those of the first matching rule only.",
    );
  const decided = rules.at(-1);
  if (decided?.percentage != null) {
    const unit = spec.rules[decided.number - 1]?.unit;
    const caution = unit === undefined ? null : cautionAboutUnit(unit.name, subject.unit(unit), subject.user);
    if (caution !== null) notes.push(caution);
  }
  return notes;
}
