import { formatValues } from "../evaluation/format-value.ts";
import { consoleRuleId } from "../evaluation/rule-text.ts";
import { formatRuleNumber } from "../explanation/explanation-text.ts";
import { nameOfRule, type RuleNames } from "../explanation/rule-names.ts";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "../json/json.ts";
import { upperFirst } from "../text/upper-first.ts";
import { type ConditionNames, createConditionNames } from "./condition-names.ts";
import type { RuleEdit, RuleRef } from "./rules-draft.ts";

/** An edit that does not fit the definitions, with a sentence on what has changed. */
export interface Misfit {
  /** The position of the edit in the draft. */
  readonly edit: number;
  readonly problem: string;
}

export type AppliedDraft =
  /** `payload` is evaluated; `shown` has the rules, too, of what the draft turns off. */
  | { readonly is: "applied"; readonly payload: JsonObject; readonly shown: JsonObject }
  | { readonly is: "does_not_fit"; readonly misfits: readonly Misfit[] };

/**
 * Makes the edits of a draft in definitions of the form v1 or v2, one after the other. All of them are made or none: the result has either edited
 * definitions, which share everything else with the given ones, or every edit that does not fit. Never changes the given definitions. Sentences on what
 * does not fit name rules by `ruleNames` where the definitions do not.
 */
export function applyDraft(payload: JsonObject, edits: readonly RuleEdit[], ruleNames: RuleNames = new Map()): AppliedDraft {
  if (edits.length === 0) return { is: "applied", payload, shown: payload };
  const names: Names = { ...createConditionNames(payload), ruleNames };
  const misfits: Misfit[] = [];
  let edited = payload;
  for (const [position, edit] of edits.entries()) {
    try {
      edited = withSpec(edited, edit, (spec) => editSpec(spec, edit, names));
      if (edit.edit === "share")
        edited = withSpec(edited, { kind: "config", name: edit.experiment }, (spec) => withShare(spec, edit, names));
    } catch (failure) {
      if (!(failure instanceof DoesNotFit)) throw failure;
      misfits.push({ edit: position, problem: failure.message });
    }
  }
  if (misfits.length > 0) return { is: "does_not_fit", misfits };
  const shown = names.writtenIn(edited);
  return { is: "applied", payload: withoutRulesOfDisabled(shown, edits), shown };
}

/** Statsig delivers what is off without its rules, and engines evaluate the rules that are there whether or not it is off (statsig-evaluation.md §3). */
function withoutRulesOfDisabled(payload: JsonObject, edits: readonly RuleEdit[]): JsonObject {
  return edits
    .filter(({ edit }) => edit === "enabled")
    .reduce((edited, of) => withSpec(edited, of, (spec) => (spec.enabled === false ? { ...spec, rules: [] } : spec)), payload);
}

type Names = ConditionNames & { readonly ruleNames: RuleNames };

/** The rules have something else than the edit starts from. */
class DoesNotFit extends Error {}

type SpecOfEdit = Pick<RuleEdit, "kind" | "name">;

const sections = { gate: "feature_gates", config: "dynamic_configs", layer: "layer_configs" } as const;

/** Replaces a spec; the last one of its name in v1, as engines read it. */
function withSpec(payload: JsonObject, { kind, name }: SpecOfEdit, edit: (spec: JsonObject) => JsonObject): JsonObject {
  const section = payload[sections[kind]];
  if (Array.isArray(section)) {
    const at = section.findLastIndex((spec) => isJsonObject(spec) && spec.name === name);
    const spec = section[at];
    if (isJsonObject(spec)) return { ...payload, [sections[kind]]: section.with(at, edit(spec)) };
  } else if (isJsonObject(section) && Object.hasOwn(section, name)) {
    const spec = section[name];
    if (isJsonObject(spec)) return { ...payload, [sections[kind]]: withMember(section, name, edit(spec)) };
  }
  throw new DoesNotFit(`The rules have no ${kind === "config" ? "dynamic config or experiment" : kind} “${name}”.`);
}

