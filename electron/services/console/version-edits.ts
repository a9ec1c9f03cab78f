import type { SpecOutline } from "#shared/domain/comparison/what-if.ts";
import { formatValue } from "#shared/domain/evaluation/format-value.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { applyDraft, refsOf } from "#shared/domain/rules-draft/apply-draft.ts";
import type { ConsoleVersion } from "#shared/domain/rules-draft/console-version.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { convertCondition, describeConsoleCondition, environmentCondition, isSameCondition } from "./console-conditions.ts";
import type { ReadVersion, VersionRule } from "./read-versions.ts";

/** The rules that the console has must become the rules that evaluate; the reason is a sentence for the person. */
class NotSound extends Error {}

/**
 * Returns the edits that give the loaded rules those of a version, or why that would not be sound. The newest version is converted first and must give
 * exactly the rules that are loaded: only then is the conversion proved for this entity. What did not change since keeps its loaded form, salts included.
 * `loaded` is null if the rules on this machine lack the entity.
 */
export function versionRules(version: ReadVersion, newest: ReadVersion, loaded: SpecOutline | null): ConsoleVersion["rules"] {
  try {
    return { is: "edits", edits: editsTo(version, newest, loaded) };
  } catch (failure) {
    if (failure instanceof NotSound) return { is: "refused", reason: failure.message };
    throw failure;
  }
}

function editsTo(version: ReadVersion, newest: ReadVersion, loaded: SpecOutline | null): RuleEdit[] {
  if (loaded === null) throw new NotSound("The rules on this machine do not have this name.");
  const { kind, name } = loaded;
  for (const { problem } of [newest, version])
    if (problem !== null) throw new NotSound(`This version, or the newest one, cannot be used: ${problem}.`);
  if (newest.isEnabled !== loaded.isEnabled) throw new NotSound(outdated(newest));
  if (!newest.isEnabled)
    throw new NotSound("It is turned off now, and Statsig delivers what is off without its rules: there are none to start from.");
  const rules = loaded.rules.map(({ content }) => content).filter(isJsonObject);
  const refs = refsOf(rules);
  const idOf = (rule: JsonObject) => refs[rules.indexOf(rule)]?.id ?? "";
  const console = rules.filter((rule) => newest.rules.some(({ baseId }) => baseId === idOf(rule)));
  if (
    !isSameJson(
      console.map(idOf),
      newest.rules.map(({ baseId }) => baseId),
    )
  )
    throw new NotSound(outdated(newest));
  if (rules.some((rule) => !console.includes(rule) && !isNotOfConsole(rule, kind))) throw new NotSound(outdated(newest));
  for (const [at, rule] of newest.rules.entries()) proveRule(rule, console[at] ?? {}, newest, loaded);

  if (version.idType !== newest.idType) throw new NotSound("It was for another type of ID, which changes every percentage.");
  if (!areSameSets(version.holdouts, newest.holdouts)) throw new NotSound("It was in other holdouts, whose rules are not in the version.");
  if (!isSameJson(version.defaultValue, newest.defaultValue))
    throw new NotSound("Its default value was another one, which edits of rules cannot change.");
  if (!version.isEnabled) return [{ edit: "enabled", kind, name, from: true, to: false }];

  const edits: RuleEdit[] = [];
  let current = rules;
  const apply = (edit: RuleEdit, next: JsonObject[]) => {
    edits.push(edit);
    current = next;
  };
  const kept = version.rules.filter(({ baseId }) => newest.rules.some((rule) => rule.baseId === baseId));
  const order = reordered(rules, idOf, kept, newest);
  if (order !== null)
    apply(
      { edit: "order", kind, name, from: refs.map(({ id }) => id), to: order },
      order.map((at) => rules[at]).filter((rule) => rule !== undefined),
    );
  for (const { baseId } of newest.rules) {
    if (version.rules.some((rule) => rule.baseId === baseId)) continue;
    const at = positionIn(current, baseId);
    apply({ edit: "remove_rule", kind, name, at, rule: current[at] ?? {} }, current.toSpliced(at, 1));
  }
  for (const [index, rule] of version.rules.entries()) {
    const before = newest.rules.find(({ baseId }) => baseId === rule.baseId);
    if (before === undefined) {
      const following = version.rules.slice(index + 1).find(({ baseId }) => positionIn(current, baseId) !== -1);
      const at = following === undefined ? current.length : positionIn(current, following.baseId);
      const added = madeRule(rule, console, loaded);
      apply({ edit: "add_rule", kind, name, at, rule: added }, current.toSpliced(at, 0, added));
      continue;
    }
    const at = positionIn(current, rule.baseId);
    const now = current[at] ?? {};
    const then = changedRule(rule, before, now, loaded);
    if (isSameJson(now, then)) continue;
    if (isSameJson({ ...now, passPercentage: null }, { ...then, passPercentage: null })) {
      const edit = { edit: "percentage", kind, name, rule: refsOf(current)[at] ?? { id: rule.baseId, nth: 0 } } as const;
      apply({ ...edit, from: now.passPercentage ?? null, to: rule.percentage }, current.with(at, then));
      continue;
    }
    apply({ edit: "remove_rule", kind, name, at, rule: now }, current.toSpliced(at, 1));
    apply({ edit: "add_rule", kind, name, at, rule: then }, current.toSpliced(at, 0, then));
  }
  proveEdits(edits, rules, current, loaded);
  return edits;
}

