import { consoleRuleId } from "#shared/domain/evaluation/rule-text.ts";
import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import type { TestedKind } from "#shared/domain/expectation/suite.ts";
import type { EntityReach, OutcomeReach } from "#shared/domain/expectation/suite-run.ts";
import { decidingRule } from "#shared/domain/explanation/deciding-rule.ts";
import type { Explanation, RuleTrace } from "#shared/domain/explanation/explanation.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { userLabel } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions, PreparedRule, PreparedSpec } from "../explain/engine/definitions/prepare.ts";
import { describeOutcome } from "../explain/engine/outcome-text.ts";
import { definitionKind } from "../explain/readiness/field-usage.ts";

/** One way in which an entity can answer: a rule, inside or outside of its percentage, or no rule. */
type Outcome = Omit<OutcomeReach, "reachedBy" | "users">;

export type EntityCoverage = EntityReach;

/** So many of the users that reach an outcome are named. */
const maxNamed = 5;

/** Counts which outcomes of the tested entities the rows reach. Create one for each run, and call `note` for each explained row. */
export function createCoverage(prepared: PreparedDefinitions) {
  const entities = new Map<string, { kind: TestedKind; name: string; reached: Map<string, Reached> }>();
  return {
    /** `user` is the name of the user, or what stands for it. */
    note(
      { kind, name, user }: { readonly kind: TestedKind; readonly name: string; readonly user: string },
      explanation: Explanation,
    ): void {
      const key = `${kind} ${name}`;
      const entity = entities.get(key) ?? { kind, name, reached: new Map<string, Reached>() };
      entities.set(key, entity);
      const outcome = outcomeOf(explanation);
      if (outcome === null) return;
      const reached = entity.reached.get(outcome) ?? { reachedBy: 0, users: [] };
      entity.reached.set(outcome, reached);
      reached.reachedBy += 1;
      if (reached.users.length < maxNamed && !reached.users.includes(user)) reached.users.push(user);
    },
    result(): EntityCoverage[] {
      return [...entities.values()].map(({ kind, name, reached }) => ({
        kind,
        name,
        outcomes: outcomesOf(prepared, kind, name).map((outcome) => ({ ...outcome, reachedBy: 0, users: [], ...reached.get(outcome.key) })),
      }));
    },
  };
}

/** What a row tests, and with whom. */
export function testedBy({ kind, name, userName, user, cohort }: ExpectationRow): Parameters<ReturnType<typeof createCoverage>["note"]>[0] {
  return { kind, name, user: userName ?? (cohort === null ? userLabel(user) : "a cohort") };
}

interface Reached {
  reachedBy: number;
  readonly users: string[];
}

function outcomeOf({ state, trace }: Explanation): string | null {
  if (state === "unknown" || state === "not_found") return null;
  const deciding = decidingRule(trace);
  if (deciding === undefined) return "no rule";
  return outcomeKey(deciding.number, isSplit(deciding) ? deciding.state : "decided");
}

function outcomeKey(number: number, state: RuleTrace["state"]): string {
  return `${number} ${state}`;
}

const isSplit = ({ passPercentage }: { readonly passPercentage: number }) => passPercentage > 0 && passPercentage < 100;

function outcomesOf({ specs }: PreparedDefinitions, kind: TestedKind, name: string): Outcome[] {
  const ofKind = definitionKind(kind);
  const spec = specs[ofKind].get(name);
  if (spec === undefined) return [];
  const stateOf = (result: PreparedSpec["noRule"]) => describeOutcome(ofKind, spec.entity, result).state;
  const ofRules = spec.rules.flatMap((rule): Outcome[] => {
    const { number, inside, outside, passPercentage } = rule;
    const title = ruleTitle(rule);
    const label = `rule ${number} “${title}”`;
    const decided = { key: outcomeKey(number, "decided"), label, number, title };
    if (!isSplit(rule)) return [{ ...decided, side: null, state: stateOf(passPercentage <= 0 ? outside : inside) }];
    const [inText, outText] = [`inside ${formatPercent(passPercentage)}`, `outside ${formatPercent(passPercentage)}`];
    return [
      { ...decided, label: `${label}, ${inText}`, side: inText, state: stateOf(inside) },
      {
        ...decided,
        ...{ key: outcomeKey(number, "outside_percentage"), label: `${label}, ${outText}` },
        ...{ side: outText, state: stateOf(outside) },
      },
    ];
  });
  return [...ofRules, { key: "no rule", label: "no rule", number: null, title: "", side: null, state: stateOf(spec.noRule) }];
}

function ruleTitle({ name, groupName, id, conditions }: PreparedRule): string {
  const [only] = conditions;
  const gate = conditions.length === 1 && only?.kind === "gate" ? only.gate : null;
  return name ?? groupName ?? reservedNames[id] ?? gate ?? consoleRuleId(id);
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
