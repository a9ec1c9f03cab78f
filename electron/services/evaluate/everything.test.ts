import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import type { EvaluationRequest, EverythingProgress, EverythingSummary } from "#shared/domain/evaluation/evaluation-request.ts";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import { findKeyFor } from "#shared/domain/project/key-use.ts";
import { createEvaluationWorld, type EvaluationWorld, inSandbox, plantedKeys } from "#tests/fakes/evaluation-world.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createScriptedStatsig, type ScriptedReply, type ScriptedRequest } from "#tests/fakes/scripted-statsig.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createSandboxServer, type SandboxServer } from "../sandbox/sandbox.ts";

let sandbox: SandboxServer;
beforeAll(async () => {
  sandbox = await createSandboxServer({ clock: createFixedClock(), log: createSilentLog() });
});
afterAll(() => sandbox.close());
beforeEach(() => sandbox.reset());

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

interface Gathered {
  readonly progress: EverythingProgress[];
  readonly answers: Answer[];
  readonly summary: EverythingSummary;
}

async function gather(
  { evaluate, request }: Pick<EvaluationWorld, "evaluate" | "request">,
  changes: Partial<EvaluationRequest> & { kinds?: EntityKind[] } = {},
  signal?: AbortSignal,
): Promise<Gathered> {
  const { kinds = [], ...other } = changes;
  const stream = evaluate.everything({ ...request(other), kinds }, signal);
  const progress: EverythingProgress[] = [];
  for (;;) {
    const next = await stream.next();
    if (next.done) return { progress, answers: progress.flatMap(({ answers }) => answers), summary: next.value };
    progress.push(next.value);
  }
}

/** A project of one's own that is really the sandbox, with the kind of key given. */
async function sandboxWith(keys: ("server" | "client")[]) {
  const world = await createEvaluationWorld({
    hosts: sandbox.hosts,
    keys: keys.map((kind) => (kind === "server" ? sandbox.serverKey : sandbox.clientKey)),
    sandbox,
  });
  closers.push(world.close);
  return world;
}

async function statsigThat(
  answer: (request: ScriptedRequest, position: number) => ScriptedReply | Promise<ScriptedReply>,
  keys?: string[],
) {
  const statsig = await createScriptedStatsig(answer);
  const world = await createEvaluationWorld({ hosts: statsig.hosts, ...(keys && { keys }) });
  closers.push(() => statsig.close(), world.close);
  return { ...world, statsig };
}

const gateValues = (answers: readonly Answer[]) =>
  new Map(answers.filter(({ kind }) => kind === "gate").map(({ name, value }) => [name, value]));

describe("everything in the sandbox", () => {
  it("comes from one initialize call with its client key", async () => {
    const { answers, summary } = await gather(await sandboxWith([]), inSandbox);
    expect(summary).toMatchObject({ method: "initialize", total: answers.length, hashedNames: 0, problem: null });
    expect(sandbox.info().requests).toEqual({ initialize: 1 });
    expect(answers.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["gate", "config", "experiment", "layer"]));
    expect(new Set(answers.map(({ provenance }) => provenance.kind))).toEqual(new Set(["sandbox"]));
  });

  it("is the same with a server key, from definitions and batches", async () => {
    const user = { userID: "ada", country: "DE", custom: { plan: "pro" } };
    const byInitialize = await gather(await sandboxWith(["client"]), { user });
    sandbox.reset();
    const byBatches = await gather(await sandboxWith(["server"]), { user });
    expect(byBatches.summary).toMatchObject({ method: "batches", problem: null });
    expect(sandbox.info().requests).toMatchObject({ download_config_specs: 1, check_gate: 1 });
    const gates = gateValues(byBatches.answers);
    // Initialize does not list holdouts (statsig-http.md §9.3).
    expect(gates.delete("autumn_holdout")).toBe(true);
    expect(gates).toEqual(gateValues(byInitialize.answers));
  });

  it.each(["client", "server"] as const)("logs nothing with a %s key, even for an old page that asks for it", async (kind) => {
    await gather(await sandboxWith([kind]), { isLogging: true });
    expect(sandbox.info()).toMatchObject({ eventsReceived: 0, exposuresReceived: 0 });
  });

  it.each(["client", "server"] as const)("can be limited to one kind, with a %s key", async (kind) => {
    const { answers, summary } = await gather(await sandboxWith([kind]), { kinds: ["layer"] });
    expect(new Set(answers.map(({ name }) => name))).toEqual(new Set(["checkout_layer", "homepage_layer"]));
    expect(summary.total).toBe(2);
  });

  it.each(["client", "server"] as const)("contains the unit of an experiment, with a %s key", async (kind) => {
    const { answers } = await gather(await sandboxWith([kind]), { kinds: ["experiment"] });
    expect(answers.find(({ name }) => name === "hero_image_test")).toMatchObject({ idType: "stableID" });
  });
});

