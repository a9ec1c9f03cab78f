import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it, vi } from "vitest";
import type { RowResult, Run } from "#shared/domain/events/event-import.ts";
import type { EventsWorld } from "#tests/fakes/events-world.ts";
import { lines, open, previewOf, start, take, takes } from "#tests/fakes/import-world.ts";
import type { LocalHttpServer } from "#tests/fakes/local-servers.ts";
import { neverAborted } from "#tests/fakes/never-aborted.ts";

/** A run of 60 rows, as it stands when the fifth of its requests arrives. */
async function startHalf() {
  const halfway = Promise.withResolvers<void>();
  const { world, server } = await open((response, request) => {
    if (server.requests.length === 5) halfway.resolve();
    takes(response, request);
  });
  const run = await start(world, "a.ndjson", lines(60));
  await halfway.promise;
  return { world, server, run };
}

/** Starts a run of 20,000 rows whose first request is not answered until `letAnswer` is called. */
async function startLong() {
  const mayAnswer = Promise.withResolvers<void>();
  const { world, server } = await open(async (response, request) => {
    await mayAnswer.promise;
    takes(response, request);
  });
  const path = join(world.folder, "long.ndjson");
  writeFileSync(path, lines(20_000));
  const options = { isConfirmed: false, path, mapping: null, rowsPerRequest: 100 };
  const run = await world.events.imports.startFile({ ...world.destination(), ...options });
  await expect.poll(() => server.requests.length).toBe(1);
  return { world, run, path, letAnswer: () => mayAnswer.resolve() };
}

const settled = ({ events }: EventsWorld, { id }: Run) => events.imports.settled(id, neverAborted());

async function results({ events }: EventsWorld, { id }: Run): Promise<string[]> {
  const rows: RowResult[] = [];
  for (let isMore = true; isMore; ) {
    const page = await events.imports.rows({ runId: id, afterRow: rows.at(-1)?.row ?? 0, limit: 3, onlyTrouble: false });
    rows.push(...page.rows);
    isMore = page.hasMore;
  }
  return rows.map(({ row, outcome }) => `${row} ${outcome}`);
}

