import { createReadStream } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { monitorEventLoopDelay } from "node:perf_hooks";
import { createInterface } from "node:readline";
import { Client, request } from "undici";
import { createSystemClock } from "#hosts/shared/system-clock.ts";
import { createServices, type Services } from "#services/services.ts";
import { defaultRowsPerRequest } from "#shared/domain/events/event-import.ts";
import { blankProject, hostsOn } from "#shared/domain/project/project.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { startBenchSandbox } from "./bench-sandbox.ts";
import { eventLines } from "./event-lines.ts";
import { inMs, type Measured, percentile } from "./measured.ts";

/* The process of send-bench.ts: `sending.ts FOLDER` prints what it measured as one line of JSON. */

const eventCount = 100_000;
const rounds = 9;
const tier = "production";

const [folder = ""] = process.argv.slice(2);
const path = join(folder, "events.ndjson");
await writeEvents();
const sandbox = await startBenchSandbox();
const services = await createServices({ ...createFakePorts(folder), clock: createSystemClock() });
process.stdout.write(`${JSON.stringify(await measure())}\n`);
await services.close();
await sandbox.close();

async function measure(): Promise<Measured[]> {
  const { id: projectId } = services.projects.create({ ...blankProject(), name: "Bench", hosts: hostsOn(sandbox.url) });
  const { id: keyId } = await services.vault.add({ projectId, key: sandbox.serverKey, label: "" });
  // A first round of each, which starts the threads and compiles the code.
  await sendBare();
  await sendOurs(services, { projectId, keyId });
  const beforeBytes = process.memoryUsage.rss();
  const ours: Timed[] = [];
  const beside: Timed[] = [];
  const blocks: number[] = [];
  let maxBytes = 0;
  const watch = setInterval(() => {
    maxBytes = Math.max(maxBytes, process.memoryUsage.rss());
  }, 50);
  for (let round = 0; round < rounds; round += 1) {
    beside.push(await timed(sendBare));
    const delay = monitorEventLoopDelay({ resolution: 5 });
    delay.enable();
    ours.push(await timed(() => sendOurs(services, { projectId, keyId })));
    delay.disable();
    blocks.push(delay.max / 1e6);
  }
  clearInterval(watch);
  const median = (rounds: readonly Timed[], of: keyof Timed) =>
    percentile(
      rounds.map((round) => round[of]),
      0.5,
    );
  // Ratios of neighbouring rounds, because the load of the machine changes.
  const ratios = ours.map(({ ms }, round) => (beside[round]?.ms ?? 0) / ms);
  const what = `${formatNumber(eventCount)} events from a file`;
  return [
    {
      what: `${what}, sent and accounted for (ratio of rates)`,
      ours: perSecond(median(ours, "ms")),
      beside: perSecond(median(beside, "ms")),
      ratio: percentile(ratios, 0.5),
    },
    // Depends less on the load of the machine than the rates.
    { what: `${what}, processor time`, ours: inMs(median(ours, "processorMs")), beside: inMs(median(beside, "processorMs")), ratio: null },
    { what: `${what}, longest block of the core`, ours: inMs(Math.max(...blocks)), beside: "", ratio: null },
    { what: `${what}, memory while sending (beside: before)`, ours: inMegabytes(maxBytes), beside: inMegabytes(beforeBytes), ratio: null },
  ];
}

async function writeEvents(): Promise<void> {
  // Events of the last hour, because older ones cause warnings.
  const firstAtMs = Date.now() - 3_600_000;
  const file = await open(path, "w");
  for (let from = 0; from < eventCount; from += 1000) await file.write(eventLines(1000, from, firstAtMs));
  await file.close();
}

/** Sends the same bodies without validating or storing anything. */
async function sendBare(): Promise<void> {
  const client = new Client(sandbox.url);
  const send = async (lines: readonly string[]) => {
    const events = lines.map((line) => {
      const event = JSON.parse(line);
      return { ...event, user: { ...event.user, statsigEnvironment: { tier } } };
    });
    const answer = await request(`${sandbox.url}/v1/log_event`, {
      method: "POST",
      headers: { "content-type": "application/json", "statsig-api-key": sandbox.serverKey },
      body: JSON.stringify({ events, statsigMetadata: { sdkType: "bench", sdkVersion: "0.0.0" } }),
      dispatcher: client,
    });
    await answer.body.dump();
    if (answer.statusCode !== 202) throw new Error(`The sandbox answered ${answer.statusCode}.`);
  };
  let lines: string[] = [];
  for await (const line of createInterface(createReadStream(path))) {
    lines.push(line);
    if (lines.length < defaultRowsPerRequest) continue;
    await send(lines);
    lines = [];
  }
  if (lines.length > 0) await send(lines);
  await client.close();
}

async function sendOurs({ events: { imports } }: Services, to: { projectId: string; keyId: string }): Promise<void> {
  const destination = { ...to, tier, user: {}, userLabel: "", isConfirmed: true };
  const { id } = await imports.startFile({ ...destination, path, mapping: null, rowsPerRequest: defaultRowsPerRequest });
  const { state, counts, problem } = await imports.settled(id, new AbortController().signal);
  if (state !== "finished" || counts.delivered !== eventCount)
    throw new Error(`Only ${counts.delivered} were delivered: ${state}, ${problem}`);
}

interface Timed {
  readonly ms: number;
  /** Of all threads of this process; the sandbox has its own. */
  readonly processorMs: number;
}

async function timed(act: () => Promise<void>): Promise<Timed> {
  const before = process.cpuUsage();
  const begin = performance.now();
  await act();
  const ms = performance.now() - begin;
  const { user, system } = process.cpuUsage(before);
  return { ms, processorMs: (user + system) / 1000 };
}

function perSecond(ms: number): string {
  return `${formatNumber(Math.round(eventCount / (ms / 1000)))}/s`;
}

function inMegabytes(bytes: number): string {
  return `${Math.round(bytes / 1e6)} MB`;
}
