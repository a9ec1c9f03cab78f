import { AxeBuilder } from "@axe-core/playwright";
import type { Page } from "@playwright/test";

const everyRule = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } as const;
const rulesOfColour = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const;

/** What axe finds wrong with what is shown: the rule, and where. Does it in the page itself, because a window cannot open a second one. */
export function violationsOn(page: Page): Promise<string[]> {
  return violationsOf(everyRule, page);
}

/** The same, by the rules that look at colours: another scheme changes nothing else. */
export function colourViolationsOn(page: Page): Promise<string[]> {
  return violationsOf(rulesOfColour, page);
}

async function violationsOf(rules: typeof everyRule | typeof rulesOfColour, page: Page): Promise<string[]> {
  const { violations } = await new AxeBuilder({ page })
    .setLegacyMode(true)
    .options({ resultTypes: ["violations"], runOnly: { type: rules.type, values: [...rules.values] } })
    .analyze();
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
}

/** By how many pixels the page is wider than its window; 0 when nothing has to be scrolled sideways. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}
