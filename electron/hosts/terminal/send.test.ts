import { execFileSync } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { saveShop, shopPassphrase } from "#tests/fakes/saved-shop.ts";
import { createScriptedStatsig, type ScriptedReply, type ScriptedStatsig } from "#tests/fakes/scripted-statsig.ts";
import { ended, startCommand } from "#tests/programs/terminal-program.ts";

const accepted: ScriptedReply = { status: 202, body: { success: true } };

/** A data folder with the project "Shop", whose hosts are a scripted server, and the terminal's program over it. Each test has its own, so that they run side by side. */
interface Shop {
  readonly folder: string;
  readonly statsig: ScriptedStatsig;
  /** The server's reply to the request at a position; 202 unless a test sets it. */
  reply: (position: number) => ScriptedReply;
  begin(command: string, args: readonly string[], stdin?: string | Buffer): Running;
  run(command: string, args: readonly string[], stdin?: string | Buffer): Promise<Ended>;
  /** Writes the events file and returns its path. */
  file(content: string): Promise<string>;
  namesSent(): string[];
}
type Running = ReturnType<typeof begin>;
interface Ended {
  readonly exitCode: number | null;
  readonly stderr: string;
  // biome-ignore lint/suspicious/noExplicitAny: the summary is what the tests compare
  readonly summary: any;
}

const it = test.extend<{ shop: Shop }>({
  // biome-ignore lint/correctness/noEmptyPattern: Vitest reads the requested fixtures from the pattern
  shop: async ({}, use) => {
    const statsig = await createScriptedStatsig((_request, position) => shop.reply(position));
    const folder = await mkdtemp(join(tmpdir(), "gatescope-send-"));
    await saveShop(folder, statsig);
    const shop: Shop = {
      folder,
      statsig,
      reply: () => accepted,
      begin: (command, args, stdin) => begin(folder, command, args, stdin),
      async run(command, args, stdin) {
        const { exitCode, stdout, stderr } = await begin(folder, command, args, stdin).ended;
        return { exitCode, stderr, summary: stdout === "" ? null : JSON.parse(stdout) };
      },
      async file(content) {
        const path = join(folder, "events.ndjson");
        await writeFile(path, content);
        return path;
      },
      namesSent: () => statsig.requests.flatMap(({ body }) => body.events.map(({ eventName }: { eventName: string }) => eventName)),
    };
    await use(shop);
    await statsig.close();
    await rm(folder, { recursive: true });
  },
});

function begin(folder: string, command: string, args: readonly string[], stdin: string | Buffer = "") {
  const env = { GATESCOPE_PASSPHRASE: shopPassphrase };
  const child = startCommand([command, "--project", "Shop", "--data", folder, ...args], folder, env);
  child.stdin.end(stdin);
  return { child, ended: ended(child) };
}

const lines = (count: number) => Array.from({ length: count }, (_, n) => `{"eventName":"e${n + 1}","userID":"u"}\n`).join("");

const noTimes = "This file has no time column, so its events are sent with the time of sending.";

