import { randomBytes } from "node:crypto";
import { chmodSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, describe, expect, it } from "vitest";
import type { Batch, BatchState } from "#shared/domain/events/event-outbox.ts";
import { hostsOn } from "#shared/domain/project/project.ts";
import { createEventsWorld, type EventsWorld, eventNamed } from "#tests/fakes/events-world.ts";
import { closedPort, type LocalServer, startHttpServer, startTcpServer } from "#tests/fakes/local-servers.ts";
import { neverAborted } from "#tests/fakes/never-aborted.ts";

const toClose: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of toClose.splice(0).reverse()) await each.close();
});

function closing<T extends { close(): unknown }>(thing: T): T {
  toClose.push(thing);
  return thing;
}

async function worldAt(server: Pick<LocalServer, "origin">, options: Omit<Parameters<typeof createEventsWorld>[0], "hosts"> = {}) {
  return closing(await createEventsWorld({ hosts: hostsOn(server.origin), ...options }));
}

/** Answers requests in this order, and repeats the last answer. Records the event names of each body. */
async function serveStatuses(...answers: { status: number; body?: unknown; headers?: Record<string, string> }[]) {
  let turn = 0;
  const server = closing(
    await startHttpServer((response) => {
      const { status, body = { success: status < 300 }, headers = {} } = answers[Math.min(turn, answers.length - 1)]!;
      turn += 1;
      response.writeHead(status, headers).end(JSON.stringify(body));
    }),
  );
  return {
    ...server,
    origin: server.origin,
    bodies: () => server.requests.map(({ body }) => JSON.parse(body).events.map((event: { eventName: string }) => event.eventName)),
  };
}

async function settled({ events }: EventsWorld, batches: readonly Batch[]): Promise<Batch[]> {
  return events.outbox.settled(
    batches.map(({ id }) => id),
    neverAborted(),
  );
}

/** Resolves with the batch once it is as wanted. */
async function untilIs({ events }: EventsWorld, { id }: Batch, isWanted: (batch: Batch) => boolean): Promise<Batch> {
  const stop = new AbortController();
  const news = events.outbox.follow(stop.signal);
  try {
    for (;;) {
      const { batch } = await events.outbox.content(id);
      if (isWanted(batch)) return batch;
      await news.next();
    }
  } finally {
    stop.abort();
  }
}

describe("a batch", () => {
  it("is sent once with its time, its user and the client's clock, and is stored in history and ledger", async () => {
    const server = await serveStatuses({ status: 202 });
    const world = await worldAt(server);
    const user = { userID: "ada", privateAttributes: { salary: 1 } };
    const { batches } = await world.send(["add_to_cart", "checkout"], { user });
    expect(await settled(world, batches)).toMatchObject([
      { state: "delivered", attempts: 1, count: 2, httpStatus: 202, mayBeDuplicate: false },
    ]);
    const nowMs = world.clock.nowMs();
    const sentUser = { userID: "ada", statsigEnvironment: { tier: "staging" } };
    expect(server.requests.map(({ path, body }) => [path, JSON.parse(body)])).toEqual([
      [
        "/v1/log_event",
        {
          events: [
            { eventName: "add_to_cart", time: nowMs, user: sentUser },
            { eventName: "checkout", time: nowMs, user: sentUser },
          ],
          statsigMetadata: { sdkType: "gatescope", sdkVersion: "0.0.0-test" },
        },
      ],
    ]);
    expect(server.requests[0]?.rawHeaders).toEqual(expect.arrayContaining(["STATSIG-CLIENT-TIME", String(nowMs)]));
    const { context, exchange } = await world.history.whenKept(() => true);
    expect(exchange.request.body).toBe(server.requests[0]?.body);
    expect(context).toMatchObject({ purpose: "send", names: ["add_to_cart", "checkout"], userLabel: "Ada", isLogging: true });
    const { rows } = await world.events.ledger.page({ filter: everythingWritten, beforeSeq: null, limit: 10 });
    expect(rows.map(({ name, outcome, exchangeId, units }) => [name, outcome, exchangeId, units])).toEqual([
      ["checkout", "delivered", exchange.id, [{ idType: "userID", value: "ada" }]],
      ["add_to_cart", "delivered", exchange.id, [{ idType: "userID", value: "ada" }]],
    ]);
  });

  it("is sent unchanged, and stored with text masked that looks like a key", async () => {
    const server = await serveStatuses({ status: 202 });
    const world = await worldAt(server);
    const { batches } = await world.send(["client-a1b2c3d4e5 was seen"]);
    expect(await settled(world, batches)).toMatchObject([{ state: "delivered" }]);
    expect(server.bodies()).toEqual([["client-a1b2c3d4e5 was seen"]]);
    const { exchange } = await world.history.whenKept(() => true);
    expect(JSON.parse(exchange.request.body ?? "").events[0].eventName).toBe("client-••••••••d4e5 was seen");
  });

  it("is sent in order, one request at a time, with at most 500 events", async () => {
    const server = await serveStatuses({ status: 202 });
    const world = await worldAt(server);
    const names = Array.from({ length: 1_201 }, (_, n) => `e${n}`);
    const { batches } = await world.send(names);
    await settled(world, batches);
    expect(server.bodies().map((body: string[]) => body.length)).toEqual([500, 500, 201]);
    expect(server.bodies().flat()).toEqual(names);
  });
});

