/** Texts about the rules with which answers are explained. */
export const explainLabels = {
  openFile: "Open a definitions file…",
} as const;