describe("everything of a project with a server and a client key", () => {
  it.each([["server", "client"] as const, ["client", "server"] as const])(
    "sends the key that the table of keys prefers (added: %s, %s)",
    async (...kinds) => {
      const world = await sandboxWith([...kinds]);
      const preferred = findKeyFor("everything", world.vault.list(world.project.id));
      await gather(world);
      const sent = world.history.entries.filter(({ context }) => context.purpose === "everything");
      expect(new Set(sent.map(({ context }) => [context.keyKind, context.keyLastFour].join()))).toEqual(
        new Set([[preferred?.kind, preferred?.lastFour].join()]),
      );
      expect(new Set(sent.map(({ context }) => context.actionId)).size).toBe(1);
    },
  );

  it.each(["server", "client"] as const)("sends the %s key if that one is selected, in one action of the history", async (kind) => {
    const world = await sandboxWith(["server", "client"]);
    const key = world.vault.list(world.project.id).find((info) => info.kind === kind);
    const { answers } = await gather(world, { keyId: key?.id ?? null });
    const sent = world.history.entries.filter(({ context }) => context.purpose === "everything");
    expect(answers.length).toBeGreaterThan(10);
    expect(new Set(sent.map(({ context }) => context.keyLastFour))).toEqual(new Set([key?.lastFour]));
    expect(new Set(sent.map(({ context }) => context.actionId)).size).toBe(1);
  });
});

