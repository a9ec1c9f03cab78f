/** Texts of the ledger that tests look for. */
export const ledgerLabels = {
  today: "Today",
  /** Follows the number of rows: `12 today`. `days` is null for all days. */
  within: (days: number | null) => (days === null ? "in total" : days === 1 ? "today" : `in ${days} days`),
  only: (userLabel: string) => `for ${userLabel}`,
  allProjects: "all projects",
  showAllProjects: "Show all projects",
  clearFilters: "Clear filters",
  export: (rows: string) => `Export ${rows}`,
  asCsv: "As CSV",
} as const;
