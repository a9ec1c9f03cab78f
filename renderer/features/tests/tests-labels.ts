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
  rules: "Rules of the tests",
  newestRules: "newest rules",
  onCopy: "on a copy of the rules",
  here: "Rules on this machine",
  live: "Live",
  run: "Run",
  cancel: "Cancel",
  filter: "Filter tests",
  verdicts: "Results",
  all: "All",
  wrong: "Wrong",
  undecided: "Could not be decided",
  asExpected: "As expected",
  openWhy: "Open in Why",
  accept: "Accept this answer",
  columns: { result: "Result", testOf: "Test of", user: "User", expected: "Expected", got: "Got", because: "Because" },
  moreTests: (count: number) => `${formatNumber(count)} more: filter by a name or a user to see them.`,
  countAsExpected: (count: number) => `${formatNumber(count)} as expected`,
  noSingleUser: "The shares of a cohort have no single user to explain.",
  changes: "Changes",
  fromLine: (line: number) => `, from line ${line}`,
  oldText: (file: string) => `The old text of ${file}`,
  written: (file: string) => `${file} was written.`,
  copiedPlace: "place",
  edit: "Copy the place in the file",
  choose: "Open this folder",
  path: "Folder, or a suite in it",
  missingHint: "Made on this machine, with only what the rules need. Nothing is sent.",
  madeUser: "A user for what no test reaches",
  coverageOf: "Coverage of",
  ofOutcomes: "of",
  areReachedBy: (tests: number) => `outcomes are reached, by ${formatCount(tests, "user")}.`,
  reachedByATest: "outcomes are reached by a test",
  namesWithTest: (tested: number, known: number) =>
    `${formatNumber(tested)} of ${formatCount(known, "name")} ${tested === 1 ? "has" : "have"} a test`,
  showOthers: (count: number) => (count === 1 ? "Show the other one" : `Show the other ${formatNumber(count)}`),
  hideOthers: "Hide the others",
  untested: "Names without a test",
  reachedByUsers: (users: readonly string[]) =>
    users.length <= 2 ? users.join(", ") : `${users.slice(0, 2).join(", ")} +${formatNumber(users.length - 2)}`,
  addUser: "Add a user",
  shown: "Shown",
  whyNot: "Why not",
  addUserThatReaches: (number: number | null) =>
    number === null ? "Add a user that no rule matches" : `Add a user that reaches rule ${number}`,
  noUserReaches: (number: number | null) => (number === null ? "No user is matched by no rule" : `No user reaches rule ${number}`),
  anotherUser: "Another user",
  allMissing: (count: number) => `All ${formatNumber(count)} missing`,
  onlyOne: "Only this one",
  searchingUser: "Searching for a user…",
  addedLines: "The lines that are added",
  cannotBeReached: "cannot be reached",
  noCoverage: "No coverage yet",
  noCoverageLive: "Statsig does not say which rules were reached. Run the tests with the rules on this machine.",
  noCoverageHint: "Run the tests to see which rules they reach.",
  coverageColumns: { name: "Name", outcomes: "Rules and groups, in order", reached: "Reached", tests: "Tests" },
  reached: "reached",
  notReached: "not reached",
  reachedAll: (total: number) => `all ${formatNumber(total)}`,
  reachedOf: (reached: number, total: number) => `${formatNumber(reached)} of ${formatNumber(total)}`,
  otherwise: "Otherwise",
  outcomes: "Outcomes",
  openTitle: "Open a folder of tests",
  openAsk: "Open a folder…",
  openAgain: "Open the tests again",
  openHint: "Every YAML or JSON suite in it is run. Tests are files: keep them in your repository, and run them in CI with gatescope test.",
  pathExample: "~/shop/targeting",
  runCommand: "Run the tests",
  stopped: (hasResult: boolean) => `The run was stopped. ${hasResult ? "The result before it is shown." : "There is no result."}`,
  stopCommand: "Stop the tests",
  cannotOpen: "The tests cannot be opened",
  readingHint: "The folder of this project’s tests is opened.",
  noTests: "No tests yet",
  unreadableFolder: "The folder cannot be read",
  thisProject: "this project",
  noFolder: (project: string) => `A test says what a user should get. Tests are YAML files: choose the folder for the tests of ${project}.`,
  noSuite: (folder: string) => `${folder} has no suite. Use Expect this on any answer to write the first test, or open another folder.`,
  moreMistakes: (count: number) => `${formatCount(count, "more mistake")} in it.`,
  noMatch: "No test matches",
  noneWithResult: "No test has this result.",
  noneMatches: (text: string) => `No test matches “${text}”.`,
  progress: (done: number, total: number, wrong: number) =>
    `Running: ${formatNumber(done)} of ${formatNumber(total)}${wrong > 0 ? `, ${formatNumber(wrong)} wrong so far` : ""}.`,
  earlierRun: "The results are those of the run before.",
  progressText: (done: number, total: number) => `${formatNumber(done)} of ${formatNumber(total)} tests`,
  runningTests: "Running the tests",
  notRunHint: "Run the tests to see which are as expected.",
  undecidedBecause: (count: number, because: string) => `${formatNumber(count)} could not be decided: ${because}.`,
  othersRan: (unreadable: number) => `${formatCount(unreadable, "file")} cannot be read; the others ran.`,
  wrongHint: "Open a wrong test to see the rule that decided, and accept the answer or change the rules.",
  nothingToDo: "Nothing to do.",
  requests: (count: number) => `${formatCount(count, "request")}, nothing logged`,
  nothingSent: "nothing was sent",
  couldNotBeDecided: (count: number) => `${formatNumber(count)} could not be decided`,
  running: "Running",
  notRun: "Not run yet",
  reading: "Reading the tests",
  notInRules: "not in the rules",
  changed: "The files changed after this run.",
  chooseInDialog: "Choose a folder…",
  limitLive: (count: number, limit: number) =>
    `${formatNumber(count)} requests: at most ${formatNumber(limit)} are sent in one live run. Choose Rules on this machine, or fewer users.`,
  liveCost: (count: number) => `Run asks Statsig ${formatCount(count, "time")}; nothing is logged.`,
  strip: "All tests",
  rulesChanged: "The rules changed after this run.",
  runAgain: "Run again",
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
  return undecided > 0 ? testsLabels.couldNotBeDecided(undecided) : testsLabels.asExpected;
}

