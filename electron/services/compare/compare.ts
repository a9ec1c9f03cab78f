import type { Cause, ComparedAnswer, ComparedRow, Part, PartDifference } from "#shared/domain/comparison/comparison.ts";
import { findMinimalCauses } from "#shared/domain/comparison/minimal-causes.ts";
import { isSameJson } from "#shared/domain/json/json.ts";
import { type PreparedDefinitions, prepareDefinitions } from "../explain/engine/definitions/prepare.ts";
import { type Evaluation, evaluatorFor, type UserEvaluator } from "../explain/engine/engine.ts";
import { fieldUsagesOf } from "../explain/readiness/field-usage.ts";
import { valueAt, withValueAt } from "../explain/readiness/user-places.ts";
import { areOtherRulesChanged, canMix, isSpecChanged, mixedRules } from "./mixed-rules.ts";
import { reachableSpecs, specKey } from "./reachable-specs.ts";
import { specChanges } from "./spec-changes.ts";
import type { Entity, Subject } from "./subject.ts";
import { differingFields } from "./user-fields.ts";

/** Compares one subject with the reference, one entity at a time. Pure: nothing is sent, and the same input gives the same rows. */
export interface Comparison {
  /** The entities of both rules: those of the reference in its order, then those that only the other one has. */
  readonly entities: readonly Entity[];
  /** The parts in which the subjects differ, rules aside: those depend on the entity. */
  readonly parts: readonly PartDifference[];
  row(entity: Entity): ComparedRow;
}

/** Bounds the search for one entity, so that hostile definitions cannot block the thread. Enough for every set of 10 parts. */
const maxTriedOfRow = 1_024;

export function compareSubjects(reference: Subject, compared: Subject): Comparison {
  const areRulesShared = reference.rules === compared.rules;
  const preparedReference = prepareDefinitions(reference.rules);
  const prepared = areRulesShared ? preparedReference : prepareDefinitions(compared.rules);
  const parts = subjectParts(reference, compared);
  const evaluatorOfReference = evaluatorFor(preparedReference, reference.user, optionsOf(reference));
  /** The compared subject with some parts of the reference, by their positions. Shared by all entities whose rules are equal. */
  const evaluators = new Map<string, UserEvaluator>();
  const evaluatorWith = (swapped: readonly number[]) => {
    const key = swapped.join();
    const known = evaluators.get(key);
    if (known !== undefined) return known;
    const subject = withParts(compared, reference, partsAt(parts, swapped));
    const made = evaluatorFor(prepared, subject.user, optionsOf(subject));
    evaluators.set(key, made);
    return made;
  };

  let edits: ReadonlyMap<string, readonly string[]> | undefined;
  const editsOf = (spec: Entity) => {
    edits ??= new Map(specChanges(reference.rules, compared.rules).map((change) => [specKey(change), change.clauses]));
    return edits.get(specKey(spec)) ?? [];
  };

  const row = (entity: Entity): ComparedRow => {
    const { kind, name } = entity;
    const answers = {
      reference: answerOf(evaluatorOfReference.evaluate(kind, name)),
      compared: answerOf(evaluatorWith([]).evaluate(kind, name)),
    };
    const result = resultOf(answers.reference, answers.compared);
    if (result !== "differs") return { kind, name, result, ...answers, causes: [], isComplete: true };
    const rules = areRulesShared ? null : changedRules({ reference, compared, preparedReference, prepared, editsOf }, entity);
    const isRelevant = relevance([preparedReference, prepared], entity);
    const positions = parts.flatMap(({ part }, position) => (isRelevant(part) ? [position] : []));
    const ruleParts = rules?.parts ?? [];
    const isEqualWith = (swapped: readonly number[]) => {
      const ofSubject = swapped.flatMap((at) => positions[at] ?? []);
      const ofRules = swapped.flatMap((at) => ruleParts[at - positions.length] ?? []);
      const evaluator =
        rules === null || ofRules.length === 0
          ? evaluatorWith(ofSubject)
          : evaluatorOf(withParts(compared, reference, partsAt(parts, ofSubject)), rules.with(ofRules));
      return isSameAnswer(answers.reference, answerOf(evaluator.evaluate(kind, name)));
    };
    const { sets, isComplete } = findMinimalCauses(positions.length + ruleParts.length, isEqualWith, maxTriedOfRow);
    const all = [...partsAt(parts, positions), ...ruleParts];
    return { kind, name, result, ...answers, causes: sets.map((set): Cause => ({ parts: partsAt(all, set) })), isComplete };
  };
  return { entities: entitiesOf([preparedReference, prepared]), parts, row };
}

/** True if two answers are the same in everything that a caller of Statsig can see. */
export function isSameAnswer(one: ComparedAnswer, other: ComparedAnswer): boolean {
  return (
    one.state === other.state &&
    one.groupName === other.groupName &&
    one.allocatedExperiment === other.allocatedExperiment &&
    isSameJson(one.value, other.value)
  );
}

function resultOf(reference: ComparedAnswer, compared: ComparedAnswer): ComparedRow["result"] {
  if (reference.state === "unknown" || compared.state === "unknown") return "undecided";
  return isSameAnswer(reference, compared) ? "same" : "differs";
}