/** Returns the object with one member replaced at its place, whatever its name. */
function withMember(object: JsonObject, name: string, value: JsonValue): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, member]) => [key, key === name ? value : member]));
}

function editSpec(spec: JsonObject, edit: RuleEdit, names: Names): JsonObject {
  const rules = (Array.isArray(spec.rules) ? spec.rules : []).filter(isJsonObject);
  const withRules = (changed: readonly JsonObject[]): JsonObject => ({ ...spec, rules: [...changed] });
  const withRule = (ref: RuleRef, change: (rule: JsonObject, label: string) => JsonObject) => {
    const at = positionOf(rules, ref, edit.name, names);
    const rule = rules[at] ?? {};
    return withRules(rules.with(at, change(rule, ruleLabel(rule, at, edit.name, names))));
  };
  switch (edit.edit) {
    case "enabled":
      if (spec.enabled !== edit.from) throw new DoesNotFit(`“${edit.name}” is already ${edit.to ? "enabled" : "disabled"}.`);
      return { ...spec, enabled: edit.to };
    case "percentage":
      return withRule(edit.rule, (rule, label) => {
        expectSame(rule.passPercentage, edit.from, (is, was) => `${label} now lets in ${is} %, not ${was} %, from which the edit starts.`);
        return { ...rule, passPercentage: edit.to };
      });
    case "target":
      return withRule(edit.rule, (rule, label) => withTarget(rule, label, edit, names));
    case "split":
      return withRules(
        edit.borders.reduce((changed, border) => {
          const at = positionOf(changed, border.rule, edit.name, names);
          const rule = changed[at] ?? {};
          return changed.with(at, withTarget(rule, ruleLabel(rule, at, edit.name, names), border, names));
        }, rules),
      );
    case "share":
      return withShare(spec, edit, names);
    case "order":
      return withRules(inOrder(rules, edit.from, edit.to, edit.name));
    case "add_rule": {
      if (edit.at > rules.length)
        throw new DoesNotFit(`“${edit.name}” has only ${rules.length} rules, so there is no place ${edit.at + 1}.`);
      return withRules(rules.toSpliced(edit.at, 0, names.asWritten(edit.rule)));
    }
    case "remove_rule": {
      const rule = rules[edit.at];
      if (rule === undefined || !isSameJson(names.withContents(rule), edit.rule))
        throw new DoesNotFit(
          `The edit removes ${ruleLabel(edit.rule, edit.at, edit.name, names)}, which is no longer as it was or no longer at this place.`,
        );
      return withRules(rules.toSpliced(edit.at, 1));
    }
    case "add_condition":
      return withRule(edit.rule, (rule, label) => {
        const conditions = conditionsOf(rule);
        if (edit.at > conditions.length) throw new DoesNotFit(`${label} has only ${conditions.length} conditions.`);
        return { ...rule, conditions: conditions.toSpliced(edit.at, 0, names.nameOf(edit.condition)) };
      });
    case "remove_condition":
      return withRule(edit.rule, (rule, label) => {
        const conditions = conditionsOf(rule);
        const condition = conditions[edit.at];
        if (condition === undefined || !isSameJson(names.contentOf(condition), edit.condition))
          throw new DoesNotFit(`Condition ${edit.at + 1} of ${label} is no longer the one that the edit removes.`);
        return { ...rule, conditions: conditions.toSpliced(edit.at, 1) };
      });
  }
}

interface TargetEdit {
  readonly condition: number;
  readonly from: JsonValue;
  readonly to: JsonValue;
}

