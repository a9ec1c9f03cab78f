import type { MovedUser, WhatIfSummary } from "#shared/domain/rules-draft/what-if.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";

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
  groupsHint: "The next group’s share changes with the one you edit.",
  shareOf: (group: string) => `Share of ${group}`,
  now: "Now",
  withEdit: "With the edit",
  olderAnswer: "Before",
  newerAnswer: "After",
  older: "Older rules",
  chooseOlder: "Choose the older rules",
  onlyOneVersion:
    "Only one version of the rules is stored so far. When the rules change, the version before stays stored. A definitions file that you open counts as a version, too.",
  sameRules: "Both versions have the same rules.",
  editsByUsers: "Edits, those that change most users first",
  usersThatChange: "Users that change",
  also: (names: readonly string[]) => `also ${names.join(", ")}`,
  newer: "Newer rules",
  newest: "newest",
  alsoChanges: "Also changes",
  nothingElse: "Nothing else changes",
  asCsv: "as CSV",
  asNdjson: "as NDJSON",
  exportColumns: ["user", "country", "position", "entity", "kind", "before", "after", "because", "source"],
  entitiesThatChange: "Entities that change",
  othersStay: (count: number) => (count === 1 ? "1 other does not change." : `${formatNumber(count)} others do not change.`),
  whoChanges: "Who changes",
  firstListed: (count: number) => `the first ${formatNumber(count)} are listed`,
  nobodyChanges: "Nobody changes.",
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
  removeDraft: (name: string) => `Remove the draft “${name}”`,
  exportUsers: (count: number) => `Export ${formatCount(count, "user")}…`,
  drafts: "Drafts",
  exportDraft: "Export the draft as a file…",
  openDraft: "Open a draft…",
  onCopy: "on a copy of the rules",
  notWritten: "nothing is written to Statsig",
  chooseTwo: "Choose two versions",
  chooseTwoHint: "Then you see who gets another answer.",
  readingRules: "Reading the rules",
  counting: "Counting who changes",
  counted: (done: number, total: number) => `${formatNumber(done)} of ${formatCount(total, "user")}`,
  cancelled: "Cancelled",
  cancelledHint: "The count did not finish. The next edit starts it again.",
  failed: "Could not count",
  since: (time: string) => `since ${time}`,
  fromTo: (from: string, to: string) => `from ${from} to ${to}`,
  rulesAsOf: (older: string, newer: string | null) => `rules as of ${older}${newer === null ? "" : ` → ${newer}`}`,
  leads: { no_rules: "No rules", no_users: "No users", stopped: "Stopped" },
  run: "Count who changes",
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

/** `293 of 2,000 change`. */
export function changeLead({ changed, users }: Pick<Counted, "changed" | "users">): string {
  return `${formatNumber(changed)} of ${formatNumber(users)} ${changed === 1 && users === 1 ? "changes" : "change"}`;
}

/** What was edited, and whom it moves beyond the edited entity. */
export function changeBecause({ changes, entities, changed, undecided }: Counted): string {
  const edits = changes.map(({ name, change, clauses }) => `${name}: ${change === "edited" ? clauses.join("; ") : change}`).join(". ");
  const others = entities.filter(({ isEdited, changed: moved }) => !isEdited && moved > 0).length;
  const rest =
    changed === 0
      ? "None of these users gets another answer."
      : others === 0
        ? "No other entity changes."
        : `${formatCount(others, "other entity", "other entities")} ${others === 1 ? "changes" : "change"} with it.`;
  const unknown = undecided === 0 ? "" : ` ${formatCount(undecided, "user")} could not be decided.`;
  return `${edits === "" ? "" : `${edits}. `}${rest}${unknown}`;
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
  return moves.map(({ name, from, to }) => `${name} ${from.label} → ${to.label}`).join(", ");
}
