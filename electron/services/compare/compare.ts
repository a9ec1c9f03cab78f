import { comparedPlace } from "#shared/domain/comparison/compared-places.ts";
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
import type { Bucket } from "#shared/domain/explanation/explanation.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { PreparedDefinitions } from "../explain/engine/definitions/prepare.ts";
import { type Evaluation, evaluatorFor, type UserEvaluator } from "../explain/engine/engine.ts";
import { fieldUsagesOf } from "../explain/readiness/field-usage.ts";
import { isSeen, unseenAnswer } from "./key-view.ts";
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
  /** Returns the buckets of the reference and of the compared subject by which they part; undefined if buckets make no difference. */
  placesOf(entity: Entity): Bucket[] | undefined;
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
  const answerOfReference = evaluatorOf(reference, reference.rules);
  /** The compared subject with some parts of the reference, by their positions. Shared by all entities whose rules are equal. */
  const evaluators = new Map<string, (entity: Entity) => ComparedAnswer>();
  const evaluatorWith = (swapped: readonly number[]) => {
    const key = swapped.join();
    const known = evaluators.get(key);
    if (known !== undefined) return known;
    const made = evaluatorOf(withParts(compared, reference, partsAt(parts, swapped)), compared.rules);
    evaluators.set(key, made);
    return made;
  };

  let explainers: UserEvaluator[] | undefined;
  const row = (entity: Entity): ComparedRow => {
    const { kind, name } = entity;
    const answers = {
      reference: answerOfReference(entity),
      compared: evaluatorWith([])(entity),
    };
    const result = resultOf(answers.reference, answers.compared);
    if (result !== "differs") return { kind, name, result, ...answers, causes: [], isComplete: true, tried: [] };
    const rules = rulePartsOf?.(entity) ?? null;
    const isRelevant = relevance([preparedReference, prepared], entity);
    const positions = parts.flatMap(({ part }, position) => (isRelevant(part) ? [position] : []));
    const ruleParts = rules?.parts ?? [];
    const ofSubject = (swapped: readonly number[]) => swapped.flatMap((at) => positions[at] ?? []);
    const ofRules = (swapped: readonly number[]) => swapped.flatMap((at) => ruleParts[at - positions.length] ?? []);
    const isEqualUnder = (mixed: JsonObject, swapped: readonly number[]) => {
      const subject = withParts(compared, reference, [...partsAt(parts, ofSubject(swapped)), ...ofRules(swapped).filter(isProject)]);
      return isSameAnswer(answers.reference, evaluatorOf(subject, mixed)(entity));
    };
    const isEqualWith = (swapped: readonly number[]) =>
      rules === null || ofRules(swapped).length === 0
        ? isSameAnswer(answers.reference, evaluatorWith(ofSubject(swapped))(entity))
        : isEqualUnder(rules.with(ofRules(swapped)), swapped);
    const { sets, isComplete } = findMinimalCauses(
      positions.length + ruleParts.length,
      isEqualWith,
      rules === null ? maxTriedOfRow : maxTriedOfRules,
    );
    const all = [...partsAt(parts, positions), ...ruleParts];
    const causes = sets.map((set): Cause => {
      const ofCause = partsAt(all, set);
      return { parts: rules === null ? ofCause : rules.narrowed(ofCause, (mixed) => isEqualUnder(mixed, set)) };
    });
    return { kind, name, result, ...answers, causes, isComplete, tried: causes.length === 0 ? all.map(({ part }) => part) : [] };
  };

  return {
    entities: entitiesOf([preparedReference, prepared]),
    parts,
    row,
    placesOf: ({ kind, name }) => {
      explainers ??= [reference, compared].map((subject) => userEvaluatorOf(subject, subject.rules));
      const explained = explainers.map((evaluator) => evaluator.explain(kind, name).trace);
      const buckets = comparedPlace(explained)?.buckets.filter((bucket) => bucket !== null);
      return buckets?.length === 2 ? buckets : undefined;
    },
    answerWith: (swapped, entity) => {
      const keys = new Set(swapped.map(({ part }) => partKey(part)));
      const positions = parts.flatMap(({ part }, position) => (keys.has(partKey(part)) ? [position] : []));
      return evaluatorWith(positions)(entity);
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

/** Returns a function that answers for a subject with these rules, which may be others than its own. */
function evaluatorOf(subject: Subject, rules: JsonObject): (entity: Entity) => ComparedAnswer {
  const evaluator = userEvaluatorOf(subject, rules);
  const { key } = subject;
  return (entity) => (isSeen(key, rules, entity) ? answerOf(evaluator.evaluate(entity.kind, entity.name)) : unseenAnswer(entity));
}

function userEvaluatorOf({ user, tier, targetApp, atMs, idLists, places, key }: Subject, rules: JsonObject): UserEvaluator {
  return evaluatorFor(preparedRules(rules), user, {
    nowMs: atMs,
    tier: tier ?? undefined,
    appId: targetApp ?? key?.targetApp ?? undefined,
    idLists: idLists ?? undefined,
    places,
  });
}

/** Returns the answer of a subject. */
export function answersOf(subject: Subject): (entity: Entity) => ComparedAnswer {
  return evaluatorOf(subject, subject.rules);
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
