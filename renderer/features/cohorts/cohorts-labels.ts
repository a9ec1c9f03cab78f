import type { CohortState, EntityShares } from "#shared/domain/cohort/cohort.ts";
import { describeOutcome, draftOfCohort, judgedSplits, secondsLeft } from "#shared/domain/cohort/cohort-text.ts";
import { formatShare, verdictText } from "#shared/domain/cohort/share-text.ts";
import { listed } from "#shared/domain/comparison/comparison-text.ts";
import { describePause } from "#shared/domain/evaluation/slow-down-text.ts";
import { formatCount, formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";
import { formatTimeOrDate } from "#shared/domain/text/format-time.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";

const fileFormats = "CSV, JSON, NDJSON, Parquet";

export const cohortsLabels = {
  views: "Views of the cohort",
  result: "Result",
  whatIf: "What if",
  setup: "Set up",
  cohort: "Cohort",
  newCohort: "New cohort",
  saveAs: "Save as…",
  save: "Save",
  remove: "Remove this cohort",
  askToRemove: (cohort: string) => `Remove the cohort ${cohort}?`,
  removeHint: "This deletes its users and their answers from this machine. It cannot be undone. Your own files stay.",
  removed: (cohort: string) => `The cohort ${cohort} is removed.`,
  name: "Name of the cohort",
  renew: "Check against the newest rules",
  export: "Export the result",
  check: (users: number | null) => (users === null ? "Check these users" : `Check ${formatCount(users, "user")}`),
  checkAgain: "Check again",
  checkVerb: "Check",
  cancel: "Cancel",
  continue: "Continue",
  startOver: "Start over",
  sources: "Users from",
  file: "A file or pasted rows",
  fileFormats,
  savedUsers: "Saved users",
  combinations: "Combinations",
  outcomes: "Every outcome",
  newIds: "New IDs",
  chooseFile: "Choose a file…",
  pasteRows: "Paste rows…",
  rows: "Rows",
  useRows: "Use these rows",
  asText: (column: string) => `Keep ${column} as text`,
  nextUser: "Next user",
  entities: "Entities",
  gates: "Gates",
  experiments: "Experiments",
  configs: "Configs",
  layers: "Layers",
  filterEntities: "Filter entities",
  all: "All",
  none: "None",
  addAttribute: "Add an attribute",
  attribute: "Attribute",
  addValue: (field: string) => `Add a value of ${field}`,
  removeValue: (value: string, field: string) => `Remove ${value} from ${field}`,
  removeField: (field: string) => `Remove ${field}`,
  notSet: "not set",
  idForEach: "a new userID for each",
  outcomesOf: "One user for every outcome of",
  keepUsers: "Keep as saved users",
  count: "Number of IDs",
  pattern: "Pattern of the IDs",
  idField: "ID",
  liveSize: "Sample size",
  rules: "Rules",
  rulesNow: "the newest",
  rulesRead: (time: string) => `as of ${time}`,
  tier: "Tier",
  checkLive: "Check a sample live",
  shares: "Shares",
  sharesOrUsers: "Shares and users",
  users: "Users",
  groupBy: "Group by",
  noGroups: "no groups",
  moreFields: (fields: number) => `${formatCount(fields, "more field")}, only in the CSV export`,
  filterUsers: "Filter users",
  everyone: "All",
  usersTable: "Users and their answers",
  pending: "not yet",
  emptyTitle: "Check many users at once",
  emptyText:
    "Who of these customers sees the banner? Choose a file of users, saved users, combinations of values or new IDs. They are evaluated on this machine; nothing is sent and nothing is logged.",
  setUpFirst: "Set up a cohort",
  noEntity: "Choose what to check them for, on the right: All gates, or single entities.",
  noNames: "There is nothing to check them for: see Entities, on the right.",
  noFile: "Choose a file, or paste rows.",
  noUserInFile: (file: string) => `${file} has no row that is a user. Choose another file.`,
  userOf: (number: number, total: number) => `User ${formatNumber(number)} of ${formatNumber(total)}`,
  repeatedIds: (rows: number) => `${formatCount(rows, "row")} ${rows === 1 ? "repeats" : "repeat"} an ID; each row is a user`,
  nothingLogged: "nothing was logged",
  userCount: (count: number) => formatCount(count, "user"),
  partCount: (word: string, count: number) => `${word} ${formatNumber(count)}`,
  liveAgree: (agreeing: number, checked: number) => `${formatNumber(agreeing)} of ${formatNumber(checked)} checked live agree`,
  savedAs: (name: string) => `Saved the cohort ${name}.`,
  kept: "The users and their answers are stored on this machine, without private attributes.",
  exportCsv: "CSV, one row for each user, with all fields",
  exportNdjson: "NDJSON, one line for each user",
  exportParquet: "Parquet, one row for each user, each field with its type",
  exportMarkdown: "Summary as Markdown",
  readingRules: "Reading the rules",
  evaluatedHere: "The users are evaluated on this machine; nothing is sent.",
  nothingChecked: "Nothing was checked",
  cancelledBefore: "It was cancelled before the first user was evaluated.",
  by: (field: string) => `by ${field}`,
  groupsFollow: "Sorting and grouping follow at the end",
  groupShare: "% that pass, are in a group or get the value of a rule",
  entitiesIn: (entities: number) => ` and ${formatCount(entities, "entity", "entities")} in `,
  answersIn: (answers: number, seconds: number) => `${formatCount(answers, "answer")} in ${formatNumber(seconds)} s`,
  liveProgress: (checked: number, size: number) => `${formatNumber(checked)} of ${formatNumber(size)} checked live`,
  liveContinues: (continuesAtMs: number) => `; ${describePause(continuesAtMs)}`,
  liveRequests: (requests: number) => `${formatCount(requests, "request")}, at most 20 a second; nothing is logged`,
  cancelLive: "Cancel the live check",
  liveUnanswered: (users: number, because: string) =>
    `${formatCount(users, "user")} had no answer live${because === "" ? "" : `: ${because}`}.`,
  liveUnansweredShort: (users: number) => `no answer for ${formatNumber(users)}`,
  liveCancelled: (checked: number, size: number) =>
    `The live check was cancelled after ${formatNumber(checked)} of ${formatCount(size, "user")}.`,
  liveEnded: (users: number, problem: string) => `The live check ended after ${formatCount(users, "user")}: ${problem}`,
  liveDiffers: "Answers that differ live",
  liveDifference: (here: string, live: string, cause: string) => `: ${here} here, ${live} live; ${cause}.`,
  shareColumns: { entity: "Entity", who: "Who gets what", set: "Set to", is: "Measured", verdict: "Compared with chance" },
  legendSet: "set",
  legendChance: "chance",
  noPercentage: "no percentage",
  inRule: (rule: string) => ` in ${rule}`,
  ruleNumber: (rule: number | null) => `rule ${rule ?? ""}`.trim(),
  ofUnits: (units: number, unit: string | null) => ` of ${formatNumber(units)}${unit === null ? "" : ` ${unit}s`}`,
  partSentence: (where: string, units: number, total: number, unit: string) =>
    `${where} ${formatNumber(units)} of ${formatNumber(total)} ${unit === "userID" ? "users" : `different ${unit}s`}.`,
  includes: (rule: string) => `${upperFirst(rule)} includes`,
  slotHas: (experiment: string) => `In the layer, “${experiment}” has`,
  has: (group: string) => `${group} has`,
  tooFew: "With fewer than 20, almost any share could be chance.",
  explained: (share: string, expected: number, from: number, to: number) =>
    `${share} would be ${formatNumber(expected)}; chance explains ${formatNumber(from)} to ${formatNumber(to)}, in 99 of 100 fair samples.`,
  notFair: "Check the same rules with new IDs (Set up → New IDs): if those are as set, this list is not a fair sample.",
  showUsers: (users: number) => `Show the ${formatCount(users, "user")}`,
  noUserHasAnswer: "No user has this answer.",
  noUserMatches: (text: string) => `No user matches “${text}”.`,
  otherValues: "other values",
  entityFor: (entity: string, group: string) => `${entity} for ${group}`,
  combinationsHint: (user: string) => `Every combination of these values. All other fields are those of ${user}, the user in the panel.`,
  usedByRules: "Used by the rules:",
  value: "value",
  anotherAttribute: "another attribute",
  product: (choices: readonly number[], users: number) => `${choices.map(formatNumber).join(" × ")} = ${formatCount(users, "user")}`,
  without: (field: string, values: number, left: number) =>
    `${field} has ${formatCount(values, "value")}; without it there are ${formatCount(left, "user")}.`,
  differentResults: (results: number, tried: number, users: number) =>
    results === 1
      ? `${tried < users ? `the first ${formatNumber(tried)} give` : "give"} one result: these attributes change nothing`
      : `${tried < users ? `the first ${formatNumber(tried)} give` : "give"} ${formatNumber(results)} different results`,
  sameForAll: (tried: number, users: number) =>
    tried < users ? `The same for the first ${formatNumber(tried)}:` : `The same for all ${formatNumber(tried)}:`,
  answerOf: ({ outcomes: [outcome], unit }: EntityShares) => (outcome === undefined ? "" : outcomeWord(outcome, unit)),
  firstUsers: "The first users and what they get",
  answersColumn: "Answers",
  firstOf: (shown: number, users: number) => `The first ${formatNumber(shown)} of ${formatNumber(users)} users. The result has them all.`,
  moreColumns: (entities: number) => `${formatCount(entities, "more entity", "more entities")} of those chosen differ.`,
  moreValues: (values: number) => `and ${formatNumber(values)} more`,
  tooMany: "are too many to check.",
  atMost: (users: number) => `at most ${formatCount(users, "user")}`,
  add: (label: string) => `${label}: add`,
  ofCount: (chosen: number, all: number) => `${formatNumber(chosen)} of ${formatNumber(all)}`,
  filter: "Filter",
  usersTimes: (entities: number) => `The users × ${formatCount(entities, "entity", "entities")}`,
  answers: (users: number, entities: number) =>
    `${formatCount(users, "user")} × ${formatCount(entities, "entity", "entities")} = ${formatCount(users * entities, "answer")}`,
  onThisMachine: "on this machine",
  runs: "Runs on this machine. Nothing is sent; a sample can be checked live afterwards.",
  usersSaved: (users: number) => `Saved ${formatCount(users, "user")}.`,
  outcomesHint: "Made on this machine, with only the fields that the rules need.",
  searching: "Searching for users…",
  outcomeColumns: { outcome: "Outcome", decidedBy: "Decided by", id: "userID", fields: "Fields", position: "Position" },
  allCovered: (outcomes: number) => `All ${formatNumber(outcomes)} outcomes are covered.`,
  covered: (found: number, outcomes: number) => `${formatNumber(found)} of ${formatNumber(outcomes)} outcomes are covered.`,
  eachChecked: "Each user was checked here and gets the outcome shown.",
  nobody: "Nobody",
  newIdsHint: (user: string) =>
    `Users that differ only in one new ID: a fair sample of every percentage. All other fields are those of ${user}, the user in the panel.`,
  ofValues: "of attribute values",
  ofOneEntity: "of one entity",
  savedUsersHint: "All saved users, with their private attributes where these are saved.",
  fileSummary: (rows: number, columns: number, size: string) =>
    `${formatCount(rows, "row")}, ${formatCount(columns, "column")}, ${size}. Drop another file, or paste rows: ${fileFormats}.`,
  fileRead: (name: string, rows: number, columns: number) =>
    `Read ${name}: ${formatCount(rows, "row")}, ${formatCount(columns, "column")}.`,
  readingFile: (read: string, size: string) => `Reading ${read} of ${size}. Nothing is sent.`,
  readingCancelled: "Reading cancelled.",
  dropFile: `Drop a file of any size here: ${fileFormats}, also as gzip. One user in each row.`,
  fields: { unused: "not used", tier: "tier", customID: "custom ID", attribute: "attribute", private: "private" },
  unreadableRows: (rows: number) => `${formatCount(rows, "row")} cannot be read`,
  leftOut: (row: number, reason: string) => ` and will be left out. Row ${formatNumber(row)}: ${reason}`,
  emptyButNeeded: (empty: number, entity: string) => `${formatNumber(empty)} ${empty === 1 ? "is" : "are"} empty; ${entity} needs it`,
  emptyNotSet: (empty: number) => `${formatNumber(empty)} empty: not set`,
  commaNumbers: (count: number) => `${formatCount(count, "number")} with a comma: read as text`,
  asTextShort: "as text",
  asChecked: "as it is checked",
  checkedUser: "The user as it is checked",
  inTier: " in ",
  ofProject: " of ",
  draftOfRules: (name: string) => `Newest rules with the draft “${name}”`,
  onDraft: draftOfCohort,
  lastChanged: (time: string) => `last changed ${time}`,
  /** Why a result is not current. */
  edited: "The set-up was changed after this result. Check again for a current one.",
  rulesChanged: "The rules changed after this result. Check again for a current one.",
  olderRules: (problem: string, time: string) => `${problem} The rules as of ${time} were used.`,
  otherProject: (then: string, now: string) => `This is the result in ${then}. The top bar has ${now}.`,
} as const;

/** The result of one entity: `600 of 1,000 pass`. */
export function leadAbout({ outcomes }: EntityShares, users: number): string {
  const litUsers = (state: EntityShares["outcomes"][number]["state"]) =>
    outcomes.reduce((sum, outcome) => sum + (outcome.state === state ? outcome.users : 0), 0);
  const [state, verb] = outcomes.some(({ state: each }) => each === "group" || each === "no_group")
    ? (["group", "in a group"] as const)
    : outcomes.some(({ state: each }) => each === "pass" || each === "fail")
      ? (["pass", "pass"] as const)
      : (["value", "with the value of a rule"] as const);
  return `${formatNumber(litUsers(state))} of ${formatNumber(users)} ${verb}`;
}

/** What the rules set for one entity, and whether what it is can be chance: `Rule 3 lets in 49.0 % of 665, set to 50 %: within chance.` */
export function becauseAbout(entity: EntityShares): string {
  const { name, splits, withoutUnit, unit } = entity;
  const sentences = splits.map((split) => {
    if (split.verdict === "more_than_chance") return offSentence(entity, split);
    const part = mostOff(split);
    const who =
      split.kind === "percentage"
        ? `${upperFirst(split.ruleName ?? `rule ${split.ruleNumber}`)} lets in`
        : `${split.kind === "slots" && split.ruleNumber !== null ? upperFirst(part.label) : part.label} has`;
    const units = split.unit === "userID" ? "" : ` different ${split.unit}s`;
    return `${who} ${formatShare(split.units === 0 ? 0 : part.units / split.units)} of ${formatNumber(split.units)}${units}, set to ${formatPercent(100 * part.expected)}: ${verdictText(split.verdict)}.`;
  });
  if (withoutUnit > 0)
    sentences.push(`${formatCount(withoutUnit, "user")} ${withoutUnit === 1 ? "has" : "have"} no ${unit}, which ${name} needs.`);
  return sentences.length === 0 ? `No percentage or split of ${name} applies to these users: their fields decide.` : sentences.join(" ");
}

/** The result in two or three words: `1 of 6 shares is off`. */
export function leadOf(state: CohortState): string {
  const { phase, users, total, shares } = state;
  if (phase === "running") return total === null ? formatCount(users, "user") : `${formatNumber(users)} of ${formatCount(total, "user")}`;
  if (phase === "cancelled") return `Cancelled at ${formatNumber(users)}`;
  if (phase === "failed") return users === 0 ? "This cohort could not be checked" : `Ended after ${formatCount(users, "user")}`;
  const { judged, off } = judgedSplits(shares);
  if (off.length > 0) return `${formatNumber(off.length)} of ${formatCount(judged.length, "share")} ${off.length === 1 ? "is" : "are"} off`;
  return judged.length === 0
    ? `${formatCount(users, "user")} checked`
    : judged.length === 1
      ? "The share is as set"
      : `All ${formatCount(judged.length, "share")} are as set`;
}

const maxNamed = 3;

export function becauseOf(state: CohortState): string {
  const { phase, problem, users, shares, changed, unreadableRows, repeatedIds, rulesProblem, rulesReadAtMs } = state;
  if (phase === "failed") {
    const firstOnly = `The shares below are of the first ${formatNumber(users)} users, not of all, and nothing of this run is kept.`;
    return [problem ?? "", ...(users > 0 ? [firstOnly] : [])].join(" ").trim();
  }
  if (users === 0 && phase === "cancelled") return "Nobody was checked before it was cancelled.";
  if (users === 0 && phase === "running") return "Nobody is checked yet.";
  const { judged, off } = judgedSplits(shares);
  const sentences = rulesProblem === null ? [] : [cohortsLabels.olderRules(rulesProblem, formatTimeOrDate(rulesReadAtMs, Date.now()))];
  if (phase === "cancelled") sentences.push(`The shares below are of the first ${formatNumber(users)} users, not of all.`);
  else if (phase === "running" && judged.length > 0)
    sentences.push(
      off.length === 0
        ? judged.length === 1
          ? "So far the share is as set."
          : `So far all ${formatCount(judged.length, "share")} are as set.`
        : `So far ${formatCount(off.length, "share")} ${off.length === 1 ? "is" : "are"} off.`,
    );
  const [first] = off;
  if (first !== undefined && phase !== "running") sentences.push(offSentence(first.entity, first.split));
  if (changed !== null && phase === "done") sentences.push(changedSentence(changed));
  if (repeatedIds > 0 && phase !== "running") sentences.push(`${cohortsLabels.repeatedIds(repeatedIds)}.`);
  if (unreadableRows > 0)
    sentences.push(
      `${formatCount(unreadableRows, "row")} could not be read: row ${state.unreadable[0]?.row}. ${state.unreadable[0]?.reason ?? ""}`,
    );
  const missing = new Map(shares.filter(({ withoutUnit }) => withoutUnit > 0).map((share) => [share.unit, share]));
  for (const { unit, withoutUnit, name } of [...missing.values()].slice(0, 2))
    sentences.push(`${formatCount(withoutUnit, "user")} ${withoutUnit === 1 ? "has" : "have"} no ${unit}, which ${name} needs.`);
  const unknown = shares.find(({ outcomes }) => outcomes.some(({ state: answer }) => answer === "unknown"));
  const reason = unknown?.outcomes.find(({ unknownReasons }) => unknownReasons.length > 0)?.unknownReasons[0];
  if (unknown !== undefined) sentences.push(`${unknown.name} is unknown for some: ${reason ?? "the rules could not be read"}`);
  const notFound = shares.filter(({ outcomes }) => outcomes.some(({ state: answer }) => answer === "not_found"));
  if (notFound.length > 0) {
    const names = notFound.map(({ name }) => name);
    const others = names.length > maxNamed ? [`${formatNumber(names.length - maxNamed)} more`] : [];
    sentences.push(`The rules no longer have ${listed([...names.slice(0, maxNamed), ...others])}.`);
  }
  if (sentences.length === 0 && shares.length > 0)
    sentences.push(
      judged.length === 0
        ? "No percentage or split applies to enough of them to compare it with chance."
        : "Every percentage and split is within what chance explains.",
    );
  return sentences.join(" ");
}

function changedSentence(changed: NonNullable<CohortState["changed"]>): string {
  const [first] = changed;
  if (first === undefined) return "Nobody’s answer changed since the run before.";
  const [move] = first.moves;
  const how = move === undefined ? "" : `, ${formatNumber(move.users)} of them from ${move.from} to ${move.to}`;
  const others = changed.length === 1 ? "" : ` ${formatNumber(changed.length - 1)} more changed.`;
  return `${first.name} changed for ${formatCount(first.users, "user")}${how}.${others}`;
}

/** `hero_image_test shows Tall video to 20.8 %, not 25 %: more than chance explains.` */
export function offSentence({ name }: Pick<EntityShares, "name">, split: EntityShares["splits"][number]): string {
  const part = mostOff(split);
  const is = formatShare(split.units === 0 ? 0 : part.units / split.units);
  const what =
    split.kind === "percentage"
      ? `${split.ruleName ?? cohortsLabels.ruleNumber(split.ruleNumber)} includes ${is}`
      : `${part.label} gets ${is}`;
  return `In ${name}, ${what}, not ${formatShare(part.expected)}: more than chance explains.`;
}

/** The part that is farthest from what is expected. */
export function mostOff({ parts, units, kind }: EntityShares["splits"][number]) {
  const shown = kind === "percentage" ? parts.slice(0, 1) : parts;
  const distance = (part: (typeof parts)[number]) =>
    Math.abs(part.units - units * part.expected) / Math.sqrt(Math.max(1e-9, units * part.expected * (1 - part.expected)));
  return shown.toSorted((one, other) => distance(other) - distance(one))[0] ?? { label: "", expected: 0, units: 0, from: null, to: null };
}

export function progressText(state: CohortState): string {
  const left = secondsLeft(state);
  const rate = `${formatCount(Math.round(state.usersPerSecond * state.shares.length), "answer")} a second`;
  return `${Math.round(state.progress * 100)} %, ${rate}${left === null ? "" : `, about ${left < 1 ? "1" : formatNumber(Math.ceil(left))} s left`}`;
}

/** The word of an outcome, with what is missing first: `No storeID`. */
export function outcomeWord(outcome: EntityShares["outcomes"][number], unit: string): string {
  return outcome.isWithoutUnit ? `No ${unit}` : describeOutcome(outcome);
}
