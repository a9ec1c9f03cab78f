/** Texts of the palette that tests look for. */
export const paletteLabels = {
  compose: "Compose events",
  whatIf: "What if",
  person: "Support view of",
  stopExplaining: "Stop explaining as I type",
  setUpCohort: "Set up a cohort",
} as const;