describe("a refusal", () => {
  it.each([
    [400, "Edit the events, then send them again."],
    [401, "Choose another key"],
    [403, "Choose another key"],
    [404, "events base"],
    [413, "send fewer or smaller events at once"],
  ])("%i is not retried, and says what to correct", async (status, fix) => {
    const server = await serveStatuses({ status, body: { status, message: "Something is wrong here" } });
    const world = await worldAt(server);
    const { batches } = await world.send(["a"]);
    const [refused] = await settled(world, batches);
    expect(refused).toMatchObject({
      state: "refused",
      httpStatus: status,
      attempts: 1,
      problem: expect.stringContaining("Something is wrong here"),
    });
    expect(refused?.problem).toContain(fix);
    expect(server.requests).toHaveLength(1);
  });

  it("does not block the batches after it", async () => {
    const server = await serveStatuses({ status: 400 }, { status: 202 });
    const world = await worldAt(server);
    const refused = await world.send(["a"]);
    const delivered = await world.send(["b"]);
    expect((await settled(world, [...refused.batches, ...delivered.batches])).map(({ state }) => state)).toEqual(["refused", "delivered"]);
  });

  it("can be edited, and is then sent again", async () => {
    const server = await serveStatuses({ status: 400 }, { status: 202 });
    const world = await worldAt(server);
    const { batches } = await world.send(["bad"]);
    await settled(world, batches);
    const { events } = await world.events.outbox.content(batches[0]!.id);
    expect(events).toEqual([
      eventNamed("bad", {
        time: { kind: "at", ms: world.clock.nowMs() },
        user: { userID: "ada", statsigEnvironment: { tier: "staging" } },
      }),
    ]);
    await world.events.outbox.edit({
      batchId: batches[0]!.id,
      isConfirmed: false,
      exposures: [],
      events: [{ ...events[0]!, name: "good" }],
    });
    expect(await settled(world, batches)).toMatchObject([{ state: "delivered", firstName: "good" }]);
    expect(server.bodies()).toEqual([["bad"], ["good"]]);
  });
});