/** The edited condition gets a name of its own, so that other rules with the same condition keep it. */
function withTarget(rule: JsonObject, label: string, { condition: at, from, to }: TargetEdit, names: Names): JsonObject {
  const conditions = conditionsOf(rule);
  const condition = names.contentOf(conditions[at] ?? null);
  if (!isJsonObject(condition)) throw new DoesNotFit(`${label} has no condition ${at + 1}.`);
  expectSame(
    condition.targetValue,
    from,
    (is, was) => `Condition ${at + 1} of ${label} now expects ${is}, not ${was}, from which the edit starts.`,
  );
  return { ...rule, conditions: conditions.with(at, names.nameOf({ ...condition, targetValue: to })) };
}

/** The layer gives the slots to the rule that delegates to the experiment; the experiment keeps everyone else out. */
function withShare(spec: JsonObject, { name, experiment, from, to }: Extract<RuleEdit, { edit: "share" }>, names: Names): JsonObject {
  let isFound = false;
  const rules = (Array.isArray(spec.rules) ? spec.rules : []).map((rule): JsonValue => {
    if (!isJsonObject(rule) || (rule.configDelegate !== experiment && rule.id !== "layerAssignment")) return rule;
    const conditions = conditionsOf(rule).map((each): JsonValue => {
      const content = names.contentOf(each);
      if (!isJsonObject(content) || content.type !== "user_bucket" || !isSameJson(content.targetValue ?? null, from)) return each;
      isFound = true;
      return names.nameOf({ ...content, targetValue: to });
    });
    return { ...rule, conditions };
  });
  if (!isFound) throw new DoesNotFit(`The share of “${experiment}” in “${name}” is no longer the one from which the edit starts.`);
  return { ...spec, rules };
}

function inOrder(rules: readonly JsonObject[], from: readonly string[], to: readonly number[], name: string): JsonObject[] {
  const ids = refsOf(rules).map(({ id }) => id);
  if (!isSameJson(ids, [...from])) throw new DoesNotFit(`“${name}” has other rules, or another order, than the edit starts from.`);
  const ordered = [...new Set(to)].map((at) => rules[at]).filter((rule) => rule !== undefined);
  if (ordered.length !== rules.length) throw new DoesNotFit(`The new order of “${name}” does not have each of its rules once.`);
  return ordered;
}

/** Returns the reference to each rule of a list. */
export function refsOf(rules: readonly JsonObject[]): RuleRef[] {
  const counts = new Map<string, number>();
  return rules.map((rule) => {
    const id = consoleRuleId(typeof rule.id === "string" ? rule.id : String(rule.id ?? ""));
    const nth = counts.get(id) ?? 0;
    counts.set(id, nth + 1);
    return { id, nth };
  });
}

function refKey({ id, nth }: RuleRef): string {
  return `${nth} ${id}`;
}

function positionOf(rules: readonly JsonObject[], ref: RuleRef, name: string, { ruleNames }: Names): number {
  const at = refsOf(rules).findIndex((other) => refKey(other) === refKey(ref));
  const known = ruleNames.get(ref.id);
  if (at < 0) throw new DoesNotFit(`“${name}” has no rule ${known === undefined ? `with the ID ${ref.id}` : `“${known}”`} any more.`);
  return at;
}

function ruleLabel({ id, name, groupName, configDelegate }: JsonObject, at: number, spec: string, { ruleNames }: Names): string {
  const label = formatRuleNumber({
    number: at + 1,
    name: nameOfRule({ id: String(id ?? ""), name: typeof name === "string" ? name : null }, ruleNames),
    groupName: typeof groupName === "string" ? groupName : null,
    ...(typeof configDelegate === "string" && configDelegate !== "" && { delegatesTo: configDelegate }),
  });
  return `${label} of “${spec}”`;
}

function conditionsOf(rule: JsonObject): JsonValue[] {
  return Array.isArray(rule.conditions) ? rule.conditions : [];
}

function expectSame(is: JsonValue | undefined, was: JsonValue, problem: (is: string, was: string) => string): void {
  if (isSameJson(is ?? null, was)) return;
  throw new DoesNotFit(upperFirst(problem(...formatValues(is ?? null, was))));
}
