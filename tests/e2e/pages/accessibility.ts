import type { Page } from "@playwright/test";
import axe from "axe-core";

const everyRule = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } as const;
const colourRules = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const;

/** Lists what axe finds wrong with what is shown: the rule, and where. */
export function violationsOn(page: Page): Promise<string[]> {
  return violationsOf(everyRule, page);
}

/** Lists what axe finds wrong with colours: another colour scheme changes nothing else. */
export function colourViolationsOn(page: Page): Promise<string[]> {
  return violationsOf(colourRules, page);
}

/**
 * Runs axe in the page itself: the page has no frames, and `@axe-core/playwright`, which looks for them and injects axe again for every run,
 * took as long as axe.
 */
async function violationsOf(rules: typeof everyRule | typeof colourRules, page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async ({ type, values }) => {
    if (document.querySelector("iframe, frame, object") !== null) throw new Error("axe looks into no frames here.");
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run({ resultTypes: ["violations"], runOnly: { type, values: [...values] } });
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  }, rules);
}

/** By how many pixels the page is wider than its window; 0 when nothing has to be scrolled sideways. */
export function sidewaysOverflow(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}
