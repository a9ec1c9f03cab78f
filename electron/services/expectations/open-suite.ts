import { dirname, resolve } from "node:path";
import { tierProblem } from "#shared/domain/evaluation/tier-problem.ts";
import {
  type CaseTable,
  type ExpectationRow,
  expectationRows,
  missingFileText,
  UnusableSuite,
} from "#shared/domain/expectation/expectation-row.ts";
import { readSuite, type SuiteProblem } from "#shared/domain/expectation/read-suite.ts";
import type { Suite, SuiteTest } from "#shared/domain/expectation/suite.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import type { Project } from "#shared/domain/project/project.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import { readAllText } from "../file-text.ts";
import { readCaseTable, readCohortFile } from "./case-table.ts";

/** A suite file with everything that it refers to, except its rules. */
export interface OpenSuite {
  readonly file: string;
  readonly suite: Suite;
  readonly testLines: readonly number[];
  readonly rows: readonly ExpectationRow[];
  /** Where the suite says where its rules come from. */
  readonly rulesAt: Omit<SuiteProblem, "message">;
  /** The tiers that the suite and its tests name. */
  readonly tiers: readonly (Omit<SuiteProblem, "message"> & { readonly tier: string })[];
  /** The texts of its tables and cohorts. */
  readonly texts: readonly string[];
}

/** Opens the text of a suite's file, and the tables and cohorts beside the file. Returns its problems if it cannot be used. */
export async function openSuite(file: string, text: string): Promise<OpenSuite | { readonly problems: readonly SuiteProblem[] }> {
  const reading = readSuite(text);
  if ("problems" in reading) return reading;
  const { suite, testLines, positionOf } = reading;
  const problemAt = (index: number, part: keyof SuiteTest | null, message: string): SuiteProblem => ({
    ...positionOf(["tests", index, ...(part === null ? [] : [part])]),
    message,
  });
  const cases = new Map<string, CaseTable>();
  const cohorts = new Map<string, readonly JsonObject[]>();
  const problems: SuiteProblem[] = [];
  const texts: string[] = [];
  for (const [index, test] of suite.tests.entries()) {
    const readInto = async <Content>(
      part: "cases" | "cohort",
      into: Map<string, Content>,
      name: string,
      read: (text: string, name: string) => Content,
    ) => {
      if (into.has(name)) return;
      try {
        const whole = await readAllText(resolve(dirname(file), name), name);
        texts.push(whole);
        into.set(name, read(whole, name));
      } catch (failure) {
        if (failure instanceof NoSuchThing) problems.push(problemAt(index, part, missingFileText(name)));
        else if (failure instanceof UnusableInput) problems.push(problemAt(index, part, failure.message.replace(/\.$/, "")));
        else throw failure;
      }
    };
    if (test.cases !== undefined) await readInto("cases", cases, test.cases, readCaseTable);
    if (typeof test.cohort === "string") await readInto<readonly JsonObject[]>("cohort", cohorts, test.cohort, readCohortFile);
  }
  if (problems.length > 0) return { problems };
  const tierAt = (tier: string | undefined, path: readonly PropertyKey[]) =>
    tier === undefined ? [] : [{ tier, ...positionOf([...path, "tier"]) }];
  const tiers = [...tierAt(suite.tier, []), ...suite.tests.flatMap(({ tier }, index) => tierAt(tier, ["tests", index]))];
  try {
    return { file, suite, testLines, rows: expectationRows(suite, { cases, cohorts }), rulesAt: positionOf(["rules"]), tiers, texts };
  } catch (failure) {
    if (failure instanceof UnusableSuite) return { problems: [problemAt(failure.test - 1, failure.part, failure.message)] };
    throw failure;
  }
}

/** Returns a problem for each tier that the project does not have. */
export function unknownTiers({ tiers }: Pick<OpenSuite, "tiers">, project: Pick<Project, "name" | "tiers">): SuiteProblem[] {
  return tiers.flatMap(({ tier, line, column }) => {
    const message = tierProblem(project, tier);
    return message === null ? [] : [{ line, column, message }];
  });
}
