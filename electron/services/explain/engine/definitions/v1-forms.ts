import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { faultIn } from "#shared/domain/json/strict-types.ts";
import { textInJavaScript } from "../cautions/javascript-engine.ts";
import { isTooDeep } from "../values/nesting.ts";
import { ConditionFormSchema, type ReadRule, type SpecForm, type UnreadCondition } from "./forms.ts";

export type V1Section = "gate" | "config" | "layer";

/** A spec of the v1 form, and what is unusual about it, in sentences. */
export interface V1Spec {
  readonly spec: Omit<SpecForm, "rules"> & { readonly rules: readonly ReadRule[] };
  readonly cautions: readonly string[];
}

/**
 * Reads a spec of the v1 form as the JavaScript engine does, the only one that reads v1 (statsig-evaluation.md §2.2). It requires no field: a
 * missing ID type is the user ID, a missing salt the word “undefined”. Returns null for a spec without rules, which it refuses.
 */
export function readV1Spec(section: V1Section, name: string, spec: JsonValue, isInLayer: boolean): V1Spec | null {
  const written = rulesOfV1(spec);
  if (!isJsonObject(spec) || written === null) return null;
  const rules = written.map((rule) => readRule(section, isJsonObject(rule) ? rule : {}));
  return {
    spec: {
      type: textIn(spec.type) ?? (section === "gate" ? "feature_gate" : "dynamic_config"),
      entity: textIn(spec.entity) ?? usualEntity(section, name, rules, isInLayer),
      salt: textOf(spec.salt),
      enabled: isTrue(spec.enabled),
      // The engine ignores the default value of gates.
      defaultValue: section === "gate" ? false : (spec.defaultValue ?? {}),
      idType: textIn(spec.idType) ?? "userID",
      rules,
      explicitParameters: Array.isArray(spec.explicitParameters)
        ? spec.explicitParameters.filter((each) => typeof each === "string")
        : null,
      isActive: spec.isActive === true,
    },
    cautions: cautionsOn(section, spec),
  };
}

/**
 * Returns the rules that the JavaScript engine reads of a spec; null for a spec that it cannot read. It counts through any value: a text has a
 * rule for each of its characters, a number or an object none.
 */
export function rulesOfV1(spec: JsonValue): readonly JsonValue[] | null {
  const rules = isJsonObject(spec) ? spec.rules : undefined;
  if (rules == null) return null;
  if (Array.isArray(rules)) return rules;
  return typeof rules === "string" ? rules.split("") : [];
}

function readRule(section: V1Section, rule: JsonObject): ReadRule {
  const id = rule.id == null ? "" : textOf(rule.id);
  return {
    id,
    name: textIn(rule.name) ?? id,
    salt: rule.salt == null ? textOf(rule.id) : textOf(rule.salt),
    passPercentage: percentageIn(rule.passPercentage),
    // A gate's rule passes whatever it returns.
    returnValue: section === "gate" ? true : (rule.returnValue ?? null),
    idType: textIn(rule.idType) ?? "userID",
    conditions: Array.isArray(rule.conditions) ? rule.conditions.map(readCondition) : [],
    groupName: textIn(rule.groupName),
    configDelegate: textIn(rule.configDelegate),
    isExperimentGroup: rule.isExperimentGroup === true,
  };
}

/** The engine reads types and operators in any case, and takes the word “undefined” for a missing salt. */
function readCondition(condition: JsonValue): ReadRule["conditions"][number] {
  if (!isJsonObject(condition)) return unread("it is no object");
  const { type, operator, field, idType, additionalValues, targetValue } = condition;
  if (typeof type !== "string") return unread("it has no type");
  const salt = isJsonObject(additionalValues) ? additionalValues.salt : undefined;
  const gates = gatesIn(condition);
  if (gates === null) return unread("its target is no list of gates");
  const read = ConditionFormSchema.safeParse({
    ...condition,
    type: gates === undefined || type === "multi_pass_gate" ? type.toLowerCase() : "multi_fail_gate",
    ...(isOneGate(type) && targetValue !== undefined ? { targetValue: textOf(targetValue) } : {}),
    ...(isPattern(operator) ? { targetValue: targetValue === undefined ? "" : textOf(targetValue) } : {}),
    operator: typeof operator === "string" ? operator.toLowerCase() : operator,
    field: field == null ? null : textOf(field),
    idType: textIn(idType) ?? "userID",
    checksum: null,
    additionalValues: type.toLowerCase() === "user_bucket" ? { salt: textOf(salt) } : null,
  });
  if (!read.success) return unread(faultIn(condition, read.error));
  // The native engine's null for a text or number that it cannot read: only the JavaScript engine reads this form.
  const kept = read.data.targetValue === null && targetValue != null && !isTooDeep(targetValue) ? { targetValue } : {};
  return { ...read.data, ...kept, ...(gates === undefined ? {} : { gates }) };
}