describe.concurrent("gatescope send", () => {
  it("says that a file without rows sends nothing, and exits with 2", async ({ shop }) => {
    for (const [args, stdin] of [
      [["--events", await shop.file("\n")], ""],
      [["--events", "-"], ""],
    ] as const) {
      const { exitCode, stderr } = await shop.run("send", [...args, "--yes-protected"], stdin);
      expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining("has no rows, so nothing was sent.") });
    }
  });

  it("sends a file and prints the outcome of its rows", async ({ shop }) => {
    const path = await shop.file(`${lines(3)}{"eventName":""}\n`);
    const { exitCode, summary, stderr } = await shop.run("send", ["--events", path, "--yes-protected", "--per-request", "2"]);
    expect(summary).toEqual({
      project: "Shop",
      tier: "production",
      file: "events.ndjson",
      state: "finished",
      rows: 4,
      delivered: 3,
      may_have_arrived: 0,
      refused: 0,
      waiting: 0,
      not_sent: 1,
      problem: null,
      resumed: false,
      not_sent_rows: [{ row: 4, reason: "An event needs a name." }],
      refused_rows: [],
      may_have_arrived_rows: [],
      rows_not_listed: { not_sent: 0, refused: 0, may_have_arrived: 0 },
      notes: [noTimes],
      warnings: [{ message: "This file has no time column, so this event is sent with the time of sending.", count: 3, rows: [1, 2, 3] }],
      warnings_not_listed: 0,
    });
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(noTimes) });
    expect(shop.namesSent()).toEqual(["e1", "e2", "e3"]);
  });

  it("prints why Statsig refused rows, and which rows could not be sent after them", async ({ shop }) => {
    shop.reply = () => ({ status: 400, body: { message: "events.0.user.email must be an email" } });
    const path = await shop.file(`${lines(30)}{"eventName":""}\n`);
    const { exitCode, summary } = await shop.run("send", ["--events", path, "--tier", "staging"]);
    expect({ exitCode, refused: summary.refused, refused_rows: summary.refused_rows, not_sent_rows: summary.not_sent_rows }).toEqual({
      exitCode: 1,
      refused: 30,
      refused_rows: [{ rows: [1, 30], reason: expect.stringContaining("events.0.user.email must be an email") }],
      not_sent_rows: [{ row: 31, reason: "An event needs a name." }],
    });
  });

  it("lists the first rows that could not be sent, and how many it does not list", async ({ shop }) => {
    const path = await shop.file(`${'{"eventName":""}\n'.repeat(30)}${lines(1)}`);
    const { summary } = await shop.run("send", ["--events", path, "--tier", "staging"]);
    expect(summary.not_sent_rows).toHaveLength(20);
    expect(summary.rows_not_listed).toEqual({ not_sent: 10, refused: 0, may_have_arrived: 0 });
  });

  it("counts requests that are aborted at the end as possibly arrived, and unsent batches as waiting", async ({ shop }) => {
    shop.reply = () => "stall";
    const args = ["--events", await shop.file(lines(6)), "--tier", "staging", "--per-request", "2", "--wait", "1"];
    expect(await shop.run("send", args)).toMatchObject({
      exitCode: 1,
      summary: { may_have_arrived: 2, waiting: 4, delivered: 0, may_have_arrived_rows: [{ rows: [1, 2] }] },
    });
    expect(shop.namesSent()).toEqual(["e1", "e2"]);
  });

  it("reads the standard input, and exits with 0 when everything was delivered", async ({ shop }) => {
    const { exitCode, summary } = await shop.run("send", ["--events", "-", "--tier", "staging"], "event,user_id\na,u1\nb,u2\n");
    expect({ exitCode, delivered: summary.delivered }).toEqual({ exitCode: 0, delivered: 2 });
  });

  it("lists the warnings of the page by kind, with their first rows", async ({ shop }) => {
    const time = Date.now();
    const rows = [
      { eventName: "a", userID: "u", time },
      { eventName: "b", userID: "u", time: Math.round(time / 1000) },
      ...Array.from({ length: 7 }, (_, n) => ({ eventName: "c", userID: "u", time, value: "x".repeat(200 + n) })),
      { eventName: "d", time },
    ];
    const path = await shop.file(rows.map((row) => JSON.stringify(row)).join("\n"));
    const { exitCode, summary } = await shop.run("send", ["--events", path, "--tier", "staging", "--per-request", "4"]);
    expect({ exitCode, delivered: summary.delivered, warnings: summary.warnings }).toEqual({
      exitCode: 0,
      delivered: 10,
      warnings: [
        { message: "This time looks like seconds: as milliseconds it is 1970-01-21.", count: 1, rows: [2] },
        { message: expect.stringContaining("The value has 200 characters"), count: 7, rows: [3, 4, 5, 6, 7] },
        { message: expect.stringContaining("The user has neither a userID nor a custom ID"), count: 1, rows: [10] },
      ],
    });
  });

  it("reads times without a zone as UTC with --assume-utc only", async ({ shop }) => {
    const rows = "event,userID,created_at\na,u,2026-11-23 11:00:00\n";
    const args = ["--events", "-", "--tier", "staging"];
    expect(await shop.run("send", args, rows)).toMatchObject({ exitCode: 1, summary: { not_sent: 1 } });
    expect(await shop.run("send", [...args, "--assume-utc"], rows)).toMatchObject({ exitCode: 0, summary: { delivered: 1 } });
    expect(shop.statsig.requests[0]?.body.events[0].time).toBe(Date.UTC(2026, 10, 23, 11));
  });

  it("does not send rows with warnings with --strict", async ({ shop }) => {
    const path = await shop.file(`{"eventName":"a","userID":"u","time":${Date.now()}}\n{"eventName":"b","userID":"u","time":5}\n`);
    expect(await shop.run("send", ["--events", path, "--tier", "staging", "--strict"])).toMatchObject({
      exitCode: 1,
      summary: {
        delivered: 1,
        not_sent: 1,
        not_sent_rows: [{ row: 2, reason: expect.stringContaining("probably no time") }],
        warnings: [],
      },
    });
    expect(shop.namesSent()).toEqual(["a"]);
  });

  it("sends nothing of a file with a byte that is not UTF-8 at its end", async ({ shop }) => {
    const path = join(shop.folder, "latin-1.ndjson");
    await writeFile(path, Buffer.from(`${lines(5000)}{"eventName":"kauf","userID":"J\u00fcrgen"}\n`, "latin1"));
    expect(await shop.run("send", ["--events", path, "--tier", "staging"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("is not UTF-8: line 5,001 has the byte FC"),
    });
    expect(shop.statsig.requests).toEqual([]);
  });

  it("reads UTF-16 and gzip from the standard input", async ({ shop }) => {
    const input = gzipSync(Buffer.from("\uFEFFevent\tuserID\nkauf\tJ\u00fcrgen\n", "utf16le"));
    expect(await shop.run("send", ["--events", "-", "--tier", "staging"], input)).toMatchObject({ exitCode: 0, summary: { delivered: 1 } });
    expect(shop.statsig.requests[0]?.body.events[0].user.userID).toBe("J\u00fcrgen");
  });

  it("refuses a standard input that is not UTF-8", async ({ shop }) => {
    const latin = Buffer.from("event,userID\nkauf,J\u00fcrgen\n", "latin1");
    expect(await shop.run("send", ["--events", "-", "--tier", "staging"], latin)).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("The standard input is not UTF-8: line 2 has the byte FC (byte 20 of the file)"),
    });
    expect(shop.statsig.requests).toEqual([]);
  });

  it("refuses a protected tier without the flag, and sends nothing", async ({ shop }) => {
    const path = await shop.file(lines(1));
    const { exitCode, summary, stderr } = await shop.run("send", ["--events", path]);
    expect({ exitCode, summary, stderr }).toEqual({
      exitCode: 2,
      summary: null,
      stderr: expect.stringContaining("gatescope send: The tier production of Shop is protected. Give --yes-protected to send to it.\n"),
    });
    expect(shop.statsig.requests).toEqual([]);
    expect(await shop.run("send", ["--events", path, "--yes-protected"])).toMatchObject({
      exitCode: 0,
      summary: { tier: "production", delivered: 1 },
    });
  });

  it("refuses every command that writes to a protected tier without the flag, and a refused --again discards nothing", async ({ shop }) => {
    const path = await shop.file(lines(20));
    const send = ["--events", path, "--per-request", "2"];
    shop.reply = (position) => (position === 1 ? { status: 401, body: { message: "No such key" } } : accepted);
    const stopped = await shop.run("send", [...send, "--yes-protected"]);
    expect(stopped.summary).toMatchObject({ state: "stopped", delivered: 2, refused: 2 });
    const before = shop.statsig.requests.length;
    const user = ["--user", "-"];
    const commands: [string, string[]][] = [
      ["send", send],
      ["send", [...send, "--again"]],
      ["send", ["--events", "-"]],
      ["exposure", ["--gate", "checkout_v2", "--passes", "true", "--rule", "r1", ...user]],
      ["check", ["--gate", "checkout_v2", "--log-exposures", ...user]],
    ];
    const refused: unknown[] = [];
    for (const [command, args] of commands) {
      const { exitCode, stderr } = await shop.run(command, args, args.includes("--events") ? lines(1) : '{"userID":"u"}');
      refused.push([command, exitCode, stderr]);
    }
    const text = (command: string) => `gatescope ${command}: The tier production of Shop is protected. Give --yes-protected`;
    expect(refused).toEqual(commands.map(([command]) => [command, 2, expect.stringContaining(text(command))]));
    await shop.file(lines(21));
    expect((await shop.run("send", send)).exitCode).toBe(2);
    expect(shop.statsig.requests.length).toBe(before);
    expect((await shop.run("send", [...send, "--yes-protected"])).summary).toMatchObject({
      resumed: true,
      rows: 21,
      delivered: 19,
      refused: 2,
    });
    await shop.file(lines(22));
    expect(await shop.run("send", send)).toMatchObject({ exitCode: 2, summary: null });
  });

  it("sends nothing to a tier that the project does not have", async ({ shop }) => {
    const stderr = "gatescope send: Shop has no tier “stagging”; its tiers are staging, production, development.\n";
    expect(await shop.run("send", ["--events", await shop.file(lines(1)), "--tier", "stagging"])).toEqual({
      exitCode: 2,
      summary: null,
      stderr,
    });
    expect(shop.statsig.requests).toEqual([]);
  });

  it("continues where it stopped when it is run again", async ({ shop }) => {
    shop.reply = (position) => (position === 2 ? { status: 401, body: { message: "No such key" } } : accepted);
    const args = ["--events", await shop.file(lines(20)), "--tier", "staging", "--per-request", "2"];
    const stopped = await shop.run("send", args);
    expect(stopped).toMatchObject({
      exitCode: 1,
      summary: { state: "stopped", delivered: 4, refused: 2, problem: expect.stringContaining("No such key") },
    });
    const resumed = await shop.run("send", args);
    expect(resumed).toMatchObject({
      exitCode: 1,
      summary: { state: "finished", resumed: true, rows: 20, delivered: 18, refused: 2, notes: stopped.summary.notes },
    });
    expect(stopped.summary.notes).toEqual([noTimes]);
    expect(resumed.stderr).toContain(noTimes);
    expect(shop.namesSent()).toEqual(Array.from({ length: 20 }, (_, n) => `e${n + 1}`));
  });

  it("sends waiting rows once, even if their file is sent again", async ({ shop }) => {
    shop.reply = () => ({ status: 503 });
    const args = ["--events", await shop.file(lines(4)), "--tier", "staging", "--per-request", "2", "--wait"];
    expect(await shop.run("send", [...args, "1"])).toMatchObject({ exitCode: 1, summary: { waiting: 4, delivered: 0 } });
    shop.reply = () => accepted;
    const before = shop.statsig.requests.length;
    expect(await shop.run("send", [...args, "20"])).toMatchObject({
      exitCode: 0,
      summary: { resumed: true, rows: 4, delivered: 4, problem: null },
    });
    expect(shop.namesSent().slice(before * 2)).toEqual(["e1", "e2", "e3", "e4"]);
  });

  it("sends only the new rows of a file that was sent before, and all rows with --again", async ({ shop }) => {
    const args = ["--events", await shop.file(lines(2)), "--tier", "staging"];
    expect(await shop.run("send", args)).toMatchObject({ exitCode: 0, summary: { resumed: false, delivered: 2 } });
    expect(await shop.run("send", args)).toMatchObject({
      exitCode: 0,
      summary: { resumed: true, delivered: 2, problem: expect.stringContaining("nothing was sent now") },
    });
    await shop.file(lines(3));
    expect(await shop.run("send", args)).toMatchObject({ exitCode: 0, summary: { resumed: true, delivered: 3, problem: null } });
    expect(shop.namesSent()).toEqual(["e1", "e2", "e3"]);
    expect(await shop.run("send", [...args, "--again"])).toMatchObject({ exitCode: 0, summary: { resumed: false, delivered: 3 } });
    await shop.file('{"eventName":"other","userID":"u"}\n');
    expect(await shop.run("send", args)).toMatchObject({ exitCode: 0, summary: { resumed: false, delivered: 1 } });
    expect(shop.namesSent()).toEqual(["e1", "e2", "e3", "e1", "e2", "e3", "other"]);
  });

  it("starts over if the columns of a CSV file have changed", async ({ shop }) => {
    const path = join(shop.folder, "events.csv");
    const args = ["--events", path, "--tier", "staging"];
    await writeFile(path, "event,userID\na,u1\n");
    expect(await shop.run("send", args)).toMatchObject({ exitCode: 0, summary: { resumed: false, delivered: 1 } });
    await writeFile(path, "event,stable_id\na,u1\nb,s2\n");
    expect(await shop.run("send", args)).toMatchObject({ exitCode: 0, summary: { resumed: false, delivered: 2 } });
    expect(shop.statsig.requests.at(-1)?.body.events[1].user).toMatchObject({ customIDs: { stableID: "s2" } });
  });

  it("does not send a row again whose request was interrupted by a kill", async ({ shop }) => {
    shop.reply = () => "stall";
    const args = ["--events", await shop.file(lines(4)), "--tier", "staging"];
    const killed = shop.begin("send", args);
    await expect.poll(() => shop.statsig.requests.length, { timeout: 20_000 }).toBe(1);
    killed.child.kill("SIGKILL");
    await killed.ended;
    shop.reply = () => accepted;
    const again = await shop.run("send", args);
    expect(again).toMatchObject({ exitCode: 1, summary: { resumed: true, rows: 4, delivered: 0, may_have_arrived: 4 } });
    expect(shop.namesSent()).toEqual(["e1", "e2", "e3", "e4"]);
  });

  it("ends after the time to wait, and leaves unsent rows in the outbox", async ({ shop }) => {
    shop.reply = () => ({ status: 503, headers: { "Retry-After": "3600" } });
    const { exitCode, summary } = await shop.run("send", ["--events", await shop.file(lines(1)), "--tier", "staging", "--wait", "1"]);
    expect({ exitCode, waiting: summary.waiting, problem: summary.problem }).toEqual({
      exitCode: 1,
      waiting: 1,
      problem: expect.stringContaining("answered 503"),
    });
  });

  it("prints which rows may have arrived, and why that is unknown", async ({ shop }) => {
    shop.reply = (position) => (position === 0 ? "break_off" : accepted);
    const { exitCode, summary } = await shop.run("send", [
      "--events",
      await shop.file(lines(4)),
      "--tier",
      "staging",
      "--per-request",
      "2",
    ]);
    expect({ exitCode, delivered: summary.delivered, may_have_arrived_rows: summary.may_have_arrived_rows }).toEqual({
      exitCode: 1,
      delivered: 2,
      may_have_arrived_rows: [{ rows: [1, 2], reason: expect.stringContaining("Statsig may have received it anyway") }],
    });
  });

  it("counts requests that are aborted at the end as possibly arrived", async ({ shop }) => {
    shop.reply = () => "stall";
    const { exitCode, summary } = await shop.run("send", ["--events", await shop.file(lines(1)), "--tier", "staging", "--wait", "1"]);
    expect({ exitCode, waiting: summary.waiting, may_have_arrived: summary.may_have_arrived }).toEqual({
      exitCode: 1,
      waiting: 0,
      may_have_arrived: 1,
    });
  });

  it("exits with 2 when the file cannot be read", async ({ shop }) => {
    const path = join(shop.folder, "missing.csv");
    const stderr = `gatescope send: There is no readable file ${path}.\n`;
    expect(await shop.run("send", ["--events", path])).toEqual({ exitCode: 2, summary: null, stderr });
  });
});

