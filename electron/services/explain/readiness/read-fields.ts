import type { ReadField, ReadFields, ReadValue } from "#shared/domain/explanation/read-fields.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { PreparedDefinitions, PreparedRule } from "../engine/definitions/prepare.ts";
import { targetText } from "../engine/values/texts.ts";
import { autotuneUsages, type FieldUsage, maxRules, usageOf, type ValueCondition } from "./field-usage.ts";
import { fittingValues } from "./fitting-values.ts";
import { placeFor } from "./user-places.ts";

/** What is beyond these limits is left out, and the result says that it is not complete. */
const maxFields = 1_000;
const maxValuesOfField = 200;
const maxValues = 10_000;
const maxValueLength = 200;

/** Returns the fields that all rules of the definitions read, and the values with which they compare them. */
export function readFieldsOf(prepared: PreparedDefinitions): ReadFields {
  const fields = new Map<string, Collected>();
  let isComplete = prepared.dropped.size === 0 && prepared.refusal === null;
  let values = 0;
  const collected = (usage: Pick<FieldUsage, "role" | "field">): Collected | null => {
    if (usage.role === "tier") return null;
    const key = `${usage.role} ${usage.field}`;
    const known = fields.get(key);
    if (known !== undefined) return known;
    if (fields.size >= maxFields || usage.field === "" || usage.field.length > maxValueLength) {
      isComplete = false;
      return null;
    }
    const made: Collected = { role: usage.role, field: usage.field, rules: 0, last: null, values: new Map(), isComplete: true };
    fields.set(key, made);
    return made;
  };
  const count = (field: Collected | null, rule: PreparedRule) => {
    if (field === null || field.last === rule) return;
    field.last = rule;
    field.rules += 1;
  };
  const note = (field: Collected, { value, isCaseSensitive }: Compared, rule: PreparedRule) => {
    const key = `${typeof value} ${String(value)}`;
    const known = field.values.get(key);
    if (known === undefined) {
      if (values >= maxValues || field.values.size >= maxValuesOfField || String(value).length > maxValueLength) {
        field.isComplete = false;
        return;
      }
      values += 1;
      field.values.set(key, { value, rules: 1, isCaseSensitive, last: rule });
      return;
    }
    known.isCaseSensitive &&= isCaseSensitive;
    if (known.last === rule) return;
    known.last = rule;
    known.rules += 1;
  };
  const read = (rule: PreparedRule) => {
    for (const condition of rule.conditions) {
      if (condition.kind === "unsupported") isComplete = false;
      if (condition.kind !== "value") continue;
      const usage = usageOf(condition);
      const field = usage && collected(usage);
      count(field, rule);
      if (field === null || field.role === "unit") continue;
      const compared = comparedValues(condition);
      if (compared === null || compared.length > maxValuesOfField) field.isComplete = false;
      for (const each of compared?.slice(0, maxValuesOfField) ?? []) note(field, each, rule);
    }
    if (rule.bucket !== null) count(collected({ role: "unit", field: rule.unit.name }), rule);
  };

  let rules = 0;
  for (const rule of rulesOf(prepared)) {
    rules += 1;
    if (rules > maxRules) {
      isComplete = false;
      break;
    }
    read(rule);
  }
  for (const autotune of prepared.autotunes.values()) {
    for (const { usage } of autotuneUsages(autotune)) {
      const field = collected(usage);
      // An autotune compares with nothing: of a field that only autotunes read, no value is more usual than another.
      if (field !== null && field.rules === 0) field.isComplete = false;
    }
  }
  return { fields: [...fields.values()].map(finished).sort(mostRead(({ field }) => field)), isComplete };
}

interface Collected {
  readonly role: "unit" | "attribute";
  readonly field: string;
  rules: number;
  /** The last rule that was counted; rules come one after the other. */
  last: PreparedRule | null;
  readonly values: Map<string, { -readonly [Key in keyof ReadValue]: ReadValue[Key] } & { last: PreparedRule }>;
  isComplete: boolean;
}

function* rulesOf({ specs, mappings }: PreparedDefinitions): Generator<PreparedRule> {
  for (const kind of ["gate", "config", "layer"] as const) for (const { rules } of specs[kind].values()) yield* rules;
  for (const mapped of mappings.values()) for (const { rules } of mapped) for (const { rule } of rules) if (rule !== null) yield rule;
}

interface Compared {
  readonly value: JsonValue;
  readonly isCaseSensitive: boolean;
}

/** Returns the values with which a condition compares a field; null if it is not met by certain values only. */
function comparedValues({ details: { operator, target } }: ValueCondition): Compared[] | null {
  switch (operator) {
    case "any":
    case "none":
      if (!Array.isArray(target)) return null;
      // One more than a field may have, to see that some are left out.
      return target.slice(0, maxValuesOfField + 1).map((entry) => ({ value: asValue(targetText(entry)), isCaseSensitive: false }));
    case "any_case_sensitive":
    case "none_case_sensitive":
      if (!Array.isArray(target)) return null;
      return target.slice(0, maxValuesOfField + 1).map((entry) => ({ value: asValue(targetText(entry)), isCaseSensitive: true }));
    case "eq":
    case "neq":
      if (typeof target !== "string" && typeof target !== "boolean") return null;
      return [{ value: target, isCaseSensitive: true }];
    default:
      return null;
  }
}

/** Returns an entry of a list as readiness suggests it: the texts `true` and `false` are booleans. */
function asValue(entry: string): JsonValue {
  return fittingValues("any", [entry], null)[0] ?? entry;
}

function finished({ role, field, rules, values, isComplete }: Collected): ReadField {
  const list = [...values.values()].map(({ last: _, ...value }): ReadValue => value);
  return {
    field,
    role,
    path: [...placeFor({ role, field })],
    rules,
    values: list.sort(mostRead(({ value }) => String(value))),
    isComplete,
  };
}

function mostRead<Item extends { readonly rules: number }>(nameOf: (item: Item) => string) {
  return (a: Item, b: Item) => b.rules - a.rules || nameOf(a).localeCompare(nameOf(b), "en");
}
