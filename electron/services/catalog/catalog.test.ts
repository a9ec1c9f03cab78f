import { afterEach, describe, expect, it } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import type { KnownName } from "#shared/domain/evaluation/known-name.ts";
import { maskKey } from "#shared/domain/exchange/key-form.ts";
import { createEvaluationWorld, inSandbox, plantedKeys } from "#tests/fakes/evaluation-world.ts";
import { createScriptedStatsig, type ScriptedReply, type ScriptedRequest } from "#tests/fakes/scripted-statsig.ts";
import { openSnapshotStore } from "../definitions/open-snapshot-store.ts";
import { cancelled } from "../failures.ts";
import { createSandboxServer } from "../sandbox/sandbox.ts";
import { currentRecords } from "../storage/settings-document.ts";
import { createCatalog } from "./catalog.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function statsigThat(answer: (request: ScriptedRequest) => ScriptedReply, keys?: readonly string[]) {
  const statsig = await createScriptedStatsig(answer);
  const world = await createEvaluationWorld({ hosts: statsig.hosts, ...(keys && { keys }) });
  closers.push(() => statsig.close(), world.close);
  return { ...world, statsig };
}

const definitions = (...gates: string[]) => ({
  has_updates: true,
  time: 5,
  feature_gates: Object.fromEntries(gates.map((name) => [name, { entity: "feature_gate", idType: "userID" }])),
  dynamic_configs: {},
  layer_configs: {},
});
const knownName = (name: string, changes: Partial<KnownName> = {}): KnownName => ({
  kind: "gate",
  name,
  source: "answers",
  entity: null,
  idType: null,
  layerName: null,
  ...changes,
});
const namesOf = ({ names }: { names: readonly KnownName[] }) => names.map(({ name }) => name);

