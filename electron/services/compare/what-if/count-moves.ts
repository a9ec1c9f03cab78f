import { isSameAnswer, isSameValue } from "#shared/domain/comparison/comparison.ts";
import type { MovedUser, RulePlaces } from "#shared/domain/comparison/what-if.ts";
import { consoleRuleId } from "#shared/domain/evaluation/rule-text.ts";
import { decidingRule } from "#shared/domain/explanation/deciding-rule.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { Bucket, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber } from "#shared/domain/explanation/explanation-text.ts";
import { type RuleNames, withNamesOf } from "#shared/domain/explanation/rule-names.ts";
import type { RuleRef } from "#shared/domain/rules-draft/rules-draft.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { type StatsigUser, userLabel } from "#shared/domain/user/statsig-user.ts";
import type { IdLists } from "../../explain/engine/conditions/operators.ts";
import type { PreparedDefinitions } from "../../explain/engine/definitions/prepare.ts";
import { evaluatorFor, type UserEvaluator } from "../../explain/engine/engine.ts";
import { answerOf } from "../compare.ts";
import type { Entity } from "../subject.ts";
import { type BatchMoves, maxListedOfEdit, type Tally } from "./batch-moves.ts";
import { type CountedAnswer, createAnswerReader, type EntityTally, shownMove } from "./counted-answer.ts";

/** An entity with the kind under which it is shown. */
export interface ShownEntity {
  readonly entity: Entity;
  readonly kind: ExplainedKind;
  readonly isEdited: boolean;
}

export interface RulesOfMoves {
  readonly prepared: PreparedDefinitions;
  readonly idLists: IdLists | null;
}

export interface MovesQuestion {
  readonly older: RulesOfMoves;
  readonly newer: RulesOfMoves;
  readonly entities: readonly ShownEntity[];
  readonly focus: Entity | null;
  /** Rule names of earlier answers and of the console, which the rules may lack. */
  readonly ruleNames: RuleNames;
  readonly tier: string;
  readonly nowMs: number;
  /** The edits between two versions that are counted alone, too. */
  readonly alone: readonly EditAlone[];
}

/** One edit between two versions, and the older rules with nothing but this edit. */
export interface EditAlone {
  readonly rules: PreparedDefinitions;
  /** The entities that reach the edited spec. */
  readonly entities: readonly ShownEntity[];
}

/**
 * Evaluates users with both rules and counts whose answers differ; then with each edit alone. `firstRow` is the position of the first of them, `maxRows` how
 * many are listed.
 */
export function countMoves(
  { older, newer, entities, focus, ruleNames, tier, nowMs, alone }: MovesQuestion,
  users: readonly StatsigUser[],
  { firstRow, maxRows }: { readonly firstRow: number; readonly maxRows: number },
): BatchMoves {
  const all = createTally({ entities, focus, ruleNames, maxRows });
  const ofEdits = alone.map((edit) => createTally({ entities: edit.entities, focus: null, ruleNames, maxRows: maxListedOfEdit }));
  let onlyTogether = 0;
  for (const [position, user] of users.entries()) {
    const options = (idLists: IdLists | null) => ({ nowMs, tier: tier === "" ? undefined : tier, idLists: idLists ?? undefined });
    const before = evaluatorFor(older.prepared, user, options(older.idLists));
    const after = evaluatorFor(newer.prepared, user, options(newer.idLists));
    const row = firstRow + position;
    const isMoved = all.count(user, row, before, after);
    let isMovedByOne = false;
    for (const [at, edit] of alone.entries()) {
      const afterOne = evaluatorFor(edit.rules, user, options(older.idLists));
      if (ofEdits[at]?.count(user, row, before, afterOne) === true) isMovedByOne = true;
    }
    if (isMoved && !isMovedByOne) onlyTogether += 1;
  }
  return { users: users.length, ...all.result(), alone: ofEdits.map((tally) => tally.result()), onlyTogether };
}

/** Counts the users who get another answer of some of the entities. */
function createTally({
  entities,
  focus,
  ruleNames,
  maxRows,
}: Pick<MovesQuestion, "entities" | "focus" | "ruleNames"> & { readonly maxRows: number }) {
  const counters = entities.map((entity) => createMoveCounter(entity));
  const read = createAnswerReader();
  const places = new Map<string, RulePlaces>();
  const rows: MovedUser[] = [];
  let changed = 0;
  let undecided = 0;
  let sameValues = 0;
  return {
    /** Returns true if the user gets another answer. */
    count(user: StatsigUser, row: number, before: UserEvaluator, after: UserEvaluator): boolean {
      const moves: { shown: ShownEntity; move: MovedUser["moves"][number] }[] = [];
      let isUndecided = false;
      for (const [at, shown] of entities.entries()) {
        const { kind, name } = shown.entity;
        const [was, is] = [answerOf(before.evaluate(kind, name)), answerOf(after.evaluate(kind, name))];
        const isUnknown = was.state === "unknown" || is.state === "unknown";
        const isMoved = !isUnknown && !isSameAnswer(was, is);
        const [from, to] = [read(shown.kind, was), read(shown.kind, is)];
        const hasSameValue = isMoved && isSameValue(was, is);
        counters[at]?.count(from, to, { isMoved, isUnknown, hasSameValue });
        isUndecided ||= isUnknown;
        if (isMoved) moves.push({ shown, move: { kind: shown.kind, name, ...shownMove(from, to), hasSameValue } });
      }
      const traces = focus === null ? null : tracesOf(before, after, focus);
      if (traces !== null) countPlaces(traces, places);
      if (isUndecided) undecided += 1;
      const [first] = moves;
      if (first === undefined) return false;
      changed += 1;
      if (moves.every(({ move }) => move.hasSameValue)) sameValues += 1;
      if (rows.length >= maxRows) return true;
      const isFocusMoved =
        focus !== null && moves.some(({ shown }) => shown.entity.kind === focus.kind && shown.entity.name === focus.name);
      const shownTraces = isFocusMoved ? traces : tracesOf(before, after, first.shown.entity);
      rows.push({
        row,
        label: userLabel(user) || `User ${row + 1}`,
        country: countryOf(user),
        place: shownTraces === null ? null : placeOf(shownTraces),
        because: shownTraces === null ? "" : becauseOf(shownTraces, ruleNames),
        moves: moves.map(({ move }) => move),
      });
      return true;
    },
    result: (): Tally => ({
      ...{ changed, undecided, sameValues, rows },
      entities: counters.map((counter) => counter.result()),
      places: [...places.values()],
    }),
  };
}