function areSameSets(one: ReadonlySet<string> | null, other: ReadonlySet<string> | null): boolean {
  return one === null || other === null ? one === other : one.size === other.size && [...one].every((name) => other.has(name));
}

/** Recognises overrides and holdouts, which no version has; any other rule was removed in the console since (statsig-evaluation.md §10.1, §10.3). */
function isNotOfConsole(rule: JsonObject, kind: SpecOutline["kind"]): boolean {
  if (typeof rule.id === "string" && rule.id.endsWith(":id_override")) return true;
  const [condition, ...others] = conditionsOf(rule);
  const isOnGate = isJsonObject(condition) && condition.type === "pass_gate" && !String(condition.targetValue).startsWith("segment:");
  const isOff = kind !== "gate" || rule.returnValue === false || rule.passPercentage === 0;
  return isOnGate && others.length === 0 && isOff;
}

function outdated({ number }: ReadVersion): string {
  return `The rules on this machine are not those of the newest version${number === null ? "" : ` (${number})`}: reload them.`;
}

/** Throws unless a rule of the newest version converts to the loaded rule. Conditions that cannot be converted are kept as they are loaded. */
function proveRule(rule: VersionRule, loaded: JsonObject, newest: ReadVersion, { unit }: SpecOutline): void {
  const label = `rule “${rule.name}”`;
  if (rule.hasVariants) throw new NotSound(`The ${label} has variants, which definitions have as several rules.`);
  const percentage = isJsonNumber(loaded.passPercentage) ? toDouble(loaded.passPercentage) : null;
  if (percentage !== rule.percentage && !isTurnedOff(rule, loaded)) throw new NotSound(outdated(newest));
  const conditions = conditionsOf(loaded);
  const wanted = consoleConditions(rule);
  if (conditions.length !== wanted.length)
    throw new NotSound(`The ${label} has other conditions in the rules on this machine than in the newest version.`);
  const left = [...conditions];
  for (const condition of wanted) {
    const converted = convertCondition(condition, unit);
    if (converted === null) continue;
    const at = left.findIndex((each) => isSameCondition(each, converted));
    if (at === -1) throw new NotSound(`The ${label} has other conditions in the rules on this machine than in the newest version.`);
    left.splice(at, 1);
  }
}

/** A gate's rule for nobody is delivered as one that gives everybody false (statsig-evaluation.md §2.2). */
function isTurnedOff(rule: VersionRule, loaded: JsonObject): boolean {
  return rule.percentage === 0 && loaded.returnValue === false && loaded.passPercentage === 100;
}

/** Returns the loaded rule as the version has it. */
function changedRule(rule: VersionRule, before: VersionRule, loaded: JsonObject, { unit, kind }: SpecOutline): JsonObject {
  if (rule.hasVariants) throw new NotSound(`The rule “${rule.name}” had variants, which definitions have as several rules.`);
  if (rule.percentage !== before.percentage && isTurnedOff(before, loaded))
    throw new NotSound(`The rule “${rule.name}” is turned off now, in a form without its percentage.`);
  const hasSameConditions = isSameJson([...consoleConditions(rule)], [...consoleConditions(before)]);
  return {
    ...loaded,
    ...(rule.percentage === before.percentage ? {} : { passPercentage: rule.percentage }),
    ...(hasSameConditions ? {} : { conditions: converted(rule, unit) }),
    ...(kind === "gate" || isSameJson(rule.returnValue, before.returnValue) ? {} : { returnValue: rule.returnValue }),
  };
}

/** Makes a rule that was removed since. Its salt is known only if the salts of the others are their IDs, as in real definitions (statsig-evaluation.md §2.3). */
function madeRule(rule: VersionRule, others: readonly JsonObject[], { unit, kind }: SpecOutline): JsonObject {
  if (rule.hasVariants) throw new NotSound(`The rule “${rule.name}” had variants, which definitions have as several rules.`);
  const isPartial = rule.percentage > 0 && rule.percentage < 100;
  const haveIdsAsSalts = others.length > 0 && others.every((other) => other.salt === refsOf([other])[0]?.id);
  if (isPartial && !haveIdsAsSalts)
    throw new NotSound(
      `The rule “${rule.name}” was removed since, and who was in its ${formatPercent(rule.percentage)} is not in the version.`,
    );
  return {
    ...{ name: rule.name, id: rule.baseId, salt: rule.baseId, passPercentage: rule.percentage, idType: unit },
    returnValue: kind === "gate" ? true : rule.returnValue,
    conditions: converted(rule, unit),
  };
}

