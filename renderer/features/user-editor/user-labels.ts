import { commandLabels } from "#renderer/session/commands.ts";
import { formatCount, formatNumber } from "#shared/domain/text/format-number.ts";

/** Texts of the user panel that tests look for. */
export const userLabels = {
  /** The button that opens the saved users, with the current user's title and status: `User: Ada edited. Switch saved user`. */
  switcher: (title: string, status: string) => `User: ${[title, status].filter(Boolean).join(" ")}. ${commandLabels.switchUser}`,
  switched: (name: string) => `Switched to ${name}.`,
  search: "Search saved users",
  savedUsers: "Saved users",
  startEmpty: "Start with an empty user",
  manage: "Manage, import, export…",
  edited: "edited",
  exportAll: "Export all users",
  view: "User view",
  form: "Form",
  json: "JSON",
  asJson: "User as JSON",
  convertToJson: "Convert to JSON",
  convertFirst: (count: number) => `Convert the first of ${formatCount(count, "user")} to JSON`,
  restore: "Restore the last valid user",
  askToSave: "Save user…",
  askToSaveChanges: "Save changes…",
  save: "Save user",
  saveChanges: "Save changes",
  saveAsNew: "Save as new user",
  askToPaste: commandLabels.pasteUser,
  missingFields: "Used by the rules, not set",
  /** The number of attributes that the rules of a gate, config, experiment or layer read; it follows their name. */
  readsAttributes: (count: number) => (count === 0 ? "reads no attributes" : `reads ${formatCount(count, "attribute")}`),
  /** The mark of a field that differs from the shown answer; null if the answer was made without it. */
  answerMadeWith: (had: string | null) => `The answer was made ${had === null ? "without it" : `with ${had}`}`,
  /** In place of the number of read attributes while the answer is not current. */
  readDiffer: (differing: number, read: number) =>
    `${formatNumber(differing)} of ${formatCount(read, "read field")} ${differing === 1 ? "differs" : "differ"}`,
  showUsedOnly: "Show only these",
  showAll: "Show all",
  suggestion: (field: string, value: string) => `${field} = ${value}`,
  fieldSet: (field: string, value: string) => `${field} is now ${value}.`,
  /** In the lists of what the project's rules read. */
  namesRead: "Names that the rules read",
  valuesRead: (field: string) => `Values of ${field} in the rules`,
  readBy: (rules: number) => (rules === 0 ? "read by an autotune" : `read by ${formatCount(rules, "rule")}`),
  noRuleReads: (field: string) => `No rule of this project reads ${field}.`,
  noRuleCompares: (field: string, value: string) => `No rule of this project compares ${field} with “${value}”.`,
  moreFor: (field: string) => `More for ${field}`,
} as const;