describe("a temporary refusal", () => {
  it.each([429, 500, 502, 503])("%i is retried in order until it is accepted", async (status) => {
    const server = await serveStatuses({ status }, { status }, { status: 202 });
    const world = await worldAt(server);
    const first = await world.send(["a"]);
    const second = await world.send(["b"]);
    expect(await settled(world, [...first.batches, ...second.batches])).toMatchObject([
      { state: "delivered", attempts: 3 },
      { state: "delivered", attempts: 1 },
    ]);
    expect(server.bodies()).toEqual([["a"], ["a"], ["a"], ["b"]]);
  });

  it("waits as long as Retry-After requests", async () => {
    const server = await serveStatuses({ status: 429, headers: { "Retry-After": "7" } }, { status: 202 });
    let tick = 0;
    const world = await worldAt(server, { parts: { tickMs: () => tick } });
    const { batches } = await world.send(["a"]);
    const waiting = await untilIs(world, batches[0]!, ({ attempts, state }) => attempts === 1 && state === "waiting");
    expect(waiting).toMatchObject({ nextTryAtMs: world.clock.nowMs() + 7_000, problem: "Statsig asked to slow down (429)." });
    tick = 6_999;
    world.clock.advance(86_400_000); // somebody sets the clock: that shortens no wait
    await world.send(["b"]); // wakes the project queue
    expect(server.requests).toHaveLength(1);
    tick = 7_000;
    await world.send(["c"]);
    expect(await settled(world, batches)).toMatchObject([{ state: "delivered" }]);
  });

  it("is retried at once with sendNow", async () => {
    const server = await serveStatuses({ status: 503 }, { status: 202 });
    const world = await worldAt(server, { parts: { backoff: { firstMs: 3_600_000, maxMs: 3_600_000 } } });
    const { batches } = await world.send(["a"]);
    await untilIs(world, batches[0]!, ({ attempts, state }) => attempts === 1 && state === "waiting");
    await world.events.outbox.sendNow({ batchId: batches[0]!.id, projectId: null });
    expect(await settled(world, batches)).toMatchObject([{ state: "delivered" }]);
  });

  it("waits while the host cannot be reached, and is retried after a restart", async () => {
    const port = await closedPort();
    const world = await worldAt({ origin: `http://127.0.0.1:${port}` }, { parts: { backoff: { firstMs: 3_600_000, maxMs: 3_600_000 } } });
    const { batches } = await world.send(["a"]);
    const waiting = await untilIs(world, batches[0]!, ({ attempts, state }) => attempts === 1 && state === "waiting");
    expect(waiting.problem).toBe(`127.0.0.1:${port} could not be reached: connection refused. Nothing had left this machine.`);
    const server = await serveStatuses({ status: 202 });
    await world.projects.update({
      projectId: world.project.id,
      draft: { ...world.project, hosts: hostsOn(server.origin) },
      consent: new URL(server.origin).host,
    });
    await world.reopen();
    world.clock.advance(-86_400_000 * 365); // the clock was set back meanwhile
    await world.events.outbox.sendNow({ batchId: null, projectId: null });
    expect(await settled(world, batches)).toMatchObject([{ state: "delivered" }]);
  });

  it("waits when the host name cannot be resolved", async () => {
    const world = await worldAt({ origin: "https://statsig.invalid" });
    const { batches } = await world.send(["a"]);
    const waiting = await untilIs(world, batches[0]!, ({ attempts, state }) => attempts > 0 && state === "waiting");
    expect(waiting.problem).toContain("Nothing had left this machine.");
  });

  it("is not sent when its stored body is damaged, and does not block the next one", async () => {
    const server = await serveStatuses({ status: 503 }, { status: 202 });
    const world = await worldAt(server, { parts: { backoff: { firstMs: 60_000, maxMs: 60_000 } } });
    const { batches } = await world.send(["a"]);
    await untilIs(world, batches[0]!, ({ attempts, state }) => attempts === 1 && state === "waiting");
    const disk = new DatabaseSync(join(world.folder, "outbox.db"), { timeout: 5_000 });
    disk.exec("UPDATE bodies SET bytes = x'0102030405'");
    disk.close();
    const later = await world.send(["b"]);
    await world.events.outbox.sendNow({ batchId: null, projectId: world.project.id });
    expect(await settled(world, [...batches, ...later.batches])).toMatchObject([
      { state: "refused", httpStatus: null, problem: expect.stringContaining("are damaged, so nothing was sent") },
      { state: "delivered" },
    ]);
    expect(server.bodies()).toEqual([["a"], ["b"]]);
  });

  it("waits for the keys to be unlocked, and gives that reason", async () => {
    const server = await serveStatuses({ status: 202 });
    const world = await worldAt(server);
    await world.vault.protectWithPassphrase("open sesame");
    await world.vault.lock();
    const { batches } = await world.send(["a"]);
    const held = await untilIs(world, batches[0]!, ({ problem }) => problem !== null);
    expect(held).toMatchObject({
      state: "waiting",
      attempts: 0,
      problem: "Waiting, because the keys are locked. Unlock them under Settings, then try again.",
    });
    await world.vault.unlock("open sesame");
    await world.events.outbox.sendNow({ batchId: null, projectId: world.project.id });
    expect(await settled(world, batches)).toMatchObject([{ state: "delivered", problem: null }]);
  });
});

