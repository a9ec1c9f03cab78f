import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { definitionsJson, gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { wasCancelled } from "../failures.ts";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import type { HandlerRequest } from "./explain-handler.ts";
import { createExplainThread, ThreadStopped } from "./explain-thread.ts";

/** Shared by tests that do not change it, because starting a thread is slow. */
let shared: ReturnType<typeof start>;
const closers: (() => unknown)[] = [];
beforeAll(() => {
  shared = start();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(() => shared.close());

function start(options: Partial<Parameters<typeof createExplainThread>[0]> = {}) {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-thread-"));
  const log = createSilentLog();
  const thread = createExplainThread({ folder, log, notices: createRecordedNotices(), ...options });
  const close = async () => {
    await thread.close();
    rmSync(folder, { recursive: true });
  };
  return { thread, log, close };
}

/** Starts a thread for one test. */
function startOwn(options: Parameters<typeof start>[0]) {
  const own = start(options);
  closers.push(own.close);
  return own;
}

async function storeIn(thread: ReturnType<typeof createExplainThread>, definitions: unknown): Promise<string> {
  const text = typeof definitions === "string" ? definitions : JSON.stringify(definitions);
  const rest = {
    projectId: "shop",
    source: "file" as const,
    fileName: "specs.json",
    keyId: null,
    nowMs: 1,
    secrets: [],
    projectIds: ["shop"],
  };
  const stored = await thread.snapshots.store({ ...rest, text });
  if (stored.kind !== "stored") throw new Error(JSON.stringify(stored));
  return stored.definitions.snapshotId;
}

const handlerRequest = (snapshotId: string, changes: Partial<HandlerRequest> = {}): HandlerRequest => ({
  projectId: "shop",
  snapshotId,
  user: { userID: "ada" },
  kind: "gate",
  name: "a_gate",
  tier: "",
  nowMs: Date.UTC(2026, 10, 23),
  ruleNames: new Map(),
  ...changes,
});

const condition = { type: "user_field", field: "plan", operator: "any", targetValue: ["pro"], idType: "userID" };
const rule = (n: number, conditions: string[] = ["c"]) => ruleJson(conditions, { id: `rule_${n}`, name: `rule_${n}`, passPercentage: 50 });
const project = (gates: JsonObject, conditions: JsonObject = { c: condition }) => definitionsJson(gates, conditions);

/** Resolves after `work` with the longest time in milliseconds that this thread computed without a break meanwhile. Waiting for a busy core does not count. */
async function longestPauseDuring(work: Promise<unknown>): Promise<number> {
  let longest = 0;
  let isDone = false;
  const done = work.finally(() => {
    isDone = true;
  });
  while (!isDone) {
    const before = process.threadCpuUsage();
    await new Promise<void>((resolve) => setImmediate(resolve));
    const { user, system } = process.threadCpuUsage(before);
    longest = Math.max(longest, (user + system) / 1000);
  }
  await done;
  return longest;
}

describe("the thread that reads definitions", () => {
  it("explains an answer, lists the used fields, and searches for flips", async () => {
    const { thread } = shared;
    const snapshotId = await storeIn(thread, demoProject);
    const request = handlerRequest(snapshotId, { name: "checkout_v2" });
    expect(await thread.explain(request)).toMatchObject({ state: "fail" });
    expect(await thread.readiness(request)).toMatchObject({ is: "known" });
    expect(await thread.notes(request)).toEqual([]);
    const found: string[] = [];
    for await (const progress of thread.flips(request)) found.push(...progress.found.map(({ sentence }) => sentence));
    expect(found.length).toBeGreaterThan(2);
  });

  it("returns null for a snapshot that no longer exists", async () => {
    const { thread } = shared;
    expect(await thread.explain(handlerRequest("gone"))).toBeNull();
    expect(await thread.flips(handlerRequest("gone")).next()).toEqual({ done: true, value: null });
  });

  it("does not block the calling thread while it reads many megabytes", { timeout: 120_000 }, async () => {
    const { thread } = shared;
    const gates = Object.fromEntries(Array.from({ length: 40_000 }, (_, n) => [`gate_${n}`, gateJson([rule(n)])]));
    const text = JSON.stringify(project(gates));
    expect(text.length).toBeGreaterThan(10_000_000);
    const before = process.cpuUsage();
    const work = storeIn(thread, text).then((snapshotId) => thread.explain(handlerRequest(snapshotId, { name: "gate_7" })));
    const pause = await longestPauseDuring(work);
    expect(await work).toMatchObject({ state: "fail" });
    // Only copying the text blocks this thread: a small part of what the process computed.
    const { user, system } = process.cpuUsage(before);
    expect(pause).toBeLessThan((user + system) / 1000 / 3);
  });

  it("evaluates 10,000 rules, and gates that refer to each other", async () => {
    const { thread } = shared;
    const many = gateJson(Array.from({ length: 10_000 }, (_, n) => rule(n)));
    const circles = Object.fromEntries(["a", "b"].map((name) => [name, gateJson([rule(1, [name === "a" ? "to_b" : "to_a"])])]));
    const toGate = (target: string) => ({ type: "pass_gate", targetValue: target, idType: "userID" });
    const snapshotId = await storeIn(thread, project({ a_gate: many, ...circles }, { c: condition, to_a: toGate("a"), to_b: toGate("b") }));
    const explanation = await thread.explain(handlerRequest(snapshotId));
    expect(explanation).toMatchObject({ state: "fail", closestRule: 1 });
    expect(explanation?.trace.leftOut).toEqual([{ from: 102, to: 10_000, state: "did_not_match" }]);
    expect((await thread.moreRules({ ...handlerRequest(snapshotId), from: 102 }))?.map(({ number }) => number)).toEqual(
      Array.from({ length: 100 }, (_, at) => at + 102),
    );
    expect(await thread.readiness(handlerRequest(snapshotId))).toMatchObject({ fields: [{ field: "userID" }, { field: "plan" }] });
    expect(await thread.explain(handlerRequest(snapshotId, { name: "a" }))).toMatchObject({ state: "unknown" });
    const search = thread.flips(handlerRequest(snapshotId));
    expect((await search.next()).done).toBe(false);
    await search.return(null);
  });

  it.each<[string, unknown]>([
    [
      "maps of everything else",
      { feature_gates: { a_gate: 7, b: [], c: null, d: "x" }, dynamic_configs: 3, layer_configs: null, condition_map: [] },
    ],
    ["rules of wrong types", project({ a_gate: gateJson([7, null, { id: 3 }, { ...rule(1), conditions: "c" }]) })],
    ["conditions of wrong types", project({ a_gate: gateJson([rule(1)]) }, { c: { type: 7, operator: {}, targetValue: [[[]]] } })],
    ["a gate called __proto__", '{"feature_gates":{"__proto__":{"rules":[]},"constructor":{"rules":1}}}'],
    ["nesting without end", `{"feature_gates":{"a_gate":${"[".repeat(5_000)}${"]".repeat(5_000)}}}`],
  ])("accepts definitions with %s", async (_case, definitions) => {
    const { thread, log } = shared;
    const snapshotId = await storeIn(thread, definitions);
    for (const name of ["a_gate", "__proto__", "constructor"]) {
      const explanation = await thread.explain(handlerRequest(snapshotId, { name }));
      expect(explanation?.state).toMatch(/^(?:not_found|unknown)$/);
      expect((await thread.readiness(handlerRequest(snapshotId, { name })))?.is).toMatch(/^(?:unknown_name|known)$/);
    }
    expect(log.lines).toEqual([]);
  });

  it("lists the specs that server SDKs drop", async () => {
    const { thread } = shared;
    const gates = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`gate_${n}`, { ...gateJson([]), salt: n }]));
    const notes = await thread.notes({ projectId: "shop", snapshotId: await storeIn(thread, project(gates)) });
    expect(notes).toHaveLength(21);
    expect(notes?.[0]).toMatch(/^Server SDKs drop the gate “gate_0”: /);
    expect(notes?.at(-1)).toBe("They drop 10 more.");
  });

  it("is terminated when it does not answer in time, and restarted for the next call", async () => {
    const { thread } = startOwn({ idleTimeoutMs: 50, workerUrl: new URL("data:text/javascript,for(;;);") });
    const message = "Evaluating these definitions took longer than 0 seconds, so it was stopped.";
    for (const _again of [1, 2]) await expect(thread.explain(handlerRequest("any"))).rejects.toThrow(new ThreadStopped(message));
    await expect(thread.flips(handlerRequest("any")).next()).rejects.toThrow(ThreadStopped);
  });

  it("fails its calls and logs the error when it crashes", async () => {
    const { thread, log } = startOwn({ workerUrl: new URL("data:text/javascript,throw new Error('planted')") });
    await expect(thread.explain(handlerRequest("any"))).rejects.toThrow("The thread that reads definitions has ended.");
    expect(log.lines.map(({ message }) => message)).toEqual(["The thread that reads definitions crashed."]);
  });

  it("cancels calls in progress when it is closed", async () => {
    const { thread, log } = startOwn({ workerUrl: new URL("data:text/javascript,for(;;);") });
    const call = thread.explain(handlerRequest("any"));
    const search = thread.flips(handlerRequest("any")).next();
    const ended = Promise.allSettled([call, search]);
    await thread.close();
    const reasons = (await ended).flatMap((outcome) => (outcome.status === "rejected" ? [outcome.reason] : []));
    expect(reasons.map((reason) => [wasCancelled(reason), reason instanceof ThreadStopped])).toEqual([
      [true, false],
      [true, false],
    ]);
    expect(log.lines).toEqual([]);
  });

  it("starts with the first call only, and closes without one", async () => {
    const { thread } = startOwn({ workerUrl: new URL("data:text/javascript,throw new Error('planted')") });
    await expect(thread.close()).resolves.toBeUndefined();
  });
});

it("reports once that the file of the snapshot store is damaged", async () => {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-thread-"));
  writeFileSync(join(folder, "definitions.db"), "not a database, but long enough to have a header".repeat(400));
  const notices = createRecordedNotices();
  const thread = createExplainThread({ folder, log: createSilentLog(), notices });
  closers.push(async () => {
    await thread.close();
    rmSync(folder, { recursive: true });
  });
  expect(await thread.snapshots.list("shop")).toEqual([]);
  expect(await thread.snapshots.list("shop")).toEqual([]);
  expect(notices.added).toMatchObject([{ kind: "damaged", file: "definitions.db" }]);
});
