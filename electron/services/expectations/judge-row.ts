import { cohortUsers, type ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import { type JudgedAnswer, judge, judgedExplanation } from "#shared/domain/expectation/judge.ts";
import type { Judgement } from "#shared/domain/expectation/judgement.ts";
import { createShareCounter, judgeShare } from "#shared/domain/expectation/share.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { type RuleNames, withRuleNames } from "#shared/domain/explanation/rule-names.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { PreparedDefinitions } from "../explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "../explain/engine/engine.ts";
import type { EvaluationOptions } from "../explain/engine/evaluate-specs.ts";
import { definitionKind } from "../explain/readiness/field-usage.ts";
import { unknownNames } from "./unknown-names.ts";

/** The rules of a suite, and what else an evaluation needs. */
export interface SuiteRules {
  readonly prepared: PreparedDefinitions;
  readonly idLists: EvaluationOptions["idLists"];
  /** The tier of rows that have none; null for none. */
  readonly tier: string | null;
  /** The time of rows that have none. */
  readonly nowMs: number;
  /** Rule names of earlier answers and of the console, which the definitions may lack; none for rules of a file. */
  readonly ruleNames?: RuleNames | undefined;
}

export interface JudgedRow {
  readonly judgement: Judgement;
  /** Null for a share. */
  readonly explanation: Explanation | null;
}

/**
 * Judges one row by evaluating its rules here. Yields after every few hundred users of a cohort, so that the caller can cancel. `onExplained` gets every
 * explanation, also those of a cohort.
 */
export function* judgeRow(
  row: ExpectationRow,
  rules: SuiteRules,
  onExplained: (explanation: Explanation) => void = () => {},
): Generator<void, JudgedRow, void> {
  const explain = (user: StatsigUser) => {
    const explanation = evaluatorFor(rules.prepared, user, optionsFor(row, rules)).explain(definitionKind(row.kind), row.name);
    onExplained(explanation);
    return explanation;
  };
  if (row.share === null) {
    const explanation = withRuleNames(explain(row.user), rules.ruleNames ?? new Map());
    return { judgement: withUnknownNames(judge(row, judgedExplanation(explanation)), row, rules), explanation };
  }
  const counter = createShareCounter();
  let users = 0;
  for (const user of cohortUsers(row)) {
    counter.count(judgedExplanation(explain(user)));
    users += 1;
    if (users % usersOfStep === 0) yield;
  }
  return { judgement: withUnknownNames(judgeShare(row.share, counter.counts()), row, rules), explanation: null };
}

/** A name that no rule has can be why a test is wrong, whatever decided. */
function withUnknownNames(judgement: Judgement, row: ExpectationRow, { prepared }: SuiteRules): Judgement {
  if (judgement.verdict !== "wrong") return judgement;
  return { ...judgement, because: [judgement.because, ...unknownNames(row, prepared)].join("; ") };
}

const usersOfStep = 250;

/** Judges one row by the answers of Statsig. `fetchAnswer` returns the answer for one user. */
export async function judgeRowLive(row: ExpectationRow, fetchAnswer: (user: StatsigUser) => Promise<JudgedAnswer>): Promise<Judgement> {
  if (row.at !== null) return judge(row, undecidedAnswer("Statsig evaluates at the current time, and the test has a time of its own"));
  if (row.share === null) return judge(row, await fetchAnswer(row.user));
  const counter = createShareCounter();
  for (const user of cohortUsers(row)) counter.count(await fetchAnswer(user));
  return judgeShare(row.share, counter.counts());
}

export function undecidedAnswer(because: string): JudgedAnswer {
  return { state: "unknown", value: null, ruleId: null, ruleName: null, groupName: null, because };
}

function optionsFor({ tier, at }: ExpectationRow, rules: SuiteRules): EvaluationOptions {
  return {
    nowMs: at === null ? rules.nowMs : Date.parse(at),
    tier: tier ?? rules.tier ?? undefined,
    ...(rules.idLists === undefined ? {} : { idLists: rules.idLists }),
  };
}
