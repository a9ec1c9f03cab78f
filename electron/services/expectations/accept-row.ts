import { acceptedExpectation } from "#shared/domain/expectation/accepted-expectation.ts";
import { withExpectationOfCase } from "#shared/domain/expectation/edit-cases.ts";
import { CannotEdit, withExpectation, withExpectationOfCombination } from "#shared/domain/expectation/edit-suite.ts";
import { type ExpectationRow, expectationRows } from "#shared/domain/expectation/expectation-row.ts";
import { type JudgedAnswer, judge } from "#shared/domain/expectation/judge.ts";
import { readSuite } from "#shared/domain/expectation/read-suite.ts";
import type { Suite } from "#shared/domain/expectation/suite.ts";
import { caseLayout, readCaseTable } from "./case-table.ts";

export interface AcceptedRow {
  readonly suite: Suite;
  readonly row: ExpectationRow;
  readonly answer: JudgedAnswer;
}

/** Returns the text of a suite in which one row, of one user or of a matrix, expects what it got. Throws `CannotEdit`. */
export function acceptInSuite(text: string, { row, answer }: AcceptedRow): string {
  const expectation = acceptedExpectation(row, answer);
  const { variables } = row;
  if (variables === null) return withExpectation(text, row.test - 1, expectation);
  const made = withExpectationOfCombination(text, row.test - 1, { variables, expectation });
  requireSameRows(text, made, { row, answer });
  return made;
}

/** Returns the text of a table of cases in which one row expects what it got. Throws `CannotEdit`. */
export function acceptInCases(text: string, source: string, { suite, row, answer }: AcceptedRow): string {
  const made = withExpectationOfCase(text, row.caseAt ?? 0, { layout: caseLayout(text), expectation: acceptedExpectation(row, answer) });
  const rowsOf = (table: string) =>
    expectationRows(
      { ...suite, tests: suite.tests.filter((_, at) => at === row.test - 1) },
      { cases: new Map([[source, readCaseTable(table, source)]]), cohorts: new Map() },
    );
  const [before, after] = [rowsOf(text), rowsOf(made)];
  const changed = after.filter((each, at) => JSON.stringify(expectationOf(each)) !== JSON.stringify(expectationOf(before[at])));
  const [only, ...others] = changed;
  if (before.length !== after.length || only?.caseAt !== row.caseAt || others.length > 0 || judge(only, answer).verdict !== "as_expected")
    throw new CannotEdit("what this row expects stands in the suite, for all rows of the table");
  return made;
}

function expectationOf(row: ExpectationRow | undefined) {
  return row === undefined ? null : [row.user, row.expect, row.because];
}

/** A matrix that was cut has the same users, and only the accepted one expects something else. */
function requireSameRows(text: string, made: string, { row, answer }: Pick<AcceptedRow, "row" | "answer">): void {
  const [before, after] = [text, made].map((each) => {
    const reading = readSuite(each);
    return "problems" in reading ? [] : matrixRows(reading.suite, row);
  });
  const users = (rows: readonly ExpectationRow[] = []) => rows.map(({ user }) => JSON.stringify(user)).toSorted();
  const own = after?.filter(({ user }) => JSON.stringify(user) === JSON.stringify(row.user)) ?? [];
  if (JSON.stringify(users(before)) !== JSON.stringify(users(after)) || !own.some((each) => judge(each, answer).verdict === "as_expected"))
    throw new CannotEdit("its matrix cannot be cut into tests here");
}

function matrixRows({ tests, ...suite }: Suite, { kind, name }: ExpectationRow): ExpectationRow[] {
  const own = tests.filter((test) => test[kind] === name && test.matrix !== undefined);
  return own.length === 0 ? [] : expectationRows({ ...suite, tests: own }, { cases: new Map(), cohorts: new Map() });
}
