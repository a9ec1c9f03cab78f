import { nameRule } from "#shared/domain/evaluation/rule-text.ts";
import { expectationOf } from "#shared/domain/expectation/accepted-expectation.ts";
import { judgedExplanation } from "#shared/domain/expectation/judge.ts";
import type { Suggestion } from "#shared/domain/expectation/suite-run.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import { formatRuleNumber } from "#shared/domain/explanation/explanation-text.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { outcomeUsersOf } from "../cohorts/outcome-users.ts";
import { evaluatorFor } from "../explain/engine/engine.ts";
import type { EvaluationOptions } from "../explain/engine/evaluate-specs.ts";
import { definitionKind } from "../explain/readiness/field-usage.ts";
import type { EntityCoverage } from "./coverage.ts";
import type { SuiteRules } from "./judge-row.ts";

/**
 * Makes a test for each outcome of an entity that no test reaches, or for that of `only`, with a new ID after `afterId`. Each was evaluated; one that no user
 * was found for says why.
 */
export function suggestTests(
  { prepared, idLists, tier, nowMs }: SuiteRules,
  { kind, name, outcomes }: EntityCoverage,
  { only = null, afterId = 0 }: { readonly only?: string | null; readonly afterId?: number } = {},
): Suggestion[] {
  const options: EvaluationOptions = { nowMs, tier: tier ?? undefined, ...(idLists === undefined ? {} : { idLists }) };
  const wanted = outcomes.map(({ key, reachedBy }) => reachedBy === 0 && (only === null || only === key));
  const users = outcomeUsersOf(
    prepared,
    options,
    { kind: definitionKind(kind), name },
    { isWanted: (position) => wanted[position] ?? true, afterId },
  );
  // Both list rules in order, inside before outside, and no rule last. A disabled entity has one outcome only.
  const isSameList = users.length === outcomes.length;
  return outcomes.flatMap(({ key, label }, at): Suggestion[] => {
    if (!wanted[at]) return [];
    const made = isSameList ? users[at] : undefined;
    if (made?.user == null)
      return [{ key, label, test: null, sentence: made?.reason ?? "No user can get this while it is off.", idNumber: null }];
    const explanation = evaluatorFor(prepared, made.user, options).explain(definitionKind(kind), name);
    const answer = judgedExplanation(explanation);
    const because = answer.ruleName ?? answer.groupName;
    const place =
      made.place === null || explanation.because.includes(" is at ")
        ? ""
        : `; the ID is at ${formatPercent(Number(made.place.toFixed(2)))}`;
    return [
      {
        ...{ key, label },
        test: { [kind]: name, user: idFirst(made.user), expect: expectationOf(answer), ...(because === null ? {} : { because }) },
        sentence: `${upperFirst(reasonOf(explanation))}${place}.`,
        idNumber: idNumberOf(made.user),
      },
    ];
  });
}

/** The number of a new ID: 2 of `new-2`. */
function idNumberOf({ userID }: StatsigUser): number | null {
  const number = typeof userID === "string" ? Number(/^new-(\d+)$/.exec(userID)?.[1]) : Number.NaN;
  return Number.isSafeInteger(number) ? number : null;
}

/** The reason with the number of a rule that has no name, in place of its ID. */
function reasonOf({ because, trace }: Explanation): string {
  const decided = trace.rules.find(({ state }) => state === "decided" || state === "outside_percentage");
  return decided === undefined ? because : because.replace(nameRule(decided.ruleId, null), formatRuleNumber(decided));
}

function idFirst({ userID, ...others }: StatsigUser): StatsigUser {
  return userID === undefined ? others : { userID, ...others };
}
