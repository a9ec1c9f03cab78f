import { formatCount } from "#shared/domain/text/format-number.ts";

/** Texts of the Exposures tab that tests look for. */
export const exposuresLabels = {
  list: "Exposures",
  gate: "Gate",
  holdout: "Holdout",
  carries: (others: number) => ` with ${formatCount(others, "secondary exposure")}:`,
  /** Before the private attributes. */
  stays: "Not sent:",
  showsFirst: "shows it first; nothing is sent yet",
  waits: "its secondary exposures are being read",
} as const;
