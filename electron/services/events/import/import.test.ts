import { readdirSync, readFileSync, readlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import type { RowResult, Run } from "#shared/domain/events/event-import.ts";
import { hostsOn } from "#shared/domain/project/project.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import { createEventsWorld, type EventsWorld } from "#tests/fakes/events-world.ts";
import { type LocalHttpServer, startHttpServer } from "#tests/fakes/local-servers.ts";
import { neverAborted } from "#tests/fakes/never-aborted.ts";

const toClose: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of toClose.splice(0).reverse()) await each.close();
});

type Answer = Parameters<typeof startHttpServer>[0];
const takes: Answer = (response) => void response.writeHead(202).end('{"success":true}');

async function open(answer: Answer = takes): Promise<{ world: EventsWorld; server: LocalHttpServer }> {
  const server = await startHttpServer(answer);
  const world = await createEventsWorld({ hosts: hostsOn(server.origin) });
  toClose.push(server, world);
  return { world, server };
}

/** Takes a file as from the page, in pieces of a few characters. */
async function take({ events }: EventsWorld, fileName: string, text: string, pieceLength = 7): Promise<string> {
  const { importId } = await events.imports.begin(fileName);
  for (let from = 0; from < text.length; from += pieceLength) await events.imports.chunk(importId, text.slice(from, from + pieceLength));
  return importId;
}

async function previewOf(world: EventsWorld, fileName: string, text: string, changes: { user?: StatsigUser } = {}) {
  const importId = await take(world, fileName, text);
  return { importId, preview: await world.events.imports.preview({ ...world.destination(changes), importId, mapping: null }) };
}

async function start(world: EventsWorld, fileName: string, text: string, rowsPerRequest = 2): Promise<Run> {
  const { importId, preview } = await previewOf(world, fileName, text);
  return world.events.imports.start({ ...world.destination(), isConfirmed: false, importId, mapping: preview.mapping, rowsPerRequest });
}

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
const lines = (count: number, from = 1) => Array.from({ length: count }, (_, n) => `{"eventName":"e${n + from}","userID":"u"}\n`).join("");

