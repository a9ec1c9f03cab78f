import type { Case, CaseSubject } from "#shared/domain/case/case-file.ts";
import { leafTexts } from "#shared/domain/case/replacer.ts";
import { isExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { RuleNames } from "#shared/domain/explanation/rule-names.ts";
import { withDoubledNames } from "#shared/domain/json/doubled-names.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { userForRequest, withoutPrivate } from "#shared/domain/user/statsig-user.ts";
import { preparedRules } from "../compare/prepared-rules.ts";
import type { Entity, Subject } from "../compare/subject.ts";
import type { IdLists } from "../explain/engine/conditions/operators.ts";
import { evaluatorFor, type UserEvaluator } from "../explain/engine/engine.ts";
import type { EvaluationOptions } from "../explain/engine/evaluate-specs.ts";
import { hash8 } from "../explain/engine/values/hashing.ts";
import { definitionKind } from "../explain/readiness/field-usage.ts";
import { placesFrom } from "./case-places.ts";

/** The rules of a case, or those with which it is replayed. */
export interface LoadedRules {
  readonly payload: JsonObject;
  readonly idLists: IdLists | null;
  /** Rule names of earlier answers and of the console, which the rules may lack. */
  readonly ruleNames?: RuleNames;
}

/** The entity of an answer in definitions; null for a ranked list, which only Statsig scores. */
export function entityOf({ kind, name }: { readonly kind: string; readonly name: string }): Entity | null {
  return isExplainedKind(kind) ? { kind: definitionKind(kind), name } : null;
}

/** The entities of the answers of some subjects, each once. */
export function entitiesOf(answers: Case["answers"], isOf: (subject: number) => boolean): Entity[] {
  const entities = answers.flatMap(({ subject, answer }) => (isOf(subject) ? (entityOf(answer) ?? []) : []));
  return [...new Map(entities.map((entity) => [JSON.stringify(entity), entity])).values()];
}

/** Returns the values of a user, without private ones, that are on each list. */
export function membershipsOf(lists: IdLists, user: StatsigUser): Record<string, string[]> {
  const values = [...new Set(leafTexts(withoutPrivate(user)))];
  return Object.fromEntries(
    [...lists].flatMap(([name, hashes]): [string, string[]][] => {
      const members = values.filter((value) => hashes.has(hash8(value)));
      return members.length === 0 ? [] : [[name, members]];
    }),
  );
}

export function idListsOf(lists: Readonly<Record<string, readonly string[]>> | null): IdLists | null {
  return lists && new Map(Object.entries(lists).map(([name, members]) => [name, new Set(members.map(hash8))]));
}

/** Returns a subject of a case as the engine evaluates it; null if the case has no rules for it. */
export function subjectOf({ rules }: Pick<Case, "rules">, subject: CaseSubject): Subject | null {
  const own = subject.rules === null ? undefined : rules[subject.rules];
  if (own === undefined) return null;
  return {
    user: userForRequest(subject.user, subject.tier),
    tier: subject.tier === "" ? null : subject.tier,
    targetApp: null,
    atMs: subject.atMs,
    project: null,
    // In a case they are beside the rules; evaluated rules have them noted.
    rules: withDoubledNames(own.payload, own.doubled),
    idLists: idListsOf(own.idLists),
    places: placesFrom(subject.places),
  };
}

export function evaluatorOf(subject: Subject): UserEvaluator {
  return evaluatorFor(preparedRules(subject.rules), subject.user, optionsOf(subject));
}

export function optionsOf({ tier, atMs, idLists, places }: Subject): EvaluationOptions {
  return { nowMs: atMs, tier: tier ?? undefined, idLists: idLists ?? undefined, places };
}
