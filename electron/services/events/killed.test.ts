import { spawn } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startHttpServer } from "#tests/fakes/local-servers.ts";

/** More for a longer run: `GATESCOPE_KILLS=40`. */
const kills = Number(process.env.GATESCOPE_KILLS ?? 5);
/** A process sends eight requests of 100 rows on average before it is killed. */
const rows = Math.max(10_000, kills * 1_000);

const sendFile = fileURLToPath(import.meta.resolve("#tests/programs/send-file.ts"));

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-killed-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it(
  `accounts for each of ${rows} events when it is killed ${kills} times while sending`,
  async () => {
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
      const child = spawn(process.execPath, [sendFile, folder, path, server.origin], {
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
    const { state, results, notInHistory } = JSON.parse(await runOnce(null));
    await server.close();

    expect(state).toBe("finished");
    expect(results.map(({ row }: { row: number }) => row)).toEqual(Array.from({ length: rows }, (_, n) => n + 1));
    const wrong = results.filter(({ row, outcome }: { row: number; outcome: string }) => {
      const times = received.get(row) ?? 0;
      return outcome === "delivered" ? times !== 1 : outcome !== "may_have_arrived" || times > 1;
    });
    expect(wrong).toEqual([]);
    expect(notInHistory).toEqual([]);
    // In doubt are at most the batch being sent at each kill and the one marked ahead.
    const inDoubt = results.filter(({ outcome }: { outcome: string }) => outcome === "may_have_arrived").length;
    expect(inDoubt).toBeLessThanOrEqual(kills * 2 * 100);
  },
  120_000 + kills * 3_000,
);
