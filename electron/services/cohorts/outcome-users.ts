import type { CohortEntity, OutcomeUser } from "#shared/domain/cohort/cohort.ts";
import { newId, withValue } from "#shared/domain/cohort/combinations.ts";
import { decidingRule, isDeciding, isLastReached } from "#shared/domain/explanation/deciding-rule.ts";
import type { Explanation, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber } from "#shared/domain/explanation/explanation-text.ts";
import { nameOfRule, type RuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedCondition } from "../explain/engine/conditions/prepare-condition.ts";
import type { PreparedDefinitions, PreparedRule, PreparedSpec } from "../explain/engine/definitions/prepare.ts";
import { type Evaluation, evaluatorFor } from "../explain/engine/engine.ts";
import type { EvaluationOptions } from "../explain/engine/evaluate-specs.ts";
import { type CandidateEdit, candidateEdits } from "../explain/flips/candidate-edits.ts";
import { type FieldUsage, type FieldUsageList, fieldUsagesOf } from "../explain/readiness/field-usage.ts";
import { fittingValues } from "../explain/readiness/fitting-values.ts";
import { formatPath, type Path, placeFor, valueAt, withValueAt } from "../explain/readiness/user-places.ts";
import type { OutcomesRequest } from "./cohort-calls.ts";
import { prepareRules } from "./evaluate-block.ts";
import { matchingText } from "./matching-text.ts";

/** An outcome that an entity can have: a rule inside or outside of its percentage, or no rule. */
interface Target {
  readonly rule: PreparedRule | null;
  readonly isInside: boolean;
}

/** Bounds the search for one outcome, so that hostile rules cannot block the thread. */
const maxTried = 4_000;
const maxWidth = 6;
const maxSteps = 10;
/** New IDs that are tried for a place in a percentage or a split, and in all of the search for one outcome. */
const maxIds = 20_000;
const maxIdsInAll = 100_000;
/** New IDs that are tried for one that an earlier rule does not hold, and in all of the search for one outcome. */
const maxPlaces = 500;
const maxPlacesInAll = 6_000;
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
  const units = usages.usages.filter(({ role }) => role === "unit");
  const places = new Map<string, Path>([
    ["userID", ["userID"]],
    ...units.map(placeFor).map((path): [string, Path] => [formatPath(path), path]),
  ]);
  const idPaths = [...places.keys()];
  /** An ID that a rule names stays. */
  const withId = (user: StatsigUser, n: number) =>
    [...places].reduce((made, [name, path]) => (isNamed(valueAt(user, path)) ? made : withValue(made, name, newId(idPattern, n))), user);
  const needsIds = units.length > 0;
  const fixedEdits = fixedEditsOf(usages);
  let tried = 0;
  let placesLeft = 0;
  let idsLeft = 0;
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
        [...candidateEdits(prepared, usages, user, options), ...fixedEdits].flatMap((edit) => {
          const changed = changedBy(user, edit);
          const key = JSON.stringify(changed);
          if (seen.has(key) || tried >= maxTried) return [];
          seen.add(key);
          return [scored(changed, explain(changed), target)];
        }),
      );
      next.push(...beam.flatMap((each) => movedPlace(each, target)));
      if (next.length === 0) return null;
      beam = [...beam.filter(({ score }) => score < reached), ...next].toSorted((one, other) => other.score - one.score).slice(0, maxWidth);
    }
    return null;
  }

  /** The user with a new ID that comes closer to the target: an earlier rule held the place of the ID before. */
  function movedPlace({ user, score, trace }: Scored, target: Target): Scored[] {
    if (score >= reached || !trace.rules.some(dependsOnPlace)) return [];
    for (let n = afterId + 1; n <= afterId + maxPlaces && placesLeft > 0; n += 1) {
      placesLeft -= 1;
      const placed = withId(user, n);
      const moved = scored(placed, explain(placed), target);
      if (moved.score > score + leastGain) return [moved];
    }
    return [];
  }

  /** Tries new IDs until one has the place that the target needs. */
  function findId(user: StatsigUser, target: Target): { readonly user: StatsigUser; readonly explanation: Explanation } | null {
    for (let n = afterId + 1; n <= afterId + (needsIds ? maxIds : 1) && idsLeft > 0; n += 1) {
      idsLeft -= 1;
      const placed = withId(user, n);
      const evaluation = evaluatorFor(prepared, placed, options).evaluate(kind, name);
      if (evaluation.state === "unknown") return null;
      // Cheaper than a trace, which the few that may match get.
      if (!mayBeTarget(evaluation, target)) continue;
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
          const { trace } = explain(without);
          return isTarget(trace, target) && !needsMissingId(trace) ? without : kept;
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
      placesLeft = maxPlacesInAll;
      idsLeft = maxIdsInAll;
      return findUser(target);
    },
  };
}

type Edit = Pick<CandidateEdit, "path" | "to">;

function changedBy(user: StatsigUser, { path, to }: Edit): StatsigUser {
  return withValueAt(user, path, to);
}

