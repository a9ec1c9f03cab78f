import { afterEach, describe, expect, it } from "vitest";
import { noRulePassedText } from "#shared/domain/evaluation/answers/answers.ts";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { createEvaluationWorld, plantedKeys } from "#tests/fakes/evaluation-world.ts";
import { createScriptedStatsig, type ScriptedReply, type ScriptedRequest } from "#tests/fakes/scripted-statsig.ts";
import { ConfirmationRequired } from "../failures.ts";
import { createEvaluate } from "./evaluate.ts";

const noDefinitions: ScriptedReply = { status: 403, body: { status: 403, message: "Forbidden resource" } };
const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

/** Creates a project with a scripted Statsig. Definitions are refused unless the script serves them. */
async function statsigThat(
  answer: (request: ScriptedRequest, position: number) => ScriptedReply | Promise<ScriptedReply> | undefined,
  keys?: readonly string[],
) {
  const statsig = await createScriptedStatsig((request, position) => answer(request, position) ?? noDefinitions);
  const world = await createEvaluationWorld({ hosts: statsig.hosts, ...(keys && { keys }) });
  closers.push(() => statsig.close(), world.close);
  return { ...world, statsig };
}

const passing = { value: true, rule_id: "rule1", group_name: "EU beta" };
const bareFail = { value: false, rule_id: null, group_name: null };
const gates = (request: ScriptedRequest, result: object): ScriptedReply | undefined => {
  if (request.path !== "check_gate") return undefined;
  const { gateName, gateNames } = request.body;
  const named = (name: string) => ({ name, ...result });
  return { body: gateNames ? Object.fromEntries(gateNames.map((name: string) => [name, named(name)])) : named(gateName) };
};
const briefly = ({ name, state, because }: Answer) => ({ name, state, because });