describe("a lost answer", () => {
  const onRequest = (socket: Socket, act: () => void) => void socket.once("data", act);
  const ways: [string, (socket: Socket) => void][] = [
    ["a reset before the answer", (socket) => onRequest(socket, () => socket.resetAndDestroy())],
    ["a connection that closes without an answer", (socket) => onRequest(socket, () => socket.end())],
    ["no answer in time", () => {}],
    [
      "a reset within the answer",
      (socket) =>
        onRequest(socket, () =>
          socket.write("HTTP/1.1 202 Accepted\r\nContent-Length: 100\r\n\r\n{", () => setImmediate(() => socket.resetAndDestroy())),
        ),
    ],
  ];

  it.each(ways)("%s: the batch may have arrived, and is not sent again automatically", async (_what, act) => {
    const server = closing(await startTcpServer(act));
    const world = await worldAt(server, { requestTimeoutMs: 500 });
    const { batches } = await world.send(["a"]);
    const [lost] = await settled(world, batches);
    expect(lost).toMatchObject({
      state: "may_have_arrived",
      attempts: 1,
      problem: expect.stringContaining("it is not sent again automatically"),
    });
    await world.reopen();
    await world.events.outbox.sendNow({ batchId: null, projectId: null });
    expect(await settled(world, batches)).toEqual([lost]);
    expect(server.connections()).toBe(1);
  });

  it("is sent again on request, marked as a possible duplicate", async () => {
    let isLost = true;
    const server = closing(
      await startHttpServer((response) => {
        if (isLost) response.socket?.resetAndDestroy();
        else response.writeHead(202).end('{"success":true}');
        isLost = false;
      }),
    );
    const world = await worldAt(server);
    const { batches } = await world.send(["a"]);
    await settled(world, batches);
    await world.events.outbox.resend({ batchId: batches[0]!.id, isConfirmed: false });
    expect(await settled(world, batches)).toMatchObject([{ state: "delivered", mayBeDuplicate: true }]);
    const { rows } = await world.events.ledger.page({ filter: everythingWritten, beforeSeq: null, limit: 10 });
    expect(rows).toMatchObject([{ name: "a", outcome: "delivered", mayBeDuplicate: true }]);
  });

  it("can be discarded, and then remains only in the ledger", async () => {
    const server = closing(await startTcpServer((socket) => onRequest(socket, () => socket.resetAndDestroy())));
    const world = await worldAt(server);
    const { batches } = await world.send(["a"]);
    await settled(world, batches);
    await world.events.outbox.discard(batches[0]!.id);
    await expect(world.events.outbox.resend({ batchId: batches[0]!.id, isConfirmed: false })).rejects.toThrow(
      "This batch was discarded. It can no longer be sent again.",
    );
    expect(await world.events.outbox.list({ projectId: null, states: [], beforeSeq: null, limit: 10 })).toMatchObject({
      batches: [],
      counts: { discarded: 1, waiting: 0 },
    });
  });

  it("is counted for the other projects, also when its own no longer exists", async () => {
    const world = await worldAt(closing(await startTcpServer((socket) => onRequest(socket, () => socket.resetAndDestroy()))));
    const { batches } = await world.send(["a", "b"]);
    await settled(world, batches);
    const elsewhereOf = async (projectId: string | null) =>
      (await world.events.outbox.list({ projectId, states: [], beforeSeq: null, limit: 1 })).elsewhere;
    const own = batches[0]!.projectId;
    expect(await elsewhereOf("another")).toEqual({ [own]: 2 });
    expect(await elsewhereOf(own)).toEqual({});
    expect(await elsewhereOf(null)).toEqual({});
  });

  it("is listed by its ID in whatever state, however many batches came after it", async () => {
    const world = await worldAt(closing(await startTcpServer((socket) => onRequest(socket, () => socket.resetAndDestroy()))));
    const { batches } = await world.send(["first"]);
    await settled(world, batches);
    await world.events.outbox.discard(batches[0]!.id);
    for (const name of ["b", "c", "d"]) await world.send([name]);
    const ids = [batches[0]!.id, "gone"];
    const listed = await world.events.outbox.list({ projectId: null, ids, states: [], beforeSeq: null, limit: 1 });
    expect(listed).toMatchObject({ batches: [{ id: batches[0]!.id, state: "discarded", firstName: "first" }], hasMore: false });
  });

  it("is assumed when the program ends while sending", async () => {
    const requested = Promise.withResolvers<void>();
    const server = closing(await startTcpServer((socket) => onRequest(socket, () => requested.resolve())));
    const world = await worldAt(server);
    const { batches } = await world.send(["a"]);
    await requested.promise;
    await world.reopen();
    expect((await world.events.outbox.content(batches[0]!.id)).batch).toMatchObject({ state: "may_have_arrived" });
  });
});

