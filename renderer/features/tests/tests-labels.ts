import type { SuiteFile } from "#shared/domain/expectation/suite-run.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";

/** The texts of the Tests screen, for the page and the tests. */
export const testsLabels = {
  screen: "Targeting tests",
  result: "Result of the tests",
  tests: "Tests",
  coverage: "Coverage",
  folder: "Folder of tests",
  source: "Who answers",
  here: "Rules on this machine",
  live: "Live",
  run: "Run",
  cancel: "Cancel",
  filter: "Filter tests",
  verdicts: "Results",
  all: "All",
  wrong: "Wrong",
  undecided: "Could not tell",
  asExpected: "As expected",
  openWhy: "Open in Why",
  accept: "Accept this answer",
  edit: "Copy the place in the file",
  choose: "Open this folder",
  path: "Folder, or a suite in it",
  missing: "Make tests for what is missing",
  suggested: "Tests for what is missing",
  outcomes: "Outcomes",
  running: "Running",
  notRun: "Not run yet",
  reading: "Reading the tests",
  notInRules: "not in the rules",
  changed: "The files changed after this run.",
  runAgain: "Run again",
  added: "Added",
  addTo: (file: string) => `Add to ${file}`,
} as const;

export const verdictLabels = { wrong: testsLabels.wrong, undecided: testsLabels.undecided, as_expected: testsLabels.asExpected } as const;

export interface VerdictCounts {
  readonly total: number;
  readonly wrong: number;
  readonly undecided: number;
}

/** The first words of the result, in the order of how much they ask for: `2 wrong`, `1 file cannot be read`. */
export function resultLead({ wrong, undecided }: Pick<VerdictCounts, "wrong" | "undecided">, unreadable: number): string {
  if (wrong > 0) return `${formatNumber(wrong)} wrong`;
  if (unreadable > 0) return `${formatCount(unreadable, "file")} cannot be read`;
  return undecided > 0 ? `${formatNumber(undecided)} could not be decided` : testsLabels.asExpected;
}

/** `47 of 50 as expected`, or `50 of 50` where the first words say so. */
export function resultRest({ total, wrong, undecided }: VerdictCounts, unreadable: number): string {
  const good = `${formatNumber(total - wrong - undecided)} of ${formatNumber(total)}`;
  return wrong + undecided + unreadable === 0 ? good : `${good} as expected`;
}

/** `50 tests: 47 as expected, 2 wrong, 1 could not be decided`, for screen readers. */
export function announcedResult({ total, wrong, undecided }: VerdictCounts, unreadable: number): string {
  const parts = [
    `${formatNumber(total - wrong - undecided)} as expected`,
    ...(wrong === 0 ? [] : [`${formatNumber(wrong)} wrong`]),
    ...(undecided === 0 ? [] : [`${formatNumber(undecided)} could not be decided`]),
    ...(unreadable === 0 ? [] : [`${formatCount(unreadable, "file")} cannot be read`]),
  ];
  return `${formatCount(total, "test")}: ${parts.join(", ")}`;
}

/** `checkout.yaml, line 22, column 13: unknown key “becouse”`. */
export function problemText({ name, problems: [first] }: SuiteFile): string {
  return first === undefined ? name : `${name}, line ${first.line}, column ${first.column}: ${first.message}.`;
}
