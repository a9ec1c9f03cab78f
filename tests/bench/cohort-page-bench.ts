import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { cohortsLabels } from "#renderer/features/cohorts/cohorts-labels.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { launchBrowser, repository } from "../e2e/fixtures/hosts.ts";
import { startProgram } from "../e2e/fixtures/program.ts";
import { Gatescope } from "../e2e/pages/gatescope.ts";
import { cohortGates, cohortHeader, cohortRow } from "./cohort-users.ts";
import { longestBlockMs, shownBlock } from "./long-tasks.ts";
import { inMs, type Measured } from "./measured.ts";

const users = 1_000_000;
const timeout = 180_000;

/** A cohort of 1,000,000 users and ten gates as a person checks it, on the built page: the first rows on the screen, the longest block, and the core's memory. */
export async function measureCohortOnPage(folder: string): Promise<Measured[]> {
  const file = join(folder, "customers.csv");
  await writeUsers(file);
  const env = { GATESCOPE_DATA: join(folder, "data") };
  const program = startProgram([join(repository, "out/main/browser.js"), "--no-open", "--port", "0"], env, console.error);
  const browser = await launchBrowser();
  try {
    const { url } = JSON.parse(await program.waitForLine(/"ready":true/));
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await page.goto(url);
    await new Gatescope(page).open("cohorts");
    await page.getByRole("tab", { name: cohortsLabels.setup }).click();
    await page.getByRole("region", { name: cohortsLabels.file }).locator("input[type=file]").setInputFiles(file);
    for (const gate of cohortGates) await page.getByRole("checkbox", { name: gate, exact: true }).check();
    const check = page.getByRole("button", { name: cohortsLabels.check(users) });
    await check.waitFor({ timeout });

    // By CSS, because a search by role takes longer in the page than what is measured.
    const grid = (attribute = "") => page.locator(`table[role="grid"]${attribute}`);
    const memory = watchMemory(program.processId);
    const startedMs = performance.now();
    let firstMs = 0;
    const blockMs = await longestBlockMs(page, async () => {
      await check.click();
      await grid().locator("tbody code").first().waitFor({ timeout });
      firstMs = performance.now() - startedMs;
      await page.getByRole("region", { name: cohortsLabels.result }).getByText(cohortsLabels.userCount(users)).first().waitFor({ timeout });
    });
    const what = `Cohort of ${formatNumber(users)} × ${cohortGates.length} on the page`;
    return [
      { what: `${what}: all; first rows on the screen`, ours: inMs(performance.now() - startedMs), beside: inMs(firstMs), ratio: null },
      {
        what: "… longest block of the page; peak memory of the core",
        ours: shownBlock(blockMs),
        beside: `${memory.stop()} MB`,
        ratio: null,
      },
    ];
  } finally {
    await browser.close();
    await program.stop();
  }
}

async function writeUsers(path: string): Promise<void> {
  const file = createWriteStream(path);
  file.write(`${cohortHeader}\n`);
  for (let from = 0; from < users; from += 1_000) {
    const rows = Array.from({ length: 1_000 }, (_, at) => `${cohortRow(from + at)}\n`).join("");
    if (!file.write(rows)) await once(file, "drain");
  }
  file.end();
  await finished(file);
}

/** Reads the memory of a process from Linux, because its peak since the start would have that of the upload. */
function watchMemory(processId: number): { stop(): number } {
  let peakKb = 0;
  const timer = setInterval(() => {
    const [, kb = "0"] = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${processId}/status`, "utf8")) ?? [];
    peakKb = Math.max(peakKb, Number(kb));
  }, 50);
  return {
    stop() {
      clearInterval(timer);
      return Math.round(peakKb / 1024);
    },
  };
}
