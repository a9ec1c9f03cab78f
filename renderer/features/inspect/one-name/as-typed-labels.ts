/** Texts of an explanation while the user is edited; tests look for them. */
export const asTypedLabels = { until: "until", undo: "Undo" } as const;
