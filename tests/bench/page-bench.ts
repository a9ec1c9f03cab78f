import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { launchBrowser, startHost } from "../e2e/fixtures/hosts.ts";
import { Gatescope } from "../e2e/pages/gatescope.ts";
import { type BareStatsig, entityCount } from "./bare-statsig.ts";
import { eventLines } from "./event-lines.ts";
import { longestBlockMs, shownBlock } from "./long-tasks.ts";
import type { Measured } from "./measured.ts";
import { measurePageSize } from "./page-size.ts";

const eventCount = 100_000;

/** The longest that the page holds its thread while everything of a large project comes in, and while a large file is sent; beside the small sandbox and a small file. */
export async function measurePage(folder: string, server: BareStatsig): Promise<Measured[]> {
  const browser = await launchBrowser();
  const reportProblem = (problem: string) => console.error(problem);
  const host = await startHost("browser-host", { dataFolder: folder, env: {}, reportProblem, openBrowser: async () => browser });
  try {
    const { page } = host;
    const gatescope = new Gatescope(page);
    const { inspect, settings, events } = gatescope;
    const everything = (total: number) =>
      longestBlockMs(page, async () => {
        await inspect.checkEverything();
        await inspect.answersHeading.filter({ hasText: formatNumber(total) }).waitFor();
      });
    await everything(30); // the first of all draws everything for the first time
    const beside = await everything(30);

    await gatescope.switchTier("staging");
    await gatescope.open("events");
    await events.openTab("file");
    const sending = (count: number) => {
      const path = join(folder, `${count}.ndjson`);
      writeFileSync(path, eventLines(count));
      return longestBlockMs(page, async () => {
        await events.chooseFile(path);
        await events.sendButton.click();
        await events.fileImport(`${count}.ndjson`).getByText("Finished").waitFor({ timeout: 120_000 });
      });
    };
    await sending(10);
    const besideSent = await sending(100);
    const sent = await sending(eventCount);
    const toSend = `longest block of the page, ${formatNumber(eventCount)} events from a file (beside: 100)`;

    await settings.addProject({ name: "Bench", hosts: server.url });
    await settings.addKey("client-BenchPlantedClientKey0000");
    await gatescope.open("inspect");
    const ours = await everything(entityCount);
    const what = `longest block of the page, ${formatNumber(entityCount)} rows coming in (beside: 30)`;
    return [await measurePageSize(), measured(what, ours, beside), measured(toSend, sent, besideSent)];
  } finally {
    await host.stop();
    await browser.close();
  }
}

function measured(what: string, ours: number, beside: number): Measured {
  return { what, ours: shownBlock(ours), beside: shownBlock(beside), ratio: beside === 0 || ours === 0 ? null : ours / beside };
}
