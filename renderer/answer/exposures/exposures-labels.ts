/** Texts of the Exposures tab that tests look for. */
export const exposuresLabels = {
  list: "Exposures",
  gate: "Gate",
  holdout: "Holdout",
  carries: (others: number) => ` and carry ${others} more:`,
  /** Before the private attributes. */
  stays: "Stays here:",
} as const;