/** `47 of 50 as expected`, or `50 of 50` where the first words say so. */
export function resultRest({ total, wrong, undecided }: VerdictCounts, unreadable: number): string {
  const good = `${formatNumber(total - wrong - undecided)} of ${formatNumber(total)}`;
  return wrong + undecided + unreadable === 0 ? good : `${good} as expected`;
}

/** `50 tests: 47 as expected, 2 wrong, 1 could not be decided`, for screen readers. */
export function announcedResult({ total, wrong, undecided }: VerdictCounts, unreadable: number): string {
  const parts = [
    testsLabels.countAsExpected(total - wrong - undecided),
    ...(wrong === 0 ? [] : [`${formatNumber(wrong)} wrong`]),
    ...(undecided === 0 ? [] : [testsLabels.couldNotBeDecided(undecided)]),
    ...(unreadable === 0 ? [] : [`${formatCount(unreadable, "file")} cannot be read`]),
  ];
  return `${formatCount(total, "test")}: ${parts.join(", ")}`;
}

/** `checkout.yaml, line 22, column 13: unknown key “becouse”`, and `checkout.yaml is not UTF-8: line 4 …`. */
export function problemText({ name, problems: [first] }: SuiteFile): string {
  if (first === undefined) return name;
  if (first.line === 0) return `${first.message.startsWith(name) ? "" : `${name}: `}${first.message}.`;
  return `${name}, line ${first.line}, column ${first.column}: ${first.message}.`;
}
