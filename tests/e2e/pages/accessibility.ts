import { expect, type Page } from "@playwright/test";
import axe from "axe-core";

const tags = { type: "tag", values: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] } satisfies axe.RunOnly;
const colourRules = ["color-contrast", "link-in-text-block"];

/** Returns the axe violations of the current page: the rule, the element and the failure. */
export function violationsOn(page: Page): Promise<string[]> {
  return violationsOf(page, { runOnly: tags });
}

/** Returns the colour violations only: a change of the colour scheme affects no other rule. */
export function colourViolationsOn(page: Page): Promise<string[]> {
  return violationsOf(page, { runOnly: { type: "rule", values: colourRules } });
}

/**
 * Returns the violations of all other rules, for a second size of a state whose colours were checked in this scheme: `tokens.test.ts` proves that what has
 * another colour in a narrow window is readable.
 */
export function structureViolationsOn(page: Page): Promise<string[]> {
  return violationsOf(page, { runOnly: tags, rules: Object.fromEntries(colourRules.map((rule) => [rule, { enabled: false }])) });
}

/**
 * Runs axe in the page itself. The page has no frames, and `@axe-core/playwright`, which searches for frames and injects axe on every run,
 * took as long as axe itself. It has no media either, for which axe would read every style sheet first. Without `noHtml`, axe serializes every element that
 * it examines, an eighth of its time; here only those with a violation are.
 */
async function violationsOf(page: Page, rules: Pick<axe.RunOptions, "runOnly" | "rules">): Promise<string[]> {
  if (!(await page.evaluate(() => "axe" in window))) await page.evaluate(`${axe.source}; axe.configure({ noHtml: true });`);
  return page.evaluate(async (selected) => {
    if (document.querySelector("iframe, frame, object, audio, video") !== null)
      throw new Error("This check covers no frames and no media.");
    const { axe } = window as unknown as { axe: typeof import("axe-core") };
    const { violations } = await axe.run({ ...selected, resultTypes: ["violations"], preload: false });
    const startOf = (selector: string) => document.querySelector(selector)?.outerHTML.slice(0, 300);
    return violations.flatMap(({ id, nodes }) =>
      nodes.map(({ target, failureSummary }) => `${id}: ${startOf(String(target))}\n${failureSummary}`),
    );
  }, rules);
}

/** Returns the number of pixels by which the page is wider than its window; 0 without horizontal scrolling. */
export function horizontalOverflowPx(page: Page): Promise<number> {
  return page.evaluate(() => Math.max(0, document.documentElement.scrollWidth - window.innerWidth));
}

/** Expects no axe violation and no horizontal scrolling at the default and the minimum window size, in light and dark. Ends as it started. */
export async function expectAccessible(page: Page): Promise<void> {
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const [size, violations] of [
    [{ width: 1440, height: 900 }, violationsOn],
    [{ width: 1024, height: 640 }, structureViolationsOn],
  ] as const) {
    await page.setViewportSize(size);
    expect(await violations(page)).toEqual([]);
    expect(await horizontalOverflowPx(page)).toBe(0);
  }
  await page.emulateMedia({ colorScheme: "dark" });
  expect(await colourViolationsOn(page)).toEqual([]);
  await page.emulateMedia({ colorScheme: "light" });
  await page.setViewportSize({ width: 1440, height: 900 });
}

/** Expects no axe violation at the current size, in light and then in dark, which the page keeps. A violation does not end the test. */
export async function expectBothSchemesAccessible(page: Page): Promise<void> {
  for (const [colorScheme, violations] of [
    ["light", violationsOn],
    ["dark", colourViolationsOn],
  ] as const) {
    await page.emulateMedia({ colorScheme });
    expect.soft(await violations(page), colorScheme).toEqual([]);
  }
}
