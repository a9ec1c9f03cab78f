import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { Agent, request } from "undici";
import { createSystemClock } from "#hosts/shared/system-clock.ts";
import { createServices, type Services } from "#services/services.ts";
import type { EvaluationRequest } from "#shared/domain/evaluation/evaluation-request.ts";
import { blankProject, hostsOn } from "#shared/domain/project/project.ts";
import { formatNumber } from "#shared/domain/text/format-number.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { type BenchSandbox, startBenchSandbox } from "./bench-sandbox.ts";
import { inMs, type Measured, percentile } from "./measured.ts";
import { roundTripMs, startSlowNetwork } from "./slow-network.ts";

const rowCount = 1_000;
const concurrency = 20;
const gateName = "checkout_v2";
const rounds = 5;
/** Other programs that run the same rows. They are installed for this measurement only, so that the lock file does not have their packages. */
const others = { newman: "6.2.2", "@usebruno/cli": "4.1.0" } as const;

interface Row {
  readonly userID: string;
  readonly country: string;
}

type ExpectedRow = Row & { readonly expected: boolean };

const countries = ["DE", "US", "GB", "FR", "CA"];
const rows: readonly Row[] = Array.from({ length: rowCount }, (_, n) => ({
  userID: `u-${n}`,
  country: countries[n % countries.length] ?? "",
}));

/**
 * Measures 1,000 single live checks with one comparison each, against the sandbox in its own process: ours with the history written, beside undici with the same
 * concurrency, directly and over a network; and beside Newman and Bruno with the same rows, from start to exit as a person runs them.
 */
export async function measureLiveChecks(folder: string): Promise<Measured[]> {
  const sandbox = await startBenchSandbox();
  const network = await startSlowNetwork(sandbox.url);
  const services = await createServices({ ...createFakePorts(folder), clock: createSystemClock() });
  const agent = new Agent({ connections: concurrency });
  try {
    const expected: ExpectedRow[] = await Promise.all(rows.map(async (row) => ({ ...row, expected: await ask(sandbox, agent, row) })));
    const what = `${formatNumber(rowCount)} live checks, ${concurrency} at a time`;
    const near = await measureBesideUndici(services, agent, sandbox, expected);
    const far = await measureBesideUndici(services, agent, { ...sandbox, url: network.url }, expected);
    return [
      { what: `${what}, with history; undici (ratio of rates)`, ...near.line },
      { what: `… over a network of ${roundTripMs} ms`, ...far.line },
      ...(await measureOthers(join(folder, "others"), sandbox, expected, near.oursMs)),
    ];
  } finally {
    await agent.close();
    await services.close();
    await network.close();
    await sandbox.close();
  }
}

async function measureBesideUndici(
  services: Services,
  agent: Agent,
  sandbox: Pick<BenchSandbox, "url" | "serverKey">,
  expected: readonly ExpectedRow[],
): Promise<{ readonly line: Omit<Measured, "what">; readonly oursMs: number }> {
  const { id: projectId } = services.projects.create({ ...blankProject(), name: `Bench on ${sandbox.url}`, hosts: hostsOn(sandbox.url) });
  const { id: keyId } = await services.vault.add({ projectId, key: sandbox.serverKey, label: "" });
  const askOurs = async (user: Row) => {
    const sent: EvaluationRequest = { projectId, keyId, tier: "production", user: { ...user }, userLabel: user.userID, isLogging: false };
    const { answers } = await services.evaluate.check({ ...sent, question: { kind: "gate", names: [gateName] } });
    return answers[0]?.value;
  };
  const askBare = (row: Row) => ask(sandbox, agent, row);
  await runAll(expected, askOurs);
  const timed: { readonly ours: number; readonly beside: number }[] = [];
  for (let round = 0; round < rounds; round += 1)
    timed.push({ beside: await runAll(expected, askBare), ours: await runAll(expected, askOurs) });
  const median = (of: (round: (typeof timed)[number]) => number) => percentile(timed.map(of), 0.5);
  const oursMs = median(({ ours }) => ours);
  // Ratios of neighbouring rounds, because the load of the machine changes.
  const ratio = median(({ ours, beside }) => beside / ours);
  return { line: { ours: inMs(oursMs), beside: inMs(median(({ beside }) => beside)), ratio }, oursMs };
}

async function ask(sandbox: Pick<BenchSandbox, "url" | "serverKey">, dispatcher: Agent, { userID, country }: Row): Promise<boolean> {
  const answer = await request(`${sandbox.url}/v1/check_gate`, {
    method: "POST",
    headers: { "content-type": "application/json", "statsig-api-key": sandbox.serverKey },
    body: JSON.stringify({ gateName, user: { userID, country, statsigEnvironment: { tier: "production" } } }),
    dispatcher,
  });
  return Object(await answer.body.json()).value;
}

