import { listed } from "#shared/domain/comparison/comparison-text.ts";
import type { EntityMoves, MovedUser, SpecOutline, WhatIfSummary } from "#shared/domain/comparison/what-if.ts";
import { rulesText } from "#shared/domain/explanation/rules-text.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";
import { formatDayAndTime } from "#shared/domain/text/format-time.ts";

export const whatIfLabels = {
  title: "What if",
  views: "What is compared",
  editCopy: "Edit a copy",
  twoVersions: "Two versions",
  entity: "Edited entity",
  users: "For whom",
  savedUsers: "Saved users",
  newIds: (count: number) => `${formatNumber(count)} new IDs, no other fields`,
  newIdsLike: (count: number, user: string) => `${formatNumber(count)} new IDs, other fields of ${user}`,
  enabled: "Enabled",
  undo: "Undo the last edit",
  discard: "Discard all edits",
  edits: (count: number) => formatCount(count, "edit"),
  otherwise: "Otherwise",
  isOff: "It is off: no rule is evaluated, and everyone gets “Otherwise”.",
  isOffWithHoldouts:
    "It is off: of its rules only those of holdouts are evaluated, and everyone whom they do not hold back gets “Otherwise”.",
  offWithoutRules:
    "These rules have it off, and Statsig delivers what is off without its own rules: those in the console are not on this machine, so turning it on here does not bring them back. Add rules to see who would get what.",
  edited: "edited",
  rule: (number: number) => `Rule ${number}`,
  moreForRule: (number: number) => `More for rule ${number}`,
  usedBy: "Used by",
  changeWithIt: "They change with it.",
  percentageOf: (rule: number) => `Pass percentage of rule ${rule}`,
  percentageNow: (percentage: string) => `now ${percentage}`,
  slider: "slider",
  nobodyReaches: "None of these users reaches this rule, so its percentage decides for nobody.",
  reached: (users: number, included: number, moved: number, isMore: boolean) =>
    `${formatCount(users, "user")} ${users === 1 ? "reaches" : "reach"} this rule. About ${formatNumber(included)} ${included === 1 ? "is" : "are"} in the rollout${moved === 0 ? "" : `, ${formatNumber(moved)} would be ${isMore ? "added" : "removed"}`}.`,
  byUnit: (unit: string) => `Divided by ${unit}.`,
  newRule: (number: number) => `New rule ${number}`,
  removeRule: "Remove rule",
  moveUp: "Move up",
  moveDown: "Move down",
  addRule: "Add a rule",
  addCondition: "Add a condition",
  conditionOf: (condition: number, rule: number) => `condition ${condition} of rule ${rule}`,
  newConditionOf: (rule: number) => `New condition of rule ${rule}`,
  removeCondition: (condition: string) => `Remove ${condition}`,
  target: (condition: string) => `Target of ${condition}`,
  anyOf: "any of",
  noneOf: "none of",
  addValue: (condition: string) => `Add a value to ${condition}`,
  valuesToAdd: (condition: string) => `Values to add to ${condition}`,
  removeValue: (value: string, condition: string) => `Remove ${value} from ${condition}`,
  moreValues: (count: number) => `and ${formatNumber(count)} more`,
  notANumber: "Enter a number.",
  field: "Field",
  operator: "Operator",
  values: "Values",
  operators: { any: "is any of", none: "is none of", gte: "is at least", lte: "is at most", str_contains_any: "contains any of" },
  add: "Add",
  groups: "Groups",
  groupsHint: "Drag a border, or type a share.",
  borderBetween: (one: string, other: string) => `Border between ${one} and ${other}`,
  groupsWithoutUsers: (groups: readonly string[]) => `Nobody gets ${listed(groups)}: the share is 0 %.`,
  running: "This experiment is running.",
  shareInLayer: (experiment: string) => `Share of ${experiment} in the layer`,
  shareHint: (free: string) => `${free} of the layer is free. Which users come in is an example: Statsig chooses them when you save there.`,
  shareOf: (group: string) => `Share of ${group}`,
  now: "Now",
  withEdit: "With the edit",
  olderAnswer: "Before",
  newerAnswer: "After",
  older: "Older rules",
  chooseOlder: "Choose the older rules",
  onlyOneVersion:
    "Only one version of the rules is stored so far. When the rules change, the version before stays stored. A definitions file that you open counts as a version, too.",
  orOfConsole: "Or choose a version that the console has of a gate or dynamic config.",
  sameRules: "Both versions have the same rules.",
  editsByUsers: "Edits, those that change most users first",
  usersThatChange: "Users that change",
  usersThatChangeAlone: "Users that change with this edit alone",
  notCountedAlone: "Not counted alone",
  /** How the edits are counted. Their counts need not add up to that of all edits. */
  countedAlone: ({ edits, uncounted, onlyTogether }: { edits: number; uncounted: number; onlyTogether: number }) =>
    edits < 2
      ? ""
      : [
          uncounted === edits
            ? "The edits cannot be counted one by one: the two versions have different forms."
            : "Each edit is counted alone: the older rules with nothing but this edit.",
          ...(uncounted > 0 && uncounted < edits
            ? [
                `That is done for the first ${formatNumber(edits - uncounted)}; the other ${uncounted === 1 ? "one is" : `${formatNumber(uncounted)} are`} in the count of all edits only.`,
              ]
            : []),
          ...(onlyTogether > 0
            ? [`${formatCount(onlyTogether, "user")} ${onlyTogether === 1 ? "changes" : "change"} only with several edits together.`]
            : []),
        ].join(" "),
  editAlone: (name: string) => `with the edit of ${name} alone`,
  sameValues: (users: number) =>
    `${formatCount(users, "user")} ${users === 1 ? "gets" : "get"} the same values as before, and only another group or experiment`,
  sameValueShort: "same values",
  sameValue: "same values, another group or experiment",
  allEdits: (count: number) => (count === 1 ? "The edit" : `All ${formatCount(count, "edit")}`),
  editedBy: "The first stored version with this edit",
  also: (names: readonly string[]) => `also ${listed(names)}`,
  entitiesChange: (count: number) => (count === 1 ? "1 entity changes" : `${formatCount(count, "entity", "entities")} change`),
  beforeAndAfter: (others: number) =>
    `users before and after${others === 0 ? "" : `; the other ${formatNumber(others)} ${others === 1 ? "stays" : "stay"} as ${others === 1 ? "it is" : "they are"}`}`,
  entityColumns: { name: "Entity", bars: "Before above, after below", changed: "Change", what: "What" },
  /** `Pass → Fail`, or the move of most users and how many there are. */
  mostMoves: ([first, ...others]: EntityMoves["moves"]) =>
    first === undefined
      ? ""
      : `${first.from} → ${first.to}${others.length === 0 ? "" : ` (${formatNumber(first.users)}) and ${formatNumber(others.length)} more`}`,
  changesOf: (count: number) => formatCount(count, "change"),
  mostChangesFirst: "most changes first",
  changesColumns: { count: "Changes", what: "From and to" },
  exportFirst: (count: number) => `Export the first ${formatCount(count, "user")}…`,
  newer: "Newer rules",
  newest: "newest",
  alsoChanges: "Also changes",
  nothingElse: "Nothing else changes",
  asCsv: "as CSV",
  asNdjson: "as NDJSON",
  exportColumns: ["user", "country", "position", "entity", "kind", "before", "after", "because", "source", "same_values"],
  entitiesThatChange: "Entities that change",
  othersStay: (count: number) => (count === 1 ? "1 other does not change." : `${formatNumber(count)} others do not change.`),
  whoChanges: "Who changes",
  firstListed: (count: number) => `the first ${formatNumber(count)} are listed`,
  nobodyChanges: "Nobody changes.",
  nobodyElse: "Nobody else changes.",
  nobodyChangesAlone: "With this edit alone, nobody changes.",
  noUserMatches: (text: string) => `No user matches “${text}”.`,
  columns: { user: "User", country: "country", position: "Position", because: "Because" },
  all: "All",
  filter: "Filter users",
  safe: "Nothing is written to Statsig.",
  safeCopy: "The edit is a copy on this machine.",
  safeVersions: "Both versions of the rules are on this machine.",
  copyText: "Copy the edit as text",
  editAsText: "Edit as text",
  saveDraft: "Save the draft…",
  saveDraftTitle: "Save the draft",
  save: "Save",
  name: "Name",
  saved: (name: string) => `Saved the draft ${name}.`,
  opened: (name: string) => `Opened the draft ${name}.`,
  openedFile: (file: string, edits: number) => `Opened ${file} with ${formatCount(edits, "edit")}.`,
  tooLarge: (file: string) => `${file} is too large for a draft.`,
  unreadable: (file: string) => `${file} cannot be read.`,
  unusable: (file: string, problem: string) => `${file} cannot be used: ${problem}.`,
  draftNotOpened: "The draft was not opened.",
  draft: (name: string) => `The draft “${name}”`,
  editsRemoved: (count: number) => `${formatCount(count, "edit")} discarded.`,
  removeDraft: (name: string) => `Remove the draft “${name}”`,
  exportUsers: (count: number) => `Export ${formatCount(count, "user")}…`,
  drafts: "Drafts",
  exportDraft: "Export the draft as a file…",
  openDraft: "Open a draft…",
  onCopy: "on a copy of the rules",
  notWritten: "nothing is written to Statsig",
  chooseTwo: "Choose two versions",
  nothingToCompare: "Nothing to compare yet",
  chooseTwoHint: "Then you see who gets another answer.",
  readingRules: "Reading the rules",
  counting: "Counting who changes",
  counted: (done: number, total: number) => `${formatNumber(done)} of ${formatCount(total, "user")}`,
  cancelled: "Cancelled",
  cancelledHint: "The count did not finish, so it is not known who changes.",
  failed: "Could not count",
  since: (time: string) => `since ${time}`,
  fromTo: (from: string, to: string) => `from ${from} to ${to}`,
  comparedWith: (file: string) => `compared with ${file}`,
  lastChanged: (time: string) => `Last changed ${time}`,
  leads: { no_rules: "No rules", no_users: "No users", stopped: "Stopped" },
  run: "Count who changes",
  closeFile: "Close the file",
  noEntities: "No entities are known: load the rules first",
  noSuchEntity: "The rules no longer have an entity of this name. Choose another one.",
  removeEdits: (count: number) => (count === 1 ? "Remove this edit" : "Remove these edits"),
  cancel: "Cancel",
  nothingEdited: "Nothing is edited yet",
  nothingEditedHint: "Move a percentage, add a value to a list, or turn it off. Who changes appears here.",
  unfit: "The rules have changed",
  unfitHint: "The draft no longer fits them, so none of it was used.",
} as const;

