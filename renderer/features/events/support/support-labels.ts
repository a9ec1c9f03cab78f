/** Texts of the For support tab that tests look for. */
export const supportLabels = {
  title: (answers: string, userLabel: string, tier: string) => `${answers} for ${userLabel} in ${tier}`,
  nothingSent: "nothing for this user",
  report: "Report",
  copyReport: "Copy as text",
  nothingKnown: "No names of this project are known yet. Type the names that you need into the field above.",
  checking: "checking,",
  cancel: "Cancel",
  cancelled: "Cancelled.",
} as const;
