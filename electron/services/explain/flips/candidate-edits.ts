import type { JsonValue } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions, PreparedRule } from "../engine/definitions/prepare.ts";
import { type EvaluationOptions, SpecEvaluator } from "../engine/evaluate-specs.ts";
import type { ResolvedValue } from "../engine/values/resolved-value.ts";
import type { FieldUsageList } from "../readiness/field-usage.ts";
import { findFieldUsage, pathOf } from "../readiness/find-field-usage.ts";
import { fittingValues, oppositeOperator } from "../readiness/fitting-values.ts";
import { formatPath, type Path, placeFor, valueAt } from "../readiness/user-places.ts";

/** One change to a user that may change an answer, because a condition asks for it. Undefined is "not there". */
export interface CandidateEdit {
  readonly path: Path;
  readonly field: string;
  readonly from: JsonValue | undefined;
  readonly to: JsonValue | undefined;
  /** Whether the condition that it was made from compares moments. */
  readonly isTime: boolean;
  /** The rules whose conditions it was made from. */
  readonly rules: Set<PreparedRule>;
  readonly cost: number;
}

/** More than this many are more than anybody would look through. */
const maxEdits = 400;

/**
 * Changes made from the conditions' own targets: values that meet those that are not met, values that fail those that are, and taking a field away.
 * Unit IDs are left alone: with another ID it would be another user.
 */
export function candidateEdits(
  prepared: PreparedDefinitions,
  { usages }: FieldUsageList,
  user: StatsigUser,
  options: EvaluationOptions,
): CandidateEdit[] {
  const { context } = new SpecEvaluator(prepared, user, options);
  const idLists = options.idLists ?? null;
  const edits = new Map<string, CandidateEdit>();

  for (const look of usages) {
    const { role } = look;
    if (role === "unit") continue;
    const found = findFieldUsage(look, context.subject, prepared);
    const path = found.isPresent ? pathOf(found, look, placeFor(look)) : placeFor(look);
    const from = valueAt(user, path);
    const addAt = (edit: Pick<CandidateEdit, "path" | "field" | "from" | "to" | "isTime">, rule: PreparedRule, extra: number) => {
      if (JSON.stringify(edit.to) === JSON.stringify(edit.from)) return;
      const key = `${JSON.stringify(edit.path)} ${JSON.stringify(edit.to)}`;
      const known = edits.get(key);
      if (known !== undefined) known.rules.add(rule);
      else if (edits.size < maxEdits) edits.set(key, { ...edit, rules: new Set([rule]), cost: costOf(role, edit.to) + extra });
    };
    const source = sourceOf(found);
    const sourceHas = source === null ? undefined : valueAt(user, [source]);
    for (const { condition, rule, depth } of look.asks) {
      if (condition === null || condition.details.operator === null) continue;
      const { operator, target } = condition.details;
      const isTime = timeOperators.has(operator);
      const add = (to: JsonValue | undefined, extra: number) => addAt({ path, field: look.field, from, to, isTime }, rule, extra);
      const isMet = condition.compare(condition.find(context), idLists) === true;
      const wanted = isMet ? oppositeOperator(operator) : operator;
      const values = wanted === null ? [] : fittingValues(wanted, target, found.json);
      for (const [place, value] of values.entries()) add(value, depth * 0.1 + place * 0.01);
      if (from !== undefined) add(undefined, depth * 0.1);
      if (source !== null && sourceHas !== undefined && isMet)
        addAt({ path: [source], field: source, from: sourceHas, to: undefined, isTime: false }, rule, depth * 0.1);
    }
  }
  return [...edits.values()].sort((a, b) => a.cost - b.cost);
}

const timeOperators: ReadonlySet<string> = new Set(["before", "after", "on"]);

/** What a value was read out of, where it is none of the user's own. */
function sourceOf({ place }: ResolvedValue): "ip" | "userAgent" | null {
  if (place === "ip") return "ip";
  return place === "user_agent" ? "userAgent" : null;
}

export function isSamePlace(a: CandidateEdit, b: CandidateEdit): boolean {
  return formatPath(a.path) === formatPath(b.path);
}

/** A tier is another place rather than another user, and a field that is gone is rarely what somebody wants. */
function costOf(role: "attribute" | "tier", to: JsonValue | undefined): number {
  return (role === "tier" ? 1.5 : 1) + (to === undefined ? 0.5 : 0);
}
