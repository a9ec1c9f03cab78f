import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { repository } from "../e2e/fixtures/hosts.ts";
import { startBareStatsig } from "./bare-statsig.ts";
import { measureCohorts } from "./cohort-bench.ts";
import { measureCohortOnPage } from "./cohort-page-bench.ts";
import { measureCompare } from "./compare-bench.ts";
import { measureCore } from "./core-bench.ts";
import { measureEngines } from "./engine-bench.ts";
import { measureHistory } from "./history-bench.ts";
import { measureLiveChecks } from "./live-bench.ts";
import type { Measured } from "./measured.ts";
import { measureMillion } from "./million-bench.ts";
import { measurePage } from "./page-bench.ts";
import { measureSending } from "./send-bench.ts";

/* Measures Gatescope beside a baseline in one run. Ratios can be compared between machines, absolute times cannot. Never part of `npm test`. */

console.log(`${"".padEnd(70)}${"ours".padStart(12)}${"beside".padStart(14)}${"ratio".padStart(14)}`);
const folder = mkdtempSync(join(tmpdir(), "gatescope-bench-"));
const server = await startBareStatsig();
try {
  // Alone, because it writes 2 GB and takes minutes.
  if (process.argv.includes("--million")) print(await measureMillion(folder));
  else await measureAll();
} finally {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
}

// The native SDK's threads would keep the process for minutes.
process.exit();

async function measureAll(): Promise<void> {
  print(await measureCore(mkdtempSync(join(folder, "core-")), server));
  print(await measureSending(mkdtempSync(join(folder, "sending-"))));
  print(await measureLiveChecks(mkdtempSync(join(folder, "live-"))));
  print(await measureCompare());
  print(await measureHistory(mkdtempSync(join(folder, "history-"))));
  print(await measureCohorts(mkdtempSync(join(folder, "cohorts-"))));
  if (existsSync(join(repository, "out/renderer/index.html"))) {
    print(await measureCohortOnPage(mkdtempSync(join(folder, "cohort-page-"))));
    print(await measurePage(mkdtempSync(join(folder, "page-")), server));
  } else console.log("The page is not built, so it is not measured: npm run build.");
  for (const { engine, evaluationsPerSecond } of await measureEngines())
    console.log(`${engine.padEnd(62)}${formatNumber(evaluationsPerSecond).padStart(14)} evaluations a second`);
}

function print(lines: readonly Measured[]): void {
  for (const { what, ours, beside, ratio } of lines)
    console.log(
      `${what.padEnd(70)}${ours.padStart(12)}${beside.padStart(14)}${ratio === null ? "" : `${ratio.toFixed(2)} times`.padStart(14)}`,
    );
}
