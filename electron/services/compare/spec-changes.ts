import { valueDifferences } from "#shared/domain/comparison/value-differences.ts";
import { formatValue, formatValues } from "#shared/domain/evaluation/format-value.ts";
import { consoleRuleId } from "#shared/domain/evaluation/rule-text.ts";
import { describeSubject, describeTarget, formatRuleNumber, isOnSeveralGates } from "#shared/domain/explanation/explanation-text.ts";
import { nameOfRule, type RuleNames } from "#shared/domain/explanation/rule-names.ts";
import { isSameJson, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { groupBorder, sharesOf, slotsOf } from "#shared/domain/rules-draft/groups-split.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import type { ReadRule, ReadSpec } from "../explain/engine/definitions/forms.ts";
import { readForms } from "../explain/engine/definitions/read-forms.ts";
import type { Entity } from "./subject.ts";

/** A spec that differs between two definitions, with one clause for each change, such as `rule 2 “EU”: 10 % → 25 %`. */
export interface SpecChange extends Entity {
  readonly change: "added" | "removed" | "edited";
  readonly clauses: readonly string[];
}

/** Lists the specs that differ between two definitions, in the order of the newer ones; removed specs come last. Clauses call rules by `names` where both lack one. */
export function specChanges(older: JsonObject, newer: JsonObject, names: RuleNames = new Map()): SpecChange[] {
  const before = specsOf(older);
  const after = specsOf(newer);
  const changed = [...after].flatMap(([key, { entity, spec }]): SpecChange[] => {
    const old = before.get(key)?.spec;
    if (old === undefined) return [{ ...entity, change: "added", clauses: [] }];
    const clauses = describeChanges(old, spec, names);
    return clauses.length === 0 ? [] : [{ ...entity, change: "edited", clauses }];
  });
  const removed = [...before]
    .filter(([key]) => !after.has(key))
    .map(([, { entity }]): SpecChange => ({ ...entity, change: "removed", clauses: [] }));
  return [...changed, ...removed];
}

function specsOf(payload: JsonObject): Map<string, { entity: Entity; spec: ReadSpec }> {
  const { gates, configs, layers } = readForms(payload);
  const listed = (kind: Entity["kind"], specs: readonly ReadSpec[]) =>
    specs.map((spec) => [`${kind} ${spec.name}`, { entity: { kind, name: spec.name }, spec }] as const);
  return new Map([...listed("gate", gates), ...listed("config", configs), ...listed("layer", layers)]);
}

/** Lists what differs between two versions of a spec, in the order in which an evaluation uses it. Empty if nothing does that decides an answer. */
export function describeChanges(before: ReadSpec, after: ReadSpec, names: RuleNames): string[] {
  return [
    ...(before.enabled === after.enabled ? [] : [after.enabled ? "turned on" : "turned off"]),
    ...((before.isActive ?? false) === (after.isActive ?? false) ? [] : [after.isActive ? "started" : "stopped"]),
    ...fromTo("unit ID", before.idType, after.idType),
    ...(before.salt === after.salt ? [] : ["new salt: percentages and groups are distributed anew"]),
    // What is off is delivered without its rules: that they are gone, or back, says nothing more.
    ...(before.enabled !== after.enabled && (before.enabled ? after : before).rules.length === 0
      ? []
      : describeRuleChanges(before.rules, after.rules, names)),
    ...fromTo("default", before.defaultValue, after.defaultValue),
    ...fromTo("explicit parameters", before.explicitParameters ?? [], after.explicitParameters ?? []),
    ...((before.useNewLayerEval ?? false) === (after.useNewLayerEval ?? false) ? [] : ["another way of merging the layer's rules"]),
  ];
}

function describeRuleChanges(before: readonly ReadRule[], after: readonly ReadRule[], names: RuleNames): string[] {
  const [older, newer] = [ruleKeys(before), ruleKeys(after)];
  const old = new Map(before.map((rule, index) => [older[index], rule]));
  const kept = older.filter((key) => newer.includes(key));
  const isReordered = newer.filter((key) => old.has(key)).some((key, index) => key !== kept[index]);
  return [
    ...before.flatMap((rule, index) => (newer.includes(older[index] ?? "") ? [] : [`${ruleLabel(rule, index, names)} removed`])),
    ...splitChanges(before, after),
    ...after.flatMap((rule, index) => {
      const known = old.get(newer[index]);
      if (known === undefined) return [`${ruleLabel(rule, index, names)} added`];
      return ruleChanges(known, rule).map((clause) => `${ruleLabel(rule, index, names)}: ${clause}`);
    }),
    ...(isReordered ? ["rules in another order"] : []),
  ];
}

/** Returns what identifies each rule in two versions: the console's ID, since Statsig appends the percentage; repeated IDs are counted. */
function ruleKeys(rules: readonly ReadRule[]): string[] {
  const counts = new Map<string, number>();
  return rules.map(({ id }) => {
    const key = consoleRuleId(id);
    const count = counts.get(key) ?? 0;
    counts.set(key, count + 1);
    return `${key} ${count}`;
  });
}

function ruleChanges(before: ReadRule, after: ReadRule): string[] {
  const isSamePass = before.passPercentage === after.passPercentage;
  return [
    ...(isSamePass ? [] : [`${formatPercent(before.passPercentage)} → ${formatPercent(after.passPercentage)}`]),
    ...conditionChanges(before, after),
    ...fromTo("value", before.writtenValue ?? before.returnValue, after.writtenValue ?? after.returnValue),
    ...fromTo("group", before.groupName ?? null, after.groupName ?? null),
    ...fromTo("experiment", before.configDelegate ?? null, after.configDelegate ?? null),
    ...fromTo("unit ID", before.idType, after.idType),
    ...((before.salt ?? "") === (after.salt ?? "") ? [] : ["new salt: its percentage is distributed anew"]),
  ];
}

/** `Control 50 % → 34 %, Short 25 % → 33 %`: one clause for all groups, since a border moves two shares. None if a group has no border. */
function splitChanges(before: readonly ReadRule[], after: readonly ReadRule[]): string[] {
  const [older, newer] = [groupShares(before), groupShares(after)];
  if (older === null || newer === null) return [];
  const changes = [...newer].flatMap(([group, share]) => {
    const was = older.get(group);
    return was === undefined || was === share ? [] : [`${group} ${formatPercent(was)} → ${formatPercent(share)}`];
  });
  return changes.length === 0 ? [] : [changes.join(", ")];
}

function groupShares(rules: readonly ReadRule[]): Map<string, number> | null {
  const groups = rules.filter(({ isExperimentGroup }) => isExperimentGroup === true);
  const borders = groups.flatMap(({ conditions }) => groupBorder(readable(conditions))?.border ?? []);
  if (groups.length === 0 || borders.length < groups.length) return null;
  const shares = sharesOf(borders);
  return new Map(groups.map(({ id, groupName, name }, at) => [groupName || name || id, shares[at] ?? 0]));
}

function conditionChanges(before: ReadRule, after: ReadRule): string[] {
  const isBorder = (rule: ReadRule) => rule.isExperimentGroup === true && groupBorder(readable(rule.conditions)) !== null;
  if (isBorder(before) && isBorder(after)) return textChanges(withoutBorder(before.conditions), withoutBorder(after.conditions));
  const [older, newer] = [before, after].map(({ conditions }) => slotsOf(readable(conditions))?.slots);
  if (older === undefined || newer === undefined) return textChanges(before.conditions, after.conditions);
  const isSame = older.size === newer.size && [...older].every((slot) => newer.has(slot));
  const [was, is] = [older, newer].map(({ size }) => formatPercent(size / 10));
  return isSame ? [] : [was === is ? `other slots, still ${is} of them` : `share of the layer ${was} → ${is}`];
}

function withoutBorder(conditions: ReadRule["conditions"]): ReadRule["conditions"] {
  return conditions.filter((each) => groupBorder(readable([each])) === null);
}

/** What a border or a share is read from; nothing of a condition that could not be read. */
function readable(conditions: ReadRule["conditions"]): JsonObject[] {
  return conditions.map((condition) => {
    if ("problem" in condition) return {};
    const { type, operator = null, targetValue = null } = condition;
    return { type, operator, targetValue };
  });
}

function textChanges(before: ReadRule["conditions"], after: ReadRule["conditions"]): string[] {
  const [gone, come] = [textsOf(before), textsOf(after)];
  const removed = gone.filter((text) => !come.includes(text));
  const added = come.filter((text) => !gone.includes(text));
  if (removed.length === 1 && added.length === 1) return [`${removed[0]} → ${added[0]}`];
  return [...removed.map((text) => `no longer ${text}`), ...added.map((text) => `now also ${text}`)];
}

function textsOf(conditions: ReadRule["conditions"]): string[] {
  return conditions.map((condition) => {
    if ("problem" in condition) return condition.problem;
    const { type, operator, field } = condition;
    const targetValue = condition.writtenTarget ?? condition.targetValue;
    if (type === "public") return "everyone";
    const target = describeTarget({ operator: operator ?? null, target: targetValue ?? null, type });
    if (type === "pass_gate" || type === "fail_gate")
      return `${type === "pass_gate" ? "passes" : "fails"} ${formatValue(targetValue ?? null)}`;
    if (isOnSeveralGates(type)) return `${type === "multi_pass_gate" ? "passes" : "fails"} any of ${formatValue(targetValue ?? null)}`;
    return `${describeSubject({ type, field: field ?? null })} ${target}`;
  });
}

function ruleLabel({ id, name, groupName, configDelegate }: ReadRule, index: number, names: RuleNames): string {
  return formatRuleNumber({
    number: index + 1,
    name: nameOfRule({ id, name }, names),
    groupName: groupName ?? null,
    ...(configDelegate != null && configDelegate !== "" && { delegatesTo: configDelegate }),
  });
}

function fromTo(what: string, before: JsonValue | readonly string[], after: JsonValue | readonly string[]): string[] {
  if (isSameJson(before as JsonValue, after as JsonValue)) return [];
  const [was, is] = formatValues(before as JsonValue, after as JsonValue);
  if (isWhole(before as JsonValue, was) && isWhole(after as JsonValue, is)) return [`${what} ${was} → ${is}`];
  const places = valueDifferences(before as JsonValue, after as JsonValue);
  if (places.some(({ path }) => path.length === 0)) return [`${what} ${was} → ${is}`];
  const listed = places.length > maxPlaces + 1 ? places.slice(0, maxPlaces) : places;
  return [
    ...listed.map(({ path, reference, compared }) => `${[what, ...path].join(".")} ${changeText(reference, compared)}`),
    ...(listed.length === places.length ? [] : [`${what}: ${places.length - listed.length} more places differ`]),
  ];
}

/** Of a value that is too long for a sentence, so many places are listed. */
const maxPlaces = 4;

function isWhole(value: JsonValue, text: string): boolean {
  return typeof value !== "object" || value === null || JSON.stringify(value) === text;
}

function changeText(before: JsonValue | undefined, after: JsonValue | undefined): string {
  if (before === undefined || after === undefined)
    return `${before === undefined ? "missing" : formatValue(before)} → ${after === undefined ? "missing" : formatValue(after)}`;
  return formatValues(before, after).join(" → ");
}
