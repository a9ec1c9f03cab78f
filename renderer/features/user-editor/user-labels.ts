/** Names by which the page, its commands and the tests know the parts of the user panel. */
export const userLabels = {
  /** The button that opens the saved users: who is selected, and what became of that. */
  switcher: (label: string, note: string) => `User: ${[label, note].filter(Boolean).join(" ")}. Switch saved user`,
  search: "Search saved users",
  savedUsers: "Saved users",
  startEmpty: "Start with an empty user",
  view: "View of the user",
  form: "Form",
  json: "JSON",
  asJson: "User as JSON",
  askToSave: "Save…",
  askToPaste: "Paste a user…",
  pasteTitle: "Paste a user",
  pasteBox: "Text with a user in it",
  understood: "Understood",
  usePasted: "Use this user",
  cancelPaste: "Cancel",
} as const;