/** Counts the answers of one entity before and after, and from which to which users move. */
export function createMoveCounter({ entity: { name }, kind, isEdited }: ShownEntity) {
  const before = new Map<string, CountedAnswer & { users: number }>();
  const after = new Map<string, CountedAnswer & { users: number }>();
  const moves = new Map<string, Map<string, number>>();
  let changed = 0;
  let undecided = 0;
  let sameValue = 0;
  const add = (counts: typeof before, answer: CountedAnswer) => {
    const known = counts.get(answer.key);
    if (known === undefined) counts.set(answer.key, { ...answer, users: 1 });
    else known.users += 1;
  };
  return {
    count(
      from: CountedAnswer,
      to: CountedAnswer,
      { isMoved, isUnknown, hasSameValue }: { readonly isMoved: boolean; readonly isUnknown: boolean; readonly hasSameValue: boolean },
    ): void {
      add(before, from);
      add(after, to);
      if (isUnknown) undecided += 1;
      if (!isMoved) return;
      changed += 1;
      if (hasSameValue) sameValue += 1;
      const targets = moves.get(from.key) ?? new Map<string, number>();
      moves.set(from.key, targets);
      targets.set(to.key, (targets.get(to.key) ?? 0) + 1);
    },
    result: (): EntityTally => ({
      ...{ kind, name, isEdited, changed, undecided, sameValue },
      before: [...before.values()],
      after: [...after.values()],
      moves: [...moves]
        .flatMap(([from, targets]) => [...targets].map(([to, users]) => ({ from, to, users })))
        .toSorted((one, other) => other.users - one.users),
    }),
  };
}

interface Traces {
  readonly before: SpecTrace;
  readonly after: SpecTrace;
}

function tracesOf(before: UserEvaluator, after: UserEvaluator, { kind, name }: Entity): Traces {
  return { before: before.explain(kind, name).trace, after: after.explain(kind, name).trace };
}

/** The bucket by which a rule decides: of its percentage, or of the split between groups. */
function bucketOf(rule: RuleTrace | undefined): Bucket | null {
  if (rule === undefined) return null;
  return rule.percentage ?? rule.conditions.find(({ bucket }) => bucket !== null && bucket.cutOff !== null)?.bucket ?? null;
}

function placeOf({ before, after }: Traces): number | null {
  const bucket = bucketOf(decidingRule(after)) ?? bucketOf(decidingRule(before));
  return bucket === null ? null : (bucket.bucket * 100) / bucket.of;
}

/** `22.59 % is inside 25 % of rule 2`, or what else decides with the newer rules. */
function becauseOf({ before, after }: Traces, ruleNames: RuleNames): string {
  if (before.isEnabled !== after.isEnabled) return after.isEnabled ? "it is turned on" : "it is turned off";
  const [was, is] = [before, after].map(({ rules }) => decidingRule({ rules: withNamesOf(rules, ruleNames) }));
  if (is === undefined) return was === undefined ? "no rule decides" : `${formatRuleNumber(was)} no longer decides`;
  const bucket = bucketOf(is);
  const label = formatRuleNumber(is);
  if (bucket !== null && bucket.cutOff !== null) {
    const place = formatPercent((bucket.bucket * 100) / bucket.of);
    return `${place} is ${bucket.isIn ? "inside" : "outside"} ${formatPercent((bucket.cutOff * 100) / bucket.of)} of ${label}`;
  }
  return `${label} decides`;
}

/** Counts at which place of a percentage each user is who reaches the rule, whether or not the percentage is 0 or 100 in one of the two rules. */
function countPlaces(traces: Traces, places: Map<string, RulePlaces>): void {
  const buckets = [...bucketsOf(traces.after), ...bucketsOf(traces.before)];
  const seen = new Set<string>();
  for (const { rule, bucket } of buckets) {
    const key = `${rule.nth} ${rule.id}`;
    if (seen.has(key)) continue;
    seen.add(key);
    const known = places.get(key) ?? { rule, unit: bucket.idType, places: new Array<number>(100).fill(0) };
    places.set(key, known);
    const at = Math.min(99, Math.floor((bucket.bucket * 100) / bucket.of));
    known.places[at] = (known.places[at] ?? 0) + 1;
  }
}

function bucketsOf({ rules }: SpecTrace): { readonly rule: RuleRef; readonly bucket: Bucket }[] {
  const counts = new Map<string, number>();
  return rules.flatMap(({ ruleId, percentage }) => {
    const id = consoleRuleId(ruleId);
    const nth = counts.get(id) ?? 0;
    counts.set(id, nth + 1);
    return percentage === null ? [] : [{ rule: { id, nth }, bucket: percentage }];
  });
}

function countryOf({ country }: StatsigUser): string {
  return typeof country === "string" ? country : "";
}
