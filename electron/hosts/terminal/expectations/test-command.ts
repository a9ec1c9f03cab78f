import { stat, writeFile } from "node:fs/promises";
import { createCoverage, type EntityCoverage, testedBy } from "#services/expectations/coverage.ts";
import { type OpenSuite, openSuite } from "#services/expectations/open-suite.ts";
import { suggestTests } from "#services/expectations/suggest-tests.ts";
import { writeWholeFile } from "#services/whole-file.ts";
import { testText } from "#shared/domain/expectation/edit-suite.ts";
import type { ExpectationRow } from "#shared/domain/expectation/expectation-row.ts";
import { describeGot, type Judgement } from "#shared/domain/expectation/judgement.ts";
import { type JUnitSuite, junitReport } from "#shared/domain/expectation/junit.ts";
import { emptySuite, noSuite, type SuiteProblem } from "#shared/domain/expectation/read-suite.ts";
import { suiteJsonSchema } from "#shared/domain/expectation/suite.ts";
import type { Suggestion } from "#shared/domain/expectation/suite-run.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import { printable } from "#shared/domain/text/printable.ts";
import { UnusableArguments } from "../arguments.ts";
import { readSource } from "../input/read-source.ts";
import { createPrinter } from "../printer.ts";
import type { Terminal } from "../terminal.ts";
import { type Judge, openRulesOfSuites, type RulesOfSuites } from "./open-suite-rules.ts";
import { readTestOptions, type TestOptions, testUsage } from "./test-options.ts";

/** Runs suites of targeting tests. Returns the exit code: 0 as expected, 1 wrong, 3 undecided. Throws `UnusableArguments` for a suite that cannot be used. */
export async function testCommand(args: readonly string[], terminal: Terminal): Promise<number> {
  const options = readTestOptions(args);
  if (options === null) {
    terminal.print(testUsage);
    return 0;
  }
  if (options === "schema") {
    terminal.print(`${JSON.stringify(suiteJsonSchema(), null, 2)}\n`);
    return 0;
  }
  // All files and rules are read before the first row is evaluated, so that an unusable one prints no half result.
  const suites = [];
  for (const file of options.suites) suites.push(await requireSuite(file, terminal));
  if (options.only !== null && !suites.some(({ rows }) => rows.some((row) => isSelected(row, options))))
    throw new UnusableArguments(`No test has “${options.only}” in its title.`);
  const rules = openRulesOfSuites(options, terminal);
  try {
    const runs = [];
    for (const suite of suites) runs.push({ suite, judge: await requireRules(suite, rules, terminal) });
    return await runSuites(runs, options, terminal);
  } finally {
    await rules.close();
  }
}

interface SuiteToRun {
  readonly suite: OpenSuite;
  readonly judge: Judge;
}

async function runSuites(runs: readonly SuiteToRun[], options: TestOptions, terminal: Terminal): Promise<number> {
  const results: SuiteResult[] = [];
  for (const each of runs) {
    const result = await runSuite(each, options, terminal);
    if (result === null) return 1;
    results.push(result);
    await printResult(result, options, terminal);
  }
  if (results.length > 1)
    terminal.print(printable(`${formatCount(results.length, "suite")}: ${summaryOf(results.flatMap(({ rows }) => rows))}\n`));
  if (options.junitFile !== null) await writeReport(options.junitFile, results);
  return exitCode(results.flatMap(({ rows }) => rows.map(({ judgement }) => judgement)));
}

export interface SuiteResult extends JUnitSuite {
  readonly coverage: readonly EntityCoverage[];
  /** The entities that a cohort tests, whose coverage counts its users: `gate checkout_v2`. */
  readonly ofUsers: ReadonlySet<string>;
  readonly suggestions: readonly Suggestion[];
}

async function requireSuite(file: string, terminal: Terminal): Promise<OpenSuite> {
  const opened = await openSuite(file, await readSource(file, terminal));
  return "problems" in opened ? refuse(file, opened.problems, terminal) : opened;
}

async function requireRules(suite: OpenSuite, rules: RulesOfSuites, terminal: Terminal): Promise<Judge> {
  const { file, rulesAt } = suite;
  const judge = await rules.open(suite).catch((failure: unknown) => {
    if (!(failure instanceof UnusableArguments)) throw failure;
    throw new UnusableArguments(`${file}:${rulesAt.line}:${rulesAt.column}: ${failure.message}`);
  });
  return "problems" in judge ? refuse(file, judge.problems, terminal) : judge;
}

function refuse(file: string, problems: readonly SuiteProblem[], terminal: Terminal): never {
  if (terminal.env.GITHUB_ACTIONS === "true")
    terminal.print(problems.map(({ line, column, message }) => `${annotation(file, { line, column }, message)}\n`).join(""));
  const [first, ...others] = problems.map(({ line, column, message }) => `${file}:${line}:${column}: ${message}`);
  const isNoSuite = problems.some(({ message }) => message === emptySuite || message === noSuite);
  const hint = isNoSuite ? " gatescope test --help shows one." : "";
  throw new UnusableArguments([`${first ?? file}.${hint}`, ...others.map((problem) => `  ${problem}.`)].join("\n"));
}

