/** Texts of the palette that tests look for. */
export const paletteLabels = {
  compose: "Compose events",
  whatIf: "What if",
  person: "Support view of",
  userBefore: "The user before",
  userReplaced: (user: string) => `The user in the panel is now ${user}.`,
  stopExplaining: "Stop explaining as I type",
  setUpCohort: "Set up a cohort",
  /** Beside a check that logs in a protected tier. */
  asksFirst: "asks first",
} as const;