export function answerOf({ state, value, groupName, allocatedExperiment, ruleId, unknownReasons }: Evaluation): ComparedAnswer {
  return { state, value, groupName, allocatedExperiment, ruleId, unknownReasons };
}

function optionsOf({ tier, targetApp, atMs, idLists }: Subject) {
  return { nowMs: atMs, tier: tier ?? undefined, appId: targetApp ?? undefined, idLists: idLists ?? undefined };
}

function evaluatorOf(subject: Subject, prepared: PreparedDefinitions): UserEvaluator {
  return evaluatorFor(prepared, subject.user, optionsOf(subject));
}

function partsAt(parts: readonly PartDifference[], positions: readonly number[]): PartDifference[] {
  return positions.flatMap((position) => parts[position] ?? []);
}

/** Lists the parts in which two subjects differ, without their rules. */
function subjectParts(reference: Subject, compared: Subject): PartDifference[] {
  const scalars: PartDifference[] = [
    { part: { kind: "tier" }, reference: reference.tier, compared: compared.tier },
    { part: { kind: "target_app" }, reference: reference.targetApp, compared: compared.targetApp },
    { part: { kind: "time" }, reference: reference.atMs, compared: compared.atMs },
  ];
  const lists = new Set([...(reference.idLists?.keys() ?? []), ...(compared.idLists?.keys() ?? [])]);
  return [
    ...differingFields(reference.user, compared.user).map((path) => ({
      part: { kind: "field", path } as const,
      reference: valueAt(reference.user, path),
      compared: valueAt(compared.user, path),
    })),
    ...scalars.filter((part) => part.reference !== part.compared),
    ...[...lists]
      .filter((name) => !isSameSet(reference.idLists?.get(name), compared.idLists?.get(name)))
      .map((name) => ({
        part: { kind: "id_list", name } as const,
        reference: reference.idLists?.get(name)?.size,
        compared: compared.idLists?.get(name)?.size,
      })),
  ];
}

function isSameSet(one: ReadonlySet<string> | undefined, other: ReadonlySet<string> | undefined): boolean {
  return (
    one === other || (one !== undefined && other !== undefined && one.size === other.size && [...one].every((hash) => other.has(hash)))
  );
}

/** Returns the subject with the reference's values of these parts. Rules stay. */
function withParts(subject: Subject, reference: Subject, parts: readonly PartDifference[]): Subject {
  const has = (kind: Part["kind"]) => parts.some(({ part }) => part.kind === kind);
  let { user } = subject;
  for (const { part, reference: value } of parts) if (part.kind === "field") user = withValueAt(user, part.path, value);
  return {
    ...subject,
    user,
    tier: has("tier") ? reference.tier : subject.tier,
    targetApp: has("target_app") ? reference.targetApp : subject.targetApp,
    atMs: has("time") ? reference.atMs : subject.atMs,
    idLists: has("id_list") ? withLists(subject, reference, parts) : subject.idLists,
  };
}

function withLists(subject: Subject, reference: Subject, parts: readonly PartDifference[]): Subject["idLists"] {
  const lists = new Map(subject.idLists ?? []);
  for (const { part } of parts) {
    if (part.kind !== "id_list") continue;
    const list = reference.idLists?.get(part.name);
    if (list === undefined) lists.delete(part.name);
    else lists.set(part.name, list);
  }
  return reference.idLists === null && lists.size === 0 ? null : lists;
}

interface RulesOfBoth {
  readonly reference: Subject;
  readonly compared: Subject;
  readonly preparedReference: PreparedDefinitions;
  readonly prepared: PreparedDefinitions;
  readonly editsOf: (spec: Entity) => readonly string[];
}

/** Lists the changed specs that an entity can reach, and makes definitions with some of the reference's. */
function changedRules({ reference, compared, preparedReference, prepared, editsOf }: RulesOfBoth, entity: Entity) {
  const pair = { reference: reference.rules, compared: compared.rules };
  const whole: PartDifference = { part: { kind: "other_rules" }, reference: undefined, compared: undefined };
  if (!canMix(pair)) return { parts: [whole], with: () => preparedReference };
  const included = reachableSpecs([preparedReference, prepared], entity);
  const specs = included
    .filter((spec) => isSpecChanged(pair, spec))
    .map(
      (spec): PartDifference => ({
        part: { kind: "spec", of: spec.kind, name: spec.name, edits: editsOf(spec) },
        reference: undefined,
        compared: undefined,
      }),
    );
  return {
    parts: areOtherRulesChanged(pair) ? [...specs, whole] : specs,
    with: (swapped: readonly PartDifference[]) => {
      const keys = new Set(swapped.map(({ part }) => (part.kind === "spec" ? specKey({ kind: part.of, name: part.name }) : "")));
      return prepareDefinitions(
        mixedRules(pair, {
          included,
          isFromReference: (spec) => keys.has(specKey(spec)),
          areOtherRulesFromReference: swapped.some(({ part }) => part.kind === "other_rules"),
        }),
      );
    },
  };
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