/** Checks all rows, and returns the milliseconds. Throws for an answer that is not expected. */
async function runAll(expected: readonly ExpectedRow[], check: (row: Row) => Promise<unknown>): Promise<number> {
  const startMs = performance.now();
  const waiting = expected.values();
  const work = async () => {
    for (const { expected: value, ...row } of waiting) {
      const found = await check(row);
      if (found !== value) throw new Error(`${row.userID} got ${found}, not ${value}.`);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return performance.now() - startMs;
}

/** Installs Newman and Bruno into the folder and runs them. Without the network there is nothing beside our time. */
async function measureOthers(folder: string, sandbox: BenchSandbox, expected: readonly ExpectedRow[], oursMs: number): Promise<Measured[]> {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true, dependencies: others }));
  const installed = await run("npm", ["install", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"], folder);
  if (installed.code !== 0) {
    const [reason = ""] = installed.output.trim().split("\n").slice(-1);
    console.log(`Newman and Bruno could not be installed from npm, so they are not measured. ${reason}`);
    return [];
  }
  writeCollections(folder, sandbox, expected);
  const lines: Measured[] = [];
  for (const [name, program, args, isWhole] of [
    ["newman", "newman", ["run", "newman.json", "--iteration-data", "rows.csv", "--reporters", "cli"], newmanRanAll],
    ["@usebruno/cli", "bru", ["run", "check.bru", "--csv-file-path", "../rows.csv", "--env", "bench"], brunoRanAll],
  ] as const) {
    const startMs = performance.now();
    const { code, output } = await run(
      join(folder, "node_modules/.bin", program),
      args,
      program === "bru" ? join(folder, "bruno") : folder,
    );
    const ms = performance.now() - startMs;
    if (code !== 0 || !isWhole(output)) throw new Error(`${name} ended with ${code}: ${output.slice(-2_000)}`);
    lines.push({ what: `… beside ${name}`, ours: inMs(oursMs), beside: inMs(ms), ratio: ms / oursMs });
  }
  return lines;
}

function newmanRanAll(output: string): boolean {
  return /assertions\s*│\s*1000\s*│\s*0/.test(output);
}

function brunoRanAll(output: string): boolean {
  return /1000\D+1000/.test(output) && !/[1-9]\d* failed/i.test(output);
}

function writeCollections(folder: string, { url, serverKey }: BenchSandbox, expected: readonly ExpectedRow[]): void {
  const csv = ["userID,country,expected", ...expected.map(({ userID, country, expected: value }) => `${userID},${country},${value}`)].join(
    "\n",
  );
  writeFileSync(join(folder, "rows.csv"), csv);
  const body = `{"gateName":"${gateName}","user":{"userID":"{{userID}}","country":"{{country}}","statsigEnvironment":{"tier":"production"}}}`;
  const script = [
    'pm.test("is as expected", () => pm.expect(String(pm.response.json().value)).to.equal(String(pm.iterationData.get("expected"))));',
  ];
  const newman = {
    info: { name: "Bench", schema: "https://schema.getpostman.com/json/collection/v2.1.0/collection.json" },
    item: [
      {
        name: "check",
        event: [{ listen: "test", script: { type: "text/javascript", exec: script } }],
        request: {
          method: "POST",
          header: [
            { key: "content-type", value: "application/json" },
            { key: "statsig-api-key", value: serverKey },
          ],
          url: `${url}/v1/check_gate`,
          body: { mode: "raw", raw: body },
        },
      },
    ],
  };
  writeFileSync(join(folder, "newman.json"), JSON.stringify(newman));
  mkdirSync(join(folder, "bruno/environments"), { recursive: true });
  writeFileSync(join(folder, "bruno/bruno.json"), JSON.stringify({ version: "1", name: "Bench", type: "collection" }));
  writeFileSync(join(folder, "bruno/environments/bench.bru"), `vars {\n  host: ${url}\n  key: ${serverKey}\n}\n`);
  writeFileSync(
    join(folder, "bruno/check.bru"),
    `meta {
  name: check
  type: http
  seq: 1
}

post {
  url: {{host}}/v1/check_gate
  body: json
  auth: none
}

headers {
  content-type: application/json
  statsig-api-key: {{key}}
}

body:json {
  ${body}
}

tests {
  test("is as expected", function() {
    expect(String(res.getBody().value)).to.equal(String(bru.runner.iterationData.get("expected")));
  });
}
`,
  );
}

async function run(
  program: string,
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  const child = spawn(program, args, { cwd, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NO_COLOR: "1", FORCE_COLOR: "0" } });
  const ended = new Promise<number | null>((resolve) => {
    child.once("error", () => resolve(null));
    child.once("close", resolve);
  });
  const [out, problems, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, output: `${out}${problems}` };
}