describe("a check", () => {
  it("returns answers in the order of the names, and repeats the answer of a repeated name", async () => {
    const { check, statsig } = await statsigThat((request) => gates(request, passing));
    const { answers, exchanges } = await check("gate", ["b_gate", "a_gate", "b_gate"]);
    expect(answers.map(({ name, state }) => [name, state])).toEqual([
      ["b_gate", "pass"],
      ["a_gate", "pass"],
      ["b_gate", "pass"],
    ]);
    expect(exchanges).toHaveLength(1);
    expect(statsig.requests[0]?.body.gateNames).toEqual(["b_gate", "a_gate"]);
  });

  it("of one gate sends gateName, and the user with the current tier", async () => {
    const { check, statsig } = await statsigThat((request) => gates(request, passing));
    await check("gate", ["a_gate"], { tier: "staging" });
    expect(statsig.requests[0]).toMatchObject({
      path: "check_gate",
      headers: { "statsig-api-key": plantedKeys.server },
      body: {
        gateName: "a_gate",
        user: { userID: "ada", statsigEnvironment: { tier: "staging" } },
        statsigMetadata: { sdkType: "gatescope", sdkVersion: "0.0.0-test", exposureLoggingDisabled: true },
      },
    });
  });

  it("lets Statsig log exposures only if logging is switched on", async () => {
    const { check, statsig } = await statsigThat((request) => gates(request, passing));
    const { answers } = await check("gate", ["a_gate"], { isLogging: true, isConfirmed: true });
    expect(statsig.requests[0]?.body.statsigMetadata).toEqual({ sdkType: "gatescope", sdkVersion: "0.0.0-test" });
    expect(answers[0]?.isLogged).toBe(true);
  });

  it("whose answer echoes a private attribute shows it, and the history does not have it", async () => {
    const { check, history } = await statsigThat(({ path, body }) =>
      path === "get_config" ? { body: { name: "a_config", value: { seen: body.user }, rule_id: "r", group_name: null } } : undefined,
    );
    const { answers } = await check("config", ["a_config"], { user: { userID: "ada", privateAttributes: { ssn: "PRIV-777-00-1111" } } });
    expect(JSON.stringify(answers)).toContain("777-00-1111");
    expect(JSON.stringify(history.entries)).not.toContain("777-00-1111");
    expect(history.entries[0]?.answers[0]?.value).toMatchObject({ seen: { privateAttributes: { ssn: "[private, not kept]" } } });
  });

  it("that logs in a protected tier must be confirmed, whether the tier is the user's own, the current one or Statsig's default", async () => {
    const { check, statsig } = await statsigThat((request) => gates(request, passing));
    const logging = { isLogging: true };
    const own = { userID: "ada", statsigEnvironment: { tier: "Production" } };
    for (const changes of [{ tier: "production" }, { tier: "" }, { tier: "staging", user: own }])
      await expect(check("gate", ["a_gate"], { ...logging, ...changes })).rejects.toThrow(ConfirmationRequired);
    expect(statsig.requests).toHaveLength(0);
    await check("gate", ["a_gate"], { ...logging, tier: "production", isConfirmed: true });
    await check("gate", ["a_gate"], { ...logging, tier: "staging" });
    expect(statsig.requests).toHaveLength(2);
  });

  it("of 100 gates sends one request", async () => {
    const names = Array.from({ length: 100 }, (_, n) => `gate_${n}`);
    const { check, statsig } = await statsigThat((request) => gates(request, passing));
    const { answers } = await check("gate", names);
    expect(statsig.requests).toHaveLength(1);
    expect(answers.map(({ name }) => name)).toEqual(names);
  });

  it("of 101 gates is not sent, and says why", async () => {
    const names = Array.from({ length: 101 }, (_, n) => `gate_${n}`);
    const { check, statsig } = await statsigThat((request) => gates(request, passing));
    const { answers } = await check("gate", names);
    expect(statsig.requests).toHaveLength(0);
    expect(answers).toHaveLength(101);
    expect(briefly(answers[100]!)).toEqual({
      name: "gate_100",
      state: "not_sent",
      because: "Statsig takes at most 100 names at once; these are 101. Check up to 100 at a time",
    });
  });

  it("sends the usable names, and says what is wrong with the others", async () => {
    const { check, statsig } = await statsigThat((request) => gates(request, passing));
    const { answers } = await check("gate", ["a/gate", "a_gate"]);
    expect(statsig.requests[0]?.body.gateName).toBe("a_gate");
    expect(answers.map(({ name, state }) => [name, state])).toEqual([
      ["a/gate", "not_sent"],
      ["a_gate", "pass"],
    ]);
    expect(answers[0]?.because).toContain("“/”");
  });

  it("of many configs has at most six requests in progress, and returns answers in the order of the names", async () => {
    const names = Array.from({ length: 20 }, (_, n) => `config_${n}`);
    const firstSix: (() => void)[] = [];
    let inProgress = 0;
    let maxItems = 0;
    const { check } = await statsigThat(async ({ body }, position) => {
      inProgress += 1;
      maxItems = Math.max(maxItems, inProgress);
      // The first six responses are held until all requests arrived, then released newest first, so that responses arrive in another order.
      if (position < 6) {
        await new Promise<void>((goOn) => {
          firstSix.push(goOn);
          if (firstSix.length === 6) for (const letGo of firstSix.reverse()) letGo();
        });
      }
      inProgress -= 1;
      return { body: { name: body.configName, value: { n: body.configName }, rule_id: "r", group_name: "Everyone" } };
    });
    const { answers } = await check("config", names);
    expect(answers.map(({ value }) => value)).toEqual(names.map((name) => ({ n: name })));
    expect(maxItems).toBe(6);
  });

  it("of each kind is sent to its own endpoint with its own field", async () => {
    const { check, statsig } = await statsigThat(() => ({ body: [] }));
    for (const kind of ["config", "experiment", "layer", "ranked"] as const) await check(kind, ["a name"]);
    expect(statsig.requests.filter(({ body }) => body !== null).map(({ path, body }) => [path, body.configName ?? body.layerName])).toEqual(
      [
        ["get_config", "a name"],
        ["get_config", "a name"],
        ["get_layer", "a name"],
        ["get_ranked_list", "a name"],
      ],
    );
  });
});

