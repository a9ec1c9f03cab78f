import type { CohortState, EntityShares } from "#shared/domain/cohort/cohort.ts";
import { describeOutcome, judgedSplits, secondsLeft } from "#shared/domain/cohort/cohort-text.ts";
import { formatShare } from "#shared/domain/cohort/share-text.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";

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
  name: "Name of the cohort",
  renew: "Check against the newest rules",
  export: "Export the result",
  check: (users: number | null) => (users === null ? "Check these users" : `Check ${formatCount(users, "user")}`),
  checkAgain: "Check again",
  cancel: "Cancel",
  continue: "Continue",
  startOver: "Start over",
  sources: "Users from",
  file: "A file or pasted rows",
  fileFormats: "CSV, JSON, NDJSON, Parquet",
  savedUsers: "Saved users",
  combinations: "Combinations",
  outcomes: "Every outcome",
  newIds: "New IDs",
  chooseFile: "Choose a file…",
  pasteRows: "Paste rows…",
  rows: "Rows",
  useRows: "Use these rows",
  column: "Column",
  firstRows: "First rows",
  becomes: "Becomes",
  toNote: "To note",
  becomesOf: (column: string) => `${column} becomes`,
  asText: (column: string) => `Keep ${column} as text`,
  nextUser: "Next user",
  entities: "Entities",
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
  liveSize: "Users to check live",
  checkLive: "Check a sample live",
  shares: "Shares",
  users: "Users",
  groupBy: "Group by",
  noGroups: "no groups",
  filterUsers: "Filter users",
  everyone: "All",
  usersTable: "Users and their answers",
  pending: "not yet",
  emptyTitle: "Check many users at once",
  emptyText:
    "Who of these customers sees the banner? Choose a file of users, saved users, combinations of values or new IDs. They are evaluated on this machine; nothing is sent and nothing is logged.",
  setUpFirst: "Set up a cohort",
  noEntity: "Choose at least one entity on the right.",
  noFile: "Choose a file, or paste rows.",
  userOf: (number: number, total: number) => `User ${formatNumber(number)} of ${formatNumber(total)}`,
  isPrivate: "private: used in rules, never stored",
  nothingLogged: "nothing was logged",
  userCount: (count: number) => formatCount(count, "user"),
  partCount: (word: string, count: number) => `${word} ${formatNumber(count)}`,
  liveAgree: (agreeing: number, checked: number) => `${formatNumber(agreeing)} of ${formatNumber(checked)} checked live agree`,
  notCurrent: "The set-up was changed after this result. Check again for a current one.",
} as const;

/** The result in two or three words: `1 of 6 shares is off`. */
export function leadOf(state: CohortState): string {
  const { phase, users, total, shares } = state;
  if (phase === "running") return total === null ? formatCount(users, "user") : `${formatNumber(users)} of ${formatCount(total, "user")}`;
  if (phase === "cancelled") return `Cancelled at ${formatNumber(users)}`;
  if (phase === "failed") return "This cohort could not be checked";
  const { judged, off } = judgedSplits(shares);
  if (off.length > 0) return `${formatNumber(off.length)} of ${formatCount(judged.length, "share")} ${off.length === 1 ? "is" : "are"} off`;
  return judged.length === 0 ? `${formatCount(users, "user")} checked` : `All ${formatCount(judged.length, "share")} are as set`;
}

export function becauseOf(state: CohortState): string {
  const { phase, problem, users, shares, changed, unreadableRows } = state;
  if (phase === "failed") return problem ?? "";
  const { judged, off } = judgedSplits(shares);
  const sentences: string[] = [];
  if (phase === "cancelled") sentences.push(`The shares below are of the first ${formatNumber(users)} users, not of all.`);
  else if (phase === "running")
    sentences.push(
      off.length === 0
        ? `So far all ${formatCount(judged.length, "share")} are as set.`
        : `So far ${formatCount(off.length, "share")} ${off.length === 1 ? "is" : "are"} off.`,
    );
  const [first] = off;
  if (first !== undefined && phase !== "running") sentences.push(offSentence(first.entity, first.split));
  if (changed !== null && phase === "done") sentences.push(changedSentence(changed));
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
  if (notFound.length > 0) sentences.push(`The rules no longer have ${notFound.map(({ name }) => name).join(", ")}.`);
  if (sentences.length === 0)
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
  const what = split.kind === "percentage" ? `${split.ruleName ?? `rule ${split.ruleNumber}`} lets ${is} in` : `${part.label} gets ${is}`;
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
  const rate = `${formatNumber(Math.round(state.usersPerSecond * state.shares.length))} answers a second`;
  return `${Math.round(state.progress * 100)} %, ${rate}${left === null ? "" : `, about ${left < 1 ? "1" : formatNumber(Math.ceil(left))} s left`}`;
}

/** The word of an outcome, with what is missing first: `No storeID`. */
export function outcomeWord(outcome: EntityShares["outcomes"][number], unit: string): string {
  return outcome.isWithoutUnit ? `No ${unit}` : describeOutcome(outcome);
}
