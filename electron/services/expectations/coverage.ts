import { consoleRuleId } from "#shared/domain/evaluation/rule-text.ts";
import type { TestedKind } from "#shared/domain/expectation/suite.ts";
import type { Explanation, RuleTrace } from "#shared/domain/explanation/explanation.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import type { PreparedDefinitions, PreparedRule } from "../explain/engine/definitions/prepare.ts";
import { definitionKind } from "../explain/readiness/field-usage.ts";

/** One way in which an entity can answer: a rule, inside or outside of its percentage, or no rule. */
export interface Outcome {
  readonly key: string;
  /** `rule 2 “EU”, inside 10 %`. */
  readonly label: string;
}

export interface EntityCoverage {
  readonly kind: TestedKind;
  readonly name: string;
  readonly outcomes: readonly (Outcome & { readonly reachedBy: number })[];
}

/** Counts which outcomes of the tested entities the rows reach. Create one for each run, and call `note` for each explained row. */
export function createCoverage(prepared: PreparedDefinitions) {
  const entities = new Map<string, { kind: TestedKind; name: string; reached: Map<string, number> }>();
  return {
    note(kind: TestedKind, name: string, explanation: Explanation): void {
      const key = `${kind} ${name}`;
      const entity = entities.get(key) ?? { kind, name, reached: new Map<string, number>() };
      entities.set(key, entity);
      const outcome = outcomeOf(explanation);
      if (outcome !== null) entity.reached.set(outcome, (entity.reached.get(outcome) ?? 0) + 1);
    },
    result(): EntityCoverage[] {
      return [...entities.values()].map(({ kind, name, reached }) => ({
        kind,
        name,
        outcomes: outcomesOf(prepared, kind, name).map((outcome) => ({ ...outcome, reachedBy: reached.get(outcome.key) ?? 0 })),
      }));
    },
  };
}

function outcomeOf({ state, trace }: Explanation): string | null {
  if (state === "unknown" || state === "not_found") return null;
  const deciding = trace.rules.find((rule) => rule.state === "decided" || rule.state === "outside_percentage");
  if (deciding === undefined) return "no rule";
  return outcomeKey(deciding.number, isSplit(deciding) ? deciding.state : "decided");
}

function outcomeKey(number: number, state: RuleTrace["state"]): string {
  return `${number} ${state}`;
}

const isSplit = ({ passPercentage }: { readonly passPercentage: number }) => passPercentage > 0 && passPercentage < 100;

function outcomesOf({ specs }: PreparedDefinitions, kind: TestedKind, name: string): Outcome[] {
  const spec = specs[definitionKind(kind)].get(name);
  if (spec === undefined) return [];
  const ofRules = spec.rules.flatMap((rule): Outcome[] => {
    const label = ruleLabel(rule);
    if (!isSplit(rule)) return [{ key: outcomeKey(rule.number, "decided"), label }];
    const percent = formatPercent(rule.passPercentage);
    return [
      { key: outcomeKey(rule.number, "decided"), label: `${label}, inside ${percent}` },
      { key: outcomeKey(rule.number, "outside_percentage"), label: `${label}, outside ${percent}` },
    ];
  });
  return [...ofRules, { key: "no rule", label: "no rule" }];
}

function ruleLabel({ number, name, groupName, id, conditions }: PreparedRule): string {
  const [only] = conditions;
  const gate = conditions.length === 1 && only?.kind === "gate" ? only.gate : null;
  return `rule ${number} “${name ?? groupName ?? reservedNames[id] ?? gate ?? consoleRuleId(id)}”`;
}

/** Short names of the rules that Statsig makes for experiments (statsig-evaluation.md §10). */
const reservedNames: Readonly<Record<string, string>> = {
  layerAssignment: "outside the experiment’s share",
  targetingGate: "targeting gate fails",
  inlineTargetingRules: "targeting rules do not match",
  prestart: "not started",
  abandoned: "abandoned",
  launchedGroup: "launched",
};