describe("a catalog", () => {
  it("is empty at first, and does not claim that names do not exist", async () => {
    const { catalog, project } = await statsigThat(() => ({}));
    expect(catalog.names(project.id)).toEqual({ names: [], definitionsAtMs: null, problem: null, nextStep: null });
    expect(catalog.definitionsOf(project.id)).toBeNull();
  });

  it("tells its followers of rule names that the console has, once", async () => {
    const { catalog, project } = await statsigThat(() => ({}));
    const news = catalog.follow();
    const first = news.next();
    const named = [{ ruleId: "7F5L5Geys1rkMvfqsLas6J", name: "EU beta" }];
    catalog.addRuleNames(project.id, named);
    catalog.addRuleNames(project.id, named);
    expect(await first).toEqual({ done: false, value: { projectId: project.id } });
    catalog.close();
    expect(await news.next()).toMatchObject({ done: true });
  });

  it("tells its followers when the definitions are others than before, also when they are put back, and not when they are the same", async () => {
    let gates = ["a_gate"];
    const { catalog, project } = await statsigThat(() => ({ body: definitions(...gates) }));
    const news = catalog.follow();
    const told: string[] = [];
    for (const next of [["a_gate"], ["a_gate"], ["b_gate"], ["a_gate"]]) {
      gates = next;
      await catalog.refresh(project.id);
      told.push(catalog.snapshotIdOf(project.id) ?? "");
    }
    catalog.close();
    const read = [];
    for await (const { projectId } of news) read.push(projectId);
    expect(read).toEqual([project.id, project.id, project.id]);
    expect(told[0]).toBe(told[3]);
  });

  it("reads definitions with the server key in the path, and stores the request in the history without it", async () => {
    const { catalog, project, statsig, history, clock } = await statsigThat(() => ({ body: definitions("a_gate") }));
    expect(await catalog.refresh(project.id)).toEqual({
      names: [{ ...knownName("a_gate"), source: "definitions", entity: "feature_gate", idType: "userID" }],
      definitionsAtMs: clock.nowMs(),
      problem: null,
      nextStep: null,
    });
    expect(catalog.definitionsOf(project.id)).toMatchObject({
      readAtMs: clock.nowMs(),
      source: "live",
      digest: { timeMs: 5, format: "v2" },
    });
    expect(statsig.requests.map(({ path }) => path)).toEqual([`v2/download_config_specs/${plantedKeys.server}.json`]);
    expect(history.entries).toMatchObject([{ context: { purpose: "definitions", keyLastFour: "6789" } }]);
    expect(JSON.stringify(history.entries)).not.toContain(plantedKeys.server);
  });

  it("stores no key from definitions that echo it, whatever its notation", async () => {
    const echo = plantedKeys.server.replace("-", "\\u002d");
    const gate = `{"entity":"feature_gate","salt":"${Buffer.from(plantedKeys.server).toString("base64")}"}`;
    const body = `{"has_updates":true,"time":1,"feature_gates":{"${echo}":${gate}},"dynamic_configs":{},"layer_configs":{}}`;
    const { catalog, project } = await statsigThat(() => ({ body }));
    expect(namesOf(await catalog.refresh(project.id))).toEqual([maskKey(plantedKeys.server)]);
  });

  it("reads the sandbox's definitions with the key in memory", async () => {
    const statsig = await createScriptedStatsig(() => ({}));
    const world = await createEvaluationWorld({ hosts: statsig.hosts });
    const sandbox = await createSandboxServer(world);
    closers.push(
      () => statsig.close(),
      world.close,
      () => sandbox.close(),
    );
    const catalog = createCatalog({
      ...world,
      sandbox,
      projects: { ...world.projects, require: () => ({ ...world.project, kind: "sandbox", hosts: sandbox.hosts }) },
    });
    const { names, problem } = await catalog.refresh(inSandbox.projectId);
    expect(problem).toBeNull();
    expect(names).toEqual(expect.arrayContaining([expect.objectContaining({ kind: "layer", name: "checkout_layer" })]));
  });

  it("falls back to v1 if a server does not support v2", async () => {
    const v1 = { ...definitions(), feature_gates: [{ name: "a_gate", entity: "feature_gate" }], dynamic_configs: [], layer_configs: [] };
    const { catalog, project, statsig } = await statsigThat(({ path }) =>
      path.startsWith("v2/") ? { status: 404, body: { message: "Cannot GET" } } : { body: v1 },
    );
    expect(namesOf(await catalog.refresh(project.id))).toEqual(["a_gate"]);
    expect(statsig.requests.map(({ path }) => path.split("/")[0])).toEqual(["v2", "download_config_specs"]);
  });

  it.each<[string, ScriptedReply, string]>([
    ["401", { status: 401, body: { message: "bad key" } }, "Statsig refused this server secret key (401): “bad key”."],
    ["404", { status: 404, body: {} }, "has no definitions for this key (404)."],
    ["503", { status: 503, body: {} }, "Statsig could not answer (503)."],
    ["HTML", { body: "<html>Login</html>" }, "the answer is a web page (HTML)."],
    ["a body that breaks off", "break_off", "the response was cut off"],
  ])("says in one sentence why definitions could not be read: %s", async (_case, reply, sentence) => {
    const { catalog, project } = await statsigThat(() => reply);
    const { problem, definitionsAtMs } = await catalog.refresh(project.id);
    expect(problem).toMatch(/^Definitions could not be read: /);
    expect(problem).toContain(sentence);
    expect(definitionsAtMs).toBeNull();
  });

  it("says that it needs a server secret key, and sends nothing without one", async () => {
    const { catalog, project, statsig } = await statsigThat(() => ({}), [plantedKeys.client]);
    expect((await catalog.refresh(project.id)).problem).toBe("Definitions could not be read: Shop has no server secret key.");
    expect(catalog.names(project.id)).toMatchObject({
      problem: "Definitions could not be read: Shop has no server secret key.",
      nextStep: "Add a server secret key to Shop under Settings.",
    });
    expect(statsig.requests).toEqual([]);
  });

  it("no longer says that a key is missing once there is one", async () => {
    const { catalog, project, vault } = await statsigThat(() => ({}), []);
    await catalog.refresh(project.id);
    await vault.add({ projectId: project.id, key: plantedKeys.server, label: "" });
    expect(catalog.names(project.id)).toEqual({ names: [], definitionsAtMs: null, problem: null, nextStep: null });
  });

  it("keeps its names if definitions cannot be read again", async () => {
    const replies: ScriptedReply[] = [{ body: definitions("a_gate") }, { status: 500 }];
    const { catalog, project, clock } = await statsigThat(() => replies.shift() ?? {});
    await catalog.refresh(project.id);
    const readAtMs = clock.nowMs();
    clock.advance(5_000);
    const { names, definitionsAtMs, problem } = await catalog.refresh(project.id);
    expect(namesOf({ names })).toEqual(["a_gate"]);
    expect({ definitionsAtMs, hasProblem: problem !== null }).toEqual({ definitionsAtMs: readAtMs, hasProblem: true });
  });

  it("removes names that new definitions do not contain, except ranked lists, which v1 definitions lack", async () => {
    const { catalog, project } = await statsigThat(() => ({ body: definitions("a_gate") }));
    catalog.addNames(project.id, [knownName("gone_gate"), knownName("a_bandit", { kind: "ranked" })]);
    expect(namesOf(await catalog.refresh(project.id)).toSorted()).toEqual(["a_bandit", "a_gate"]);
  });

  it("adds a name once, and never adds a known experiment as a config", async () => {
    const { catalog, project } = await statsigThat(() => ({}));
    catalog.addNames(project.id, [
      knownName("price_test", { kind: "experiment" }),
      knownName("price_test", { kind: "config" }),
      knownName("price_test"),
    ]);
    expect(catalog.names(project.id).names.map(({ kind }) => kind)).toEqual(["experiment", "gate"]);
  });

  it("has the names of each project again after a restart", async () => {
    const world = await statsigThat(() => ({ body: definitions("a_gate") }));
    await world.catalog.refresh(world.project.id);
    world.catalog.addNames(inSandbox.projectId, [knownName("sandbox_gate")]);
    world.catalog.close();
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } });
    expect(restarted.names(world.project.id)).toEqual(world.catalog.names(world.project.id));
    expect(namesOf(restarted.names(inSandbox.projectId))).toEqual(["sandbox_gate"]);
    expect(restarted.definitionsOf(world.project.id)).toBeNull();
  });

  it("writes only twice if 10,000 names are added one by one: at first and when it closes", async () => {
    const world = await statsigThat(() => ({}));
    let writes = 0;
    const write = (name: string, value: unknown) => {
      writes += 1;
      world.settings.write(name, value);
    };
    const catalog = createCatalog({
      ...world,
      settings: { ...world.settings, write },
      sandbox: { serverKey: "", clientKey: "", consoleKey: "" },
    });
    const all = Array.from({ length: 10_000 }, (_, n) => `gate_${n}`);
    for (const name of all) catalog.addNames(world.project.id, [knownName(name)]);
    catalog.close();
    catalog.close();
    expect(writes).toBe(2);
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } });
    expect(namesOf(restarted.names(world.project.id))).toEqual(all);
  });

  it("stores at most 20,000 names of a project, and none of a removed project", async () => {
    const world = await statsigThat(() => ({}));
    world.catalog.addNames("gone-project", [knownName("a_gate")]);
    world.catalog.addNames(
      world.project.id,
      Array.from({ length: 21_000 }, (_, n) => knownName(`gate_${n}`)),
    );
    world.catalog.close();
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } });
    expect(restarted.names(world.project.id).names).toHaveLength(20_000);
    expect(restarted.names("gone-project").names).toEqual([]);
  });

  it("keeps the names that can be read of a damaged document, and says so", async () => {
    const world = await statsigThat(() => ({}));
    const facts = { definitionsAtMs: null, ruleNames: {}, snapshotId: null };
    const projects = {
      [world.project.id]: { names: [knownName("a_gate"), { kind: "gaue", name: "b_gate" }], ...facts },
      [inSandbox.projectId]: { names: "all", ...facts },
    };
    world.settings.write("catalog", { ...currentRecords, projects });
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } });
    expect(namesOf(restarted.names(world.project.id))).toEqual(["a_gate"]);
    const recovered = [{ one: "entry", many: "entries", kept: 1, lost: 2 }];
    expect(world.notices.added).toEqual([{ kind: "damaged", file: "catalog.json", to: "catalog.damaged", recovered }]);
  });

  it("works while its document can be neither set aside nor written", async () => {
    const world = await statsigThat(() => ({}));
    world.settings.write("catalog", { [world.project.id]: { names: "all" } });
    world.settings.setFull(true);
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } });
    restarted.addNames(world.project.id, [knownName("a_gate")]);
    expect(namesOf(restarted.names(world.project.id))).toEqual(["a_gate"]);
    expect(world.log.lines.map(({ message }) => message)).toEqual([
      "The known names could not be read.",
      "The known names could not be stored.",
    ]);
  });
});

