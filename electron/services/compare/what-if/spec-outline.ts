import type { ConditionOutline, RuleOutline, SpecOutline } from "#shared/domain/comparison/what-if.ts";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { describeSubject, describeTarget } from "#shared/domain/explanation/explanation-text.ts";
import { nameOfRule, type RuleNames } from "#shared/domain/explanation/rule-names.ts";
import { isJsonNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { refsOf } from "#shared/domain/rules-draft/apply-draft.ts";
import { createConditionNames } from "#shared/domain/rules-draft/condition-names.ts";
import { slotCount, slotsOf } from "#shared/domain/rules-draft/groups-split.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { specOf } from "../mixed-rules.ts";
import { preparedRules } from "../prepared-rules.ts";
import { reachableSpecs, specKey } from "../reachable-specs.ts";
import type { Entity } from "../subject.ts";

/** Longer lists are not edited by hand, and are not sent to the page. */
const maxListed = 1_000;

/** Returns a spec as an editor shows it, from definitions of either form, with `ruleNames` where they lack one; null if they lack the spec. */
export function specOutline(payload: JsonObject, entity: Entity, ruleNames: RuleNames = new Map()): SpecOutline | null {
  const spec = specOf(payload, entity);
  if (!isJsonObject(spec)) return null;
  const names = createConditionNames(payload);
  const rules = (Array.isArray(spec.rules) ? spec.rules : []).filter(isJsonObject);
  const refs = refsOf(rules);
  return {
    ...entity,
    entity: textOf(spec.entity),
    isEnabled: spec.enabled === true,
    isRunning: spec.entity === "experiment" && spec.enabled === true && spec.isActive === true,
    unit: textOf(spec.idType),
    rules: rules.flatMap((rule, at): RuleOutline[] => {
      const ref = refs[at];
      if (ref === undefined) return [];
      const outline = ruleOutline(names.withContents(rule), ruleNames);
      return [{ ref, ...outline, isHoldout: outline.conditions.some(({ gate }) => gate !== null && isHoldout(payload, gate)) }];
    }),
    otherwise: entity.kind === "gate" ? stateLabels[spec.defaultValue === true ? "pass" : "fail"] : formatValue(spec.defaultValue ?? null),
    usedBy: usersOf(payload, entity),
  };
}

function isHoldout(payload: JsonObject, gate: string): boolean {
  const spec = specOf(payload, { kind: "gate", name: gate });
  return isJsonObject(spec) && spec.entity === "holdout";
}

function ruleOutline(rule: JsonObject, ruleNames: RuleNames): Omit<RuleOutline, "ref" | "isHoldout"> {
  const { id, name, groupName, passPercentage, idType, isExperimentGroup, conditions } = rule;
  return {
    name: nameOfRule({ id: textOf(id), name: typeof name === "string" ? name : null }, ruleNames),
    groupName: typeof groupName === "string" ? groupName : null,
    isGroup: isExperimentGroup === true,
    percentage: passPercentage ?? null,
    unit: textOf(idType),
    conditions: (Array.isArray(conditions) ? conditions : []).map(conditionOutline),
    content: rule,
  };
}

function conditionOutline(content: JsonValue): ConditionOutline {
  if (!isJsonObject(content)) return { content, subject: "a condition that cannot be read", target: "", form: "other", gate: null };
  const { type, operator, field, targetValue: target = null } = content;
  const kind = textOf(type).toLowerCase();
  if (kind === "public") return { content, subject: "everyone", target: "", form: "other", gate: null };
  if (kind === "pass_gate" || kind === "fail_gate") {
    const gate = textOf(target);
    const isSegment = gate.startsWith("segment:");
    const verb = kind === "pass_gate" ? (isSegment ? "in segment" : "passes") : isSegment ? "not in segment" : "fails";
    return { content, subject: verb, target: isSegment ? gate.slice("segment:".length) : gate, form: "gate", gate };
  }
  const share = slotsOf([content]);
  if (share !== null) {
    const isOutside = textOf(operator).toLowerCase() === "none";
    const percent = formatPercent((share.slots.size * 100) / slotCount);
    const words = { subject: isOutside ? "outside a share of" : "in a share of", target: `${percent} of all IDs` };
    return { content: null, ...words, form: "other", gate: null };
  }
  const isLong = Array.isArray(target) ? target.length > maxListed : isJsonObject(target) || textOf(target).length > 2_000;
  return {
    content: isLong ? null : content,
    subject: describeSubject({ type: kind, field: typeof field === "string" ? field : null }),
    target: describeTarget({ operator: textOf(operator).toLowerCase(), target, type: kind }),
    form: isLong
      ? "other"
      : Array.isArray(target)
        ? "list"
        : isJsonNumber(target)
          ? "number"
          : typeof target === "string"
            ? "text"
            : "other",
    gate: null,
  };
}

/** Returns the names of the entities that reach this one. */
function usersOf(payload: JsonObject, entity: Entity): string[] {
  const prepared = preparedRules(payload);
  const key = specKey(entity);
  return prepared.listed
    .filter((other) => specKey(other) !== key && reachableSpecs([prepared], other).some((spec) => specKey(spec) === key))
    .map(({ name }) => name);
}

function textOf(value: JsonValue | undefined): string {
  return value === undefined || value === null || typeof value === "object" ? "" : String(value);
}
