import { z } from "zod";
import { AnswerStateSchema } from "#shared/domain/evaluation/evaluation.ts";
import { SpecKindSchema } from "#shared/domain/evaluation/spec-kind.ts";
import { JsonValueSchema } from "#shared/domain/json/json-schemas.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { Entity } from "../compare/subject.ts";
import type { PreparedDefinitions } from "../explain/engine/definitions/prepare.ts";
import type { Evaluation } from "../explain/engine/engine.ts";
import { Subject } from "../explain/engine/look-ups/subject.ts";

/** The users of one entity with the same answer. */
const OutcomeSchema = z.strictObject({
  state: AnswerStateSchema,
  group_name: z.string().nullable(),
  rule_id: z.string().nullable(),
  value: JsonValueSchema,
  users: z.int().nonnegative(),
});
type Outcome = z.infer<typeof OutcomeSchema>;

const EntitySummarySchema = z.strictObject({
  kind: SpecKindSchema,
  name: z.string(),
  /** Most users first; equal counts in the order of their JSON, so that the same users give the same text. */
  outcomes: z.array(OutcomeSchema),
  /** Users without the unit ID by which the entity divides users; they are among the outcomes, too. */
  without_unit: z.int().nonnegative(),
});

/**
 * The answers of a cohort, as counts only, so that summaries of parts of a cohort add up to the summary of the whole, in any order. Pipelines depend on
 * the field names: never rename one.
 */
export const CohortSummarySchema = z.strictObject({
  gatescope_cohort: z.literal(1),
  users: z.int().nonnegative(),
  /** Statsig's time of the last change of the rules; null if the definitions lack it. */
  rules_of_ms: z.int().nullable(),
  entities: z.array(EntitySummarySchema),
});
export type CohortSummary = z.infer<typeof CohortSummarySchema>;

/** Two summaries are of different rules or of different names, so that their sum would mean nothing. */
export class NotAddable extends Error {
  constructor(message: string) {
    super(message);
    this.name = "NotAddable";
  }
}

interface Counts {
  readonly entity: Entity;
  readonly outcomes: Map<string, Outcome>;
  withoutUnit: number;
}

/** Counts users one by one; memory grows with the number of different answers, not of users. */
export function createCohortCounter(prepared: PreparedDefinitions, entities: readonly Entity[]) {
  const counts = entities.map((entity): Counts => ({ entity, outcomes: new Map(), withoutUnit: 0 }));
  let users = 0;
  return {
    count(user: StatsigUser, evaluations: readonly Evaluation[]): void {
      users += 1;
      const subject = new Subject(user, prepared.keys, null);
      for (const [index, each] of counts.entries()) {
        const evaluation = evaluations[index];
        if (evaluation === undefined) continue;
        addOutcome(each.outcomes, outcomeOf(evaluation), 1);
        const unit = prepared.specs[each.entity.kind].get(each.entity.name)?.unit;
        if (unit !== undefined && subject.unitText(unit) === "") each.withoutUnit += 1;
      }
    },
    summary: (): CohortSummary => summaryOf(users, prepared.definitionsOfMs, counts),
  };
}

/** Adds summaries of parts of a cohort. Throws `NotAddable`. */
export function mergeCohortSummaries([first, ...others]: readonly [CohortSummary, ...CohortSummary[]]): CohortSummary {
  const counts = first.entities.map(({ kind, name }): Counts => ({ entity: { kind, name }, outcomes: new Map(), withoutUnit: 0 }));
  let users = 0;
  for (const part of [first, ...others]) {
    if (part.rules_of_ms !== first.rules_of_ms) throw new NotAddable("they are of rules of different times");
    if (part.entities.length !== counts.length) throw new NotAddable("they are about different names");
    users += part.users;
    for (const [index, each] of counts.entries()) {
      const added = part.entities[index];
      if (added?.kind !== each.entity.kind || added.name !== each.entity.name) throw new NotAddable("they are about different names");
      each.withoutUnit += added.without_unit;
      for (const outcome of added.outcomes) addOutcome(each.outcomes, outcome, outcome.users);
    }
  }
  return summaryOf(users, first.rules_of_ms, counts);
}

function outcomeOf({ state, groupName, ruleId, value }: Evaluation): Omit<Outcome, "users"> {
  return { state, group_name: groupName, rule_id: ruleId, value };
}

function addOutcome(outcomes: Map<string, Outcome>, outcome: Omit<Outcome, "users">, users: number): void {
  const { state, group_name, rule_id, value } = outcome;
  const key = JSON.stringify([state, group_name, rule_id, value]);
  const known = outcomes.get(key);
  if (known === undefined) outcomes.set(key, { state, group_name, rule_id, value, users });
  else known.users += users;
}

function summaryOf(users: number, rulesOfMs: number | null, counts: readonly Counts[]): CohortSummary {
  return {
    gatescope_cohort: 1,
    users,
    rules_of_ms: rulesOfMs,
    entities: counts.map(({ entity: { kind, name }, outcomes, withoutUnit }) => ({
      kind,
      name,
      outcomes: [...outcomes].toSorted(([a, one], [b, other]) => other.users - one.users || (a < b ? -1 : 1)).map(([, outcome]) => outcome),
      without_unit: withoutUnit,
    })),
  };
}