describe("a disk that refuses", () => {
  it("stores and sends nothing when it is full, and throws", async () => {
    const server = await serveStatuses({ status: 202 });
    const world = await worldAt(server, { parts: { maxPages: 40 } });
    // Noise, because what repeats itself would be compressed into the room that there is.
    const drafts = Array.from({ length: 500 }, (_, n) => eventNamed(`e${n}`, { metadata: { noise: randomBytes(1_000).toString("hex") } }));
    await expect(world.events.send({ ...world.destination(), isConfirmed: false, drafts })).rejects.toMatchObject({
      name: "StorageFailed",
      code: "ENOSPC",
    });
    expect((await world.events.outbox.list({ projectId: null, states: [], beforeSeq: null, limit: 10 })).batches).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it("throws for a missing folder", async () => {
    const world = await worldAt(await serveStatuses({ status: 202 }));
    await expect(world.reopen({ folder: join(world.folder, "missing") })).rejects.toMatchObject({ name: "StorageFailed", code: "ENOENT" });
  });

  it.skipIf(process.getuid?.() === 0)("does not open in a folder that cannot be written", async () => {
    const world = await worldAt(await serveStatuses({ status: 202 }));
    chmodSync(world.folder, 0o500);
    await expect(world.reopen()).rejects.toMatchObject({ name: "StorageFailed" });
  });
});

it("publishes changed batches and counts to a follower", async () => {
  const server = await serveStatuses({ status: 202 });
  const world = await worldAt(server);
  const news = world.events.outbox.follow(neverAborted());
  const { batches } = await world.send(["a"]);
  await settled(world, batches);
  const states: BatchState[] = [];
  for await (const { batches: changed, counts } of news) {
    states.push(...changed.map(({ state }) => state));
    if (states.at(-1) === "delivered") {
      expect(counts[world.project.id]).toMatchObject({ delivered: 1, waiting: 0 });
      break;
    }
  }
  expect(states.at(-1)).toBe("delivered");
});

const everythingWritten = { projectId: null, text: "", kinds: [], outcomes: [], tier: null, fromMs: null, toMs: null };