describe.concurrent("gatescope send, without a regular file", () => {
  it("refuses a folder", async ({ shop }) => {
    const stderr = `gatescope send: The file ${shop.folder} is a folder; give a file in it.\n`;
    expect(await shop.run("send", ["--events", shop.folder])).toEqual({ exitCode: 2, summary: null, stderr });
  });

  it.skipIf(process.platform === "win32")("refuses a pipe, which can be read only once", async ({ shop }) => {
    const pipe = join(shop.folder, "pipe.ndjson");
    execFileSync("mkfifo", [pipe]);
    expect(await shop.run("send", ["--events", pipe])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Pipe it to the standard input"),
    });
  });
});

describe.concurrent("gatescope exposure", () => {
  const user = '{"userID":"ada"}';

  it("logs one exposure and prints its outcome", async ({ shop }) => {
    const args = ["--gate", "eu", "--passes", "false", "--rule", "r1", "--user", "-", "--tier", "staging"];
    expect(await shop.run("exposure", args, user)).toEqual({
      exitCode: 0,
      stderr: "",
      summary: { project: "Shop", tier: "staging", kind: "gate", name: "eu", state: "delivered", status: 202, problem: null },
    });
    expect(shop.statsig.requests).toMatchObject([
      { path: "log_custom_exposure", body: { exposures: [{ gateName: "eu", passes: false, ruleID: "r1", user: { userID: "ada" } }] } },
    ]);
  });

  it("prints why it waits, also behind other batches", async ({ shop }) => {
    shop.reply = () => ({ status: 503, headers: { "Retry-After": "3600" } });
    await shop.run("send", ["--events", await shop.file(lines(1)), "--tier", "staging", "--wait", "1"]);
    const args = ["--experiment", "checkout", "--group", "Test", "--user", "-", "--tier", "staging", "--wait", "1"];
    expect(await shop.run("exposure", args, user)).toMatchObject({
      exitCode: 1,
      summary: { state: "waiting", status: null, problem: expect.stringContaining("answered 503") },
    });
  });

  it.for<[string[], string]>([
    [["--gate", "a", "--experiment", "b", "--rule", "r"], "Give exactly one of --gate and --experiment."],
    [["--gate", "a", "--passes", "true"], "Give exactly one of --rule and --group."],
    [["--gate", "a", "--rule", "r"], "Give --passes true or --passes false with --gate."],
    [["--experiment", "a", "--passes", "true", "--group", "Test"], "--passes goes with --gate; an experiment has a group or a rule."],
  ])("refuses %j", async ([args, problem], { shop }) => {
    expect(await shop.run("exposure", [...args, "--user", "-"], user)).toEqual({
      exitCode: 2,
      stderr: `gatescope exposure: ${problem}\n`,
      summary: null,
    });
  });
});