describe("the key of a check", () => {
  it("is the server secret key before the client key, unless one is selected", async () => {
    const { check, statsig, vault, project } = await statsigThat(
      (request) => gates(request, passing),
      [plantedKeys.client, plantedKeys.server],
    );
    const clientKey = vault.list(project.id).find(({ kind }) => kind === "client");
    const { usedKey } = await check("gate", ["a_gate"]);
    expect(usedKey).toMatchObject({ lastFour: plantedKeys.server.slice(-4) });
    expect(await check("gate", ["a_gate"], { keyId: clientKey!.id })).toMatchObject({
      usedKey: { id: clientKey!.id, lastFour: plantedKeys.client.slice(-4) },
    });
    expect(statsig.requests.map(({ headers }) => headers["statsig-api-key"])).toEqual([plantedKeys.server, plantedKeys.client]);
  });

  it.each([
    ["no key", [], "Shop has no server secret key or client key"],
    ["a console key only", ["console-invented0123456789"], "Shop has only a console key, which the HTTP API refuses"],
  ])("is missing with %s: nothing is sent, and the answer names the next step", async (_case, keys, because) => {
    const { check, statsig } = await statsigThat((request) => gates(request, passing), keys);
    const { answers } = await check("gate", ["a_gate"]);
    expect(answers).toMatchObject([
      { state: "not_sent", because, nextStep: "Add a server secret key or client key to Shop under Settings." },
    ]);
    expect(statsig.requests).toHaveLength(0);
  });

  it("is never a console key, even if one is selected", async () => {
    const { check, statsig, vault, project } = await statsigThat(() => undefined, ["console-invented0123456789"]);
    const { answers } = await check("gate", ["a_gate"], { keyId: vault.list(project.id)[0]!.id });
    expect(answers).toMatchObject([{ state: "not_sent", because: "the HTTP API refuses console keys" }]);
    expect(statsig.requests).toHaveLength(0);
  });

  it("is never the key of another project, because it would be sent to other hosts", async () => {
    const { check, statsig, vault, projects, project } = await statsigThat((request) => gates(request, passing));
    const other = projects.create({ ...project, name: "Other" });
    const { id } = await vault.add({ projectId: other.id, key: "secret-ofAnotherProject0123", label: "" });
    const { answers } = await check("gate", ["a_gate"], { keyId: id });
    expect(answers).toMatchObject([{ state: "not_sent", because: "this key belongs to another project, not to Shop" }]);
    expect(statsig.requests).toHaveLength(0);
  });

  it("is not available while the vault is locked, and the answer says so", async () => {
    const { check, vault } = await statsigThat((request) => gates(request, passing));
    await vault.protectWithPassphrase("correct horse battery");
    await vault.lock();
    const { answers } = await check("gate", ["a_gate"]);
    expect(answers).toMatchObject([
      { state: "not_sent", because: "the keys are locked", nextStep: "Unlock them under Settings, then try again." },
    ]);
  });
});

