export const noNamesLabels = {
  unread: "The rules of this project are not read yet, so its names are not known.",
  noneOfUse: "The rules that were read have no name that can be checked here.",
  read: "Read the rules",
  addKey: "Add a key…",
  useSandbox: "Use the sandbox",
} as const;
