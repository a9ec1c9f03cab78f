/** Texts of the drafts editor that tests look for. */
export const draftsLabels = {
  restore: "Restore the last valid JSON",
  moveUp: "Move up",
  duplicate: "Duplicate",
  remove: "Remove",
  moved: (position: number, count: number) => `Moved to position ${position} of ${count}.`,
  cannotBeSent: "cannot be sent",
  addGate: "Add a gate",
} as const;
