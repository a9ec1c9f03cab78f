import { clamp } from "#renderer/ui/clamp.ts";
import type { RuleOutline, SpecOutline } from "#shared/domain/comparison/what-if.ts";
import { formatPlainValue } from "#shared/domain/evaluation/format-value.ts";
import { jsonNumber } from "#shared/domain/json/exact-number.ts";
import { isJsonObject, isSameJson, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { groupBorder, slotCount, slotsOf, slotsWithCount } from "#shared/domain/rules-draft/groups-split.ts";
import type { RuleEdit } from "#shared/domain/rules-draft/rules-draft.ts";

type ReplacingEdit = Extract<RuleEdit, { edit: "enabled" | "percentage" | "target" | "split" | "share" }>;

/**
 * Adds an edit. A second edit of the same thing replaces the first one, and one that leads back to where the rules are removes it: a person who drags a
 * slider makes one edit.
 */
export function withEdit(edits: readonly RuleEdit[], edit: RuleEdit): RuleEdit[] {
  if (!isReplacing(edit)) return [...edits, edit];
  const key = keyOf(edit);
  const at = edits.findLastIndex((other) => isReplacing(other) && keyOf(other) === key);
  const isBlocked = edits.slice(at + 1).some((other) => !isReplacing(other) && other.kind === edit.kind && other.name === edit.name);
  const known = edits[at];
  if (known === undefined || isBlocked || !isReplacing(known)) return hasEffect(edit) ? [...edits, edit] : [...edits];
  const merged = merge(known, edit);
  return hasEffect(merged) ? edits.with(at, merged) : edits.toSpliced(at, 1);
}

function isReplacing(edit: RuleEdit): edit is ReplacingEdit {
  return edit.edit === "enabled" || edit.edit === "percentage" || edit.edit === "target" || edit.edit === "split" || edit.edit === "share";
}

function keyOf(edit: ReplacingEdit): string {
  const { edit: what, kind, name } = edit;
  const place =
    edit.edit === "enabled"
      ? ""
      : edit.edit === "share"
        ? edit.experiment
        : edit.edit === "split"
          ? edit.borders.map(({ rule, condition }) => [rule.id, rule.nth, condition])
          : [edit.rule.id, edit.rule.nth, ...(edit.edit === "target" ? [edit.condition] : [])];
  return JSON.stringify([what, kind, name, place]);
}

function merge(first: ReplacingEdit, next: ReplacingEdit): ReplacingEdit {
  if (first.edit === "split" && next.edit === "split")
    return { ...next, borders: next.borders.map((border, at) => ({ ...border, from: first.borders[at]?.from ?? border.from })) };
  if (first.edit === "enabled" && next.edit === "enabled") return { ...next, from: first.from };
  if (first.edit === "percentage" && next.edit === "percentage") return { ...next, from: first.from };
  if (first.edit === "target" && next.edit === "target") return { ...next, from: first.from };
  if (first.edit === "share" && next.edit === "share") return { ...next, from: first.from };
  return next;
}

function hasEffect(edit: ReplacingEdit): boolean {
  if (edit.edit === "split") return edit.borders.some(({ from, to }) => !isSameJson(from, to));
  return !isSameJson(edit.from, edit.to);
}

/** Names what an edit removes from the rules: `Rule 2`, or a value of a condition; null for other edits. */
export function removedBy(edit: RuleEdit): string | null {
  switch (edit.edit) {
    case "remove_rule":
      return `Rule ${edit.at + 1}`;
    case "remove_condition":
      return `Condition ${edit.at + 1}`;
    case "target": {
      const { from, to } = edit;
      if (!Array.isArray(from) || !Array.isArray(to) || to.length >= from.length) return null;
      const removed = from.find((value) => !to.includes(value));
      return removed === undefined ? null : formatPlainValue(removed);
    }
    default:
      return null;
  }
}

/** A group of an experiment: its rule, and the border in thousandths up to which units are in it. */
export interface SplitGroup {
  readonly rule: RuleOutline;
  readonly condition: number;
  readonly border: number;
  readonly label: string;
}

/** Returns the groups of an experiment in the order of their borders; null where they are not a split that can be edited here. */
export function splitOf(rules: readonly RuleOutline[]): SplitGroup[] | null {
  const groups = rules.flatMap((rule): SplitGroup[] => {
    const found = rule.isGroup ? groupBorder(rule.conditions.map(({ content }) => content)) : null;
    return found === null ? [] : [{ rule, ...found, label: rule.groupName ?? rule.name ?? rule.ref.id }];
  });
  const isSplit = groups.length > 1 && groups.length === rules.filter(({ isGroup }) => isGroup).length;
  return isSplit && groups.every(({ border }, at) => border >= (groups[at - 1]?.border ?? 0)) ? groups : null;
}

/** Returns the borders after one was moved, in thousandths. It stays between its neighbours, so that no other group changes; the last one is the end. */
export function bordersWithBorder(borders: readonly number[], at: number, border: number): number[] {
  if (at >= borders.length - 1) return [...borders];
  return borders.with(at, clamp(Math.round(border), borders[at - 1] ?? 0, borders[at + 1] ?? slotCount));
}

/** Returns the borders after one group has another share, in thousandths: the next group gives or takes the difference, for the last one the group before it. */
export function bordersWithShare(borders: readonly number[], at: number, share: number): number[] {
  const isLast = at === borders.length - 1;
  if (isLast) return at === 0 ? [...borders] : bordersWithBorder(borders, at - 1, (borders[at] ?? 0) - share);
  return bordersWithBorder(borders, at, (borders[at - 1] ?? 0) + share);
}

/** The share of an experiment in a layer. */
export interface LayerShare {
  readonly experiment: string;
  readonly target: JsonObject;
  readonly slots: ReadonlySet<number>;
  /** Slots of the layer's other experiments. */
  readonly taken: ReadonlySet<number>;
}

/** Returns the share that this rule of a layer gives to an experiment; null if it gives none. */
export function layerShareOf(rule: RuleOutline, rules: readonly RuleOutline[]): LayerShare | null {
  const own = slotsOfRule(rule);
  if (own === null) return null;
  const others = rules.flatMap((other) => {
    const found = slotsOfRule(other);
    return found === null || found.experiment === own.experiment ? [] : [...found.slots];
  });
  return { ...own, taken: new Set(others) };
}

function slotsOfRule({ content }: RuleOutline): Omit<LayerShare, "taken"> | null {
  if (!isJsonObject(content) || typeof content.configDelegate !== "string" || !Array.isArray(content.conditions)) return null;
  const found = slotsOf(content.conditions);
  return found === null ? null : { experiment: content.configDelegate, target: found.target, slots: found.slots };
}

/** Returns the edit that gives an experiment a share of the layer in percent. Which slots come in is chosen here; Statsig chooses others. */
export function shareEdit(layer: string, { experiment, target, slots, taken }: LayerShare, percent: number): RuleEdit {
  const to = slotsWithCount(slots, taken, Math.round((percent * slotCount) / 100));
  return { edit: "share", kind: "layer", name: layer, experiment, from: target, to };
}

/** Returns the values of a list target that a person typed, separated by commas; numbers stay texts, as Statsig's lists have them. */
export function valuesOf(text: string): string[] {
  return text
    .split(/[,\n]/)
    .map((value) => value.trim())
    .filter((value) => value !== "");
}

/** Returns the number that was typed, digit for digit; undefined if it is none. */
export function numberOf(text: string): JsonValue | undefined {
  return jsonNumber(text.trim());
}

/**
 * Returns the edited spec with the values of the newest edits. The outline that was read lags behind the edits, and a key that is held down sets a value more
 * often than it is read: each step starts from the value before it.
 */
export function withLatestValues(before: SpecOutline | null, after: SpecOutline, edits: readonly RuleEdit[]): SpecOutline {
  const own = edits.filter(({ kind, name }) => kind === after.kind && name === after.name);
  const rules = after.rules.map((rule): RuleOutline => {
    const was = before?.rules.find(({ ref }) => isSameRef(ref, rule.ref));
    return withLatestShare(withLatestBorder(withLatestPercentage(rule, was, own), was, own), was, own);
  });
  return { ...after, rules };
}

function isSameRef(one: RuleOutline["ref"], other: RuleOutline["ref"]): boolean {
  return one.id === other.id && one.nth === other.nth;
}

function withLatestPercentage(rule: RuleOutline, was: RuleOutline | undefined, edits: readonly RuleEdit[]): RuleOutline {
  const edit = edits.findLast((each) => each.edit === "percentage" && isSameRef(each.rule, rule.ref));
  const percentage = edit?.edit === "percentage" ? edit.to : (was?.percentage ?? rule.percentage);
  if (isSameJson(percentage, rule.percentage)) return rule;
  return { ...rule, percentage, content: isJsonObject(rule.content) ? { ...rule.content, passPercentage: percentage } : rule.content };
}

function withLatestBorder(rule: RuleOutline, was: RuleOutline | undefined, edits: readonly RuleEdit[]): RuleOutline {
  const found = rule.isGroup ? groupBorder(rule.conditions.map(({ content }) => content)) : null;
  if (found === null) return rule;
  const border = edits
    .flatMap((each) => (each.edit === "split" ? each.borders : []))
    .findLast((each) => isSameRef(each.rule, rule.ref) && each.condition === found.condition);
  const known = was === undefined ? null : groupBorder(was.conditions.map(({ content }) => content));
  const to = border?.to ?? known?.border ?? found.border;
  if (isSameJson(to, found.border)) return rule;
  return withTarget(rule, found.condition, to);
}

function withLatestShare(rule: RuleOutline, was: RuleOutline | undefined, edits: readonly RuleEdit[]): RuleOutline {
  const { content } = rule;
  const share = slotsOfRule(rule);
  if (share === null || !isJsonObject(content) || !Array.isArray(content.conditions)) return rule;
  const edit = edits.findLast((each) => each.edit === "share" && each.experiment === share.experiment);
  const target = edit?.edit === "share" ? edit.to : ((was === undefined ? null : slotsOfRule(was))?.target ?? share.target);
  if (target === share.target) return rule;
  const at = slotsOf(content.conditions)?.condition ?? 0;
  const condition = content.conditions[at];
  const conditions = content.conditions.with(at, isJsonObject(condition) ? { ...condition, targetValue: target } : (condition ?? null));
  return { ...rule, content: { ...content, conditions } };
}

function withTarget(rule: RuleOutline, at: number, to: JsonValue): RuleOutline {
  const condition = rule.conditions[at];
  if (condition === undefined || !isJsonObject(condition.content)) return rule;
  return { ...rule, conditions: rule.conditions.with(at, { ...condition, content: { ...condition.content, targetValue: to } }) };
}