type Counted = Extract<WhatIfSummary, { is: "counted" }>;

/** Whom a new split of a running experiment moves, and what that does to its results. `moves` is null while that is not counted. */
export function runningWarning(moves: EntityMoves | null): string {
  const states = new Map([...(moves?.before ?? []), ...(moves?.after ?? [])].map(({ label, state }) => [label, state]));
  const between = (moves?.moves ?? []).filter(({ from, to }) => states.get(from) === "group" && states.get(to) === "group");
  const users = between.reduce((sum, { users: count }) => sum + count, 0);
  if (moves === null) return "Users who go to another group have already seen the group before. Their results mix both.";
  if (users === 0) return "None of these users goes to another group, but others can. Their results would mix both groups.";
  const who = between.map(({ from, to, users: count }) => `${formatNumber(count)} from ${answerName(from)} to ${answerName(to)}`);
  return `${formatCount(users, "user")} ${users === 1 ? "goes" : "go"} to another group: ${listed(who)}. They have already seen the group before, and their results mix both; a new experiment keeps them apart.`;
}

/** The name of an answer beside its icon, which says what it is of: `Control`, not `Group Control`. */
export function answerName(label: string): string {
  return label.replace(/^Group (?=.)/, "");
}

/** A name that fits a chip; the tooltip has it in full. */
export function shortName(label: string): string {
  const name = answerName(label);
  return name.length > maxNameLength ? `${name.slice(0, maxNameLength - 1)}…` : name;
}

