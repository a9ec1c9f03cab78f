/** Names by which the page, its commands and the tests know the parts of Inspect. */
export const inspectLabels = {
  firstSteps: "First steps",
  tabs: "What to ask for",
  check: "Check",
  checkAll: "Check all",
  checkAndLog: "Check and log",
  checkAndLogIn: (tier: string) => `Check and log in ${tier}…`,
  answerAbout: (kind: string) => `Answer about ${kind}`,
  filter: "Filter by name or reason",
  filterByAnswer: "Filter by answer",
} as const;

export const inspectTabLabels = {
  everything: "Everything",
  gate: "Gate",
  config: "Config",
  experiment: "Experiment",
  layer: "Layer",
  ranked: "Ranked list",
} as const;
