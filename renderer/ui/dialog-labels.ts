/** Texts of all dialogs. */
export const dialogLabels = { cancel: "Cancel" } as const;