describe("everything by initialize", () => {
  const initialize = (gateNames: string[], hash_used: string): ScriptedReply => ({
    body: {
      has_updates: true,
      hash_used,
      feature_gates: Object.fromEntries(gateNames.map((name) => [name, { name, value: true, rule_id: "r" }])),
      dynamic_configs: {},
      layer_configs: {},
    },
  });

  it("comes in portions of at most 500, with the number so far", async () => {
    const names = Array.from({ length: 1_200 }, (_, n) => `gate_${n}`);
    const { progress, summary } = await gather(await statsigThat(() => initialize(names, "none"), [plantedKeys.client]));
    expect(progress.map(({ answers, done, total }) => [answers.length, done, total])).toEqual([
      [500, 500, 1_200],
      [500, 1_000, 1_200],
      [200, 1_200, 1_200],
    ]);
    expect(summary.total).toBe(1_200);
  });

  it.each([
    ["djb2", djb2("test_email"), djb2("no_known_name")],
    ["sha256", "vi9Xz4p9qyYUFX+hC/rwxrIMzReNemvt6W2sRnNaydY=", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="],
  ])("resolves names hashed with %s if they are known, and counts the others", async (hash, known, other) => {
    const world = await statsigThat(() => initialize([known, other], hash), [plantedKeys.client]);
    world.catalog.addNames(world.project.id, [
      { kind: "gate", name: "test_email", source: "answers", entity: null, idType: null, layerName: null },
    ]);
    const { answers, summary } = await gather(world);
    expect(new Map(answers.map(({ name, isNameHashed }) => [name, isNameHashed]))).toEqual(
      new Map([
        ["test_email", false],
        [other, true],
      ]),
    );
    expect(summary.hashedNames).toBe(1);
  });

  it("is one problem if the key is refused, and is stored in the history", async () => {
    const world = await statsigThat(() => ({ status: 401, body: { message: "no" } }), [plantedKeys.client]);
    const { answers, summary } = await gather(world);
    expect(answers).toEqual([]);
    expect(summary).toMatchObject({ method: "none", total: 0, problem: { state: "refused", httpStatus: 401 } });
    expect(world.history.entries.map(({ exchange }) => exchange.id)).toEqual(summary.exchangeIds);
    expect(world.history.entries[0]?.context).toMatchObject({ purpose: "everything", keyKind: "client" });
  });

  it("adds the listed names to the catalog", async () => {
    const world = await statsigThat(() => initialize(["a_gate"], "none"), [plantedKeys.client]);
    await gather(world);
    expect(world.catalog.names(world.project.id).names).toMatchObject([{ kind: "gate", name: "a_gate", source: "initialize" }]);
  });
});

describe("everything in batches", () => {
  const specs = (names: string[], entity: string) => Object.fromEntries(names.map((name) => [name, { entity }]));
  const definitions = (gates: string[], configs: string[] = []): ScriptedReply => ({
    body: {
      has_updates: true,
      feature_gates: specs(gates, "feature_gate"),
      dynamic_configs: specs(configs, "dynamic_config"),
      layer_configs: {},
    },
  });
  const gateAnswers = ({ body }: ScriptedRequest): ScriptedReply => {
    const names: string[] = body.gateNames ?? [body.gateName];
    const results = names.map((name) => ({ name, value: true, rule_id: "r", group_name: "On" }));
    return { body: body.gateNames ? Object.fromEntries(results.map((result) => [result.name, result])) : results[0] };
  };

  it("requests up to 100 gates at a time", async () => {
    const names = Array.from({ length: 250 }, (_, n) => `gate_${n}`);
    const world = await statsigThat((request) => (request.path.startsWith("v2/") ? definitions(names) : gateAnswers(request)));
    const { answers, progress, summary } = await gather(world);
    expect(world.statsig.requests.flatMap(({ body }) => body?.gateNames?.length ?? [])).toEqual([100, 100, 50]);
    expect(answers).toHaveLength(250);
    expect(new Set(answers.map(({ name }) => name))).toEqual(new Set(names));
    expect(progress.at(-1)).toMatchObject({ done: 250, total: 250 });
    expect(summary.exchangeIds).toHaveLength(3);
    expect(world.history.entries.map(({ context }) => context.purpose)).toEqual(["definitions", "everything", "everything", "everything"]);
  });

  it("answers for a name that Statsig would refuse without sending it", async () => {
    const world = await statsigThat((request) =>
      request.path.startsWith("v2/") ? definitions(["a_gate", "a/gate"]) : gateAnswers(request),
    );
    const { answers } = await gather(world);
    expect(answers.map(({ name, state }) => [name, state])).toEqual(
      expect.arrayContaining([
        ["a/gate", "not_sent"],
        ["a_gate", "pass"],
      ]),
    );
  });

  it("waits once as long as Statsig requests, sends again, and says so", async () => {
    const world = await statsigThat((request, position) => {
      if (request.path.startsWith("v2/")) return definitions(["a_gate"]);
      return position === 1 ? { status: 429, headers: { "retry-after": "0" }, body: {} } : gateAnswers(request);
    });
    const { answers } = await gather(world);
    expect(answers).toMatchObject([
      { state: "pass", because: "rule “On” matched; Statsig requested a delay, so this was checked again after 0 s" },
    ]);
    expect(world.history.entries).toHaveLength(3);
  });

  it.each([
    ["a second time", "0", 2],
    ["for longer than half a minute", "31", 1],
  ])("returns the 429 if Statsig requests a delay %s", async (_case, retryAfter, times) => {
    const world = await statsigThat((request) =>
      request.path.startsWith("v2/") ? definitions(["a_gate"]) : { status: 429, headers: { "retry-after": retryAfter }, body: {} },
    );
    const { answers } = await gather(world);
    expect(answers).toMatchObject([{ state: "slow_down", retryAfterMs: Number(retryAfter) * 1_000 }]);
    expect(world.statsig.requests.filter(({ path }) => path === "check_gate")).toHaveLength(times);
  });

  it("continues if single requests fail", async () => {
    const world = await statsigThat(({ path, body }) => {
      if (path.startsWith("v2/")) return definitions([], ["good_one", "bad_one"]);
      return body.configName === "bad_one" ? { status: 500 } : { body: { value: { a: 1 }, rule_id: "r", group_name: "Everyone" } };
    });
    const { answers, summary } = await gather(world);
    expect(Object.fromEntries(answers.map(({ name, state }) => [name, state]))).toEqual({ good_one: "value", bad_one: "unknown" });
    expect(summary.problem).toBeNull();
  });

  it("is one problem if definitions are refused", async () => {
    const world = await statsigThat(() => ({ status: 403, body: { message: "Forbidden resource" } }));
    const { summary } = await gather(world);
    expect(summary).toMatchObject({ method: "none", problem: { state: "refused", httpStatus: 403 } });
  });

  it("can be cancelled, and names that were not sent say so", async () => {
    const cancel = new AbortController();
    const configs = Array.from({ length: 8 }, (_, n) => `config_${n}`);
    const world = await statsigThat(({ path }, position) => {
      if (path.startsWith("v2/")) return definitions([], configs);
      if (position === 6) cancel.abort();
      return "stall";
    });
    const { answers } = await gather(world, {}, cancel.signal);
    expect(answers.map(({ state }) => state)).toEqual(configs.map(() => "unreached"));
    expect(answers.filter(({ exchangeId }) => exchangeId === null)).toHaveLength(2);
  });

  it.each([
    ["removed", "its key was removed before it was sent"],
    ["replaced", "its key was replaced before it was sent"],
  ] as const)("goes on with no key that was %s meanwhile, and says so", async (change, because) => {
    const configs = Array.from({ length: 8 }, (_, n) => `config_${n}`);
    let changing: Promise<unknown> | undefined;
    const changeKey = async () => {
      const [key] = world.vault.list(world.project.id);
      if (key === undefined) return;
      await (change === "removed"
        ? world.vault.forget(key.id)
        : world.vault.replace({ keyId: key.id, key: "secret-another0123456789012345" }));
    };
    const world = await statsigThat(async ({ path }) => {
      if (path.startsWith("v2/")) return definitions([], configs);
      // The first calls are under way then.
      changing ??= changeKey();
      await changing;
      return { body: { value: { a: 1 }, rule_id: "r", group_name: "Everyone" } };
    });
    const { answers } = await gather(world);
    const notSent = answers.filter(({ exchangeId }) => exchangeId === null);
    expect(notSent.length).toBeGreaterThan(0);
    expect(new Set(notSent.map((answer) => answer.because))).toEqual(new Set([because]));
    expect(answers.length - notSent.length).toBe(world.statsig.requests.filter(({ path }) => !path.startsWith("v2/")).length);
  });

  it("ends the requests in progress if its reader stops", async () => {
    const configs = Array.from({ length: 8 }, (_, n) => `config_${n}`);
    const world = await statsigThat(({ path, body }) => {
      if (path.startsWith("v2/")) return definitions([], configs);
      return body.configName === "config_0" ? { body: { value: { a: 1 }, rule_id: "r", group_name: "Everyone" } } : "stall";
    });
    const stream = world.evaluate.everything({ ...world.request(), kinds: [] });
    await stream.next();
    // The history receives the requests in progress as cancelled, without waiting for Statsig or a timeout.
    const cancelled = world.history.whenKept(({ exchange }) => exchange.outcome.kind === "cancelled");
    await stream.return({} as EverythingSummary);
    await cancelled;
  });
});

it("is one problem without any key, and sends nothing", async () => {
  const world = await statsigThat(() => ({}), []);
  const { summary } = await gather(world);
  expect(summary).toMatchObject({ method: "none", problem: { state: "not_sent", because: "Shop has no server secret key or client key" } });
  expect(world.statsig.requests).toEqual([]);
});
