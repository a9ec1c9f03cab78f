import { createHash } from "node:crypto";
import type { RankedVariant } from "#shared/domain/evaluation/ranked-variants.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import type { ContextualAutotune } from "./specs-v2.ts";

/** The facts about a user that a contextual autotune uses. */
export interface Subject {
  /** The ID of the autotune's `idType`; empty if the user has none. */
  readonly unit: string;
  /** Returns a field of the user by name, or undefined. */
  readonly field: (name: string) => JsonValue | undefined;
  readonly passesTargeting: boolean;
}

export interface ChosenVariant {
  readonly value: JsonObject;
  readonly ruleId: string;
  readonly groupName: string | null;
}

type Group = ContextualAutotune["groups"][number];

/**
 * Chooses this user's variant (statsig-evaluation.md §12.1). Statsig explores randomly; here a hash of the unit decides instead, so that
 * the same user always gets the same answer and tests can rely on it.
 */
export function chooseVariant(autotune: ContextualAutotune, subject: Subject): ChosenVariant {
  const defaultVariant = (ruleId: string): ChosenVariant => ({ value: autotune.defaultValue, ruleId, groupName: null });
  if (!autotune.enabled || autotune.groups.length === 0) return defaultVariant("prestart");
  if (!subject.passesTargeting) return defaultVariant("inlineTargetingRules");
  const explored = (group: Group): ChosenVariant => ({
    value: group.parameterValues,
    ruleId: `${group.id}:explore`,
    groupName: group.name,
  });
  const { groups } = autotune;
  if (!autotune.config) return explored(groups[Math.floor(bucket(autotune, subject) / (10_000 / groups.length))] ?? groupAt(groups, 0));
  if (isExploring(autotune, subject)) return explored(pickLeastKnown(autotune, subject));
  const best = scoreGroups(autotune, subject)[0];
  if (!best) return explored(pickLeastKnown(autotune, subject));
  return { value: best.group.parameterValues, ruleId: best.group.id, groupName: best.group.name };
}

/** Ranks the variants, best first. Empty before the autotune is started, and outside its targeting (statsig-http.md §5.3). */
export function rankVariants(autotune: ContextualAutotune, subject: Subject): RankedVariant[] {
  if (!autotune.enabled || !subject.passesTargeting) return [];
  const ranked = isExploring(autotune, subject) ? [] : scoreGroups(autotune, subject);
  if (ranked.length > 0)
    return ranked.map(({ group, score }) => ({ name: group.name, value: group.parameterValues, ruleId: group.id, score }));
  return shuffled(autotune, subject).map((group) => ({
    name: group.name,
    value: group.parameterValues,
    ruleId: `${group.id}:explore`,
    score: 0.0001,
  }));
}

function isExploring(autotune: ContextualAutotune, subject: Subject): boolean {
  return bucket(autotune, subject) < autotune.sampleRate * 10_000;
}

/** Returns the groups with a score, best first. A group without trained weights has no score, whatever its intercept. */
function scoreGroups({ groups, config, higherIsBetter }: ContextualAutotune, subject: Subject): { group: Group; score: number }[] {
  const scores = groups.flatMap((group) => {
    const score = scoreOf(config?.[group.id], subject);
    return score === null ? [] : [{ group, score }];
  });
  return scores.sort((a, b) => (higherIsBetter ? b.score - a.score : a.score - b.score));
}

function scoreOf(model: NonNullable<ContextualAutotune["config"]>[string] | undefined, { field }: Subject): number | null {
  if (!model) return null;
  const categorical = Object.entries(model.weightsCategorical);
  const numerical = Object.entries(model.weightsNumerical);
  if (categorical.length + numerical.length === 0) return null;
  const ofCategories = categorical.map(([name, weights]) => weights[asText(field(name))] ?? 0);
  const ofNumbers = numerical.map(([name, weight]) => asNumber(field(name)) * weight);
  return [...ofCategories, ...ofNumbers].reduce((sum, part) => sum + part, model.intercept + model.alpha);
}

/** Picks a group by a hash. Groups with fewer records are more likely. */
function pickLeastKnown(autotune: ContextualAutotune, subject: Subject): Group {
  const weights = autotune.groups.map(({ id }) => 1 / ((autotune.config?.[id]?.records ?? 0) + 1));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  let left = (Number(hash(`${autotune.salt}.${subject.unit}.explore`) % 10_000n) / 10_000) * total;
  const index = weights.findIndex((weight) => {
    left -= weight;
    return left < 0;
  });
  return groupAt(autotune.groups, Math.max(index, 0));
}

function shuffled(autotune: ContextualAutotune, { unit }: Subject): Group[] {
  return autotune.groups
    .map((group) => ({ group, place: hash(`${autotune.salt}.${unit}.${group.id}`) }))
    .sort((a, b) => (a.place < b.place ? -1 : 1))
    .map(({ group }) => group);
}

function bucket(autotune: ContextualAutotune, { unit }: Subject): number {
  return Number(hash(`${autotune.salt}.${unit}`) % 10_000n);
}

function hash(text: string): bigint {
  return createHash("sha256").update(text).digest().readBigUInt64BE();
}

function groupAt(groups: readonly Group[], index: number): Group {
  const group = groups[index];
  if (!group) throw new RangeError(`A contextual autotune has no group ${index}.`);
  return group;
}

function asText(value: JsonValue | undefined): string {
  return typeof value === "string" || typeof value === "number" || typeof value === "boolean" ? String(value) : "";
}

const numeric = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;

function asNumber(value: JsonValue | undefined): number {
  if (typeof value === "number") return value;
  return typeof value === "string" && numeric.test(value) ? Number(value) : 0;
}
