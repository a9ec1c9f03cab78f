/** Texts of the palette that tests look for. */
export const paletteLabels = {
  compose: "Compose events",
} as const;