describe("the preview of a file", () => {
  it("maps columns by their names, and shows which rows would be sent", async () => {
    const { world } = await open();
    const text = [
      "\uFEFFEvent Name;User ID;stable_id;Amount;Timestamp;email;plan;custom.vip",
      "add_to_cart;u1;s1;29.99;1795431600;ada@example.com;pro;yes",
      ";u2;;;;;;",
      "a<b;u3;;;;;;",
      "checkout;;;;2026-11-23 12:00;;;",
    ].join("\r\n");
    const { preview } = await previewOf(world, "export.csv", text);
    expect(preview).toMatchObject({
      format: "csv",
      separator: ";",
      columns: ["Event Name", "User ID", "stable_id", "Amount", "Timestamp", "email", "plan", "custom.vip"],
      mapping: { timeUnit: "ms", numbersFromText: true, convertsMetadata: false },
      rows: 4,
      sendable: 1,
      refusedCount: 3,
      refused: [
        { row: 2, reason: "An event needs a name." },
        { row: 3, reason: "Statsig drops events whose name contains <." },
        { row: 4, reason: "This time has no zone: add Z for UTC, or an offset such as +01:00." },
      ],
      tiers: { staging: 1 },
    });
    expect(preview.warnings.kinds).toContainEqual({
      message: "This time looks like seconds: as milliseconds it is 1970-01-21.",
      count: 1,
      rows: [1],
    });
    expect(JSON.parse(preview.firstRows[0]?.event ?? "")).toEqual({
      eventName: "add_to_cart",
      value: 29.99,
      time: 1_795_431_600,
      user: {
        userID: "u1",
        customIDs: { stableID: "s1" },
        email: "ada@example.com",
        custom: { vip: "yes" },
        statsigEnvironment: { tier: "staging" },
      },
      metadata: { plan: "pro" },
    });
  });

  it("reads the tier of a row from its own column", async () => {
    const { world } = await open();
    for (const column of ["user.statsigEnvironment.tier", "statsigEnvironment"]) {
      const { preview } = await previewOf(
        world,
        "a.csv",
        `event,userID,${column}\na,u,Development\nb,u,\nc,u,"{""tier"":""production""}"\n`,
      );
      expect(preview.tiers).toEqual({ Development: 1, staging: 1, production: 1 });
      expect(JSON.parse(preview.firstRows[0]?.event ?? "").user).toEqual({ userID: "u", statsigEnvironment: { tier: "Development" } });
    }
  });

  it("reads a time column as seconds when all values are seconds", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", "event,ts\na,1795431600\nb,1795431601\n");
    expect(preview.mapping.timeUnit).toBe("s");
    expect(preview.firstRows.map(({ event }) => JSON.parse(event ?? "").time)).toEqual([1_795_431_600_000, 1_795_431_601_000]);
  });

  it("accepts bodies and lists of events, and converts metadata only when the mapping says so", async () => {
    const { world } = await open();
    const text = JSON.stringify({ events: [{ eventName: "a", user: { userID: "u" }, metadata: { n: 1 } }] }, null, 2);
    const { importId, preview } = await previewOf(world, "a.json", text);
    expect(preview).toMatchObject({ format: "json", refused: [{ row: 1, reason: "“n” is a number, and metadata values are texts." }] });
    const converting = await world.events.imports.preview({
      ...world.destination(),
      importId,
      mapping: { ...preview.mapping, convertsMetadata: true },
    });
    expect(JSON.parse(converting.firstRows[0]?.event ?? "").metadata).toEqual({ n: "1" });
  });

  it("leaves private attributes out under every column name", async () => {
    const { world } = await open();
    const columns = [
      "event",
      "userID",
      "privateAttributes",
      "private_attributes.salary",
      "user.privateAttributes.age",
      "Private Attributes",
    ];
    const { preview } = await previewOf(world, "a.csv", `${columns.join(",")}\ne,u,"{""a"":1}",90000,41,x\n`);
    const { user, metadata } = JSON.parse(preview.firstRows[0]?.event ?? "");
    expect({ user, metadata }).toEqual({ user: { userID: "u", statsigEnvironment: { tier: "staging" } }, metadata: undefined });
  });

  it("maps a field that none of the first rows has by its name, and warns", async () => {
    const { world, server } = await open();
    const late = '{"eventName":"late","userID":"u","value":5,"metadata":{"a":"b"},"coupon":"X","privateAttributes":{"salary":1}}';
    const { preview, importId } = await previewOf(world, "a.ndjson", `${'{"eventName":"early"}\n'.repeat(300)}${late}\n`);
    expect(preview.warnings.kinds).toContainEqual({
      message: "None of the first rows has “coupon”, so it was mapped by its name.",
      count: 1,
      rows: [301],
    });
    await world.events.imports.start({
      ...world.destination(),
      isConfirmed: false,
      importId,
      mapping: preview.mapping,
      rowsPerRequest: 300,
    });
    await expect.poll(() => server.requests.length).toBe(2);
    expect(JSON.parse(server.requests[1]?.body ?? "").events).toMatchObject([
      { eventName: "late", user: { userID: "u" }, value: 5, metadata: { a: "b", coupon: "X" } },
    ]);
    expect(server.requests[1]?.body).not.toContain("salary");
  });

  it("reads user fields from flattened columns", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", "event,user.userID,user.customIDs.companyID,user.custom.plan\ne,u,c,pro\n");
    expect(JSON.parse(preview.firstRows[0]?.event ?? "").user).toMatchObject({
      userID: "u",
      customIDs: { companyID: "c" },
      custom: { plan: "pro" },
    });
  });

  it.each([
    ["a.ndjson", '{"eventName":"a","userID":"u"}'],
    ["a.json", '{\n  "eventName": "a",\n  "userID": "u"\n}\n'],
    ["a.ndjson", `{"eventName":"a","metadata":{"long":"${"x".repeat(200_000)}"},"userID":"u"}\n`],
    ["a.txt", `{"eventName":"a","metadata":{"long":"${"x".repeat(200_000)}"},"userID":"u"}\n{"eventName":"b"}\n`],
    ["a.json", `[{"eventName":"a","metadata":{"long":"${"x".repeat(200_000)}"},"userID":"u"}]`],
  ])("finds the columns of %s with a single row, or a long first row", async (fileName, text) => {
    const { world } = await open();
    const importId = await take(world, fileName, text, 50_000);
    const preview = await world.events.imports.preview({ ...world.destination(), importId, mapping: null });
    expect(JSON.parse(preview.firstRows[0]?.event ?? "null")).toMatchObject({ eventName: "a", user: { userID: "u" } });
  });

  it("refuses a body whose events would lose their shared user", async () => {
    const { world } = await open();
    const body = (events: object[]) => JSON.stringify({ events, user: { userID: "all" } });
    const own = { eventName: "a", user: { userID: "ada" } };
    await expect(previewOf(world, "a.json", body([own, { eventName: "b" }]))).rejects.toThrow("one event has no user");
    expect((await previewOf(world, "a.json", body([own]))).preview).toMatchObject({ rows: 1, sendable: 1 });
  });

  it("counts all rows of a long file and shows the first ones", async () => {
    const { world } = await open();
    const importId = await take(world, "a.ndjson", lines(5_000) + "{}\n".repeat(300), 100_000);
    const preview = await world.events.imports.preview({ ...world.destination(), importId, mapping: null });
    expect(preview).toMatchObject({ rows: 5_300, sendable: 5_000, refusedCount: 300 });
    expect([preview.refused.length, preview.firstRows.length]).toEqual([200, 20]);
    const more = { ...world.destination(), importId, mapping: preview.mapping, limit: 60 };
    const page = await world.events.imports.refused({ ...more, afterRow: 5_200 });
    expect([page.refused[0], page.refused.at(-1)?.row, page.hasMore]).toEqual([
      { row: 5_201, reason: "An event needs a name.", text: "{}" },
      5_260,
      true,
    ]);
    const last = await world.events.imports.refused({ ...more, afterRow: 5_240 });
    expect([last.refused.length, last.refused.at(-1)?.row, last.hasMore]).toEqual([60, 5_300, false]);
  });
});

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
    for await (const piece of world.events.imports.exportRows(run.id)) text += piece;
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
    expect(server.requests.length).toBeLessThanOrEqual(5);
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
    expect(server.requests.length).toBeLessThan(6);
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

