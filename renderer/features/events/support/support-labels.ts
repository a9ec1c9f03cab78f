import { stateLabels } from "#shared/domain/evaluation/state-label.ts";
import { formatCount } from "#shared/domain/text/format-number.ts";
import type { SupportPart } from "./support-lines.ts";

/** Texts of the For support tab that tests look for. */
export const supportLabels = {
  title: (answers: string, userLabel: string, tier: string) => `${answers} for ${userLabel} in ${tier}`,
  nothingSent: "nothing for this user",
  report: "Report",
  copyReport: "Copy as text",
  nothingKnown: "No names of this project are known yet. Type the names that you need into the field above.",
  checking: "checking,",
  cancel: "Cancel",
  cancelled: `${stateLabels.cancelled}.`,
  filter: "Filter this user’s lines",
  filterHint: "Filter: a name, a rule, a word",
  parts: "Part of the view",
  partNames: { changes: "Changed", overrides: "Overrides", written: "Written", answers: "Gets" } satisfies Record<SupportPart, string>,
  all: "All",
  linesOf: (userLabel: string) => `Lines of ${userLabel}`,
  choose: (line: string) => `Put ${line} into the case and the reply`,
  noLines: "No line has all these words.",
  /** For a project of which neither names nor rules were read. */
  noneAtAll: "There is no line: no name was checked. Check everything reads the names and the rules of a project.",
  showAll: "Show all lines",
  chosen: (chosen: number, shown: number) =>
    chosen > 0
      ? `${formatCount(chosen, "line")} chosen for the case and the reply`
      : `${formatCount(shown, "line")}; all shown go into the case and the reply`,
  clearChosen: "Choose none",
  noAnswer: "A case needs an answer: choose one of what this user gets.",
  changesTitle: "Changed since",
  since: "Rules since which answers are compared",
  chooseSince: "an earlier version",
  noRules: "No rules of this project have been read yet.",
  noVersions: "Only one version of the rules is kept. As soon as other rules are read, this shows what changed.",
  comparing: "comparing…",
  noChanges: "no answer of this user changed",
  overridesTitle: "Overrides",
  noOverrides: "no rule or ID list names this user",
  inRules: "by the rules on this machine, whether they decide or not",
  writtenTitle: "Sent from this machine",
} as const;
