import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { ExplainRequest } from "#shared/domain/explanation/explain-request.ts";
import type { Flip, FlipSummary } from "#shared/domain/explanation/flip.ts";
import { overrideSentence } from "#shared/domain/explanation/user-override-text.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { createEvaluationWorld, plantedKeys } from "#tests/fakes/evaluation-world.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createScriptedStatsig, type ScriptedReply, type ScriptedRequest } from "#tests/fakes/scripted-statsig.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { createCatalog } from "../catalog/catalog.ts";
import { createEvaluate } from "../evaluate/evaluate.ts";
import { NoSuchThing, UnusableInput } from "../failures.ts";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import { createSandboxServer, type SandboxServer } from "../sandbox/sandbox.ts";
import { createExplain, type Explain } from "./explain.ts";
import { createExplainThread } from "./explain-thread.ts";

const folder = mkdtempSync(join(tmpdir(), "gatescope-explain-"));
const thread = createExplainThread({ folder, log: createSilentLog(), notices: createRecordedNotices() });
let sandbox: SandboxServer;
const closers: (() => unknown)[] = [];

beforeAll(async () => {
  sandbox = await createSandboxServer({ clock: createFixedClock(), log: createSilentLog() });
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});
afterAll(async () => {
  await thread.close();
  await sandbox.close();
  rmSync(folder, { recursive: true });
});

/** The real service over the sandbox's definitions, and over a project at a server that answers as told. */
async function explainWith(
  answer: (request: ScriptedRequest) => ScriptedReply = () => ({ status: 503, body: {} }),
  keys?: readonly string[],
) {
  const statsig = await createScriptedStatsig(answer);
  const world = await createEvaluationWorld({ hosts: statsig.hosts, sandbox, ...(keys && { keys }) });
  closers.push(() => statsig.close(), world.close);
  const parts = { ...world, sandbox, snapshots: thread.snapshots, version: "0.0.0-test" };
  const catalog = createCatalog(parts);
  const evaluate = createEvaluate({ ...parts, catalog });
  const explain = createExplain({ ...parts, catalog, evaluate, thread });
  return { ...world, statsig, catalog, evaluate, explain };
}

const request = (changes: Partial<ExplainRequest> = {}): ExplainRequest => ({
  projectId: sandboxProjectId,
  tier: "production",
  user: { userID: "ada", country: "DE" },
  kind: "gate",
  name: "checkout_v2",
  atMs: null,
  snapshotId: null,
  ...changes,
});

async function explained(explain: Explain, changes: Partial<ExplainRequest> = {}) {
  const result = await explain.explain(request(changes));
  if (result.is !== "explained") throw new Error(result.reason);
  return result;
}

async function allFlips(flips: ReturnType<Explain["flips"]>): Promise<{ found: Flip[]; summary: FlipSummary }> {
  const found: Flip[] = [];
  for (let step = await flips.next(); ; step = await flips.next()) {
    if (step.done) return { found: found.sort((a, b) => a.cost - b.cost), summary: step.value };
    found.push(...step.value.found);
  }
}

