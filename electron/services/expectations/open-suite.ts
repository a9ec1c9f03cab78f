import { dirname, resolve } from "node:path";
import { type CaseTable, type ExpectationRow, expectationRows, UnusableSuite } from "#shared/domain/expectation/expectation-row.ts";
import { readSuite, type SuiteProblem } from "#shared/domain/expectation/read-suite.ts";
import type { Suite } from "#shared/domain/expectation/suite.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import { readAllText } from "../file-text.ts";
import { readCaseTable, readCohortFile } from "./case-table.ts";

/** A suite file with everything that it refers to, except its rules. */
export interface OpenSuite {
  readonly file: string;
  readonly suite: Suite;
  readonly testLines: readonly number[];
  readonly rows: readonly ExpectationRow[];
}

/** Opens the text of a suite's file, and the tables and cohorts beside the file. Returns its problems if it cannot be used. */
export async function openSuite(file: string, text: string): Promise<OpenSuite | { readonly problems: readonly SuiteProblem[] }> {
  const reading = readSuite(text);
  if ("problems" in reading) return reading;
  const { suite, testLines } = reading;
  const cases = new Map<string, CaseTable>();
  const cohorts = new Map<string, readonly JsonObject[]>();
  for (const [index, test] of suite.tests.entries()) {
    try {
      const beside = (name: string) => readAllText(resolve(dirname(file), name), name);
      if (test.cases !== undefined && !cases.has(test.cases)) cases.set(test.cases, readCaseTable(await beside(test.cases), test.cases));
      if (typeof test.cohort === "string" && !cohorts.has(test.cohort))
        cohorts.set(test.cohort, readCohortFile(await beside(test.cohort), test.cohort));
    } catch (failure) {
      if (failure instanceof NoSuchThing)
        return { problems: [problemAt(testLines, index + 1, `there is no file ${test.cases ?? String(test.cohort)} beside the suite`)] };
      if (failure instanceof UnusableInput) return { problems: [problemAt(testLines, index + 1, failure.message.replace(/\.$/, ""))] };
      throw failure;
    }
  }
  try {
    return { file, suite, testLines, rows: expectationRows(suite, { cases, cohorts }) };
  } catch (failure) {
    if (failure instanceof UnusableSuite) return { problems: [problemAt(testLines, failure.test, failure.message)] };
    throw failure;
  }
}

function problemAt(testLines: readonly number[], test: number, message: string): SuiteProblem {
  return { line: testLines[test - 1] ?? 1, column: 1, message };
}
