import { startHost } from "../e2e/fixtures/hosts.ts";
import { Gatescope } from "../e2e/pages/gatescope.ts";
import { type BareStatsig, entityCount } from "./bare-statsig.ts";
import { inMs, type Measured } from "./measured.ts";

/** The longest that the page holds its thread while everything of a large project comes in, beside everything of the small sandbox. */
export async function measurePage(folder: string, server: BareStatsig): Promise<Measured[]> {
  const host = await startHost("browser-host", { dataFolder: folder, env: {}, reportProblem: (problem) => console.error(problem) });
  try {
    const { page } = host;
    const { inspect, settings } = new Gatescope(page);
    const longestBlockMs = async (total: number) => {
      await page.evaluate(() => {
        const blocks: number[] = [0];
        new PerformanceObserver((list) => blocks.push(...list.getEntries().map(({ duration }) => duration))).observe({ type: "longtask" });
        Object.assign(globalThis, { longestBlockMs: () => Math.max(...blocks) });
      });
      await inspect.checkEverything();
      await inspect.severalHeading.filter({ hasText: total.toLocaleString("en-US") }).waitFor();
      // What was observed is told a moment after it happened.
      return page.evaluate(
        () =>
          new Promise<number>((resolve) => {
            requestIdleCallback(() =>
              setTimeout(() => resolve((globalThis as unknown as { longestBlockMs(): number }).longestBlockMs()), 200),
            );
          }),
      );
    };
    await longestBlockMs(30); // the first of all draws everything for the first time
    const beside = await longestBlockMs(30);
    await settings.addProject({ name: "Bench", hosts: server.url });
    await settings.addKey("client-BenchPlantedClientKey0000");
    await page.getByRole("button", { name: "Inspect" }).click();
    const ours = await longestBlockMs(entityCount);
    const what = `longest block of the page, ${entityCount.toLocaleString("en-US")} rows coming in (beside: 30)`;
    return [{ what, ours: shown(ours), beside: shown(beside), ratio: beside === 0 || ours === 0 ? null : ours / beside }];
  } finally {
    await host.stop();
  }
}

/** A task counts as long from 50 ms on. */
function shown(ms: number): string {
  return ms === 0 ? "under 50 ms" : inMs(ms);
}
