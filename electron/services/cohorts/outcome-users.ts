import type { CohortEntity, OutcomeUser } from "#shared/domain/cohort/cohort.ts";
import { newId, withValue } from "#shared/domain/cohort/combinations.ts";
import { decidingRule, isDeciding, isLastReached } from "#shared/domain/explanation/deciding-rule.ts";
import type { Explanation, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber } from "#shared/domain/explanation/explanation-text.ts";
import { nameOfRule, type RuleNames } from "#shared/domain/explanation/rule-names.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions, PreparedRule, PreparedSpec } from "../explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "../explain/engine/engine.ts";
import type { EvaluationOptions } from "../explain/engine/evaluate-specs.ts";
import { type CandidateEdit, candidateEdits } from "../explain/flips/candidate-edits.ts";
import { type FieldUsageList, fieldUsagesOf } from "../explain/readiness/field-usage.ts";
import { formatPath, placeFor, withValueAt } from "../explain/readiness/user-places.ts";
import type { OutcomesRequest } from "./cohort-calls.ts";
import { prepareRules } from "./evaluate-block.ts";

/** An outcome that an entity can have: a rule inside or outside of its percentage, or no rule. */
interface Target {
  readonly rule: PreparedRule | null;
  readonly isInside: boolean;
}

/** Bounds the search for one outcome, so that hostile rules cannot block the thread. */
const maxTried = 4_000;
const maxWidth = 6;
const maxSteps = 10;
/** New IDs that are tried for a place in a percentage or a split. */
const maxIds = 20_000;
const idPattern = "new-{n}";

/** Makes one user for every outcome of an entity, with only what the rules need. Each user was evaluated and gets the outcome; the others say why nobody was found. */
export function outcomeUsers({ entity, ruleNames, ...request }: OutcomesRequest): OutcomeUser[] {
  const { prepared, options } = prepareRules(request);
  return outcomeUsersOf(prepared, options, entity, { ruleNames });
}

/** Which outcomes a user is made for, by their positions (all without `isWanted`), and after which new ID, so that another one is found than before. */
export interface OutcomeSearch {
  readonly isWanted?: (position: number) => boolean;
  readonly afterId?: number;
  readonly ruleNames?: RuleNames;
}

/** An outcome that is not wanted has no user, and no reason. */
export function outcomeUsersOf(
  prepared: PreparedDefinitions,
  options: EvaluationOptions,
  entity: CohortEntity,
  { isWanted = () => true, afterId = 0, ruleNames = new Map() }: OutcomeSearch = {},
): OutcomeUser[] {
  const spec = prepared.specs[entity.kind].get(entity.name);
  const usages = fieldUsagesOf(prepared, entity.kind, entity.name);
  if (spec === undefined || usages === null) return [];
  const search = createSearch(prepared, options, spec, usages, afterId);
  return targetsOf(spec).map((target, position) => {
    if (!isWanted(position))
      return { ...describeTarget(spec, target, ruleNames), state: null, groupName: null, user: null, place: null, reason: null };
    const found = search.find(target);
    const { label, detail } = describeTarget(spec, target, ruleNames);
    if (found === null)
      return {
        label,
        detail,
        state: null,
        groupName: null,
        user: null,
        place: null,
        reason: reasonFor(prepared, spec, target, search.tried),
      };
    const { state, groupName, trace } = found.explanation;
    return { label, detail, state, groupName, user: found.user, place: placeIn(trace, target), reason: null };
  });
}

function targetsOf({ rules, isEnabled }: PreparedSpec): Target[] {
  if (!isEnabled) return [{ rule: null, isInside: true }];
  return [
    ...rules.flatMap((rule): Target[] => {
      const { passPercentage, delegate } = rule;
      if (passPercentage >= 100 || delegate !== null) return [{ rule, isInside: true }];
      if (passPercentage <= 0) return [{ rule, isInside: false }];
      return [
        { rule, isInside: true },
        { rule, isInside: false },
      ];
    }),
    { rule: null, isInside: true },
  ];
}

