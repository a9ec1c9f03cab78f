/** Texts of the palette that tests look for. */
export const paletteLabels = {
  compose: "Compose events",
  whatIf: "What if",
  setUpCohort: "Set up a cohort",
} as const;
