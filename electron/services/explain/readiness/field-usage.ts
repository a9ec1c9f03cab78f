import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { PreparedCondition } from "../engine/conditions/prepare-condition.ts";
import type { AutotuneForm } from "../engine/definitions/forms.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedRule, PreparedSpec } from "../engine/definitions/prepare.ts";

/** One use of a field in the rules. */
export interface UseInRule {
  /** Null for a conditional override, which replaces a spec by another one for the users that its rule includes. */
  readonly spec: PreparedSpec | null;
  readonly rule: PreparedRule;
  /** Null for a percentage, which hashes a unit ID. */
  readonly condition: ValueCondition | null;
  /** The number of nested gates, segments or experiments between the name and this rule. */
  readonly depth: number;
}
export type ValueCondition = Extract<PreparedCondition, { kind: "value" }>;

/** A unit ID, an attribute or the tier, with all its uses. `from` is the field from which its value can be derived. */
export interface FieldUsage {
  readonly role: "unit" | "attribute" | "tier";
  readonly field: string;
  readonly from: "field" | "ip" | "user_agent";
  readonly uses: readonly UseInRule[];
  /** Uses outside of rules, as texts. */
  readonly otherUses: readonly string[];
}

export interface FieldUsageList {
  /** In the order of evaluation. */
  readonly usages: readonly FieldUsage[];
  /** The parts of the definitions that could not be read, one sentence each. */
  readonly gaps: readonly string[];
}

/** Further rules are not read, so that malicious definitions cannot block the thread. */
export const maxRules = 50_000;

/**
 * Returns all fields that the evaluation of a name can use, including nested gates, segments and experiments, and the specs that replace others with
 * the rules by which they do (statsig-evaluation.md §11). Visits each spec once, so that cycles end. Returns null if the definitions do not contain the name.
 */
export function fieldUsagesOf(prepared: PreparedDefinitions, kind: DefinitionKind, name: string): FieldUsageList | null {
  const root = prepared.specs[kind].get(name);
  const autotune = kind === "config" ? prepared.autotunes.get(name) : undefined;
  if (root === undefined && autotune === undefined && !prepared.mappings.has(name)) return null;

  const usages = new Map<string, FieldUsage & { readonly uses: UseInRule[] }>();
  const gaps = new Set<string>();
  const seen = new Set<string>();
  const waiting: { readonly spec: PreparedSpec | null; readonly rules: readonly PreparedRule[]; readonly depth: number }[] = [];
  let rules = 0;

  const visit = (nextKind: DefinitionKind, next: string, depth: number) => {
    const key = `${nextKind} ${next}`;
    if (seen.has(key)) return;
    seen.add(key);
    const spec = prepared.specs[nextKind].get(next);
    const mappings = prepared.mappings.get(next) ?? [];
    if (spec !== undefined) waiting.push({ spec, rules: spec.rules, depth });
    else if (depth > 0)
      gaps.add(`The definitions have no ${nextKind} “${next}”, which a rule uses. It counts as a ${nextKind} that fails.`);
    for (const mapping of mappings) {
      waiting.push({ spec: null, rules: mapping.rules.flatMap(({ rule }) => rule ?? []), depth });
      // A missing one replaces nothing.
      if (prepared.specs[nextKind].has(mapping.newName)) visit(nextKind, mapping.newName, depth + 1);
    }
  };
  const note = (usage: SingleUsage, use: UseInRule) => {
    const key = `${usage.role} ${usage.field}`;
    const known = usages.get(key);
    if (known === undefined) usages.set(key, { ...usage, uses: [use], otherUses: [] });
    // A derivation applies to the whole field, also if other rules use the field without one.
    else if (known.from === "field" && usage.from !== "field") usages.set(key, { ...known, from: usage.from, uses: [...known.uses, use] });
    else known.uses.push(use);
  };

  visit(kind, name, 0);
  if (autotune !== undefined) {
    for (const { usage, otherUses } of autotuneUsages(autotune))
      usages.set(`${usage.role} ${usage.field}`, { ...usage, uses: [], otherUses: [otherUses] });
    if (autotune.targetingGateName) visit("gate", autotune.targetingGateName, 1);
  }
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { spec, depth } = next;
    for (const rule of next.rules) {
      rules += 1;
      if (rules > maxRules) return { usages: [...usages.values()], gaps: [...gaps, "There are too many rules to read all of them."] };
      for (const condition of rule.conditions) {
        switch (condition.kind) {
          case "gate":
            visit("gate", condition.gate, depth + 1);
            break;
          case "experiment_group":
            if (condition.experiment !== null) visit("config", condition.experiment, depth + 1);
            break;
          case "unsupported":
            gaps.add(`A condition of ${spec === null ? overrideText(rule) : `“${spec.name}”`} cannot be read: ${condition.because}.`);
            break;
          case "value": {
            const usage = usageOf(condition);
            if (usage !== null) note(usage, { spec, rule, condition, depth });
            break;
          }
          case "always":
            break;
        }
      }
      if (rule.bucket !== null) note({ role: "unit", field: rule.unit.name, from: "field" }, { spec, rule, condition: null, depth });
      if (rule.delegate !== null && prepared.specs.config.has(rule.delegate)) visit("config", rule.delegate, depth + 1);
    }
  }
  return { usages: [...usages.values()], gaps: [...gaps] };
}

/** `the conditional override “Pilot”`. */
export function overrideText({ name, id }: PreparedRule): string {
  return `the conditional override “${name ?? id}”`;
}

/** Returns the kind in the definitions, where experiments are dynamic configs. */
export function definitionKind(kind: ExplainedKind): DefinitionKind {
  return kind === "experiment" ? "config" : kind;
}

type SingleUsage = Omit<FieldUsage, "uses" | "otherUses">;

/**
 * Lists the fields that a contextual autotune uses. It has no rules: it scores its variants by attributes (statsig-evaluation.md §12.1).
 */
export function autotuneUsages({ idType, config }: AutotuneForm): { readonly usage: SingleUsage; readonly otherUses: string }[] {
  const weighed = Object.values(config ?? {}).flatMap(({ weightsNumerical, weightsCategorical }) => [
    ...Object.keys(weightsNumerical),
    ...Object.keys(weightsCategorical),
  ]);
  return [
    { usage: { role: "unit", field: idType, from: "field" }, otherUses: "the autotune explores by it" },
    ...[...new Set(weighed)].map((field) => ({
      usage: { role: "attribute", field, from: "field" } as const,
      otherUses: "the autotune scores its variants by it",
    })),
  ];
}

export function usageOf({ details: { type, field }, unit }: ValueCondition): SingleUsage | null {
  if (unit !== null) return { role: "unit", field: unit.name, from: "field" };
  if (field === null) return null;
  switch (type) {
    case "user_field":
      return { role: field.toLowerCase() === "userid" ? "unit" : "attribute", field, from: "field" };
    case "ip_based":
      return { role: "attribute", field, from: field === "country" ? "ip" : "field" };
    case "ua_based":
      return { role: "attribute", field, from: "user_agent" };
    case "environment_field":
      return { role: "tier", field, from: "field" };
    default:
      return null;
  }
}