function createSearch(
  prepared: PreparedDefinitions,
  options: EvaluationOptions,
  spec: PreparedSpec,
  usages: FieldUsageList,
  afterId: number,
) {
  const { definitionKind: kind, name } = spec;
  const idPaths = [
    ...new Set(["userID", ...usages.usages.filter(({ role }) => role === "unit").map((usage) => formatPath(placeFor(usage)))]),
  ];
  const withId = (user: StatsigUser, n: number) => idPaths.reduce((made, path) => withValue(made, path, newId(idPattern, n)), user);
  const needsIds = usages.usages.some(({ role }) => role === "unit");
  let tried = 0;
  const explain = (user: StatsigUser): Explanation => {
    tried += 1;
    return evaluatorFor(prepared, user, options).explain(kind, name);
  };

  /** Searches best first: each step changes one field towards the target, keeping the users that come closest. */
  function findUser(target: Target): { readonly user: StatsigUser; readonly explanation: Explanation } | null {
    const start = withId({}, afterId + 1);
    const seen = new Set([JSON.stringify(start)]);
    let beam = [scored(start, explain(start), target)];
    for (let step = 0; step <= maxSteps; step += 1) {
      const near = beam.filter(({ score }) => score >= reached);
      for (const { user } of near) {
        const placed = findId(user, target);
        if (placed !== null) return placed;
      }
      const next = beam.flatMap(({ user }) =>
        candidateEdits(prepared, usages, user, options).flatMap((edit) => {
          const changed = changedBy(user, edit);
          const key = JSON.stringify(changed);
          if (seen.has(key) || tried >= maxTried) return [];
          seen.add(key);
          return [scored(changed, explain(changed), target)];
        }),
      );
      if (next.length === 0) return null;
      beam = [...beam.filter(({ score }) => score < reached), ...next].toSorted((one, other) => other.score - one.score).slice(0, maxWidth);
    }
    return null;
  }

  /** Tries new IDs until one has the place that the target needs. */
  function findId(user: StatsigUser, target: Target): { readonly user: StatsigUser; readonly explanation: Explanation } | null {
    for (let n = afterId + 1; n <= afterId + (needsIds ? maxIds : 1); n += 1) {
      const placed = withId(user, n);
      const { state, ruleId } = evaluatorFor(prepared, placed, options).evaluate(kind, name);
      if (state === "unknown") return null;
      // Cheaper than a trace, which the few that may match get.
      if (target.rule !== null && ruleId !== target.rule.id) continue;
      const explanation = explain(placed);
      if (isTarget(explanation.trace, target)) return { user: minimal(placed, target, n), explanation };
    }
    return null;
  }

  /** Leaves out the IDs that the outcome does not need. */
  function minimal(user: StatsigUser, target: Target, n: number): StatsigUser {
    return idPaths
      .filter((path) => path !== "userID")
      .reduce(
        (kept, path) => {
          const without = withValue(kept, path, undefined);
          return isTarget(explain(without).trace, target) ? without : kept;
        },
        withId(user, n),
      );
  }

  return {
    get tried() {
      return tried;
    },
    find(target: Target) {
      tried = 0;
      return findUser(target);
    },
  };
}

function changedBy(user: StatsigUser, { path, to }: CandidateEdit): StatsigUser {
  return withValueAt(user, path, to);
}

/** A user who reaches the rule: its conditions are met, and only the place of an ID decides. */
const reached = 1_000;

interface Scored {
  readonly user: StatsigUser;
  readonly score: number;
}

function scored(user: StatsigUser, { trace }: Explanation, target: Target): Scored {
  const size = JSON.stringify(user).length / 10_000;
  return { user, score: scoreOf(trace, target) - size };
}

/** Earlier rules that let the user pass by count most, then the met conditions of the rule, nested gates included. */
function scoreOf(trace: SpecTrace, { rule }: Target): number {
  const wanted = rule?.number ?? trace.rules.length + 1;
  const deciding = trace.rules.find(isLastReached);
  if (deciding !== undefined && deciding.number < wanted) return deciding.number + (1 - metShare(deciding));
  if (rule === null) return deciding === undefined ? 2 * reached : deciding.number + (1 - metShare(deciding));
  if (deciding?.number === wanted && deciding.state !== "unknown") return 2 * reached;
  const own = trace.rules[wanted - 1];
  // Only conditions on the place of an ID are left, which no field can change.
  if (own?.conditions.every(({ result, bucket, nested }) => result === "met" || bucket !== null || onlyPlaceDecides(nested)))
    return 2 * reached - 1;
  return wanted + (own === undefined ? 0 : metShare(own));
}

