import { formatPercent } from "../text/format-number.ts";
import type { CheckedSplit } from "./cohort.ts";

/** A share of 0 to 1 with one decimal, and a no-break space: `31.1 %`. Never rounds to all or nothing. */
export function formatShare(share: number): string {
  const percent = share * 100;
  const rounded = Math.round(percent * 10) / 10;
  if (rounded === 0 && share > 0) return "< 0.1 %";
  if (rounded === 100 && share < 1) return "> 99.9 %";
  return formatPercent(rounded, { decimals: share === 0 || share === 1 ? 0 : 1 });
}

export function verdictText(verdict: CheckedSplit["verdict"]): string {
  switch (verdict) {
    case "within_chance":
      return "within chance";
    case "more_than_chance":
      return "more than chance";
    case "too_few":
      return "too few to tell";
  }
}