describe("current definitions", () => {
  const newest = { maxAgeMs: 60_000 };

  it("are requested again only if they are old, and then only if newer", async () => {
    const { catalog, project, statsig, clock } = await statsigThat(({ path }) =>
      path.includes("sinceTime") ? { body: { has_updates: false } } : { body: { ...definitions("a_gate"), checksum: "c+1" } },
    );
    const first = await catalog.current(project.id, newest);
    expect(await catalog.current(project.id, newest)).toEqual(first);
    expect(statsig.requests).toHaveLength(1);
    clock.advance(60_000);
    const later = await catalog.current(project.id, newest);
    expect(statsig.requests.map(({ path }) => path.split("?")[1])).toEqual([undefined, "sinceTime=5&checksum=c%2B1"]);
    expect(later).toEqual({ current: { ...first.current, confirmedAtMs: clock.nowMs() }, problem: null, nextStep: null });
    expect(catalog.names(project.id)).toMatchObject({ names: [{ name: "a_gate" }], definitionsAtMs: clock.nowMs() });
  });

  it("are requested in full with another key, which may see others", async () => {
    const second = "secret-anotherServerKey0123456789";
    const { catalog, project, statsig, vault } = await statsigThat(() => ({ body: definitions("a_gate") }), [plantedKeys.server, second]);
    for (const { id } of vault.list(project.id)) await catalog.fetchDefinitions(project.id, { keyId: id });
    expect(statsig.requests.map(({ path }) => path.includes("sinceTime"))).toEqual([false, false]);
  });

  it("are requested once for several callers at the same time", async () => {
    const { catalog, project, statsig } = await statsigThat(() => ({ body: definitions("a_gate") }));
    await Promise.all([1, 2, 3].map(() => catalog.current(project.id, newest)));
    expect(statsig.requests).toHaveLength(1);
  });

  it("stay the old ones if the request fails, and are not requested again at once", async () => {
    const replies: ScriptedReply[] = [{ body: definitions("a_gate") }, { status: 503, body: {} }];
    const { catalog, project, statsig, clock } = await statsigThat(() => replies.shift() ?? { body: definitions("b_gate") });
    await catalog.current(project.id, newest);
    clock.advance(120_000);
    for (const _again of [1, 2])
      expect(await catalog.current(project.id, newest)).toMatchObject({
        current: { digest: { names: [{ name: "a_gate" }] } },
        problem: "Definitions could not be read: Statsig could not answer (503).",
      });
    expect(statsig.requests).toHaveLength(2);
    clock.advance(30_000);
    expect(await catalog.current(project.id, newest)).toMatchObject({
      current: { digest: { names: [{ name: "b_gate" }] } },
      problem: null,
    });
  });

  it("come from the archive after a start, without a request", async () => {
    const world = await statsigThat(() => ({ body: definitions("a_gate") }));
    const snapshots = openSnapshotStore({ dataFolder: null });
    const parts = { ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" }, snapshots };
    await createCatalog(parts).current(world.project.id, newest);
    await world.statsig.close();
    const restarted = await createCatalog(parts).current(world.project.id, { maxAgeMs: Number.POSITIVE_INFINITY });
    expect(restarted).toMatchObject({ current: { digest: { names: [{ name: "a_gate" }] } }, problem: null });
  });

  it.each([
    [
      "are requested again, with a line in the log, if the thread of the archive failed",
      new Error("broken"),
      ["The stored definitions could not be read; they are requested again."],
    ],
    ["that were being read when Gatescope closed are no failure", cancelled("Gatescope is closing."), []],
  ])("%s", async (_what, failure, lines) => {
    const world = await statsigThat(() => ({ body: definitions("a_gate") }));
    const snapshots = { ...openSnapshotStore({ dataFolder: null }), newest: () => Promise.reject(failure) };
    const catalog = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" }, snapshots });
    expect(await catalog.current(world.project.id, newest)).toMatchObject({ current: { digest: { names: [{ name: "a_gate" }] } } });
    expect([...new Set(world.log.lines.map(({ message }) => message))]).toEqual(lines);
  });

  it("have their ID stored with every answer, also those from before a start", async () => {
    const world = await statsigThat(({ path }) =>
      path.startsWith("v2/") ? { body: definitions("a_gate") } : { body: { name: "a_gate", value: true, rule_id: "r", group_name: null } },
    );
    await world.check("gate", ["a_gate"]);
    const { current } = await world.catalog.current(world.project.id, newest);
    await world.check("gate", ["a_gate"]);
    world.catalog.close();
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } });
    const stored = world.history.entries.filter(({ context }) => context.purpose === "check").map(({ context }) => context.snapshotId);
    expect(current?.snapshotId).toEqual(expect.any(String));
    expect([...stored, restarted.snapshotIdOf(world.project.id)]).toEqual([null, current?.snapshotId, current?.snapshotId]);
  });

  it("do not delay a caller that cancelled", async () => {
    const { catalog, project } = await statsigThat(() => "stall");
    expect(await catalog.current(project.id, { ...newest, signal: AbortSignal.timeout(20) })).toMatchObject({ current: null });
  });
});

