import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { LedgerFilterSchema } from "#shared/domain/events/event-ledger.ts";
import { blankExposure } from "#shared/domain/events/statsig-event.ts";
import { hostsOn } from "#shared/domain/project/project.ts";
import { answerWith } from "#tests/fakes/answer.ts";
import { createEventsWorld, type EventsWorld, eventNamed } from "#tests/fakes/events-world.ts";
import { answeredWith, exchangeWith } from "#tests/fakes/exchange.ts";
import { type LocalHttpServer, startHttpServer } from "#tests/fakes/local-servers.ts";
import { neverAborted } from "#tests/fakes/never-aborted.ts";

let server: LocalHttpServer;
let world: EventsWorld;

beforeEach(async () => {
  server = await startHttpServer((response) => void response.writeHead(202).end('{"success":true}'));
  world = await createEventsWorld({ hosts: hostsOn(server.origin) });
});
afterEach(async () => {
  await world.close();
  await server.close();
});

const settled = (batches: readonly { id: string }[]) =>
  world.events.outbox.settled(
    batches.map(({ id }) => id),
    neverAborted(),
  );
const everything = LedgerFilterSchema.parse({});
const ledger = async (filter: Partial<typeof everything> = {}) =>
  (await world.events.ledger.page({ filter: { ...everything, ...filter }, beforeSeq: null, limit: 100 })).rows;

describe("a key of this installation", () => {
  it.each(["client-plantedClientKey0123456789", 'proxy"with\\signs12'])(
    "is not sent as part of an event in any spelling: %s",
    async (key) => {
      await world.vault.add({ projectId: world.project.id, key, label: "" });
      const metadata = { note: `they pasted ${key}` };
      const drafts = [eventNamed("a", { metadata })];
      await expect(world.events.send({ ...world.destination(), isConfirmed: false, drafts })).rejects.toMatchObject({
        name: "UnusableInput",
        where: expect.stringContaining("drafts"),
      });
      const { importId } = await world.events.imports.begin("rows.ndjson");
      await world.events.imports.chunk(importId, JSON.stringify({ eventName: "a", metadata }));
      const preview = await world.events.imports.preview({ ...world.destination(), importId, mapping: null });
      expect(preview).toMatchObject({ rows: 1, sendable: 0 });
      expect(server.requests).toEqual([]);
    },
  );
});

describe("a protected tier", () => {
  const toProduction = { tier: "production" };

  it("requires confirmation, with the kind, number and destination of the events", async () => {
    await expect(world.send(["a", "b"], toProduction)).rejects.toMatchObject({
      name: "ConfirmationRequired",
      message: expect.stringContaining("2 events would be sent to Shop, production"),
      facts: { what: "events", count: 2, projectName: "Shop", tier: "production", host: new URL(server.origin).host },
    });
    await settled((await world.send(["a"], { ...toProduction, isConfirmed: true })).batches);
    expect(server.requests).toHaveLength(1);
  });

  it("is the tier of the user, also when another tier is selected", async () => {
    const user = { userID: "u", statsigEnvironment: { tier: "Production" } };
    await expect(world.send(["a"], { user })).rejects.toMatchObject({ facts: { tier: "Production" } });
    await expect(
      world.events.send({ ...world.destination(), isConfirmed: false, drafts: [eventNamed("a", { user })] }),
    ).rejects.toMatchObject({
      name: "ConfirmationRequired",
    });
  });

  it("can be snoozed for one tier, until the program ends", async () => {
    world.events.snooze({ projectId: world.project.id, tier: "production", minutes: 10 });
    expect(world.events.snoozedTiers(world.project.id)).toEqual({ production: expect.closeTo(world.clock.nowMs() + 600_000, -4) });
    await settled((await world.send(["a"], toProduction)).batches);
    world.events.snooze({ projectId: world.project.id, tier: "production", minutes: 0 });
    await expect(world.send(["a"], toProduction)).rejects.toMatchObject({ name: "ConfirmationRequired" });
    world.events.snooze({ projectId: world.project.id, tier: "production", minutes: 10 });
    await world.reopen();
    await expect(world.send(["a"], toProduction)).rejects.toMatchObject({ name: "ConfirmationRequired" });
  });
});

