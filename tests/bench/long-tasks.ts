import type { Page } from "@playwright/test";
import { inMs } from "./measured.ts";

/** Returns the longest time for which the page holds its thread meanwhile; 0 for less than 50 ms. */
export async function longestBlockMs(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(() => {
    const blocks: number[] = [0];
    new PerformanceObserver((list) => blocks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
    Object.assign(globalThis, { longestBlockMs: () => Math.max(...blocks) });
  });
  await act();
  // Observations arrive a moment after they happened.
  return page.evaluate(
    () =>
      new Promise<number>((resolve) => {
        requestIdleCallback(() => setTimeout(() => resolve((globalThis as unknown as { longestBlockMs(): number }).longestBlockMs()), 200));
      }),
  );
}

/** A task counts as long from 50 ms on. */
export function shownBlock(ms: number): string {
  return ms === 0 ? "under 50 ms" : inMs(ms);
}
