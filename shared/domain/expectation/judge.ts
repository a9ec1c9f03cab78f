import { type AnswerState, hasAnswer } from "../evaluation/evaluation.ts";
import { formatValue, formatValues } from "../evaluation/format-value.ts";
import { consoleRuleId, describeRule, isNoRule } from "../evaluation/rule-text.ts";
import { stateWord } from "../evaluation/state-label.ts";
import type { Explanation } from "../explanation/explanation.ts";
import { isJsonObject, isSameJson, type JsonValue } from "../json/json.ts";
import type { ExpectationRow } from "./expectation-row.ts";
import type { Judgement } from "./judgement.ts";
import type { ExpectedAnswer } from "./suite.ts";

/** The judged part of an answer, evaluated here or by Statsig. */
export interface JudgedAnswer {
  readonly state: AnswerState;
  readonly value: JsonValue;
  readonly ruleId: string | null;
  /** The name of the deciding rule; null if it is unknown. */
  readonly ruleName: string | null;
  readonly groupName: string | null;
  readonly because: string;
}

/** Returns what is judged of an explanation. */
export function judgedExplanation({ state, value, ruleId, groupName, because, trace }: Explanation): JudgedAnswer {
  const rule = trace.rules.find((each) => each.ruleId === ruleId);
  return { state, value, ruleId, ruleName: rule?.name ?? rule?.groupName ?? null, groupName, because };
}

/** Compares an answer with the expectation of a row. An answer that is unknown, or that Statsig did not give, is undecided and never wrong. */
export function judge({ expect, because }: Pick<ExpectationRow, "expect" | "because">, answer: JudgedAnswer): Judgement {
  const facts = [...(expect === null ? [] : answerFacts(expect, answer)), ...(because === null ? [] : [becauseFact(because, answer)])];
  const isDecided = hasAnswer(answer.state);
  return {
    verdict: !isDecided ? "undecided" : facts.every(({ isMet }) => isMet) ? "as_expected" : "wrong",
    expected: facts.map((fact) => fact.expected).join(", "),
    got: isDecided ? facts.map((fact) => fact.got).join(", ") : stateWord(answer),
    gotBeforeReason: isDecided ? facts.flatMap((fact) => (fact.isInReason === true ? [] : [fact.got])).join(", ") : stateWord(answer),
    because: answer.because,
  };
}

interface Fact {
  readonly isMet: boolean;
  readonly expected: string;
  readonly got: string;
  /** True if the reason of the answer begins with `got`. */
  readonly isInReason?: boolean;
}

const statesOfWords = { pass: "pass", fail: "fail", default: "default", "no group": "no_group", "not found": "not_found" } as const;

function answerFacts(expect: ExpectedAnswer, answer: JudgedAnswer): Fact[] {
  if (typeof expect === "string") return [{ isMet: answer.state === statesOfWords[expect], expected: expect, got: stateWord(answer) }];
  const { group, value } = expect;
  return [
    ...(group === undefined
      ? []
      : [
          {
            isMet: answer.groupName === group,
            expected: stateWord({ state: group === null ? "no_group" : "group", groupName: group }),
            got: groupText(answer),
          },
        ]),
    ...(value === undefined ? [] : valueFacts([], value, answer.value)),
  ];
}

function groupText({ groupName, state }: JudgedAnswer): string {
  if (groupName !== null) return stateWord({ state: "group", groupName });
  return stateWord({ state: state === "not_found" ? state : "no_group", groupName });
}

/** Compares every member that the expectation has; others may have any value. Lists must be equal. */
function valueFacts(path: readonly string[], expected: JsonValue, actual: JsonValue | undefined): Fact[] {
  if (isJsonObject(expected) && Object.keys(expected).length > 0) {
    return Object.entries(expected).flatMap(([name, member]) =>
      valueFacts(
        [...path, name],
        member,
        actual !== undefined && isJsonObject(actual) && Object.hasOwn(actual, name) ? actual[name] : undefined,
      ),
    );
  }
  const name = path.length === 0 ? "value" : path.join(".");
  const [wanted, got] = actual === undefined ? [formatValue(expected), ""] : formatValues(expected, actual);
  return [
    {
      isMet: isSameJson(expected, actual),
      expected: `${name} = ${wanted}`,
      got: actual === undefined ? `no ${name}` : `${name} = ${got}`,
    },
  ];
}

/** True if this rule or group decided, by the rule's name, its group's name, or its ID with or without the percentage that Statsig appends. */
export function isBecause(because: string, { ruleId, ruleName, groupName }: JudgedAnswer): boolean {
  return [ruleId, ruleId === null ? null : consoleRuleId(ruleId), groupName, ruleName].includes(because);
}

function becauseFact(because: string, answer: JudgedAnswer): Fact {
  const { ruleId, ruleName, groupName } = answer;
  const got =
    isNoRule(ruleId) && ruleName === null && groupName === null
      ? describeRule(ruleId, null)
      : `decided by ${ruleName ?? groupName ?? ruleId}`;
  return {
    isMet: isBecause(because, answer),
    expected: `decided by ${because}`,
    got,
    isInReason: answer.because.split(";")[0] === got,
  };
}
