import type { MovedUser, WhatIfSummary } from "#shared/domain/rules-draft/what-if.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";

export const whatIfLabels = {
  title: "What if",
  views: "What is compared",
  editCopy: "Edit a copy",
  twoDates: "Two dates",
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
  edited: "edited",
  percentageOf: (rule: number) => `Pass percentage of rule ${rule}`,
  nobodyReaches: "None of these users reaches this rule, so its percentage decides for nobody.",
  removeRule: "Remove rule",
  moveUp: "Move up",
  moveDown: "Move down",
  addRule: "Add a rule",
  addCondition: "Add a condition",
  groups: "Groups",
  now: "Now",
  withEdit: "With the edit",
  older: "Older rules",
  newer: "Newer rules",
  newest: "now",
  alsoChanges: "Also changes",
  whoChanges: "Who changes",
  all: "All",
  filter: "Filter users",
  safe: "Nothing is written to Statsig.",
  safeCopy: "The edit is a copy on this machine.",
  safeDates: "Both sets of rules are kept on this machine.",
  copyText: "Copy the edit as text",
  saveDraft: "Save the draft…",
  exportUsers: (count: number) => `Export ${formatCount(count, "user")}…`,
  drafts: "Drafts",
  exportDraft: "Export the draft as a file…",
  openDraft: "Open a draft…",
  onCopy: "on a copy of the rules",
  notWritten: "nothing is written to Statsig",
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
      ? "Nobody of these users gets another answer."
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