describe("an event that Statsig would refuse", () => {
  it("is not sent when it contains a key, also in Base64", async () => {
    const key = "secret-plantedServerKey0123456789";
    for (const spelled of [key, Buffer.from(`Basic ${key}:`).toString("base64"), encodeURIComponent(`${key}/`)]) {
      const drafts = [eventNamed("a", { metadata: { header: spelled } })];
      await expect(world.events.send({ ...world.destination(), isConfirmed: false, drafts })).rejects.toMatchObject({
        name: "UnusableInput",
      });
    }
    expect(server.requests).toEqual([]);
  });

  it("is not sent, and the error names the field", async () => {
    const drafts = [eventNamed("fine"), eventNamed("a<b")];
    await expect(world.events.send({ ...world.destination(), isConfirmed: false, drafts })).rejects.toMatchObject({
      name: "UnusableInput",
      where: "drafts.1.eventName",
      message: "Number 2: Statsig drops events whose name contains <.",
    });
    expect(await ledger()).toEqual([]);
    expect(server.requests).toEqual([]);
  });

  it("includes one with a key of this installation in any form", async () => {
    await world.vault.add({ projectId: world.project.id, key: "an-odd-proxy-key", label: "" });
    await expect(world.send(["an-odd-proxy-key"])).rejects.toMatchObject({
      name: "UnusableInput",
      message: expect.not.stringContaining("odd-proxy"),
    });
  });
});

it("sends exposures with exactly one of group and ruleID", async () => {
  const drafts = [
    { ...blankExposure("experiment"), name: "colours", mark: { by: "group" as const, text: "Test" } },
    { ...blankExposure("gate"), kind: "gate" as const, name: "eu", passes: true, mark: { by: "rule" as const, text: "r1" } },
  ];
  await settled((await world.events.sendExposures({ ...world.destination(), isConfirmed: false, drafts })).batches);
  const user = { userID: "ada", statsigEnvironment: { tier: "staging" } };
  const time = world.clock.nowMs();
  expect(server.requests.map(({ path, body }) => [path, JSON.parse(body).exposures])).toEqual([
    [
      "/v1/log_custom_exposure",
      [
        { experimentName: "colours", group: "Test", time, user },
        { gateName: "eu", passes: true, ruleID: "r1", time, user },
      ],
    ],
  ]);
  expect((await ledger()).map(({ kind, name, detail }) => `${kind} ${name}: ${detail}`)).toEqual([
    "exposure eu: passes, rule r1",
    "exposure colours: group Test",
  ]);
});

