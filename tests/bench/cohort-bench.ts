import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { finished } from "node:stream/promises";
import { fileURLToPath } from "node:url";
import { Worker } from "node:worker_threads";
import { createServices } from "#services/services.ts";
import type { CohortState } from "#shared/domain/cohort/cohort.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { createFakePorts } from "../fakes/ports.ts";
import { cohortGates } from "./cohort-users.ts";
import { inMs, type Measured } from "./measured.ts";

/**
 * Measures a cohort from CSV to the written CSV of its answers, beside a loop on as many threads that only evaluates users that were made before. And a million
 * users: the longest block of the core's event loop, and the time to the first rows.
 */
export async function measureCohorts(folder: string, { large = 1_000_000 }: { readonly large?: number } = {}): Promise<Measured[]> {
  const services = await createServices(createFakePorts(folder));
  try {
    // The threads start and the code is compiled before anything is measured.
    await evaluate(await upload(20_000));
    // Before the bare loop, whose users are in the memory of this process, too.
    const ofMany = large > 0 ? await measureLarge(large) : [];
    const users = 100_000;
    const file = await upload(users);
    const bare = await startBareLoop(users);
    await bare.run();
    const oursMs: number[] = [];
    const bareMs: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      bareMs.push(await bare.run());
      const startMs = performance.now();
      const { state } = await evaluate(file);
      await write(state.cohortId, join(folder, "answers.csv"));
      oursMs.push(performance.now() - startMs);
    }
    await bare.close();
    const [ours, beside] = [Math.min(...oursMs), Math.min(...bareMs)];
    const lines: Measured[] = [
      {
        what: `Cohort of ${formatNumber(users)} × 10 from CSV to CSV; the engine’s bare loop`,
        ours: inMs(ours),
        beside: inMs(beside),
        ratio: beside / ours,
      },
    ];
    return [...lines, ...ofMany];
  } finally {
    await services.close();
  }

  async function measureLarge(users: number): Promise<Measured[]> {
    const file = await upload(users);
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    const { state, firstMs, ms } = await evaluate(file);
    delay.disable();
    const rate = `${formatNumber(Math.round((state.users * cohortGates.length) / (ms / 1_000)))}/s`;
    return [
      { what: `Cohort of ${formatNumber(users)} × 10: all; first rows`, ours: inMs(ms), beside: inMs(firstMs), ratio: null },
      { what: "… answers a second; longest block of the core’s event loop", ours: rate, beside: inMs(delay.max / 1e6), ratio: null },
    ];
  }

  async function upload(users: number): Promise<string> {
    const { fileId } = await services.cohorts.files.begin("customers.csv");
    const printer = spawn(process.execPath, [fileURLToPath(new URL("./print-cohort-users.ts", import.meta.url)), String(users)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    for await (const content of printer.stdout) await services.cohorts.files.chunk({ fileId, content });
    return fileId;
  }

  async function evaluate(fileId: string): Promise<{ state: CohortState; firstMs: number; ms: number }> {
    const startMs = performance.now();
    const started = await services.cohorts.start({
      ...{ projectId: sandboxProjectId, tier: "production", snapshotId: null },
      source: { kind: "file", fileId, fileName: "customers.csv", mapping: null },
      entities: cohortGates.map((name) => ({ kind: "gate", name })),
    });
    let state = started;
    let firstMs = 0;
    const view = { filter: "", outcome: null, group: null, sort: null };
    for await (const next of services.cohorts.follow(started.cohortId)) {
      state = next;
      if (firstMs > 0 || state.users === 0) continue;
      const { rows } = await services.cohorts.rows({ cohortId: state.cohortId, view, from: 0, count: 100 });
      if (rows.length > 0) firstMs = performance.now() - startMs;
    }
    if (state.phase !== "done") throw new Error(`The cohort is ${state.phase}: ${state.problem}`);
    return { state, firstMs, ms: performance.now() - startMs };
  }

  async function write(cohortId: string, path: string): Promise<void> {
    const file = createWriteStream(path);
    for await (const { text } of services.cohorts.exportText({ cohortId, format: "csv" })) if (!file.write(text)) await once(file, "drain");
    file.end();
    await finished(file);
  }
}

async function startBareLoop(users: number): Promise<{ run(): Promise<number>; close(): Promise<void> }> {
  const specs = readFileSync(new URL("../../electron/services/sandbox/demo/demo-specs.json", import.meta.url), "utf8");
  const threads = availableParallelism();
  const workers = await Promise.all(
    Array.from({ length: threads }, async (_, at) => {
      const [from, to] = [Math.floor((users * at) / threads), Math.floor((users * (at + 1)) / threads)];
      const worker = new Worker(new URL("./bare-loop.ts", import.meta.url), { workerData: { specs, gates: cohortGates, from, to } });
      await once(worker, "message");
      return worker;
    }),
  );
  return {
    async run() {
      const startMs = performance.now();
      await Promise.all(
        workers.map((worker) => {
          const answered = once(worker, "message");
          worker.postMessage("run");
          return answered;
        }),
      );
      return performance.now() - startMs;
    },
    async close() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}
