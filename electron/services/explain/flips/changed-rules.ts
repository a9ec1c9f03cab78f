import type { RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import type { RuleChange } from "#shared/domain/explanation/flip.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedRule, PreparedSpec } from "../engine/definitions/prepare.ts";
import type { EvaluationOptions } from "../engine/evaluate-specs.ts";
import type { Subject } from "../engine/look-ups/subject.ts";

/** A change of the rules that may change the answer, and the changed definitions. */
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

/** The input for all kinds of rule edits. */
export interface EditSource extends RuleEditsRequest {
  readonly subject: Subject;
}

/** A spec of a trace with its prepared form. */
export interface TracedSpec {
  readonly traced: SpecTrace;
  readonly kind: DefinitionKind;
  readonly spec: PreparedSpec;
}

/** Yields every spec that was evaluated for an answer, once each, the outermost first. */
export function* specsUsed({ prepared, trace }: Pick<RuleEditsRequest, "prepared" | "trace">): Generator<TracedSpec> {
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

/** Returns the number, the ID and the name of a rule. */
export function ruleFacts({ number, ruleId, name, groupName }: RuleTrace) {
  return { ruleNumber: number, ruleId, ruleName: name ?? groupName };
}

export interface ChangedRule {
  readonly kind: DefinitionKind;
  readonly spec: PreparedSpec;
  readonly rule: PreparedRule;
}

/** Returns the definitions with these rules instead of those with the same numbers. */
export function withRules(prepared: PreparedDefinitions, changed: readonly ChangedRule[]): PreparedDefinitions {
  return changed.reduce<PreparedDefinitions>(({ specs, ...others }, { kind, spec, rule }) => {
    const before = specs[kind].get(spec.name) ?? spec;
    const after = { ...before, rules: before.rules.map((old) => (old.number === rule.number ? rule : old)) };
    return { ...others, specs: { ...specs, [kind]: new Map(specs[kind]).set(spec.name, after) } };
  }, prepared);
}