describe("the ledger", () => {
  const begin = (isLogging: boolean) => {
    const request = { ...world.destination({ tier: "production" }), isLogging };
    const { id: exchangeId, atMs } = exchangeWith(answeredWith(200));
    const call = { endpoint: "check_gate", kind: "gate", names: ["checkout_v2"] } as const;
    return world.events.beginEvaluation({ project: world.project, request, exchangeId, atMs, ...call });
  };
  const evaluated = async (isLogging: boolean, outcome = answeredWith(200), answer: Parameters<typeof answerWith>[0] = {}) => {
    const settle = await begin(isLogging);
    await settle({
      project: world.project,
      request: { ...world.destination({ tier: "production" }), isLogging },
      exchange: exchangeWith(outcome, { endpoint: "check_gate" }),
      answers: [answerWith({ name: "checkout_v2", isLogged: isLogging, ...answer })],
    });
  };

  it("contains an evaluation before it is sent, and after a crash as one that may have arrived", async () => {
    await begin(false);
    await begin(true);
    const sent = { kind: "evaluation", name: "checkout_v2", detail: "gate", tier: "production", userLabel: "Ada" };
    expect(await ledger()).toMatchObject([{ ...sent, outcome: "sending" }]);
    await world.reopen();
    expect(await ledger()).toMatchObject([{ ...sent, outcome: "may_have_arrived" }]);
  });

  it("contains evaluations with Logging on, and no others", async () => {
    await evaluated(false);
    await evaluated(true, answeredWith(403), { state: "refused", isLogged: false });
    expect(await ledger()).toEqual([]);
    await evaluated(true);
    expect(await ledger()).toMatchObject([
      {
        kind: "evaluation",
        name: "checkout_v2",
        detail: "gate, Pass",
        tier: "production",
        userLabel: "Ada",
        outcome: "delivered",
        exchangeId: exchangeWith(answeredWith(200)).id,
      },
    ]);
  });

  it("does not count an evaluation as delivered whose answer cannot be read", async () => {
    await evaluated(true, answeredWith(200), { state: "unknown" });
    expect(await ledger()).toMatchObject([{ detail: "gate", outcome: "may_have_arrived" }]);
  });

  it("finds the events of a user today with one search, and counts by day", async () => {
    const yesterdayMs = world.clock.nowMs();
    await settled((await world.send(["old"], { user: { userID: "zoe" }, userLabel: "Zoe" })).batches);
    world.clock.advance(86_400_000);
    await settled((await world.send(["new", "new"], { user: { userID: "u_77" }, userLabel: "Zoe" })).batches);
    await evaluated(true);
    const todayMs = world.clock.nowMs();
    expect((await ledger({ text: "zoe", fromMs: todayMs })).map(({ name }) => name)).toEqual(["new", "new"]);
    expect((await ledger({ text: "u_77" })).length).toBe(2);
    expect((await ledger({ kinds: ["evaluation"] })).length).toBe(1);
    expect((await ledger({ outcomes: ["refused"] })).length).toBe(0);
    expect(await world.events.ledger.days({ filter: everything, startsMs: [yesterdayMs, todayMs, todayMs + 86_400_000] })).toEqual([
      { event: 1, exposure: 0, evaluation: 1 },
      { event: 2, exposure: 0, evaluation: 0 },
    ]);
    expect(await world.events.ledger.names(world.project.id)).toMatchObject([
      { name: "new", kind: "event", times: 2 },
      { name: "checkout_v2", kind: "evaluation", times: 1 },
      { name: "old", kind: "event", times: 1 },
    ]);
  });

  it("finds only whole IDs and names for quoted text", async () => {
    for (const [userID, userLabel] of [
      ["u_77", "Zoe"],
      ["u_770", "Zoe Müller"],
    ] as const)
      await settled((await world.send([`by ${userID}`], { user: { userID }, userLabel })).batches);
    const found = async (text: string) => (await ledger({ text })).map(({ name }) => name);
    expect(await found("u_77")).toEqual(["by u_770", "by u_77"]);
    expect(await found('"U_77"')).toEqual(["by u_77"]);
    expect(await found('by "zoe"')).toEqual(["by u_77"]);
    expect(await found('"zoe müller" by')).toEqual(["by u_770"]);
    expect(await found('"u_7')).toEqual(["by u_770", "by u_77"]);
  });

  it("returns pages without gaps, newest first", async () => {
    await settled((await world.send(Array.from({ length: 25 }, (_, n) => `e${n}`))).batches);
    const seen: string[] = [];
    for (let beforeSeq: number | null = null, isMore = true; isMore; ) {
      const page = await world.events.ledger.page({ filter: everything, beforeSeq, limit: 10 });
      expect(page.matching).toBe(25);
      seen.push(...page.rows.map(({ name }) => name));
      beforeSeq = page.rows.at(-1)!.seq;
      isMore = page.hasMore;
    }
    expect(seen).toEqual(Array.from({ length: 25 }, (_, n) => `e${24 - n}`));
  });

  it("is exported completely as CSV and JSON, and no cell is a formula", async () => {
    await settled(
      (await world.send(["=1+1", "plain"], { userLabel: "@ada" }).catch(() => world.send(["+cmd", "plain"], { userLabel: "@ada" })))
        .batches,
    );
    const read = async (format: "csv" | "json") => {
      let text = "";
      for await (const piece of world.events.ledger.exportText({ filter: everything, format })) text += piece.text;
      return text;
    };
    const [header, first, second] = (await read("csv")).split("\r\n");
    expect(header).toBe("time,project,tier,kind,name,detail,user,units,outcome,may be a duplicate,exchange,row");
    expect([first, second].map((line) => line?.split(",").slice(4, 8))).toEqual([
      ["'+cmd", "", "'@ada", "userID=ada"],
      ["plain", "", "'@ada", "userID=ada"],
    ]);
    expect(JSON.parse(await read("json"))).toMatchObject([
      { name: "+cmd", units: [{ idType: "userID", value: "ada" }] },
      { name: "plain" },
    ]);
  });
});

it("measures from answers how far this clock is ahead of Statsig's", async () => {
  expect(world.events.clock(world.project.id)).toEqual({ aheadMs: null });
  await settled((await world.send(["a"])).batches);
  // The test's clock stands still; the server's Date is the real time.
  expect(world.events.clock(world.project.id).aheadMs).toBeCloseTo(world.clock.nowMs() - Date.now(), -4);
});

describe("templates", () => {
  it("are stored by name without private attributes", () => {
    const draft = eventNamed("buy", { user: { userID: "u", privateAttributes: { salary: 1 } } });
    const saved = world.events.templates.save({ name: "Purchase", drafts: [draft] });
    expect(world.events.templates.list()).toEqual([{ ...saved, drafts: [{ ...draft, user: { userID: "u" } }] }]);
    expect(() => world.events.templates.save({ name: "purchase", drafts: [draft] })).toThrow(
      "A template called “purchase” already exists.",
    );
    world.events.templates.save({ id: saved.id, name: "Buy", drafts: [draft] });
    expect(world.events.templates.list().map(({ name }) => name)).toEqual(["Buy"]);
    world.events.templates.remove(saved.id);
    expect(() => world.events.templates.remove(saved.id)).toThrow("This template no longer exists.");
  });
});