describe("ID lists", () => {
  const withList = {
    ...definitions("a_gate"),
    condition_map: { c: { type: "unit_id", idType: "userID", operator: "in_segment_list", targetValue: "vip" } },
  };

  /** Serves definitions on one server and the file of their ID list on another, which supports ranges only if `hasRanges` is true. */
  async function listsAt({ hasRanges }: { hasRanges: boolean }) {
    let file = "+Krhxyf0V\n";
    let listed: unknown = null;
    const store = await createScriptedStatsig(({ headers }) => {
      const from = Number(/bytes=(\d+)-/.exec(headers.range ?? "")?.[1]);
      return hasRanges ? { status: 206, body: file.slice(from) } : { body: file };
    });
    closers.push(() => store.close());
    const vip = () => ({ name: "vip", size: file.length, url: `${store.hosts.cdn}/lists/vip`, creationTime: 1, fileID: "file_1" });
    const world = await statsigThat(({ path }) =>
      path.startsWith("get_id_lists") ? { body: listed ?? { vip: vip() } } : { body: withList },
    );
    return {
      ...world,
      store,
      grow: (lines: string) => {
        file += lines;
      },
      list: (lists: unknown) => {
        listed = lists;
      },
      refreshed: async () => {
        world.clock.advance(60_000);
        return world.catalog.current(world.project.id, { maxAgeMs: 60_000 });
      },
    };
  }

  it.each([true, false])("are read from where the last read stopped, without a key (server with ranges: %s)", async (hasRanges) => {
    const { refreshed, grow, store, statsig, clock } = await listsAt({ hasRanges });
    expect(await refreshed()).toMatchObject({ current: { idLists: [{ name: "vip", ids: 1 }] }, problem: null });
    await refreshed();
    grow("+/N7G301E\n+47DEQpj8\n");
    expect(await refreshed()).toMatchObject({ current: { idLists: [{ name: "vip", ids: 3, readAtMs: clock.nowMs() }] } });
    expect(store.requests.map(({ headers }) => headers.range)).toEqual(["bytes=0-", "bytes=10-"]);
    expect(JSON.stringify(store.requests)).not.toContain(plantedKeys.server);
    expect(statsig.requests.filter(({ path }) => path === `get_id_lists/${plantedKeys.server}`)).toHaveLength(3);
  });

  it("are not requested if no rule uses one", async () => {
    const { catalog, project, statsig } = await statsigThat(() => ({ body: definitions("a_gate") }));
    await catalog.current(project.id, { maxAgeMs: 0 });
    expect(statsig.requests.map(({ path }) => path.split("/")[0])).toEqual(["v2"]);
  });

  it.each<[string, unknown, string | null]>([
    ["a list whose file is gone", undefined, "An ID list could not be read: “vip”:"],
    ["a response that is not a map", "all", "ID lists could not be read: the response is not a map of lists."],
    [
      "entries of another form",
      { vip: 7, other: { name: "other", url: "file:///etc/passwd", size: 1, creationTime: 1, fileID: "f" } },
      null,
    ],
  ])("say what is wrong with %s, and definitions stay", async (_case, listed, problem) => {
    const { refreshed, list, store } = await listsAt({ hasRanges: true });
    if (listed === undefined) await store.close();
    else list(listed);
    const current = await refreshed();
    expect(current.current?.digest.names).toHaveLength(1);
    expect(current.problem === null ? null : current.problem.slice(0, problem?.length)).toBe(problem);
  });

  it("over plain http are requested from no other host", async () => {
    const { refreshed, list } = await listsAt({ hasRanges: true });
    list({ vip: { name: "vip", size: 9, url: "http://lists.example/vip", creationTime: 1, fileID: "f" } });
    expect((await refreshed()).problem).toBe(
      "An ID list could not be read: the address of “vip” is neither https nor on the host of the CDN.",
    );
  });
});

