import { formatNumber } from "#shared/domain/text/format-number.ts";

/** The texts of the comparison in Everything that its own parts and tests use. */
export const comparedLabels = {
  compared: "Compared",
  change: "Compare with another subject…",
  openInCompare: "Open in Compare",
  /** Where the answers of the other subject come from: `Mia: explained here`. */
  side: (who: string) => `${who}:`,
  /** `Lena’s 29 answers agree with these rules`, `28 of Lena’s 29 answers agree with these rules`. */
  rulesAgree: (agreeing: number, checked: number, who: string) => {
    if (checked === 1) return `${who}’s answer ${agreeing === 1 ? "agrees" : "does not agree"} with these rules`;
    const all = `${who}’s ${formatNumber(checked)} answers`;
    return agreeing === checked
      ? `${all} agree with these rules`
      : `${formatNumber(agreeing)} of ${all} ${agreeing === 1 ? "agrees" : "agree"} with these rules`;
  },
  notComparedWith: (who: string) => `not compared with ${who}`,
  notCompared: "Not compared.",
  before: "The comparison is of an earlier check.",
} as const;
