import type { JsonNumber } from "../json/exact-number.ts";
import { isJsonObject, type JsonObject, type JsonValue, mapLeaves } from "../json/json.ts";
import { formatNumber } from "../text/format-number.ts";
import { spreadsheetIdTexts } from "../user/statsig-user.ts";
import { isUserColumn, valueOfCell, withColumn, withMember } from "../user/user-columns.ts";
import { answerWords, type ExpectedAnswer, kindsOfTests, type Suite, type SuiteTest, type TestedKind } from "./suite.ts";

/** One judgement: a test, one combination of its matrix, one row of its cases, or the shares of its cohort. */
export interface ExpectationRow {
  /** The position of the test in the suite, from 1. */
  readonly test: number;
  /** Names the test, and the variables of a matrix or the row of the cases. */
  readonly title: string;
  readonly kind: TestedKind;
  readonly name: string;
  readonly user: JsonObject;
  /** The name of the user in the suite; null for a user that stands in the test. */
  readonly userName: string | null;
  readonly tier: string | null;
  readonly at: string | null;
  readonly expect: ExpectedAnswer | null;
  readonly because: string | null;
  /** The values of a matrix' variables for this row; null without a matrix. */
  readonly variables: ReadonlyMap<string, JsonValue> | null;
  /** The position of the row in its table of cases, from 0; null without a table. */
  readonly caseAt: number | null;
  /** The expected shares of a cohort's answers; null for a test of one user. */
  readonly share: Readonly<Record<string, string>> | null;
  readonly cohort: Cohort | null;
}

/** Users of a share: those of a file, or `count` users with new IDs. The fields of the row's user are added to each. */
export type Cohort = { readonly users: readonly JsonObject[] } | { readonly count: number; readonly idColumn: string };

/** Lists the users of a row with a cohort. */
export function* cohortUsers({ user, cohort }: Pick<ExpectationRow, "user" | "cohort">): Generator<JsonObject, void> {
  if (cohort === null) return;
  if ("users" in cohort) for (const each of cohort.users) yield { ...user, ...each };
  else for (let n = 1; n <= cohort.count; n += 1) yield withColumn(user, cohort.idColumn, `u-${n}`);
}

/** The suite refers to something that it does not have. */
export class UnusableSuite extends Error {
  /** The position of the test, from 1. */
  readonly test: number;
  /** The key of the test that is concerned; null for the whole test. */
  readonly part: keyof SuiteTest | null;

  constructor(test: number, message: string, part: keyof SuiteTest | null = null) {
    super(message);
    this.name = "UnusableSuite";
    this.test = test;
    this.part = part;
  }
}