function onlyPlaceDecides(nested: SpecTrace | null): boolean {
  const deciding = nested === null ? undefined : decidingRule(nested);
  return deciding !== undefined && (deciding.percentage !== null || deciding.conditions.some(({ bucket }) => bucket !== null));
}

function metShare({ conditions }: RuleTrace): number {
  if (conditions.length === 0) return 1;
  const met = conditions.reduce(
    (sum, { result, nested }) => sum + (result === "met" ? 1 : nested === null ? 0 : 0.9 * nestedShare(nested)),
    0,
  );
  return met / conditions.length;
}

function nestedShare({ rules }: SpecTrace): number {
  return Math.max(0, ...rules.map((rule) => metShare(rule)));
}

function isTarget({ rules, outcome }: SpecTrace, { rule, isInside }: Target): boolean {
  const deciding = rules.find(isDeciding);
  if (rule === null) return deciding === undefined && outcome === "no_rule";
  return deciding?.number === rule.number && (deciding.state === "decided") === isInside;
}

/** The unit's place in the percentage or split that the outcome depends on, in percent. */
function placeIn({ rules }: SpecTrace, { rule }: Target): number | null {
  const trace = rules[(rule?.number ?? 0) - 1];
  if (trace === undefined) return null;
  const nested = trace.conditions.flatMap(({ nested: spec }) => spec?.rules.flatMap(({ percentage }) => percentage ?? []) ?? []);
  const bucket = trace.percentage ?? trace.conditions.find((condition) => condition.bucket !== null)?.bucket ?? nested[0] ?? null;
  return bucket === null ? null : (100 * bucket.bucket) / bucket.of;
}

function describeTarget(
  spec: PreparedSpec,
  { rule, isInside }: Target,
  ruleNames: RuleNames,
): { readonly label: string; readonly detail: string } {
  if (rule === null)
    return spec.isEnabled ? { label: "no rule matched", detail: "the default" } : { label: "off", detail: "the rules are not used" };
  const { id, name, groupName, passPercentage, delegate } = rule;
  const label = formatRuleNumber({ ...rule, name: nameOfRule({ id, name }, ruleNames), groupName: groupName ?? delegate });
  if (delegate !== null) return { label, detail: `the experiment ${delegate}` };
  if (passPercentage >= 100) return { label, detail: "all conditions met" };
  if (passPercentage <= 0) return { label, detail: "its percentage is 0 %" };
  return { label, detail: `${isInside ? "inside" : "outside"} its ${formatPercent(passPercentage)}` };
}

function reasonFor(prepared: PreparedDefinitions, spec: PreparedSpec, { rule, isInside }: Target, tried: number): string {
  const before = spec.rules.find((each) => each !== rule && (rule === null || each.number < rule.number) && letsEveryoneIn(prepared, each));
  if (before !== undefined) return `No user can get this: rule ${before.number} decides for everyone.`;
  const unsupported = spec.rules.flatMap(({ conditions }) => conditions).find(({ kind }) => kind === "unsupported");
  if (unsupported?.kind === "unsupported") return `No user was found: ${unsupported.because}.`;
  if (rule !== null && isInside && rule.passPercentage < 0.1 && rule.passPercentage > 0)
    return `No user was found: none of ${formatNumber(maxIds)} new IDs is inside ${formatPercent(rule.passPercentage)}.`;
  return `No user was found after trying ${formatNumber(tried)}: no value that the rules name leads here.`;
}

function letsEveryoneIn(prepared: PreparedDefinitions, { conditions, delegate }: PreparedRule): boolean {
  return conditions.every(({ kind }) => kind === "always") && (delegate === null || prepared.specs.config.has(delegate));
}