function isOneGate(type: string): boolean {
  return /^(pass|fail)_gate$/i.test(type);
}

/** The engine makes a pattern of the text of any target: of `["^a"]` it is `^a`, and of `["a","b"]` it is `a,b`. */
function isPattern(operator: JsonValue | undefined): boolean {
  return typeof operator === "string" && operator.toLowerCase() === "str_matches";
}

/**
 * Returns the names of a condition on several gates; undefined for other types, null if its target is no list. The engine reads these types
 * in any case, but compares `multi_pass_gate` exactly: in other letters it counts as `multi_fail_gate` (statsig-evaluation.md §5).
 */
function gatesIn({ type, targetValue }: JsonObject): readonly string[] | null | undefined {
  if (typeof type !== "string" || !/^multi_(pass|fail)_gate$/i.test(type)) return undefined;
  return Array.isArray(targetValue) ? targetValue.map(textOf) : null;
}

function unread(fault: string): UnreadCondition {
  return { problem: `a condition is malformed (${fault})` };
}

function usualEntity(section: V1Section, name: string, rules: readonly ReadRule[], isInLayer: boolean): string {
  if (section === "layer") return "layer";
  if (section === "gate") return name.startsWith("segment:") ? "segment" : "feature_gate";
  return isInLayer || rules.some(({ groupName, isExperimentGroup }) => groupName != null || isExperimentGroup)
    ? "experiment"
    : "dynamic_config";
}

function textIn(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** Returns a value as JavaScript adds it to a text. */
function textOf(value: JsonValue | undefined): string {
  return value === undefined ? "undefined" : textInJavaScript(value);
}

function isTrue(value: JsonValue | undefined): boolean {
  return isJsonNumber(value) ? toDouble(value) !== 0 : Boolean(value);
}

/** A text such as `"100"` is compared as the number that it is. Nothing passes without a number. */
function percentageIn(value: JsonValue | undefined): number {
  if (isJsonNumber(value)) return toDouble(value);
  const number = value === undefined ? Number.NaN : Number(isJsonObject(value) ? textInJavaScript(value) : value);
  return Number.isNaN(number) ? 0 : number;
}

const requiredOfSpec = ["name", "type", "entity", "salt", "enabled", "defaultValue", "idType"];
const requiredOfRule = ["id", "passPercentage", "returnValue", "conditions", "idType"];

function cautionsOn(section: V1Section, spec: JsonObject): string[] {
  const rules = (rulesOfV1(spec) ?? []).map((rule) => (isJsonObject(rule) ? rule : {}));
  const conditions = rules.flatMap((rule) => (Array.isArray(rule.conditions) ? rule.conditions.filter(isJsonObject) : []));
  const missing = [
    ...requiredOfSpec
      .filter((field) => spec[field] == null && !(section === "gate" && field === "defaultValue"))
      .map((field) => `“${field}”`),
    ...requiredOfRule.filter((field) => rules.some((rule) => rule[field] == null)).map((field) => `“rules.${field}”`),
    ...(conditions.some(({ idType }) => typeof idType !== "string") ? ["“conditions.idType”"] : []),
  ];
  const isDenying = section === "gate" && rules.some(({ returnValue }) => returnValue === false);
  return [
    ...(missing.length === 0
      ? []
      : [
          `It has no ${missing.join(", ")}. Only the JavaScript engine reads definitions of the form v1, and it does without${
            missing.some((field) => field.endsWith("idType”")) ? ": a missing ID type is userID" : ""
          }. So does this explanation.`,
        ]),
    ...(isDenying
      ? [
          "A rule returns false. The JavaScript engine, which alone reads definitions of the form v1, ignores what a gate’s rule returns: a user inside its percentage passes.",
        ]
      : []),
    ...(section === "gate" && spec.defaultValue === true
      ? [
          "Its default value is true. The JavaScript engine, which alone reads definitions of the form v1, ignores a gate’s default value: without a rule it fails.",
        ]
      : []),
  ];
}
