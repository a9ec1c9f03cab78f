import {
  type Cause,
  type ComparedAnswer,
  type ComparedRow,
  isSameAnswer,
  type Part,
  type PartDifference,
} from "#shared/domain/comparison/comparison.ts";
import { partKey } from "#shared/domain/comparison/comparison-text.ts";
import { findMinimalCauses } from "#shared/domain/comparison/minimal-causes.ts";
import type { PreparedDefinitions } from "../explain/engine/definitions/prepare.ts";
import { type Evaluation, evaluatorFor, type UserEvaluator } from "../explain/engine/engine.ts";
import { fieldUsagesOf } from "../explain/readiness/field-usage.ts";
import { preparedRules } from "./prepared-rules.ts";
import { specKey } from "./reachable-specs.ts";
import { compareRules } from "./rule-parts.ts";
import type { Entity, Subject } from "./subject.ts";
import { subjectParts, withParts } from "./subject-parts.ts";

/** Compares one subject with the reference, one entity at a time. Pure: nothing is sent, and the same input gives the same rows. */
export interface Comparison {
  /** The entities of both rules: those of the reference in its order, then those that only the other one has. */
  readonly entities: readonly Entity[];
  /** The parts in which the subjects differ, rules aside: those depend on the entity. */
  readonly parts: readonly PartDifference[];
  row(entity: Entity): ComparedRow;
  /** Returns the answer of the compared subject with the reference's values of these parts, of which none is a part of the rules. */
  answerWith(parts: readonly PartDifference[], entity: Entity): ComparedAnswer;
}

/** Bounds the search for one entity, so that hostile definitions cannot block the thread. Enough for every set of 10 parts. */
const maxTriedOfRow = 1_024;
/** Where rules differ, each try prepares rules. */
const maxTriedOfRules = 256;

export function compareSubjects(reference: Subject, compared: Subject): Comparison {
  const preparedReference = preparedRules(reference.rules);
  const prepared = preparedRules(compared.rules);
  const parts = subjectParts(reference, compared);
  const rulePartsOf = compareRules(reference, compared);
  const evaluatorOfReference = evaluatorOf(reference, preparedReference);
  /** The compared subject with some parts of the reference, by their positions. Shared by all entities whose rules are equal. */
  const evaluators = new Map<string, UserEvaluator>();
  const evaluatorWith = (swapped: readonly number[]) => {
    const key = swapped.join();
    const known = evaluators.get(key);
    if (known !== undefined) return known;
    const made = evaluatorOf(withParts(compared, reference, partsAt(parts, swapped)), prepared);
    evaluators.set(key, made);
    return made;
  };

  const row = (entity: Entity): ComparedRow => {
    const { kind, name } = entity;
    const answers = {
      reference: answerOf(evaluatorOfReference.evaluate(kind, name)),
      compared: answerOf(evaluatorWith([]).evaluate(kind, name)),
    };
    const result = resultOf(answers.reference, answers.compared);
    if (result !== "differs") return { kind, name, result, ...answers, causes: [], isComplete: true, tried: [] };
    const rules = rulePartsOf?.(entity) ?? null;
    const isRelevant = relevance([preparedReference, prepared], entity);
    const positions = parts.flatMap(({ part }, position) => (isRelevant(part) ? [position] : []));
    const ruleParts = rules?.parts ?? [];
    const isEqualWith = (swapped: readonly number[]) => {
      const ofSubject = swapped.flatMap((at) => positions[at] ?? []);
      const ofRules = swapped.flatMap((at) => ruleParts[at - positions.length] ?? []);
      const evaluator =
        rules === null || ofRules.length === 0
          ? evaluatorWith(ofSubject)
          : evaluatorOf(withParts(compared, reference, [...partsAt(parts, ofSubject), ...ofRules.filter(isProject)]), rules.with(ofRules));
      return isSameAnswer(answers.reference, answerOf(evaluator.evaluate(kind, name)));
    };
    const { sets, isComplete } = findMinimalCauses(
      positions.length + ruleParts.length,
      isEqualWith,
      rules === null ? maxTriedOfRow : maxTriedOfRules,
    );
    const all = [...partsAt(parts, positions), ...ruleParts];
    const causes = sets.map((set): Cause => ({ parts: partsAt(all, set) }));
    return { kind, name, result, ...answers, causes, isComplete, tried: causes.length === 0 ? all.map(({ part }) => part) : [] };
  };

  return {
    entities: entitiesOf([preparedReference, prepared]),
    parts,
    row,
    answerWith: (swapped, { kind, name }) => {
      const keys = new Set(swapped.map(({ part }) => partKey(part)));
      const positions = parts.flatMap(({ part }, position) => (keys.has(partKey(part)) ? [position] : []));
      return answerOf(evaluatorWith(positions).evaluate(kind, name));
    },
  };
}

function resultOf(reference: ComparedAnswer, compared: ComparedAnswer): ComparedRow["result"] {
  if (reference.state === "unknown" || compared.state === "unknown") return "undecided";
  return isSameAnswer(reference, compared) ? "same" : "differs";
}

export function answerOf({ state, value, groupName, allocatedExperiment, ruleId, unknownReasons }: Evaluation): ComparedAnswer {
  return { state, value, groupName, allocatedExperiment, ruleId, unknownReasons };
}

function evaluatorOf({ user, tier, targetApp, atMs, idLists, places }: Subject, prepared: PreparedDefinitions): UserEvaluator {
  return evaluatorFor(prepared, user, {
    nowMs: atMs,
    tier: tier ?? undefined,
    appId: targetApp ?? undefined,
    idLists: idLists ?? undefined,
    places,
  });
}

function isProject({ part }: PartDifference): boolean {
  return part.kind === "project";
}

function partsAt(parts: readonly PartDifference[], positions: readonly number[]): PartDifference[] {
  return positions.flatMap((position) => parts[position] ?? []);
}

/** Returns a test of parts: false for a field or tier that no reachable rule uses. Where rules could not be read, every part may have an effect. */
function relevance(all: readonly PreparedDefinitions[], { kind, name }: Entity): (part: Part) => boolean {
  const lists = all.map((prepared) => fieldUsagesOf(prepared, kind, name)).filter((list) => list !== null);
  if (lists.some(({ gaps }) => gaps.length > 0)) return () => true;
  const usages = lists.flatMap((list) => list.usages);
  const used = new Set(usages.flatMap(({ field, from }) => [plain(field), ...derivedFrom[from]]));
  const usesTier = usages.some(({ role }) => role === "tier");
  return (part) => {
    if (part.kind === "tier") return usesTier;
    return part.kind !== "field" || used.has(plain(part.path.at(-1) ?? "")) || (usesTier && part.path[0] === "statsigEnvironment");
  };
}

/** The fields from which a value is derived where the user lacks it: the country by the address, the browser and system by the user agent. */
const derivedFrom = { field: [], ip: ["ip"], user_agent: ["useragent"] } as const;

/** Looks the same for all spellings that a look-up accepts. */
function plain(field: string): string {
  return field.toLowerCase().replaceAll("_", "");
}

function entitiesOf(all: readonly PreparedDefinitions[]): Entity[] {
  const entities = new Map(all.flatMap(({ listed }) => listed.map((entity) => [specKey(entity), entity] as const)));
  return [...entities.values()];
}
