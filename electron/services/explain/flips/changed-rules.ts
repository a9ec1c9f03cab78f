import type { RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import type { RuleChange } from "#shared/domain/explanation/flip.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedRule, PreparedSpec } from "../engine/definitions/prepare.ts";
import type { EvaluationOptions } from "../engine/evaluate-specs.ts";
import type { Subject } from "../engine/look-ups/subject.ts";

/** A change of the rules that may put this unit elsewhere, and the definitions with it. */
export interface RuleEdit {
  readonly change: RuleChange;
  readonly prepared: PreparedDefinitions;
}

export interface RuleEditsRequest {
  readonly prepared: PreparedDefinitions;
  readonly payload: JsonObject;
  readonly user: JsonObject;
  readonly options: EvaluationOptions;
  readonly trace: SpecTrace;
}

/** What the kinds of rule edits are made from. */
export interface EditedFrom extends RuleEditsRequest {
  readonly subject: Subject;
}

/** A spec of a trace with its prepared form. Each once: gates are asked more than once. */
export interface TracedSpec {
  readonly traced: SpecTrace;
  readonly kind: DefinitionKind;
  readonly spec: PreparedSpec;
}

/** All that was asked on the way to an answer, the outermost first. */
export function* specsAsked({ prepared, trace }: Pick<RuleEditsRequest, "prepared" | "trace">): Generator<TracedSpec> {
  const seen = new Set<string>();
  const waiting = [trace];
  for (let traced = waiting.shift(); traced !== undefined; traced = waiting.shift()) {
    const kind = traced.kind === "experiment" ? "config" : traced.kind;
    const key = `${kind} ${traced.name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const spec = prepared.specs[kind].get(traced.name);
    if (spec !== undefined) yield { traced, kind, spec };
    for (const { conditions, delegate } of traced.rules)
      waiting.push(...conditions.flatMap(({ nested }) => nested ?? []), ...(delegate === null ? [] : [delegate]));
  }
}

/** How a rule is called beside its number. */
export function namesOf({ number, ruleId, name, groupName }: RuleTrace) {
  return { ruleNumber: number, ruleId, ruleName: name ?? groupName };
}

export interface ChangedRule {
  readonly kind: DefinitionKind;
  readonly spec: PreparedSpec;
  readonly rule: PreparedRule;
}

/** The definitions with these rules in place of those that have their numbers. */
export function withRules(prepared: PreparedDefinitions, changed: readonly ChangedRule[]): PreparedDefinitions {
  return changed.reduce<PreparedDefinitions>(({ specs, ...others }, { kind, spec, rule }) => {
    const before = specs[kind].get(spec.name) ?? spec;
    const after = { ...before, rules: before.rules.map((old) => (old.number === rule.number ? rule : old)) };
    return { ...others, specs: { ...specs, [kind]: new Map(specs[kind]).set(spec.name, after) } };
  }, prepared);
}