describe("a gate that fails without a rule", () => {
  const definitions = {
    has_updates: true,
    time: 1,
    feature_gates: { a_gate: { entity: "feature_gate" } },
    dynamic_configs: {},
    layer_configs: {},
  };
  const withDefinitions = (request: ScriptedRequest) =>
    gates(request, bareFail) ?? (request.path.startsWith("v2/") ? { body: definitions } : undefined);

  it("is not found if the definitions do not contain it, and similar names are listed", async () => {
    const { check } = await statsigThat(withDefinitions);
    const { answers } = await check("gate", ["a_gat", "a_gate"]);
    expect(answers).toMatchObject([
      { name: "a_gat", state: "not_found", nearNames: ["a_gate"], because: "the project’s definitions have no gate of this name" },
      { name: "a_gate", state: "fail", mayBeMissing: false },
    ]);
  });

  it("reads definitions again only if they are older than one minute", async () => {
    const { check, statsig, clock } = await statsigThat(withDefinitions);
    const definitionsRead = () => statsig.requests.filter(({ path }) => path.startsWith("v2/")).length;
    await check("gate", ["a_gat"]);
    clock.advance(60_000);
    await check("gate", ["a_gat"]);
    expect(definitionsRead()).toBe(1);
    clock.advance(1);
    await check("gate", ["a_gat"]);
    expect(definitionsRead()).toBe(2);
  });

  it.each([
    ["set back by a year", -365 * 86_400_000],
    ["set back by ten seconds", -10_000],
    ["set forward by a day", 86_400_000],
  ])("that was created since is not “not found” if the clock was %s", async (_case, byMs) => {
    const served = { ...definitions, feature_gates: {} as Record<string, object> };
    const { check, clock } = await statsigThat(
      (request) => gates(request, bareFail) ?? (request.path.startsWith("v2/") ? { body: served } : undefined),
    );
    expect((await check("gate", ["new_gate"])).answers).toMatchObject([{ state: "not_found" }]);
    served.feature_gates = { new_gate: { entity: "feature_gate" } };
    served.time = 2;
    clock.setBy(byMs);
    expect((await check("gate", ["new_gate"])).answers).toMatchObject([{ state: "fail", mayBeMissing: false }]);
    clock.advance(61_000);
    expect((await check("gate", ["new_gate"])).answers).toMatchObject([{ state: "fail", mayBeMissing: false }]);
  });

  it("accepts definitions as proof only if they were read with the same key, because keys may see different parts of a project", async () => {
    const { check, statsig, vault, project } = await statsigThat(withDefinitions, [plantedKeys.server, "secret-ofOneTargetApp0123456"]);
    const pathsOfDefinitions = () => statsig.requests.flatMap(({ path }) => (path.startsWith("v2/") ? [path.split("/")[2]] : []));
    await check("gate", ["a_gat"]);
    await check("gate", ["a_gat"], { keyId: vault.list(project.id)[1]!.id });
    expect(pathsOfDefinitions()).toEqual([`${plantedKeys.server}.json`, "secret-ofOneTargetApp0123456.json"]);
  });

  it("fails with a note if definitions cannot be read, and they are not requested again within a minute", async () => {
    const { check, statsig, clock } = await statsigThat((request) => gates(request, bareFail));
    const requestCount = () => statsig.requests.filter(({ path }) => path.startsWith("v2/")).length;
    expect((await check("gate", ["a_gate"])).answers).toMatchObject([{ state: "fail", mayBeMissing: true }]);
    await check("gate", ["a_gate"]);
    expect(requestCount()).toBe(1);
    clock.advance(60_000);
    await check("gate", ["a_gate"]);
    expect(requestCount()).toBe(2);
  });

  it("is looked up with initialize if there is only a client key, which logs nothing", async () => {
    const { check, statsig, history } = await statsigThat(
      (request) =>
        gates(request, bareFail) ??
        (request.path === "initialize"
          ? {
              body: {
                has_updates: true,
                hash_used: "djb2",
                feature_gates: { "2057289135": { value: false } },
                dynamic_configs: {},
                layer_configs: {},
              },
            }
          : undefined),
      [plantedKeys.client],
    );
    const { answers } = await check("gate", ["test_email", "no_such"], { isLogging: true, isConfirmed: true });
    expect(answers.map(({ name, state, mayBeMissing }) => [name, state, mayBeMissing])).toEqual([
      ["test_email", "fail", false],
      ["no_such", "fail", true],
    ]);
    expect(statsig.requests[1]).toMatchObject({
      path: "initialize",
      body: { hash: "none", statsigMetadata: { exposureLoggingDisabled: true } },
    });
    expect(history.entries.map(({ context }) => [context.purpose, context.isLogging])).toEqual([
      ["definitions", false],
      ["check", true],
    ]);
  });

  it("is not called missing because initialize does not list it: initialize lists no holdouts", async () => {
    const exposed = { gate: "3211486611", gateValue: "false", ruleID: "r" };
    const { check } = await statsigThat(
      (request) =>
        gates(request, bareFail) ??
        (request.path === "initialize"
          ? {
              body: {
                has_updates: true,
                hash_used: "djb2",
                feature_gates: { "2057289135": { value: true, secondary_exposures: [exposed] } },
                dynamic_configs: {},
                layer_configs: {},
              },
            }
          : undefined),
      [plantedKeys.client],
    );
    const { answers } = await check("gate", ["global_holdout", "quiet_holdout"]);
    expect(answers).toMatchObject([
      // The exposures of another entity contain it, so it exists.
      { state: "fail", value: false, mayBeMissing: false, because: noRulePassedText },
      {
        state: "fail",
        value: false,
        mayBeMissing: true,
        because: `${noRulePassedText}, or there is no gate of this name: initialize does not list it, but it does not list holdouts either`,
      },
    ]);
  });

  it("sends nothing to other hosts if evidence is not allowed", async () => {
    const statsig = await createScriptedStatsig((request) => gates(request, bareFail) ?? noDefinitions);
    const world = await createEvaluationWorld({ hosts: statsig.hosts });
    closers.push(() => statsig.close(), world.close);
    const evaluate = createEvaluate({
      ...world,
      canFetchEvidence: false,
      sandbox: { serverKey: "", clientKey: "", consoleKey: "" },
      version: "0.0.0-test",
    });
    await evaluate.check({ ...world.request(), question: { kind: "gate", names: ["a_gate"] } });
    expect(statsig.requests.map(({ path }) => path)).toEqual(["check_gate"]);
  });
});