describe("what a file says about its times", () => {
  const at = "2026-11-23T11:00:00Z";

  it("is read from a column with another name, and said", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", `event,user_id,created_at\na,u1,${at}\n`);
    expect(preview.notes).toEqual([{ severity: "info", message: "The time of an event is read from “created_at”." }]);
    expect(JSON.parse(preview.firstRows[0]?.event ?? "").time).toBe(Date.parse(at));
  });

  it("is missing: said once for the file, and for each row", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", `event,userID,order_date\na,u1,${at}\nb,u2,${at}\n`);
    expect(preview.notes.map(({ message }) => message)).toEqual([
      "This file has no time column, so its events are sent with the time of sending. “order_date” contains times: if this is when the events happened, map it to the time, or name it “time” in the file.",
    ]);
    expect(preview.warnings.kinds).toEqual([
      { message: "This file has no time column, so this event is sent with the time of sending.", count: 2, rows: [1, 2] },
    ]);
  });

  it("is missing in some rows: a warning", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", `event,userID,time\na,u1,${at}\nb,u2,\n`);
    expect(preview.warnings.kinds).toEqual([
      { message: "This row has no time, so it is sent with the time of sending.", count: 1, rows: [2] },
    ]);
  });

  it.each([
    ["seconds", "1795431600", "in seconds"],
    ["microseconds", "1795431600731000", "in microseconds"],
    ["nanoseconds", "1795431600731000000", "in nanoseconds"],
  ])("is in %s, and said", async (_unit, time, note) => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.ndjson", `{"eventName":"a","userID":"u","time":${time}}\n`);
    expect(preview.notes.map(({ message }) => message)).toEqual([`The time of an event is read from “time”, ${note}.`]);
    expect(Math.floor(JSON.parse(preview.firstRows[0]?.event ?? "").time / 1000)).toBe(1_795_431_600);
  });

  it("is in several units: rows in another one than the rest have a warning", async () => {
    const { world } = await open();
    const times = ["1795431600731", "1795431600", "1795431600731000", "1795431600731000000", "0"];
    const { preview } = await previewOf(world, "a.csv", `event,userID,time\n${times.map((time) => `a,u,${time}\n`).join("")}`);
    expect(preview.warnings.kinds.map(({ message, rows }) => `${rows}: ${message}`)).toEqual([
      "2: This time looks like seconds: as milliseconds it is 1970-01-21.",
      "3: This time looks like microseconds: as milliseconds it is in the year 58864.",
      "5: This time is 20,781 days ago; Statsig may ignore an event that old.",
    ]);
    expect(preview.refused.map(({ row, reason }) => `${row}: ${reason}`)).toEqual([
      "4: This time looks like nanoseconds: as milliseconds it is beyond the calendar.",
    ]);
  });

  it("has no zone: refused, or read as UTC when the mapping says so", async () => {
    const { world } = await open();
    const { preview, importId } = await previewOf(world, "a.csv", "event,userID,created_at\na,u,2026-11-23 11:00:00\n");
    expect(preview.refused.map(({ reason }) => reason)).toEqual(["This time has no zone: add Z for UTC, or an offset such as +01:00."]);
    const inUtc = await world.events.imports.preview({
      ...world.destination(),
      importId,
      mapping: { ...preview.mapping, assumesUtc: true },
    });
    expect(JSON.parse(inUtc.firstRows[0]?.event ?? "").time).toBe(Date.parse(at));
  });
});