describe("an explanation", () => {
  it("contains the reason, and the definitions with their age", async () => {
    const { explain, clock } = await explainWith();
    const { explanation, definitions } = await explained(explain);
    expect(explanation).toMatchObject({ state: "fail", tier: "production", atMs: clock.nowMs() });
    expect(explanation.because).toContain("closest was rule 4 “Germany pilot”: newsletter is missing, expected true");
    expect(definitions).toMatchObject({
      source: "sandbox",
      isNewest: true,
      ageMs: 0,
      timeMs: demoProject.time,
      format: "v2",
      entities: { gates: 13, segments: 2, holdouts: 1, configs: 6, experiments: 8, layers: 2 },
      problem: null,
    });
    expect(definitions.snapshots.map(({ id }) => id)).toContain(definitions.snapshotId);
  });

  it("is equal to the sandbox's answers, which come from another engine", async () => {
    const { explain, evaluate, request: asked } = await explainWith();
    const gates = Object.keys(demoProject.feature_gates).filter((name) => !name.startsWith("segment:"));
    const { answers } = await evaluate.check({ ...asked({ projectId: sandboxProjectId }), question: { kind: "gate", names: gates } });
    const here = await Promise.all(gates.map((name) => explained(explain, { name, user: { userID: "ada" } })));
    expect(here.map(({ explanation }) => explanation.value)).toEqual(answers.map(({ value }) => value));
  });

  it("resolves parameter stores, whose names the definitions list", async () => {
    const { explain } = await explainWith();
    const { definitions } = await explained(explain);
    expect(definitions.parameterStores).toEqual(["storefront"]);
    const request = { projectId: sandboxProjectId, tier: "production", user: { userID: "staff-ada" }, snapshotId: definitions.snapshotId };
    const [store] = await explain.parameterStores(request);
    expect(store).toMatchObject({
      name: "storefront",
      parameters: [
        { name: "supportEmail", from: null, value: "help@lumenandloom.example", because: "a fixed value" },
        { name: "checkoutVersion", type: "number", from: { kind: "gate", name: "checkout_v2" }, isPresent: true },
        { name: "freeShippingOver", from: { kind: "config", name: "shipping_rates" }, parameter: "freeOver" },
        { name: "buttonColor", from: { kind: "layer", name: "checkout_layer" }, parameter: "buttonColor" },
      ],
    });
  });

  it("lists the rules and ID lists that name the user, decisive or not", async () => {
    const { explain } = await explainWith();
    const of = async (user: ExplainRequest["user"]) =>
      (await explain.overrides({ projectId: sandboxProjectId, tier: "production", user, snapshotId: null })) ?? [];
    expect((await of({ userID: "staff-ada" })).map(overrideSentence).sort()).toEqual([
      expect.stringMatching(
        /^Holdout autumn_holdout: its rule “Never hold out” names this userID, which keeps it out of the holdout\. Used by /,
      ),
      expect.stringMatching(/^Segment staff: its rule “Named testers” names this userID, which puts it into the segment\. Used by .+\.$/),
    ]);
    expect(await of({ userID: "u-1036" })).toEqual([]);
    expect(await of({ userID: "u-1", customIDs: { storeID: "store-oslo" } })).toMatchObject([
      { idType: "storeID", source: "rules", list: null, decides: true },
    ]);
  });

  it("is one clause for each of many names", async () => {
    const { explain } = await explainWith();
    const { definitions } = await explained(explain, { name: "invite_friends", user: { userID: "ada" } });
    const of = ["invite_friends", "no_such_gate"].map((name) => ({ kind: "gate" as const, name }));
    const request = { projectId: sandboxProjectId, tier: "staging", user: { userID: "ada" }, snapshotId: definitions.snapshotId ?? "" };
    expect(await explain.reasons({ ...request, of })).toMatchObject([
      { name: "invite_friends", state: "fail", because: expect.stringMatching(/^no rule matched; closest was rule \d/) },
      { name: "no_such_gate", state: "not_found" },
    ]);
    await expect(explain.reasons({ ...request, snapshotId: "gone", of })).rejects.toThrow(NoSuchThing);
  });

  it("uses another date and tier if they are given", async () => {
    const { explain } = await explainWith();
    const atMs = Date.UTC(2024, 6, 1);
    const then = await explained(explain, { name: "summer_sale_2024", atMs, tier: "staging", user: { userID: "ada", country: "US" } });
    expect(then.explanation).toMatchObject({ atMs, tier: "staging" });
  });

  it("uses the rule names of earlier answers", async () => {
    const gate = { ...demoProject.feature_gates.gift_cards, rules: [rule("7F5L5Geys1rkMvfqsLas6J", 100)] };
    const specs = { ...demoProject, feature_gates: { plain_gate: gate } };
    const { explain, catalog, project } = await explainWith(() => ({ body: specs }));
    const plain = await explained(explain, { projectId: project.id, name: "plain_gate" });
    expect(plain.explanation.because).toBe("the rule with the ID 7F5L5Geys1rkMvfqsLas6J matched");
    const answer = { kind: "gate", ruleId: "7F5L5Geys1rkMvfqsLas6J", groupName: "EU beta" } as Parameters<
      typeof catalog.addRuleNamesFrom
    >[1][0];
    catalog.addRuleNamesFrom(project.id, [answer]);
    const named = await explained(explain, { projectId: project.id, name: "plain_gate" });
    expect([named.explanation.because, named.explanation.trace.rules[0]?.name]).toEqual(["rule “EU beta” matched", "EU beta"]);
  });

  it("can be repeated with the definitions of its time, also after a restart", async () => {
    let specs: unknown = { ...demoProject, time: 1 };
    const { explain, project, clock, check, history } = await explainWith(({ path }) =>
      path.includes("download_config_specs") ? { body: specs } : { body: { name: "g", value: true, rule_id: "r", group_name: null } },
    );
    const before = await explained(explain, { projectId: project.id });
    await check("gate", ["checkout_v2"]);
    specs = { ...demoProject, time: 2, feature_gates: {} };
    clock.advance(60_000);
    expect((await explained(explain, { projectId: project.id })).explanation.state).toBe("not_found");

    const other = createExplainThread({ folder, log: createSilentLog(), notices: createRecordedNotices() });
    closers.push(() => other.close());
    const { snapshotId } = before.definitions;
    const again = await explained(explain, { projectId: project.id, snapshotId, atMs: before.explanation.atMs });
    expect(again.explanation).toEqual(before.explanation);
    expect(again.definitions.isNewest).toBe(false);
    expect(await other.snapshots.find({ projectId: project.id, snapshotId: snapshotId ?? "" })).not.toBeNull();
    expect(history.entries.length).toBeGreaterThan(0);
  });

  it.each([
    ["no key at all", []],
    ["only a client key", [plantedKeys.client]],
  ])("says what is missing with %s, and what to do", async (_case, keys) => {
    const { explain, project } = await explainWith(undefined, keys);
    const missing = {
      is: "no_definitions",
      reason: "Why needs your project’s rules. Definitions could not be read: Shop has no server secret key.",
      nextStep: "Add a server secret key to Shop under Settings. Or open a definitions file, which works offline.",
    };
    expect(await explain.explain(request({ projectId: project.id }))).toEqual(missing);
    expect(await explain.readiness(request({ projectId: project.id }))).toEqual(missing);
    expect((await allFlips(explain.flips(request({ projectId: project.id })))).summary).toMatchObject({ outcome: "no_definitions" });
    expect(await explain.definitions(project.id)).toMatchObject({ source: "none", snapshotId: null });
  });

  it("refuses a project and a snapshot that no longer exist", async () => {
    const { explain } = await explainWith();
    await expect(explain.explain(request({ projectId: "gone" }))).rejects.toThrow(NoSuchThing);
    await expect(explain.explain(request({ snapshotId: "gone" }))).rejects.toThrow("This snapshot no longer exists.");
  });
});

