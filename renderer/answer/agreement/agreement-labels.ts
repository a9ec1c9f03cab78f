/** Texts of the comparison of sources that tests look for. */
export const agreementLabels = {
  agree: (agreeing: number | string, counted: number | string) => `${agreeing} of ${counted} agree`,
  allAgree: "All sources agree",
} as const;