/** Edits that `candidateEdits` leaves out, because they say nothing about a real user: IDs that rules name, and values that only avoid or match a text. */
function fixedEditsOf({ usages }: FieldUsageList): Edit[] {
  return usages.flatMap((usage) =>
    usage.uses.flatMap(({ condition }) => {
      if (condition === null || condition.bucket !== null) return [];
      const { operator, target } = condition.details;
      const named = usage.role === "unit" ? fittingValues(operator ?? "", target, null, usage.field) : [];
      return [...named, ...otherValues(operator, target, usage)].map((to): Edit => ({ path: placeFor(usage), to }));
    }),
  );
}

/** Values for the operators that `fittingValues` has none for. */
function otherValues(operator: string | null, target: JsonValue, { role, field }: FieldUsage): JsonValue[] {
  const isEmail = field.toLowerCase() === "email";
  switch (operator) {
    case "none":
    case "none_case_sensitive":
    case "str_contains_none":
    case "neq":
      return role === "attribute" ? [isEmail ? "someone@example.org" : "other"] : [];
    case "version_neq":
      return ["0.0.1", "99.0.0"];
    case "not_array_contains_all":
      return [[]];
    case "str_matches": {
      const text = typeof target === "string" ? matchingText(target) : null;
      if (text === null) return [];
      return isEmail ? asEmail.flatMap((form) => fittingValues(form, [text], null, field)) : [text];
    }
    default:
      return [];
  }
}

const asEmail = ["str_contains_any", "str_starts_with_any", "str_ends_with_any"];

/** False for no ID, and for a new one. */
function isNamed(id: JsonValue | undefined): boolean {
  return id !== undefined && (typeof id !== "string" || !/^new-\d+$/.test(id));
}

/** False only if the rule of the target cannot have decided. */
function mayBeTarget({ ruleId, allocatedExperiment }: Evaluation, { rule }: Target): boolean {
  if (rule === null) return true;
  // The answer has the rule of the experiment, not the layer's.
  return ruleId === rule.id || (rule.delegate !== null && allocatedExperiment === rule.delegate);
}

/** A user who reaches the rule: its conditions are met, and only the place of an ID decides. */
const reached = 1_000;

/** More than the difference in size of two users. */
const leastGain = 0.01;

interface Scored {
  readonly user: StatsigUser;
  readonly score: number;
  readonly trace: SpecTrace;
}

function scored(user: StatsigUser, { trace }: Explanation, target: Target): Scored {
  const size = JSON.stringify(user).length / 10_000;
  return { user, score: scoreOf(trace, target) - size, trace };
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
  return deciding !== undefined && (deciding.percentage !== null || dependsOnPlace(deciding));
}

/** True if another ID may meet other conditions of the rule. */
function dependsOnPlace({ conditions }: RuleTrace): boolean {
  return conditions.some(
    ({ bucket, nested }) => bucket !== null || nested?.rules.some((rule) => rule.percentage !== null || dependsOnPlace(rule)) === true,
  );
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

/** True if the place of an ID counted that the user does not have: all users without it share one. */
function needsMissingId({ rules }: SpecTrace): boolean {
  return rules.some(
    ({ percentage, conditions, delegate }) =>
      percentage?.isMissing === true ||
      conditions.some(({ bucket, nested }) => bucket?.isMissing === true || (nested !== null && needsMissingId(nested))) ||
      (delegate !== null && needsMissingId(delegate)),
  );
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
  if (rule?.conditions.some((condition) => shareOf(condition) === 0) === true)
    return `No user can get this: ${formatRuleNumber({ ...rule, name: null, groupName: null })} has no place.`;
  const unsupported = spec.rules.flatMap(({ conditions }) => conditions).find(({ kind }) => kind === "unsupported");
  if (unsupported?.kind === "unsupported") return `No user was found: ${unsupported.because}.`;
  if (rule !== null && isInside && rule.passPercentage < 0.1 && rule.passPercentage > 0)
    return `No user was found: none of ${formatNumber(maxIds)} new IDs is inside ${formatPercent(rule.passPercentage)}.`;
  return `No user was found after trying ${formatNumber(tried)}: no value that the rules name leads here.`;
}

function letsEveryoneIn(prepared: PreparedDefinitions, { conditions, delegate }: PreparedRule): boolean {
  const isMetByAll = (condition: PreparedCondition) => condition.kind === "always" || shareOf(condition) === 1;
  return conditions.every(isMetByAll) && (delegate === null || prepared.specs.config.has(delegate));
}

/** The share of the places of IDs that meet a condition on them; null for another condition, or if it is not plain. */
function shareOf(condition: PreparedCondition): number | null {
  if (condition.kind !== "value" || condition.bucket === null) return null;
  const { operator, target } = condition.details;
  const { slotCount } = condition;
  if (operator === "any" && slotCount !== null) return slotCount / condition.bucket.places;
  if (operator === "none" && slotCount !== null) return 1 - slotCount / condition.bucket.places;
  return operator === "lt" && typeof target === "number" ? Math.min(1, Math.max(0, target / condition.bucket.places)) : null;
}