describe("a definitions file", () => {
  it("explains an answer without a network and without a key", async () => {
    const { explain, project, statsig } = await explainWith(undefined, []);
    const text = JSON.stringify(demoProject);
    const { snapshotId, definitions } = await explain.openFile({ projectId: project.id, fileName: "specs.json", text });
    expect(definitions).toMatchObject({ source: "file", fileName: "specs.json", isNewest: false });
    const { explanation } = await explained(explain, { projectId: project.id, snapshotId });
    expect(explanation.state).toBe("fail");
    expect(statsig.requests).toEqual([]);
  });

  it.each([
    [
      "no JSON",
      "gates: []",
      "“specs.json” contains no definitions: the file is not JSON: line 1, column 1: “gates” is not a JSON value; a text needs double quotes.",
    ],
    ["another JSON", "[]", "“specs.json” contains no definitions: the file is an empty list."],
    ["nothing", " ", "“specs.json” contains no definitions: the file is empty."],
    [
      "an answer without news",
      '{"has_updates":false,"time":0}',
      "“specs.json” contains no definitions: “has_updates” is false, which only says that nothing has changed.",
    ],
    [
      "an empty project",
      '{"has_updates":true,"time":1,"feature_gates":{},"dynamic_configs":{},"layer_configs":{},"condition_map":{},"experiment_to_layer":{}}',
      "“specs.json” contains no definitions: its lists of gates, configs and layers are empty.",
    ],
    [
      "a list without names",
      '{"has_updates":true,"time":1,"feature_gates":[{"enabled":true,"rules":[]}],"dynamic_configs":[],"layer_configs":[]}',
      "“specs.json” contains no definitions: none of its gates, configs and layers has a name.",
    ],
  ])("that is %s is refused with the reason", async (_case, text, message) => {
    const { explain } = await explainWith();
    const opening = explain.openFile({ projectId: sandboxProjectId, fileName: "specs.json", text });
    await expect(opening).rejects.toThrow(UnusableInput);
    await expect(opening).rejects.toThrow(message);
  });
});

