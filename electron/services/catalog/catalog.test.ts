import { afterEach, describe, expect, it } from "vitest";
import type { KnownName } from "#shared/domain/known-name.ts";
import { createEvaluationWorld, inSandbox, plantedKeys } from "#tests/fakes/evaluation-world.ts";
import { createScriptedStatsig, type ScriptedReply, type ScriptedRequest } from "#tests/fakes/scripted-statsig.ts";
import { createSandboxServer } from "../sandbox-server/sandbox-server.ts";
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
const learnt = (name: string, changes: Partial<KnownName> = {}): KnownName => ({
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
  it("knows nothing at first, and that this proves nothing", async () => {
    const { catalog, project } = await statsigThat(() => ({}));
    expect(catalog.names(project.id)).toEqual({ names: [], definitionsAtMs: null, problem: null });
    expect(catalog.definitionsOf(project.id)).toBeNull();
  });

  it("reads definitions with the server key in the path, and keeps the request in the history without it", async () => {
    const { catalog, project, statsig, history, clock } = await statsigThat(() => ({ body: definitions("a_gate") }));
    expect(await catalog.refresh(project.id)).toEqual({
      names: [{ ...learnt("a_gate"), source: "definitions", entity: "feature_gate", idType: "userID" }],
      definitionsAtMs: clock.nowMs(),
      problem: null,
    });
    expect(catalog.definitionsOf(project.id)).toMatchObject({
      readAtMs: clock.nowMs(),
      definitions: { timeMs: 5, payload: definitions("a_gate") },
    });
    expect(statsig.requests.map(({ path }) => path)).toEqual([`v2/download_config_specs/${plantedKeys.server}.json`]);
    expect(history.entries).toMatchObject([{ context: { purpose: "definitions", keyLastFour: "6789" } }]);
    expect(JSON.stringify(history.entries)).not.toContain(plantedKeys.server);
  });

  it("reads the sandbox's definitions with the key that only memory holds", async () => {
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

  it("falls back on v1 where a server does not speak v2", async () => {
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
    ["HTML", { body: "<html>Login</html>" }, "the answer is not JSON: it begins with “<html>Login</html>”."],
    ["a body that breaks off", "break_off", "the answer broke off"],
  ])("says in one sentence why definitions could not be read: %s", async (_case, reply, sentence) => {
    const { catalog, project } = await statsigThat(() => reply);
    const { problem, definitionsAtMs } = await catalog.refresh(project.id);
    expect(problem).toMatch(/^Definitions could not be read: /);
    expect(problem).toContain(sentence);
    expect(definitionsAtMs).toBeNull();
  });

  it("says that it takes a server secret key, and sends nothing without one", async () => {
    const { catalog, project, statsig } = await statsigThat(() => ({}), [plantedKeys.client]);
    expect((await catalog.refresh(project.id)).problem).toBe("Definitions could not be read: Shop has no server secret key.");
    expect(statsig.requests).toEqual([]);
  });

  it("keeps what it knew when definitions cannot be read again", async () => {
    const replies: ScriptedReply[] = [{ body: definitions("a_gate") }, { status: 500 }];
    const { catalog, project, clock } = await statsigThat(() => replies.shift() ?? {});
    await catalog.refresh(project.id);
    const readAtMs = clock.nowMs();
    clock.advance(5_000);
    const { names, definitionsAtMs, problem } = await catalog.refresh(project.id);
    expect(namesOf({ names })).toEqual(["a_gate"]);
    expect({ definitionsAtMs, hasProblem: problem !== null }).toEqual({ definitionsAtMs: readAtMs, hasProblem: true });
  });

  it("takes definitions for whole: names they lack are gone, but for ranked lists, which old definitions do not tell", async () => {
    const { catalog, project } = await statsigThat(() => ({ body: definitions("a_gate") }));
    catalog.learn(project.id, [learnt("gone_gate"), learnt("a_bandit", { kind: "ranked" })]);
    expect(namesOf(await catalog.refresh(project.id)).toSorted()).toEqual(["a_bandit", "a_gate"]);
  });

  it("learns a name once, and never as a config what is known as an experiment", async () => {
    const { catalog, project } = await statsigThat(() => ({}));
    catalog.learn(project.id, [
      learnt("price_test", { kind: "experiment" }),
      learnt("price_test", { kind: "config" }),
      learnt("price_test"),
    ]);
    expect(catalog.names(project.id).names.map(({ kind }) => kind)).toEqual(["experiment", "gate"]);
  });

  it("has the names again after a restart, and of each project its own", async () => {
    const world = await statsigThat(() => ({ body: definitions("a_gate") }));
    await world.catalog.refresh(world.project.id);
    world.catalog.learn(inSandbox.projectId, [learnt("sandbox_gate")]);
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "" } });
    expect(restarted.names(world.project.id)).toEqual(world.catalog.names(world.project.id));
    expect(namesOf(restarted.names(inSandbox.projectId))).toEqual(["sandbox_gate"]);
    expect(restarted.definitionsOf(world.project.id)).toBeNull();
  });

  it("keeps at most 5,000 names of a project, and none of a project that is gone", async () => {
    const world = await statsigThat(() => ({}));
    world.catalog.learn("gone-project", [learnt("a_gate")]);
    world.catalog.learn(
      world.project.id,
      Array.from({ length: 6_000 }, (_, n) => learnt(`gate_${n}`)),
    );
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "" } });
    expect(restarted.names(world.project.id).names).toHaveLength(5_000);
    expect(restarted.names("gone-project").names).toEqual([]);
  });

  it("starts without names that cannot be read, or that a full disk did not take", async () => {
    const world = await statsigThat(() => ({}));
    world.settings.write("catalog", { [world.project.id]: { names: "all" } });
    const restarted = createCatalog({ ...world, sandbox: { serverKey: "", clientKey: "" } });
    world.settings.setFull(true);
    restarted.learn(world.project.id, [learnt("a_gate")]);
    expect(namesOf(restarted.names(world.project.id))).toEqual(["a_gate"]);
    expect(world.log.lines.map(({ message }) => message)).toEqual([
      "The kept names could not be read; they will be learnt anew.",
      "The known names could not be kept for the next start.",
    ]);
  });
});