const maxNameLength = 24;

/** `293 of 2,000 change`. */
export function changeLead({ changed, users }: Pick<Counted, "changed" | "users">): string {
  return `${formatNumber(changed)} of ${formatNumber(users)} ${changed === 1 && users === 1 ? "changes" : "change"}`;
}

/** What was edited, and whom it moves beyond the edited entity. */
export function changeBecause({ changes, entities, users, changed, undecided, sameValues }: Counted): string {
  const edits = changes.map(({ name, change, clauses }) => `${name}: ${change === "edited" ? clauses.join("; ") : change}`).join(". ");
  const others = entities.filter(({ isEdited, changed: moved }) => !isEdited && moved > 0).length;
  const rest =
    changed === 0
      ? "None of these users gets another answer."
      : others === 0
        ? "No other entity changes."
        : `${formatCount(others, "other entity", "other entities")} ${others === 1 ? "changes" : "change"} with it.`;
  const nobodyElse = undecided === 0 && changed > 0 && changed < users ? ` ${whatIfLabels.nobodyElse}` : "";
  const unknown = undecided === 0 ? "" : ` ${formatCount(undecided, "user")} could not be decided.`;
  return `${edits === "" ? "" : `${edits}. `}${rest}${nobodyElse}${sameValuesText(sameValues)}${unknown}`;
}

