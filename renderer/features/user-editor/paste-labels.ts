import { formatCount } from "#shared/domain/text/format-number.ts";

/** Texts of the dialog that reads a user from any text; tests look for them. */
export const pasteLabels = {
  title: "Paste a user",
  lead: "Paste anything that has a user in it: JSON, a log line, a request or HAR, cURL, code, YAML, a table, an ID or an e-mail address. A key in it is never kept.",
  fromPage: "Import from a running page…",
  box: "Text that contains a user",
  severalUsers: (count: number) => `This text has ${formatCount(count, "user")}. Choose one:`,
  understood: "Understood",
  use: "Use this user",
  cancel: "Cancel",
} as const;