it("distinguishes an empty config from one that does not exist", async () => {
  const empty = { value: {}, group: "", rule_id: null, group_name: null };
  const definitions = { has_updates: true, feature_gates: {}, dynamic_configs: { bare: { entity: "dynamic_config" } }, layer_configs: {} };
  const { check } = await statsigThat(({ path, body }) =>
    path === "get_config" ? { body: { name: body.configName, ...empty } } : path.startsWith("v2/") ? { body: definitions } : undefined,
  );
  const { answers } = await check("config", ["bare", "missing"]);
  expect(answers.map(({ name, state }) => [name, state])).toEqual([
    ["bare", "default"],
    ["missing", "not_found"],
  ]);
});

describe("a failure is an answer of its own", () => {
  const nestNotFound = { statusCode: 404, message: "Cannot POST /v1/check_gate", error: "Not Found" };
  it.each<[string, ScriptedReply, Partial<Answer>]>([
    ["401", { status: 401, body: { status: 401, message: "bad key" } }, { state: "refused", httpStatus: 401 }],
    ["403", { status: 403, body: { status: 403, message: "Forbidden resource" } }, { state: "refused", httpStatus: 403 }],
    ["404 of a wrong address", { status: 404, body: nestNotFound }, { state: "refused", httpStatus: 404 }],
    ["429", { status: 429, body: {} }, { state: "slow_down", retryAfterMs: null }],
    ["429 with Retry-After", { status: 429, headers: { "retry-after": "7" }, body: {} }, { state: "slow_down", retryAfterMs: 7_000 }],
    ["500", { status: 500, body: "oops" }, { state: "unknown", httpStatus: 500 }],
    ["503", { status: 503, body: {} }, { state: "unknown", httpStatus: 503 }],
    ["HTML", { body: "<!doctype html><p>Hello" }, { state: "unknown", httpStatus: 200 }],
    ["truncated JSON", { body: '{"name":"a_gate","val' }, { state: "unknown", httpStatus: 200 }],
    ["an answer that breaks off", "break_off", { state: "unreached", httpStatus: 200 }],
    ["the array form of old documentation", { body: [{ name: "a_gate", ...passing }] }, { state: "pass", httpStatus: 200 }],
  ])("%s", async (_case, reply, expected) => {
    const { check, history } = await statsigThat((request) => (request.path === "check_gate" ? reply : undefined));
    const { answers, exchanges } = await check("gate", ["a_gate"]);
    expect(answers).toMatchObject([{ name: "a_gate", ...expected }]);
    expect(answers[0]?.because).not.toBe("");
    expect(history.entries.map(({ exchange }) => exchange.id)).toEqual(exchanges.map(({ id }) => id));
  });

  it("a 404 for a layer means that the layer was not found", async () => {
    const { check } = await statsigThat(() => ({ status: 404, body: { status: 404, message: "Layer not found" } }));
    expect((await check("layer", ["a_layer"])).answers).toMatchObject([{ state: "not_found", httpStatus: 404 }]);
  });

  it("a stalled connection times out", async () => {
    const statsig = await createScriptedStatsig(() => "stall");
    const world = await createEvaluationWorld({ hosts: statsig.hosts, requestTimeoutMs: 500 });
    closers.push(() => statsig.close(), world.close);
    expect((await world.check("gate", ["a_gate"])).answers).toMatchObject([{ state: "unreached", httpStatus: null }]);
  });

  it("a refused name does not change the other answers", async () => {
    const { check } = await statsigThat(({ body }) =>
      body?.configName === "bad_one"
        ? { status: 500, body: {} }
        : { body: { name: body?.configName, value: { a: 1 }, rule_id: "r", group_name: "Everyone" } },
    );
    const { answers } = await check("config", ["good_one", "bad_one", "good_two"]);
    expect(answers.map(({ state }) => state)).toEqual(["value", "unknown", "value"]);
  });

  it("cancelling ends the requests in progress and starts no others", async () => {
    const cancel = new AbortController();
    const { check, statsig, history } = await statsigThat((_request, position) => {
      if (position === 5) cancel.abort();
      return "stall";
    });
    const names = Array.from({ length: 9 }, (_, n) => `config_${n}`);
    const { answers, exchanges } = await check("config", names, {}, cancel.signal);
    expect(statsig.requests).toHaveLength(6);
    expect(answers.map(({ state }) => state)).toEqual(names.map(() => "unreached"));
    expect(answers[8]?.because).toBe("it was cancelled before it was sent");
    expect(exchanges.map(({ outcome }) => outcome.kind)).toEqual(Array(6).fill("cancelled"));
    expect(history.entries).toHaveLength(6);
  });
});