function linkOf(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

const namesSent = (server: LocalHttpServer) =>
  server.requests.flatMap(({ body }) => JSON.parse(body).events.map(({ eventName }: { eventName: string }) => eventName));

describe("a file that is sent", () => {
  it("is sent in order, in requests of the given size, with a result for each row", async () => {
    const { world, server } = await open();
    const run = await start(world, "a.ndjson", `${lines(3)}{"eventName":""}\n{oops\n${lines(2, 4)}`);
    expect(await settled(world, run)).toMatchObject({
      state: "finished",
      rowsTaken: 7,
      rowsTotal: 7,
      refusedRows: 2,
      counts: { delivered: 5, waiting: 0, refused: 0 },
      problem: null,
    });
    expect(namesSent(server)).toEqual(["e1", "e2", "e3", "e4", "e5"]);
    expect(server.requests).toHaveLength(3);
    expect(await results(world, run)).toEqual([
      "1 delivered",
      "2 delivered",
      "3 delivered",
      "4 not_sent",
      "5 not_sent",
      "6 delivered",
      "7 delivered",
    ]);
    let text = "";
    for await (const piece of world.events.imports.exportRows(run.id)) text += piece.text;
    expect(text.split("\r\n")).toMatchObject([
      "row,outcome,reason,may be a duplicate",
      "1,delivered,,no",
      "2,delivered,,no",
      "3,delivered,,no",
      "4,not_sent,An event needs a name.,no",
      expect.stringContaining("5,not_sent"),
      "6,delivered,,no",
      "7,delivered,,no",
      "",
    ]);
  });

  it("leaves no private attribute and no copy of the file on the disk", async () => {
    const { world, server } = await open();
    const run = await start(
      world,
      "a.ndjson",
      '{"eventName":"a","user":{"userID":"u","privateAttributes":{"salary":"inventedForThisTest"}}}\n',
    );
    await settled(world, run);
    await world.reopen();
    expect(server.requests[0]?.body).not.toContain("inventedForThisTest");
    expect(readdirSync(join(world.folder, "imports"))).toEqual([]);
    const all = readdirSync(world.folder, { withFileTypes: true }).filter((entry) => entry.isFile());
    for (const { name } of all) expect(readFileSync(join(world.folder, name)).toString("latin1")).not.toContain("inventedForThisTest");
  });

  it("leaves no key of its header or of a refused row on the disk", async () => {
    const { world } = await open();
    const key = "secret-plantedServerKey0123456789";
    const csv = await start(world, "a.csv", `event,userID,${key}\nsent,u,\nnot_sent,u,1\n`);
    const ndjson = await start(
      world,
      "b.ndjson",
      `{"eventName":"a","metadata":{"${key}":1}}\n{"eventName":"b","userID":"u","${key}":"x"}\n`,
    );
    expect(await settled(world, csv)).toMatchObject({ state: "finished", counts: { delivered: 2 } });
    expect(await settled(world, ndjson)).toMatchObject({ state: "finished", counts: { delivered: 1 } });
    const { rows } = await world.events.imports.rows({ runId: ndjson.id, afterRow: 0, limit: 1, onlyTrouble: true });
    expect(rows).toMatchObject([{ row: 1, reason: "“secret-••••••••6789” is a number, and metadata values are texts." }]);
    const destination = world.destination({ userLabel: key });
    const importId = await take(world, "c.csv", "event\nc\n");
    const { mapping } = await world.events.imports.preview({ ...destination, importId, mapping: null });
    const request = { ...destination, isConfirmed: false, importId, mapping, rowsPerRequest: 2 };
    await expect(world.events.imports.start({ ...request, user: { userID: key } })).rejects.toThrow("The user contains a key.");
    expect(await settled(world, await world.events.imports.start(request))).toMatchObject({ state: "finished" });
    await world.events.close();
    expect(readFileSync(join(world.folder, "outbox.db")).includes(key)).toBe(false);
  });

  it("stops at a refused batch, names its rows, and continues with the next when resumed", async () => {
    let refuses = 1;
    const { world, server } = await open((response, request) => {
      if (refuses > 0) response.writeHead(401).end('{"message":"No such key"}');
      else takes(response, request);
      refuses -= 1;
    });
    const run = await start(world, "a.ndjson", lines(40));
    expect(await settled(world, run)).toMatchObject({
      state: "stopped",
      problem: expect.stringMatching(/^Rows 1 to 2 were refused, so the run was stopped\. .*No such key/),
    });
    expect(server.requests.length).toBeLessThanOrEqual(3); // requests that were already being sent
    await world.events.imports.resume({ runId: run.id, isConfirmed: false });
    expect(await settled(world, run)).toMatchObject({ state: "finished", counts: { delivered: 38, refused: 2 } });
    const [refused] = (await world.events.outbox.list({ projectId: null, states: ["refused"], beforeSeq: null, limit: 10 })).batches;
    await world.events.outbox.resend({ batchId: refused!.id, isConfirmed: false });
    await world.events.outbox.settled([refused!.id], neverAborted());
    expect(new Set(namesSent(server)).size).toBe(40);
    expect((await results(world, run)).every((result) => result.endsWith("delivered"))).toBe(true);
  });

  it("can be paused and resumed without sending a row twice", async () => {
    const { world, server, run } = await startHalf();
    expect((await world.events.imports.pause(run.id)).state).toBe("paused");
    const { counts } = await world.events.imports.runs(null).then(([only]) => only!);
    expect(counts.delivered).toBeLessThan(60);
    await world.events.imports.resume({ runId: run.id, isConfirmed: false });
    expect(await settled(world, run)).toMatchObject({ state: "finished", counts: { delivered: 60 } });
    expect(namesSent(server)).toEqual(Array.from({ length: 60 }, (_, n) => `e${n + 1}`));
  });

  it("asks before it is resumed in a tier that was protected since, for all rows that would be sent", async () => {
    const { world, run } = await startHalf();
    await world.events.imports.pause(run.id);
    const held = await vi.waitFor(async () => {
      const [only] = await world.events.imports.runs(null);
      expect(only?.counts.sending).toBe(0);
      return only?.counts;
    });
    const project = world.projects.require(run.projectId);
    const tiers = project.tiers.map((tier) => ({ ...tier, isProtected: true }));
    await world.projects.update({ projectId: project.id, draft: { ...project, tiers }, consent: null });
    await expect(world.events.imports.resume({ runId: run.id, isConfirmed: false })).rejects.toMatchObject({
      facts: { tier: run.tier, count: 60 - (held?.delivered ?? 0) },
    });
  });

  it("is read once when two windows resume it at the same time", async () => {
    const { world, server, run } = await startHalf();
    await world.events.imports.pause(run.id);
    const resume = () => world.events.imports.resume({ runId: run.id, isConfirmed: false });
    const resumed = await Promise.allSettled([resume(), resume()]);
    expect(resumed.map(({ status }) => status)).toEqual(["fulfilled", "rejected"]);
    expect(await settled(world, run)).toMatchObject({ state: "finished", counts: { delivered: 60 } });
    expect(namesSent(server)).toEqual(Array.from({ length: 60 }, (_, n) => `e${n + 1}`));
  });

  it("is shown as stopped when the disk is too full to store that, and continues with space", async () => {
    const isHolding = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const { world, server } = await open(async (response, request) => {
      isHolding.resolve();
      await goOn.promise;
      takes(response, request);
    });
    const run = await start(world, "a.ndjson", lines(60));
    await isHolding.promise;
    const disk = new DatabaseSync(join(world.folder, "outbox.db"), { timeout: 5_000 });
    disk.exec(`
      CREATE TRIGGER full_for_rows BEFORE INSERT ON parcels BEGIN SELECT RAISE(ABORT, 'planted'); END;
      CREATE TRIGGER full_for_runs BEFORE UPDATE ON runs WHEN NEW.state = 'stopped' BEGIN SELECT RAISE(ABORT, 'planted'); END`);
    goOn.resolve();
    const stopped = { state: "stopped", problem: expect.stringContaining("The outbox could not be read or written: planted") };
    expect(await settled(world, run)).toMatchObject(stopped);
    expect(await world.events.imports.runs(null)).toMatchObject([stopped]);
    disk.exec("DROP TRIGGER full_for_rows; DROP TRIGGER full_for_runs");
    disk.close();
    await world.events.imports.resume({ runId: run.id, isConfirmed: false });
    expect(await settled(world, run)).toMatchObject({ state: "finished", counts: { delivered: 60 } });
    expect(namesSent(server)).toEqual(Array.from({ length: 60 }, (_, n) => `e${n + 1}`));
  });

  it("continues after a restart without the page", async () => {
    const { world, server, run } = await startHalf();
    await world.reopen();
    const [cutOff] = await world.events.imports.runs(null);
    expect(cutOff).toMatchObject({ state: "stopped", problem: "Gatescope ended while this file was being read." });
    await world.events.imports.resume({ runId: run.id, isConfirmed: false });
    expect(await settled(world, run)).toMatchObject({ state: "finished" });
    expect(namesSent(server)).toEqual(Array.from({ length: 60 }, (_, n) => `e${n + 1}`));
  });

  it("does not continue when the file has changed", async () => {
    let requestCount = 0;
    const { world } = await open((response) => {
      requestCount += 1;
      // Another refusal would stop it as well, and who is first to say why would be chance.
      response.writeHead(requestCount === 1 ? 401 : 202).end('{"success":true}');
    });
    const path = join(world.folder, "mine.ndjson");
    writeFileSync(path, lines(40));
    const run = await world.events.imports.startFile({
      ...world.destination(),
      isConfirmed: false,
      path,
      mapping: null,
      rowsPerRequest: 2,
    });
    await settled(world, run);
    writeFileSync(path, lines(40, 2));
    await world.events.imports.resume({ runId: run.id, isConfirmed: false });
    expect(await settled(world, run)).toMatchObject({
      state: "stopped",
      problem: expect.stringContaining("mine.ndjson has changed since this run started"),
    });
  });

  it("stops when its file becomes shorter while it is read", async () => {
    const { world, run, path, letAnswer } = await startLong();
    writeFileSync(path, lines(500));
    letAnswer();
    expect(await settled(world, run)).toMatchObject({
      state: "stopped",
      problem: expect.stringContaining("became shorter while it was read"),
    });
    writeFileSync(path, lines(20_000));
    await world.events.imports.resume({ runId: run.id, isConfirmed: false });
    expect(await settled(world, run)).toMatchObject({ state: "finished", counts: { delivered: 20_000 } });
  });

  it.runIf(process.platform === "linux")("lets go of its file when it is paused", async () => {
    const { world, run, path, letAnswer } = await startLong();
    const openFiles = () => readdirSync("/proc/self/fd").filter((fd) => linkOf(join("/proc/self/fd", fd)) === path).length;
    expect(openFiles()).toBe(1);
    await world.events.imports.pause(run.id);
    await expect.poll(openFiles).toBe(0);
    letAnswer();
  });

  it("does not start with a file that is not in UTF-8", async () => {
    const { world } = await open();
    const path = join(world.folder, "latin-1.csv");
    writeFileSync(path, Buffer.from("event,userID\nkauf,J\u00fcrgen\n", "latin1"));
    const options = { isConfirmed: false, path, mapping: null, rowsPerRequest: 100 };
    await expect(world.events.imports.startFile({ ...world.destination(), ...options })).rejects.toThrow(
      "is not UTF-8: line 2 has the byte FC",
    );
  });

  it("discards unsent rows and stops reading when the rest is discarded", async () => {
    const { world } = await open((response) => void response.writeHead(401).end());
    const run = await start(world, "a.ndjson", lines(40));
    await settled(world, run);
    expect(await world.events.imports.discardRemaining(run.id)).toMatchObject({ state: "abandoned", counts: { waiting: 0 } });
    await expect(world.events.imports.resume({ runId: run.id, isConfirmed: false })).rejects.toThrow(
      "This run cannot continue: it is abandoned.",
    );
  });

  it("stops after several lost answers in a row", async () => {
    const { world, server } = await open((response) => void response.socket?.resetAndDestroy());
    const run = await start(world, "a.ndjson", lines(40));
    expect(await settled(world, run)).toMatchObject({
      state: "stopped",
      problem: expect.stringContaining("3 requests in a row were lost"),
    });
    expect(server.requests.length).toBe(3);
  });
});

describe("a request that is tried again", () => {
  it("neither counts as a lost answer nor ends a row of them", async () => {
    const { world, server } = await open((response) =>
      server.requests.length === 3 ? void response.writeHead(503).end() : void response.socket?.resetAndDestroy(),
    );
    const run = await start(world, "a.ndjson", lines(40));
    expect(await settled(world, run)).toMatchObject({
      state: "stopped",
      problem: expect.stringContaining("3 requests in a row were lost"),
    });
    expect(server.requests.length).toBe(4);
  });
});

describe("a file that was read to its end and is still being sent", () => {
  it("stops after several lost answers in a row, and continues when resumed", async () => {
    let isLost = true;
    const { world, server } = await open((response, request) =>
      isLost ? void response.socket?.resetAndDestroy() : takes(response, request),
    );
    const run = await start(world, "a.ndjson", lines(12));
    const stopped = await settled(world, run);
    expect(stopped).toMatchObject({ state: "stopped", problem: expect.stringContaining("3 requests in a row were lost") });
    expect(server.requests.length).toBe(3);
    isLost = false;
    await world.events.imports.resume({ runId: run.id, isConfirmed: false });
    const { may_have_arrived, delivered } = (await settled(world, run)).counts;
    expect(may_have_arrived + delivered).toBe(12);
    expect(new Set(namesSent(server)).size).toBe(namesSent(server).length);
  });
});

describe("a protected tier", () => {
  const toProduction = '{"eventName":"a","user":{"userID":"u","statsigEnvironment":{"tier":"production"}}}\n';

  it("requires confirmation with the number of events, also when only rows name it", async () => {
    const { world, server } = await open();
    const { importId, preview } = await previewOf(world, "a.ndjson", lines(2) + toProduction);
    expect(preview.tiers).toEqual({ staging: 2, production: 1 });
    const input = { ...world.destination(), importId, mapping: preview.mapping, rowsPerRequest: 500 };
    await expect(world.events.imports.start({ ...input, isConfirmed: false })).rejects.toMatchObject({
      facts: { what: "events", count: 3, projectName: "Shop", tier: "production" },
    });
    expect(server.requests).toEqual([]);
    const run = await world.events.imports.start({ ...input, isConfirmed: true });
    expect(await settled(world, run)).toMatchObject({ counts: { delivered: 3 } });
  });

  it("refuses rows of a file without a preview", async () => {
    const { world } = await open();
    const path = join(world.folder, "mine.ndjson");
    writeFileSync(path, lines(1) + toProduction);
    const run = await world.events.imports.startFile({
      ...world.destination(),
      isConfirmed: false,
      path,
      mapping: null,
      rowsPerRequest: 2,
    });
    expect(await settled(world, run)).toMatchObject({ refusedRows: 1, counts: { delivered: 1 } });
  });
});