/** Evaluates the rows one after the other. Null if a signal ended the run. */
async function runSuite(
  { suite: { file, testLines, rows }, judge }: SuiteToRun,
  options: TestOptions,
  terminal: Terminal,
): Promise<SuiteResult | null> {
  const startedMs = terminal.clock.monotonicMs();
  const { rules } = judge;
  const coverage = rules === null ? null : createCoverage(rules.prepared);
  const done: SuiteResult["rows"][number][] = [];
  const ofUsers = new Set<string>();
  for (const row of rows.filter((each) => isSelected(each, options))) {
    if (terminal.signal.aborted) return null;
    const { judgement } = await judge.judge(row, (explanation) => coverage?.note(testedBy(row), explanation));
    const entity = `${row.kind} ${row.name}`;
    if (row.cohort !== null) ofUsers.add(entity);
    done.push({ title: row.title, entity, judgement, line: testLines[row.test - 1] ?? 1 });
  }
  const seconds = (terminal.clock.monotonicMs() - startedMs) / 1000;
  const reached = coverage?.result() ?? [];
  const suggestions = options.isSuggesting && rules !== null ? reached.flatMap((entity) => suggestTests(rules, entity)) : [];
  return { name: file, seconds, rows: done, coverage: reached, ofUsers, suggestions };
}

function isSelected({ title }: ExpectationRow, { only }: TestOptions): boolean {
  return only === null || title.includes(only);
}

const marks: Record<Judgement["verdict"], string> = { as_expected: "ok   ", wrong: "WRONG", undecided: "?    " };

async function printResult(
  { name, rows, coverage, ofUsers, suggestions }: SuiteResult,
  options: TestOptions,
  terminal: Terminal,
): Promise<void> {
  const printer = createPrinter(terminal);
  const print = (line: string) => printer.print(printable(line));
  await print(`${name}: ${summaryOf(rows)}`);
  for (const { title, judgement, line } of rows) {
    const { verdict, expected } = judgement;
    if (verdict === "as_expected") {
      if (!options.isPrintingFailedOnly) await print(`  ${marks[verdict]}  ${title}`);
      continue;
    }
    const difference = `expected ${expected}, ${describeGot(judgement)}`;
    await print(`  ${marks[verdict]}  ${title} (line ${line}): ${difference}`);
    if (terminal.env.GITHUB_ACTIONS === "true") await print(annotation(name, { line }, `${title}: ${difference}`));
  }
  for (const { label, test, sentence } of suggestions) {
    await print(`  # ${label}: ${sentence}`);
    if (test !== null) await print(testText(test).replaceAll(/^/gm, "  "));
  }
  if (options.hasCoverage)
    for (const each of coverage) await printCoverage(each, ofUsers.has(`${each.kind} ${each.name}`) ? "user" : "test", print);
  await printer.flush();
}

/** `50 tests, 47 as expected, 2 wrong, 1 could not be decided`. */
function summaryOf(rows: SuiteResult["rows"]): string {
  const count = (verdict: Judgement["verdict"]) => rows.filter(({ judgement }) => judgement.verdict === verdict).length;
  const parts = [`${count("as_expected")} as expected`, `${count("wrong")} wrong`, `${count("undecided")} could not be decided`];
  return `${formatCount(rows.length, "test")}, ${parts.filter((part) => !part.startsWith("0 ")).join(", ") || "none was run"}`;
}

async function printCoverage(
  { kind, name, outcomes }: EntityCoverage,
  counted: "user" | "test",
  print: (line: string) => Promise<void>,
): Promise<void> {
  const reached = outcomes.filter(({ reachedBy }) => reachedBy > 0).length;
  await print(`  ${kind} ${name}: ${reached} of ${formatCount(outcomes.length, "outcome")} reached`);
  for (const { label, reachedBy } of outcomes)
    await print(`    [${reachedBy > 0 ? "x" : " "}] ${label}${reachedBy > 0 ? `, by ${formatCount(reachedBy, counted)}` : ""}`);
}

/** A workflow command of GitHub Actions: %, CR and LF are escaped, and in properties also : and , */
function annotation(file: string, { line, column }: { readonly line: number; readonly column?: number }, message: string): string {
  const escaped = (text: string) => text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
  return `::error file=${escaped(file).replaceAll(":", "%3A").replaceAll(",", "%2C")},line=${line}${column === undefined ? "" : `,col=${column}`}::${escaped(message)}`;
}

/** A report is written as a whole or not at all: half of one would be read as a run with fewer tests. */
async function writeReport(file: string, suites: readonly SuiteResult[]): Promise<void> {
  const report = junitReport(suites);
  const found = await stat(file).catch(() => null);
  if (found === null || found.isFile()) return writeWholeFile(file, report, { isNew: found === null });
  try {
    // A pipe, or a device such as /dev/stdout.
    await writeFile(file, report);
  } catch (failure) {
    throw new UnusableArguments(
      `The report cannot be written to ${file}: ${failure instanceof Error && "code" in failure ? String(failure.code) : "unknown reason"}.`,
    );
  }
}

function exitCode(judgements: readonly Judgement[]): number {
  if (judgements.some(({ verdict }) => verdict === "wrong")) return 1;
  return judgements.some(({ verdict }) => verdict === "undecided") ? 3 : 0;
}
