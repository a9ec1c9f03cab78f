import { formatNumber } from "#shared/domain/text/format-number.ts";

/** Texts of the Why tab that tests look for. */
export const whyLabels = {
  rules: "Rules in order",
  rulesOf: (noun: string, name: string) => `Rules of the ${noun} ${name}`,
  rule: (number: number) => `Rule ${number}`,
  closest: "closest",
  run: (first: number, last: number, isSkipped: boolean) =>
    `Rules ${formatNumber(first)} to ${formatNumber(last)} ${isSkipped ? "were skipped: an earlier rule decided" : "did not match"}`,
  decided: (outcome: string) => `decided: ${outcome}`,
  inside: (condition: string) => `Inside ${condition}`,
  showMore: (count: number, total: number) => `Show ${count} more of ${formatNumber(total)}`,
  flips: "What would flip it",
  tryFlip: (change: string) => `Try on a copy: ${change}`,
  expandAll: "Expand all",
  allExpanded: "All rules are expanded.",
  anotherTime: "Explain at another time or tier",
  at: "At",
  tier: "Tier",
  explain: "Explain",
  notLive: "Not live",
  asOf: (time: string, tier: string) => `as of ${time}, in ${tier}`,
  backToNow: "Back to now",
  whatIf: "Edit a copy of these rules in What if",
  notStored: (attributes: readonly string[]) => `${attributes.join(", ")} is private and not stored`,
} as const;