/** A table of cases: the header and its records. */
export interface CaseTable {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** Says that a file to which a suite refers does not exist. */
export function missingFileText(name: string): string {
  return `there is no file ${name} beside the suite`;
}

/** The files that a suite refers to, by their names in the suite. */
export interface SuiteFiles {
  readonly cases: ReadonlyMap<string, CaseTable>;
  readonly cohorts: ReadonlyMap<string, readonly JsonObject[]>;
}

/** The largest number of rows that one test may have. */
export const maxRowsOfTest = 100_000;

/** Lists the rows of a suite in its order. Throws `UnusableSuite`. */
export function expectationRows(suite: Suite, files: SuiteFiles): ExpectationRow[] {
  return suite.tests.flatMap((test, index) => rowsOfTest(suite, test, index + 1, files));
}

function rowsOfTest(suite: Suite, test: SuiteTest, number: number, files: SuiteFiles): ExpectationRow[] {
  const kind = kindsOfTests.find((each) => test[each] !== undefined) ?? "gate";
  const base = {
    ...{ test: number, kind, name: test[kind] ?? "" },
    ...{
      tier: test.tier ?? suite.tier ?? null,
      at: test.at ?? suite.at ?? null,
      expect: test.expect ?? null,
      because: test.because ?? null,
    },
    ...{ variables: null, caseAt: null },
    ...{ share: test.share ?? null, cohort: cohortOf(test, number, files) },
  };
  const { user, userName } = userOf(suite, test, number);
  const row = (changed: Partial<ExpectationRow>, detail: string): ExpectationRow => {
    const made = { ...base, user, userName, title: "", ...changed };
    return { ...made, title: [test.name ?? titleOf(made), detail].filter((part) => part !== "").join(", ") };
  };
  if (test.matrix !== undefined) {
    return combinations(test.matrix, number).map((variables) => {
      const changed = {
        variables,
        user: filledObject(user, variables, number),
        // Variables replace scalars only, so the form of the expectation stays.
        expect: base.expect === null ? null : (filled(base.expect as JsonValue, variables, number) as ExpectedAnswer),
        because: base.because === null ? null : String(filled(base.because, variables, number)),
      };
      return row(changed, [...variables].map(([name, value]) => `${name} = ${value === null ? "null" : String(value)}`).join(", "));
    });
  }
  if (test.cases !== undefined) {
    const table = files.cases.get(test.cases);
    if (table === undefined) throw new UnusableSuite(number, missingFileText(test.cases), "cases");
    if (table.rows.length > maxRowsOfTest)
      throw new UnusableSuite(
        number,
        `${test.cases} has ${formatNumber(table.rows.length)} rows; at most ${formatNumber(maxRowsOfTest)} are run`,
        "cases",
      );
    return table.rows.map((cells, index) => {
      const changed = caseOf(table.columns, cells, { user, base, number, row: index + 1 });
      requireWholeIds(changed.user ?? user, { number, part: "cases", row: index + 1 });
      return row({ ...changed, caseAt: index }, `row ${index + 1}`);
    });
  }
  return [row({}, "")];
}

function cohortOf({ cohort }: SuiteTest, number: number, { cohorts }: SuiteFiles): Cohort | null {
  if (cohort === undefined) return null;
  if (typeof cohort !== "string") return { count: cohort.count, idColumn: cohort.id ?? "userID" };
  const users = cohorts.get(cohort);
  if (users === undefined) throw new UnusableSuite(number, missingFileText(cohort), "cohort");
  if (users.length === 0) throw new UnusableSuite(number, `${cohort} has no users`, "cohort");
  users.forEach((user, index) => {
    requireWholeIds(user, { number, part: "cohort", row: index + 1 });
  });
  return { users };
}

/** A test is about the users that were meant, so a file in which a spreadsheet damaged an ID cannot be used. Throws `UnusableSuite`. */
function requireWholeIds(user: JsonObject, { number, part, row }: { number: number; part: "cases" | "cohort"; row: number }): void {
  const [problem] = spreadsheetIdTexts(user);
  if (problem !== undefined) throw new UnusableSuite(number, `row ${row} of the ${part}: ${problem}`, part);
}

function userOf(suite: Suite, { user }: SuiteTest, number: number): { user: JsonObject; userName: string | null } {
  if (user === undefined) return { user: {}, userName: null };
  if (typeof user !== "string") return { user, userName: null };
  const named = suite.users !== undefined && Object.hasOwn(suite.users, user) ? suite.users[user] : undefined;
  if (named === undefined)
    throw new UnusableSuite(number, `the suite has no user “${user}”${namesHint(Object.keys(suite.users ?? {}))}`, "user");
  return { user: named, userName: user };
}

function namesHint(names: readonly string[]): string {
  return names.length === 0 ? "" : `; it has ${names.slice(0, 5).join(", ")}${names.length > 5 ? " …" : ""}`;
}

function titleOf({ kind, name, userName, user, cohort }: Omit<ExpectationRow, "title">): string {
  if (cohort !== null) return `${kind} ${name} for ${"users" in cohort ? cohort.users.length : cohort.count} users`;
  const id = userName ?? (typeof user.userID === "string" ? user.userID : null);
  return `${kind} ${name}${id === null ? "" : ` for ${id}`}`;
}

type Scalar = string | JsonNumber | boolean | null;

function combinations(matrix: NonNullable<SuiteTest["matrix"]>, number: number): ReadonlyMap<string, Scalar>[] {
  const count = Object.values(matrix).reduce((product, values) => product * values.length, 1);
  if (count > maxRowsOfTest)
    throw new UnusableSuite(
      number,
      `the matrix has ${formatNumber(count)} combinations; at most ${formatNumber(maxRowsOfTest)} are run`,
      "matrix",
    );
  let rows: Map<string, Scalar>[] = [new Map()];
  for (const [name, values] of Object.entries(matrix)) rows = rows.flatMap((row) => values.map((value) => new Map(row).set(name, value)));
  return rows;
}

function filledObject(user: JsonObject, variables: ReadonlyMap<string, Scalar>, number: number): JsonObject {
  const object = filled(user, variables, number);
  return isJsonObject(object) ? object : {};
}

/** Replaces `${name}`. A text that is one variable becomes its value, with its type. */
function filled(value: JsonValue, variables: ReadonlyMap<string, Scalar>, number: number): JsonValue {
  const variable = (name: string): Scalar => {
    const found = variables.get(name);
    if (found === undefined) throw new UnusableSuite(number, `the matrix has no “${name}”${namesHint([...variables.keys()])}`, "matrix");
    return found;
  };
  return mapLeaves(value, (leaf) => {
    if (typeof leaf !== "string") return leaf;
    const whole = /^\$\{([^}]+)\}$/.exec(leaf);
    if (whole?.[1] !== undefined) return variable(whole[1]);
    return leaf.replaceAll(/\$\{([^}]+)\}/g, (_match, name: string) => String(variable(name)));
  });
}

/** True for a column that names a field of the user or something expected; any other may be a custom field of the user. */
export function isCaseColumn(column: string): boolean {
  return ["because", "expect", "group", "value"].includes(column) || column.startsWith("value.") || isUserColumn(column);
}

/** Reads one record: empty cells are absent fields. */
function caseOf(
  columns: readonly string[],
  cells: readonly string[],
  { user, base, number, row }: { user: JsonObject; base: Pick<ExpectationRow, "expect" | "because">; number: number; row: number },
): Partial<ExpectationRow> {
  let changed = user;
  let expect = base.expect;
  let because = base.because;
  for (const [index, column] of columns.entries()) {
    const cell = cells[index] ?? "";
    if (cell === "") continue;
    if (column === "because") because = cell;
    else if (column === "expect") {
      const word = answerWords.find((each) => each === cell.trim().toLowerCase());
      if (word === undefined) {
        const words = `${answerWords.join(", ")}, or the columns group and value.PATH`;
        throw new UnusableSuite(number, `row ${row} of the cases expects “${cell}”, which is no expectation: use ${words}`, "cases");
      }
      expect = word;
    } else if (column === "group") expect = { ...objectOf(expect), group: cell };
    else if (column === "value" || column.startsWith("value."))
      expect = { ...objectOf(expect), value: withMember(objectOf(expect).value, column.split(".").slice(1), valueOfCell(cell)) };
    else changed = withColumn(changed, column, cell);
  }
  if (expect === null && because === null)
    throw new UnusableSuite(
      number,
      `row ${row} of the cases says nothing about what is expected: fill in expect, because, group or value`,
      "cases",
    );
  return { user: changed, expect, because, userName: null };
}

function objectOf(expect: ExpectedAnswer | null): Exclude<ExpectedAnswer, string> {
  return expect === null || typeof expect === "string" ? {} : expect;
}
