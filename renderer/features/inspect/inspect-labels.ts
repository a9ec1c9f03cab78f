import { checkVerb } from "#renderer/session/check-verb.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";

/** Texts of the Inspect screen that commands and tests use too. */
export const inspectLabels = {
  firstSteps: "First steps",
  tabs: "What to check",
  check: checkVerb(false),
  notKept: (count: string, who: string) => `The ${count} answers for ${who} are no longer here`,
  whyNotKept: (limit: string) =>
    `After a reload or a restart, up to ${limit} answers are shown again. These were more. The requests and their answers are in the history; a check brings the table back.`,
  checkEverything: "Check everything",
  checkAndLog: checkVerb(true),
  checkAndLogIn: (tier: string) => `${checkVerb(true)} in ${tier}…`,
  answerAbout: (kind: string) => `Answer about ${kind}`,
  goToLine: (line: number | null) => (line === null ? "Go to the JSON" : `Go to line ${line}`),
  explainAsIType: "Explain as I type",
  firstOf: (checked: string, typed: string) => `the first ${checked} of the ${typed} names in the field`,
  asYouType: "as you type",
  filter: "Filter by name or reason",
  filterByAnswer: "Filter by answer",
  answersFor: (count: number, noun: string, who: string) => `${formatNumber(count)} ${noun} for ${who}`,
  answered: (state: string, name: string, sentence: string) => `${state}, ${name}. ${sentence}`,
  noKey: (projectName: string) => `${projectName} has no key yet`,
} as const;

export const inspectTabLabels = {
  everything: "Everything",
  gate: "Gate",
  config: "Config",
  experiment: "Experiment",
  layer: "Layer",
  ranked: "Ranked list",
  store: "Store",
} as const;
