import { editCost } from "#shared/domain/explanation/edit-cost.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions, PreparedRule } from "../engine/definitions/prepare.ts";
import { type EvaluationOptions, SpecEvaluator } from "../engine/evaluate-specs.ts";
import type { ResolvedValue } from "../engine/values/resolved-value.ts";
import type { FieldUsageList } from "../readiness/field-usage.ts";
import { findFieldUsage, pathOf } from "../readiness/find-field-usage.ts";
import { fittingValues, oppositeOperator } from "../readiness/fitting-values.ts";
import { formatPath, type Path, placeFor, valueAt } from "../readiness/user-places.ts";

/** One change to a field that a condition uses. It may change the answer. Undefined means that the field is absent. */
export interface CandidateEdit {
  readonly path: Path;
  readonly field: string;
  readonly from: JsonValue | undefined;
  readonly to: JsonValue | undefined;
  /** True if the condition compares times. */
  readonly isTime: boolean;
  /** The rules of the conditions that suggest this edit. */
  readonly rules: Set<PreparedRule>;
  readonly cost: number;
}

/** The maximum number of candidates. */
const maxEdits = 400;

/**
 * Returns edits that follow from the targets of the conditions: values that meet a condition that is not met, values that do not meet one that is
 * met, and the removal of a field. Unit IDs are not changed, because another ID would be another user. Cheapest first.
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

  for (const usage of usages) {
    const { role } = usage;
    if (role === "unit") continue;
    const found = findFieldUsage(usage, context.subject, prepared);
    const path = found.isPresent ? pathOf(found, usage, placeFor(usage)) : placeFor(usage);
    const from = valueAt(user, path);
    const addAt = (edit: Pick<CandidateEdit, "path" | "field" | "from" | "to" | "isTime">, rule: PreparedRule, extra: number) => {
      if (JSON.stringify(edit.to) === JSON.stringify(edit.from) || !isPlausible(edit.field, edit.to)) return;
      const key = `${JSON.stringify(edit.path)} ${JSON.stringify(edit.to)}`;
      const known = edits.get(key);
      if (known !== undefined) known.rules.add(rule);
      else if (edits.size < maxEdits) edits.set(key, { ...edit, rules: new Set([rule]), cost: costOf(role, edit) + extra });
    };
    const source = sourceOf(found);
    const sourceHas = source === null ? undefined : valueAt(user, [source]);
    for (const { condition, rule, depth } of usage.uses) {
      if (condition === null || condition.details.operator === null) continue;
      const { operator, target } = condition.details;
      const isTime = timeOperators.has(operator);
      const add = (to: JsonValue | undefined, extra: number) => addAt({ path, field: usage.field, from, to, isTime }, rule, extra);
      const isMet = condition.compare(condition.find(context), idLists) === true;
      const required = isMet ? oppositeOperator(operator) : operator;
      const values = required === null ? [] : fittingValues(required, target, found.json, usage.field);
      for (const [place, value] of values.entries()) add(value, depth * 0.1 + place * 0.01);
      if (from !== undefined) add(undefined, depth * 0.1);
      if (source !== null && sourceHas !== undefined && isMet)
        addAt({ path: [source], field: source, from: sourceHas, to: undefined, isTime: false }, rule, depth * 0.1);
    }
  }
  return [...edits.values()].sort((a, b) => a.cost - b.cost);
}

const timeOperators: ReadonlySet<string> = new Set(["before", "after", "on"]);

/** Returns the field from which a value was derived, or null if the user has the value itself. */
function sourceOf({ place }: ResolvedValue): "ip" | "userAgent" | null {
  if (place === "ip") return "ip";
  return place === "user_agent" ? "userAgent" : null;
}

export function isSamePlace(a: CandidateEdit, b: CandidateEdit): boolean {
  return formatPath(a.path) === formatPath(b.path);
}

/** Removing a field is rarely useful, so it costs more. */
function costOf(role: "attribute" | "tier", { path, field, to }: Pick<CandidateEdit, "path" | "field" | "to">): number {
  const type = role === "tier" ? "environment_field" : "user_field";
  return editCost({ type, field, operator: null, isPrivate: path[0] === "privateAttributes" }) + (to === undefined ? 0.5 : 0);
}

/** False for a value that no user has: half an e-mail address, a user agent of one word. */
function isPlausible(field: string, to: JsonValue | undefined): boolean {
  if (typeof to !== "string") return true;
  switch (field.toLowerCase().replace(/_/g, "")) {
    case "email":
      return /^[^@\s]+@[^@\s]+\.[^@\s.]{2,}$/.test(to);
    case "useragent":
      return to.includes("/");
    case "ip":
      return /^[\d.]{7,}$|:/.test(to);
    default:
      return to.trim() !== "";
  }
}
