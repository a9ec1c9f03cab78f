/** Texts of the Exchange tab that tests look for. */
export const exchangeLabels = { masked: "masked, ends in " } as const;