function converted(rule: VersionRule, unit: string): JsonObject[] {
  return consoleConditions(rule).map((condition) => {
    const made = convertCondition(condition, unit);
    if (made === null)
      throw new NotSound(
        `The rule “${rule.name}” had the condition “${describeConsoleCondition(condition)}”, which cannot be converted for certain.`,
      );
    return made;
  });
}

function consoleConditions({ conditions, environments }: VersionRule): readonly JsonObject[] {
  return environments === null ? conditions : [...conditions, environmentCondition(environments)];
}

function conditionsOf(rule: JsonObject): readonly JsonValue[] {
  return Array.isArray(rule.conditions) ? rule.conditions : [];
}

function positionIn(rules: readonly JsonObject[], baseId: string): number {
  return refsOf(rules).findIndex(({ id }) => id === baseId);
}

/** Returns the positions in a new order if the version has kept rules in another one; overrides and holdouts keep their places. */
function reordered(
  rules: readonly JsonObject[],
  idOf: (rule: JsonObject) => string,
  kept: readonly VersionRule[],
  newest: ReadVersion,
): number[] | null {
  const isKept = (id: string) => kept.some(({ baseId }) => baseId === id);
  const now = newest.rules.map(({ baseId }) => baseId).filter(isKept);
  const then = kept.map(({ baseId }) => baseId);
  if (isSameJson(now, then)) return null;
  const waiting = [...then];
  return rules.map((rule, at) =>
    isKept(idOf(rule)) ? rules.findIndex((other) => idOf(other) === waiting[0] && waiting.shift() !== undefined) : at,
  );
}

/** Throws unless the edits give exactly these rules. */
function proveEdits(
  edits: readonly RuleEdit[],
  from: readonly JsonObject[],
  to: readonly JsonObject[],
  { kind, name, isEnabled }: SpecOutline,
): void {
  const section = kind === "gate" ? "feature_gates" : "dynamic_configs";
  const payload = {
    feature_gates: [],
    dynamic_configs: [],
    layer_configs: [],
    [section]: [{ name, enabled: isEnabled, rules: [...from] }],
  };
  const applied = applyDraft(payload, edits);
  const made = applied.is === "applied" ? applied.payload[section] : undefined;
  const spec = Array.isArray(made) ? made[0] : undefined;
  if (!isJsonObject(spec) || !isSameJson(spec.rules ?? null, [...to])) throw new NotSound("Its rules could not be made from those of now.");
}

/** Lists what a version changed of the one before it, one clause each. */
export function versionChanges(before: ReadVersion, after: ReadVersion): string[] {
  const old = new Map(before.rules.map((rule) => [rule.baseId, rule]));
  const ids = new Set(after.rules.map(({ baseId }) => baseId));
  const both = (rules: readonly VersionRule[]) => rules.map(({ baseId }) => baseId).filter((id) => old.has(id) && ids.has(id));
  return [
    ...(before.isEnabled === after.isEnabled ? [] : [after.isEnabled ? "turned on" : "turned off"]),
    ...(before.idType === after.idType ? [] : [`unit ID: ${before.idType ?? "none"} → ${after.idType ?? "none"}`]),
    ...before.rules.filter(({ baseId }) => !ids.has(baseId)).map(({ name }) => `removed “${name}”`),
    ...after.rules.flatMap((rule) => {
      const earlier = old.get(rule.baseId);
      return earlier === undefined
        ? [`added “${rule.name}” (${formatPercent(rule.percentage)}): ${conditionsText(rule)}`]
        : ruleChanges(earlier, rule);
    }),
    ...(isSameJson(both(before.rules), both(after.rules)) ? [] : ["rules in another order"]),
    ...(isSameJson(before.defaultValue, after.defaultValue)
      ? []
      : [`default: ${formatValue(before.defaultValue)} → ${formatValue(after.defaultValue)}`]),
  ];
}

function ruleChanges(before: VersionRule, after: VersionRule): string[] {
  const label = `“${after.name}”`;
  const [was, is] = [conditionsText(before), conditionsText(after)];
  return [
    ...(before.name === after.name ? [] : [`“${before.name}” is called ${label}`]),
    ...(before.percentage === after.percentage
      ? []
      : [`${label}: ${formatPercent(before.percentage)} → ${formatPercent(after.percentage)}`]),
    ...(was === is ? [] : [`${label}: ${was} → ${is}`]),
    ...(isSameJson(before.returnValue, after.returnValue)
      ? []
      : [`${label} gives ${formatValue(before.returnValue)} → ${formatValue(after.returnValue)}`]),
  ];
}

function conditionsText(rule: VersionRule): string {
  return consoleConditions(rule).map(describeConsoleCondition).join(" and ") || "no condition";
}
