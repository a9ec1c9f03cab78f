import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { PreparedCondition } from "../engine/conditions/prepare-condition.ts";
import type { AutotuneForm } from "../engine/definitions/forms.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedRule, PreparedSpec } from "../engine/definitions/prepare.ts";

/** One place in the rules that asks for something of the user. */
export interface Ask {
  readonly spec: PreparedSpec;
  readonly rule: PreparedRule;
  /** Null where a percentage hashes a unit ID. */
  readonly condition: ValueCondition | null;
  /** How many gates, segments or experiments lie between this and what was asked for. */
  readonly depth: number;
}
export type ValueCondition = Extract<PreparedCondition, { kind: "value" }>;

/** A unit ID, an attribute or the tier, and every place that asks for it. `from` is what else it can be derived from. */
export interface FieldUsage {
  readonly role: "unit" | "attribute" | "tier";
  readonly field: string;
  readonly from: "field" | "ip" | "user_agent";
  readonly asks: readonly Ask[];
  /** What else wants it, in words. */
  readonly also: readonly string[];
}

export interface FieldUsageList {
  /** In the order in which the rules look. */
  readonly usages: readonly FieldUsage[];
  /** What could not be walked through, a sentence each. */
  readonly gaps: readonly string[];
}

/** Rules beyond this many are not walked through, so that hostile definitions cannot keep anyone waiting. */
const maxRules = 50_000;

/**
 * Everything that evaluating this name can look at, through nested gates, segments and experiments; each of them is walked through once, so that cycles end.
 * Null when the definitions do not have it.
 */
export function walkThrough(prepared: PreparedDefinitions, kind: DefinitionKind, name: string): FieldUsageList | null {
  const root = prepared.specs[kind].get(name);
  const autotune = kind === "config" ? prepared.autotunes.get(name) : undefined;
  if (root === undefined && autotune === undefined) return null;

  const usages = new Map<string, FieldUsage & { readonly asks: Ask[] }>();
  const gaps = new Set<string>();
  const seen = new Set<PreparedSpec>();
  const waiting: { readonly spec: PreparedSpec; readonly depth: number }[] = [];
  let rules = 0;

  const visit = (nextKind: DefinitionKind, next: string, depth: number) => {
    const spec = prepared.specs[nextKind].get(next);
    if (spec === undefined) gaps.add(`The definitions have no ${nextKind} “${next}”, which a rule asks for; it counts as one that fails.`);
    else if (!seen.has(spec)) {
      seen.add(spec);
      waiting.push({ spec, depth });
    }
  };
  const note = (look: SingleUsage, ask: Ask) => {
    const key = `${look.role} ${look.field}`;
    const known = usages.get(key);
    if (known === undefined) usages.set(key, { ...look, asks: [ask], also: [] });
    // What is derived from elsewhere is derived for whoever asks so; a plain look at the same field adds nothing.
    else if (known.from === "field" && look.from !== "field") usages.set(key, { ...known, from: look.from, asks: [...known.asks, ask] });
    else known.asks.push(ask);
  };

  if (root !== undefined) visit(kind, name, 0);
  if (autotune !== undefined) {
    for (const { look, also } of autotuneUsages(autotune)) usages.set(`${look.role} ${look.field}`, { ...look, asks: [], also: [also] });
    if (autotune.targetingGateName) visit("gate", autotune.targetingGateName, 1);
  }
  for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
    const { spec, depth } = next;
    for (const rule of spec.rules) {
      rules += 1;
      if (rules > maxRules) return { usages: [...usages.values()], gaps: [...gaps, "There are too many rules to walk through them all."] };
      for (const condition of rule.conditions) {
        switch (condition.kind) {
          case "gate":
            visit("gate", condition.gate, depth + 1);
            break;
          case "experiment_group":
            if (condition.experiment !== null) visit("config", condition.experiment, depth + 1);
            break;
          case "unsupported":
            gaps.add(`A condition of “${spec.name}” cannot be read: ${condition.because}.`);
            break;
          case "value": {
            const look = usageOf(condition);
            if (look !== null) note(look, { spec, rule, condition, depth });
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

/** The definitions keep experiments among the dynamic configs. */
export function definitionKind(kind: ExplainedKind): DefinitionKind {
  return kind === "experiment" ? "config" : kind;
}

type SingleUsage = Omit<FieldUsage, "asks" | "also">;

/**
 * Lists the fields that a contextual autotune uses. It has no rules: it scores its variants by attributes (statsig-evaluation.md §12.1).
 */
function autotuneUsages({ idType, config }: AutotuneForm): { readonly look: SingleUsage; readonly also: string }[] {
  const weighed = Object.values(config ?? {}).flatMap(({ weightsNumerical, weightsCategorical }) => [
    ...Object.keys(weightsNumerical),
    ...Object.keys(weightsCategorical),
  ]);
  return [
    { look: { role: "unit", field: idType, from: "field" }, also: "the autotune explores by it" },
    ...[...new Set(weighed)].map((field) => ({
      look: { role: "attribute", field, from: "field" } as const,
      also: "the autotune scores its variants by it",
    })),
  ];
}

function usageOf({ details: { type, field }, unit }: ValueCondition): SingleUsage | null {
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