describe.concurrent("gatescope check --log-exposures", () => {
  it("is in the ledger as perhaps arrived when it was killed while Statsig had the request, and is not sent again", async ({ shop }) => {
    shop.reply = () => "stall";
    const check = ["--user", "-", "--gate", "eu_beta", "--config", "prices", "--tier", "staging"];
    const killed = shop.begin("check", [...check, "--log-exposures"], '{"userID":"ada"}');
    await expect.poll(() => loggedRequests(shop), { timeout: 20_000 }).toBeGreaterThan(0);
    killed.child.kill("SIGKILL");
    await killed.ended;
    const inFlight = loggedRequests(shop);
    expect(new Set(ledgerOf(shop.folder))).toEqual(new Set(["evaluation, sending"]));
    // The next command that opens the folder finds what was interrupted.
    shop.reply = () => ({ body: { name: "eu_beta", value: true, rule_id: "r1", group_name: null } });
    await shop.begin("check", ["--user", "-", "--gate", "eu_beta", "--tier", "staging"], '{"userID":"ada"}').ended;
    const ledger = ledgerOf(shop.folder);
    expect(ledger.length).toBeGreaterThanOrEqual(inFlight);
    expect(new Set(ledger)).toEqual(new Set(["evaluation, may_have_arrived"]));
    expect(loggedRequests(shop)).toBe(inFlight);
  });
});

/** The evaluations that the server received with logging on. */
function loggedRequests({ statsig }: Shop): number {
  return statsig.requests.filter(
    ({ path, body }) => /check_gate|get_config/.test(path) && body.statsigMetadata.exposureLoggingDisabled === undefined,
  ).length;
}

/** Returns the kind and the outcome of each ledger batch. */
function ledgerOf(folder: string): string[] {
  const db = new DatabaseSync(join(folder, "outbox.db"), { readOnly: true });
  const rows = db.prepare("SELECT kind, outcome FROM sheets ORDER BY seq").all();
  db.close();
  return rows.map(({ kind, outcome }) => `${kind}, ${outcome}`);
}
