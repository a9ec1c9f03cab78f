import { isJsonObject, type JsonValue } from "../json/json.ts";
import type { NewExpectation } from "./edit-suite.ts";
import type { ExpectationRow } from "./expectation-row.ts";
import { isBecause, type JudgedAnswer } from "./judge.ts";

/** Returns the expectation that the answer meets, in the form in which the test has it. */
export function acceptedExpectation({ expect, because }: Pick<ExpectationRow, "expect" | "because">, answer: JudgedAnswer): NewExpectation {
  return {
    expect: expect === null ? null : acceptedAnswer(expect, answer),
    because: because === null ? null : isBecause(because, answer) ? because : (answer.ruleName ?? answer.groupName),
  };
}

/** Returns the shortest expectation that an answer meets: its word, its group, or its value. */
export function expectationOf({ state, groupName, value }: Pick<JudgedAnswer, "state" | "groupName" | "value">): JsonValue {
  switch (state) {
    case "pass":
    case "fail":
    case "default":
      return state;
    case "no_group":
      return "no group";
    case "not_found":
      return "not found";
    default:
      return groupName === null ? { value } : { group: groupName };
  }
}

function acceptedAnswer(expect: NonNullable<ExpectationRow["expect"]>, answer: JudgedAnswer): JsonValue {
  if (typeof expect === "string" || answer.state === "not_found") return expectationOf(answer);
  return {
    ...(expect.group === undefined ? {} : { group: answer.groupName }),
    ...(expect.value === undefined ? {} : { value: membersOf(expect.value, answer.value) }),
  };
}

/** The members that the test expects, with the values of the answer; those that the answer lacks are left out. */
function membersOf(expected: JsonValue, actual: JsonValue): JsonValue {
  if (!isJsonObject(expected) || !isJsonObject(actual) || Object.keys(expected).length === 0) return actual;
  return Object.fromEntries(
    Object.entries(expected).flatMap(([name, member]) => {
      const own = Object.hasOwn(actual, name) ? actual[name] : undefined;
      return own === undefined ? [] : [[name, membersOf(member, own)]];
    }),
  );
}