describe("names of rules", () => {
  const answer = (changes: Partial<Answer>) => ({ kind: "gate", ruleId: "abc", groupName: "EU beta", ...changes }) as Answer;

  it("come from answers, and are found after a restart by the ID with or without its suffix", async () => {
    const world = await statsigThat(() => ({}));
    world.catalog.addRuleNamesFrom(world.project.id, [answer({ ruleId: "abc:10.00:5" })]);
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } });
    expect(["abc", "abc:10.00:5", "abd"].map((id) => restarted.ruleName(world.project.id, id))).toEqual(["EU beta", "EU beta", null]);
  });

  it("come from definitions if a rule's name is not its ID", async () => {
    const gates = {
      a_gate: {
        rules: [
          { id: "abc:0.50:1", name: "EU beta" },
          { id: "def", name: "def" },
        ],
      },
    };
    const { catalog, project } = await statsigThat(() => ({ body: { ...definitions(), feature_gates: gates } }));
    await catalog.refresh(project.id);
    expect(["abc", "def"].map((id) => catalog.ruleName(project.id, id))).toEqual(["EU beta", null]);
  });

  it("do not come from groups, reserved rules, or names that only repeat the ID", async () => {
    const { catalog, project } = await statsigThat(() => ({}));
    const useless = [
      { kind: "experiment" },
      { ruleId: "prestart" },
      { ruleId: "x:userID:id_override" },
      { groupName: "" },
      { groupName: "abc" },
    ];
    catalog.addRuleNamesFrom(
      project.id,
      useless.map((changes) => answer(changes as Partial<Answer>)),
    );
    expect(["abc", "prestart", "x:userID:id_override"].map((id) => catalog.ruleName(project.id, id))).toEqual([null, null, null]);
  });
});