/** What one edit between two versions is: `rule 2 “Euro zone”: 10 % → 25 %`. */
export function changeText({ change, clauses }: Counted["changes"][number]): string {
  return change === "edited" ? clauses.join("; ") : change;
}

/** How two versions differ for the users: how many entities change by how many edits, and which one for most. */
export function versionsBecause({ changes, entities, changed, undecided, sameValues }: Counted): string {
  if (changes.length === 0) return whatIfLabels.sameRules;
  const edits = `${formatCount(changes.length, "edit")} between the two versions`;
  const unknown = undecided === 0 ? "" : ` ${formatCount(undecided, "user")} could not be decided.`;
  if (changed === 0) return `${edits}. None of these users gets another answer.${unknown}`;
  const moving = entities.filter((entity) => entity.changed > 0).toSorted((one, other) => other.changed - one.changed);
  const named = moving.slice(0, 3).map((entity) => `${entity.name} for ${formatNumber(entity.changed)}`);
  const rest = moving.length > 3 ? [`${formatCount(moving.length - 3, "other entity", "other entities")} for fewer`] : [];
  return `${edits}: ${listed([...named, ...rest])}.${sameValuesText(sameValues)}${unknown}`;
}

/** Statsig logs another group or experiment for these users, and their code does the same. */
function sameValuesText(users: number): string {
  return users === 0 ? "" : ` ${whatIfLabels.sameValues(users)}.`;
}

/** Which rules an exported result is of. */
export function sourceText({ older, newer }: Counted, isDates: boolean): string {
  const nowMs = Date.now();
  const text = ({ readAtMs, fileName, draftName }: Counted["older"]) =>
    rulesText({ time: formatDayAndTime(readAtMs, nowMs), fileName, draftName });
  return `${isDates ? `${text(older)} → ${text(newer)}` : whatIfLabels.onCopy}; ${whatIfLabels.notWritten}`;
}

/** Two bars as a sentence. */
export function outcomesSentence(before: EntityMoves["before"], after: EntityMoves["after"]): string {
  const counts = (outcomes: EntityMoves["before"]) => outcomes.map(({ label, users }) => `${label} ${formatNumber(users)}`).join(", ");
  return `${whatIfLabels.olderAnswer}: ${counts(before)}. ${whatIfLabels.newerAnswer}: ${counts(after)}.`;
}

/** One sentence for those who cannot see the flow. */
export function flowSentence(
  name: string,
  moves: readonly { readonly from: string; readonly to: string; readonly users: number }[],
): string {
  if (moves.length === 0) return `${name}: nobody moves.`;
  return `${name}: ${moves.map(({ from, to, users }) => `${formatNumber(users)} from ${from} to ${to}`).join(", ")}.`;
}

/** The changes of a user as text: `checkout_v2 Fail → Pass`. */
export function movesText({ moves }: Pick<MovedUser, "moves">): string {
  return moves
    .map(({ name, from, to, hasSameValue }) => `${name} ${from.label} → ${to.label}${hasSameValue ? ` (${whatIfLabels.sameValue})` : ""}`)
    .join(", ");
}

/** What is said of an entity that is off, or that the rules have off. */
export function offTexts(before: SpecOutline | null, after: SpecOutline): string[] {
  const isDeliveredOff = before?.isEnabled === false && before.rules.every(({ isHoldout }) => isHoldout);
  const hasHoldouts = isDeliveredOff && before.rules.length > 0;
  return [
    ...(after.isEnabled ? [] : [hasHoldouts ? whatIfLabels.isOffWithHoldouts : whatIfLabels.isOff]),
    ...(isDeliveredOff ? [whatIfLabels.offWithoutRules] : []),
  ];
}
