import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startHttpServer } from "#tests/fakes/local-servers.ts";

/** More for a longer look: `GATESCOPE_KILLS=40`. */
const kills = Number(process.env.GATESCOPE_KILLS ?? 5);
const rows = 10_000;

/** Sends the file, or goes on with it; ends when every row is accounted for, and then prints what became of each. */
const sending = `
  import { createStatsigHttp } from "${import.meta.resolve("../statsig-http/statsig-http.ts")}";
  import { Secret } from "${import.meta.resolve("../keys/secret.ts")}";
  import { createEvents } from "${import.meta.resolve("./events.ts")}";
  import { blankProject } from "${import.meta.resolve("#shared/domain/project/project.ts")}";
  const [folder, path, origin] = process.argv.slice(1);
  const hosts = { api: origin, events: origin, initialize: origin, cdn: origin, console: origin };
  const project = { ...blankProject(), id: "shop", kind: "statsig", name: "Shop", hosts, createdAtMs: 0 };
  const log = { info() {}, warn() {}, error: console.error };
  const clock = { nowMs: Date.now };
  const network = { proxyFor: async () => null, trustedCertificates: () => [] };
  const info = { id: "key", projectId: "shop", kind: "server", label: "", lastFour: "6789", addedAtMs: 0, lastUsedAtMs: null };
  const events = await createEvents({
    folder, clock, log, version: "0.0.0-test",
    projects: { require: () => project },
    vault: { list: () => [info], requireKey: () => ({ info, secret: new Secret("secret-inventedForThisTest6789") }), knownSecrets: () => [], markUsed() {} },
    sandbox: { serverKey: "", clientKey: "", consoleKey: "" },
    http: createStatsigHttp({ network, clock, log, version: "0.0.0-test" }),
    history: { append: async () => undefined },
    settings: { read: () => undefined, write() {} },
    evaluate: {},
    explain: {},
    backoff: { firstMs: 10, longestMs: 40 },
  });
  const [known] = await events.imports.runs("shop");
  const destination = { projectId: "shop", keyId: null, tier: "staging", user: {}, userLabel: "", isConfirmed: false };
  const begin = () => events.imports.startFile({ ...destination, path, mapping: null, rowsPerRequest: 100 });
  const run = known === undefined ? await begin() : known.state === "stopped" ? await events.imports.resume({ runId: known.id, isConfirmed: false }) : known;
  const settled = await events.imports.settled(run.id, new AbortController().signal);
  const results = [];
  for (let afterRow = 0, isMore = true; isMore; afterRow = results.length) {
    const page = await events.imports.rows({ runId: run.id, afterRow, limit: 1000, onlyTrouble: false });
    results.push(...page.rows);
    isMore = page.hasMore;
  }
  process.stdout.write(JSON.stringify({ state: settled.state, problem: settled.problem, results }), () => process.exit(0));
`;

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-killed-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it(`accounts for each of ${rows} events although it is killed ${kills} times while it sends them`, async () => {
  const path = join(folder, "events.ndjson");
  writeFileSync(path, Array.from({ length: rows }, (_, n) => `{"eventName":"e${n + 1}","userID":"u${n % 97}","value":${n}}\n`).join(""));
  const received = new Map<number, number>();
  let onRequest = () => {};
  const server = await startHttpServer((response, { body }) => {
    for (const { eventName } of JSON.parse(body).events) {
      const row = Number(eventName.slice(1));
      received.set(row, (received.get(row) ?? 0) + 1);
    }
    response.writeHead(202).end('{"success":true}');
    onRequest();
  });

  /** Runs a process that is killed some moment after it has sent a few requests; without `killAfter` to its end. */
  async function runOnce(killAfter: { requests: number; ms: number } | null): Promise<string> {
    const child = spawn(process.execPath, ["--input-type=module", "-e", sending, folder, path, server.origin], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let requests = 0;
    onRequest = () => {
      requests += 1;
      if (requests === killAfter?.requests) setTimeout(() => child.kill("SIGKILL"), killAfter.ms);
    };
    let printed = "";
    for await (const text of child.stdout) printed += text;
    return printed;
  }

  for (let kill = 0; kill < kills; kill += 1) await runOnce({ requests: 1 + Math.floor(Math.random() * 15), ms: Math.random() * 8 });
  const { state, results } = JSON.parse(await runOnce(null));
  await server.close();

  expect(state).toBe("finished");
  expect(results.map(({ row }: { row: number }) => row)).toEqual(Array.from({ length: rows }, (_, n) => n + 1));
  const wrong = results.filter(({ row, outcome }: { row: number; outcome: string }) => {
    const times = received.get(row) ?? 0;
    return outcome === "delivered" ? times !== 1 : outcome !== "may_have_arrived" || times > 1;
  });
  expect(wrong).toEqual([]);
  // What is in doubt is no more than what was under way at each kill, and what was begun after it.
  const inDoubt = results.filter(({ outcome }: { outcome: string }) => outcome === "may_have_arrived").length;
  expect(inDoubt).toBeLessThanOrEqual(kills * 2 * 100);
}, 120_000);