describe("the events of other programs", () => {
  const at = 1_795_431_600_328;

  it("are found after Excel's separator line and a title", async () => {
    const { world } = await open();
    const { preview } = await previewOf(world, "a.csv", `sep=;\r\nReport\r\neventName;userID;value;time\r\na;u1;12.5;${at}\r\n`);
    expect(preview).toMatchObject({
      separator: ";",
      rows: 1,
      sendable: 1,
      notes: [{ severity: "warning", message: "1 line before the column names is left out: “Report”." }],
    });
    expect(JSON.parse(preview.firstRows[0]?.event ?? "")).toMatchObject({ eventName: "a", value: 12.5, time: at });
  });

  it("are read from an export of the Console API, also of several pages", async () => {
    const { world } = await open();
    const page = (name: string) =>
      JSON.stringify({
        message: "Event values listed successfully.",
        data: [{ timestamp: String(at), name, source: "statsig-node", value: "463", userID: "1922", metadata: { sku: "a1" } }],
        pagination: { itemsPerPage: 1, pageNumber: 1, totalItems: 2, all: "/console/v1/events" },
      });
    for (const fileName of ["a.json", "a.txt", "a.ndjson", "a.json.gz"]) {
      const { preview } = await previewOf(world, fileName, `${page("a")}\n${page("b")}`);
      expect(preview.firstRows.map(({ event }) => JSON.parse(event ?? "null"))).toEqual(
        ["a", "b"].map((name) => ({
          eventName: name,
          value: 463,
          time: at,
          user: { userID: "1922", statsigEnvironment: { tier: "staging" } },
          metadata: { source: "statsig-node", sku: "a1" },
        })),
      );
    }
  });

  it("are read from a captured request of an SDK", async () => {
    const { world } = await open();
    const event = { eventName: "a", user: { userID: "u" }, value: null, metadata: { page: "/" }, time: at, secondaryExposures: [] };
    const body = JSON.stringify({ events: [event], statsigMetadata: { sdkType: "js-client", sdkVersion: "3.1.0", stableID: "s" } });
    const { preview } = await previewOf(world, "rgstr.txt", body);
    expect(preview).toMatchObject({ format: "json", rows: 1, sendable: 1 });
    expect(JSON.parse(preview.firstRows[0]?.event ?? "")).toMatchObject({ eventName: "a", time: at, metadata: { page: "/" } });
  });
});