describe("readiness", () => {
  it("requests definitions once", async () => {
    const { explain, project, statsig, clock } = await explainWith(() => ({ body: demoProject }));
    const asked = request({ projectId: project.id, name: "apple_pay", user: { custom: { AppVersion: "4.12.0" } } });
    const ready = await explain.readiness(asked);
    clock.advance(600_000);
    expect(await explain.readiness(asked)).toEqual(ready);
    expect(statsig.requests).toHaveLength(1);
    expect(ready).toMatchObject({
      is: "known",
      isReady: false,
      fields: [{ field: "appVersion", state: "misspelt" }, { field: "os_name" }],
    });
  });
});

describe("flips", () => {
  it("are streamed, and the explanation confirms each answer", async () => {
    const { explain } = await explainWith();
    const { found, summary } = await allFlips(explain.flips(request()));
    expect(found[0]?.sentence).toMatch(/^With (?:country US instead of DE|newsletter true) it passes, because rule “/);
    expect(summary).toMatchObject({ isComplete: true, outcome: "reachable", found: found.length });
    for (const { user, becomes } of found) expect((await explained(explain, { user })).explanation).toMatchObject(becomes);
  });

  it("end when the caller cancels", async () => {
    const { explain } = await explainWith();
    const leaving = new AbortController();
    leaving.abort();
    expect((await allFlips(explain.flips(request(), leaving.signal))).summary).toMatchObject({ isComplete: false });
  });
});

describe("agreement", () => {
  it("is found between the sandbox, initialize and the local evaluation, and logs nothing", async () => {
    const { explain, history, request: asked } = await explainWith();
    sandbox.reset();
    const agreement = await explain.agreement({
      request: asked({ projectId: sandboxProjectId, user: { userID: "ada", country: "DE" }, isLogging: true }),
      kind: "gate",
      name: "checkout_v2",
      live: null,
    });
    expect(agreement).toMatchObject({ isAgreed: true, agreeing: 3, counted: 3, differences: [], causes: [] });
    expect(agreement.opinions.map(({ by, word }) => `${by}: ${word}`)).toEqual([
      "sandbox: Fail",
      "explained_here: Fail",
      "initialize: Fail",
    ]);
    expect(sandbox.received(10)).toEqual([]);
    // Nobody asked for these requests, so the history hides them.
    expect(new Set(history.entries.map(({ context }) => context.purpose))).toEqual(new Set(["definitions"]));
  });

  it.each(["experiment", "config", "layer"] as const)("holds for every %s of the sandbox", async (kind) => {
    const { explain, catalog, request: asked } = await explainWith();
    await catalog.refresh(sandboxProjectId);
    const names = catalog.names(sandboxProjectId).names.filter((known) => known.kind === kind);
    for (const { name } of names) {
      const agreement = await explain.agreement({ request: asked({ projectId: sandboxProjectId }), kind, name, live: null });
      expect({ name, ...agreement }).toMatchObject({ name, isAgreed: true, differences: [] });
    }
    expect(names.length).toBeGreaterThan(1);
  });

  it("is missing if the live answer differs, with the difference and its causes", async () => {
    const {
      explain,
      project,
      request: asked,
    } = await explainWith(({ path }) =>
      path.includes("download_config_specs")
        ? { body: demoProject }
        : { body: { name: "checkout_v2", value: true, rule_id: "abc", group_name: null } },
    );
    const user = { userID: "ada", ip: "91.64.0.1" };
    const agreement = await explain.agreement({ request: asked({ user }), kind: "gate", name: "checkout_v2", live: null });
    expect(agreement).toMatchObject({ isAgreed: false, agreeing: 1, counted: 2 });
    expect(agreement.differences).toEqual(["The live answer is Pass; the local evaluation is Fail."]);
    expect(agreement.causes[0]).toContain("The country comes from the IP address, which Gatescope locates in DE");
    expect(project.kind).toBe("statsig");
  });

  it("counts neither a missing answer nor a missing explanation", async () => {
    const { explain, request: asked } = await explainWith(undefined, [plantedKeys.client]);
    const agreement = await explain.agreement({ request: asked(), kind: "gate", name: "checkout_v2", live: null });
    expect(agreement).toMatchObject({ isAgreed: false, agreeing: 0, counted: 0, differences: [] });
    expect(agreement.opinions.map(({ isCounted, note }) => ({ isCounted, hasNote: note !== null }))).toEqual(
      Array.from({ length: 3 }, () => ({ isCounted: false, hasNote: true })),
    );
  });
});

function rule(id: string, passPercentage: number) {
  return { id, name: id, salt: id, passPercentage, idType: "userID", conditions: [], returnValue: true };
}
