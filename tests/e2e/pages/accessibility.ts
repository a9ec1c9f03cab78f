import type { Page } from "@playwright/test";
import axe from "axe-core";

const everyRule = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } as const;
const colourRules = { type: "rule", values: ["color-contrast", "link-in-text-block"] } as const;

/** Returns the axe violations of the current page: the rule, the element and the failure. */
export function violationsOn(page: Page): Promise<string[]> {
  return violationsOf(everyRule, page);
}

/** Returns the colour violations only: a change of the colour scheme affects no other rule. */
export function colourViolationsOn(page: Page): Promise<string[]> {
  return violationsOf(colourRules, page);
}

/**
 * Runs axe in the page itself. The page has no frames, and `@axe-core/playwright`, which searches for frames and injects axe on every run,
 * took as long as axe itself. A landmark without violations is left out of later runs while its markup, the window's size and the colour scheme
 * are the same: it would be found as good again. Rules about the whole page run every time.
 */
async function violationsOf(rules: typeof everyRule | typeof colourRules, page: Page): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(axe.source);
  return page.evaluate(async ({ type, values }) => {
    if (document.querySelector("iframe, frame, object") !== null) throw new Error("This check does not cover frames.");
    const global = window as unknown as { axe: typeof import("axe-core"); goodMarkup?: Set<string> };
    global.goodMarkup ??= new Set();
    const { goodMarkup } = global;
    const isDark = matchMedia("(prefers-color-scheme: dark)").matches;
    const surroundings = [...values, innerWidth, innerHeight, isDark, document.documentElement.outerHTML.slice(0, 200)].join();
    const landmarks = [...document.querySelectorAll("header, nav, aside, main")].map((landmark) => ({
      landmark,
      markup: `${surroundings} ${landmark.outerHTML}`,
    }));
    const good = landmarks.filter(({ markup }) => goodMarkup.has(markup));
    const context = { include: [document.documentElement], exclude: good.map(({ landmark }) => landmark) };
    const { violations } = await global.axe.run(context, { resultTypes: ["violations"], runOnly: { type, values: [...values] } });
    if (violations.length === 0) for (const { markup } of landmarks) goodMarkup.add(markup);
    return violations.flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  }, rules);
}

/** Returns the number of pixels by which the page is wider than its window; 0 without horizontal scrolling. */
export function horizontalOverflowPx(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}