describe("the history of a check", () => {
  it("contains each exchange with its answers before they are returned", async () => {
    const { check, history, project } = await statsigThat((request) => gates(request, passing));
    const { answers, exchanges } = await check("gate", ["a_gate"]);
    expect(history.entries).toMatchObject([
      {
        context: { projectId: project.id, projectName: "Shop", tier: "production", purpose: "check", kind: "gate", names: ["a_gate"] },
        exchange: { id: exchanges[0]?.id },
      },
    ]);
    expect(history.entries[0]?.answers).toEqual(answers);
  });

  it("can fail: the answer is returned, and says so", async () => {
    const { check, history, log } = await statsigThat((request) => gates(request, passing));
    history.setFull();
    const { answers } = await check("gate", ["a_gate"]);
    expect(answers).toMatchObject([{ state: "pass", because: "rule “EU beta” matched; this could not be stored in the history" }]);
    expect(log.lines.some(({ level, message }) => level === "error" && message.includes("history"))).toBe(true);
  });

  it("contains no key, even if the server echoes it, and no private value", async () => {
    const { check, history } = await statsigThat((request) => ({
      body: { name: "a_config", value: { echo: request.headers["statsig-api-key"] }, rule_id: "r", group_name: plantedKeys.server },
    }));
    const user = { userID: "ada", privateAttributes: { salary: "48000 in secret" } };
    const evaluation = await check("config", ["a_config"], { user });
    const all = JSON.stringify([evaluation, history.entries]);
    expect(all).not.toContain(plantedKeys.server);
    expect(all).not.toContain("48000 in secret");
    expect(history.entries[0]?.context.user).toEqual({ userID: "ada", privateAttributes: { salary: "[private, not kept]" } });
    expect(evaluation.answers[0]?.value).toEqual({ echo: "secret-••••••••6789" });
  });

  it("records when the key was used", async () => {
    const { check, vault, project, clock } = await statsigThat((request) => gates(request, passing));
    await check("gate", ["a_gate"]);
    expect(vault.list(project.id)[0]?.lastUsedAtMs).toBe(clock.nowMs());
  });
});

it("adds only names that answers prove to exist", async () => {
  const { check, catalog, project } = await statsigThat((request) =>
    gates(request, request.body?.gateName === "a_gate" ? passing : bareFail),
  );
  await check("gate", ["a_gate"]);
  await check("gate", ["b_gate"]);
  expect(catalog.names(project.id).names).toMatchObject([{ kind: "gate", name: "a_gate", source: "answers" }]);
});
