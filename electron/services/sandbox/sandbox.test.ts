import { request as httpRequest } from "node:http";
import zlib from "node:zlib";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { UnusableInput } from "#services/failures.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { demoProject } from "./demo/demo-project.ts";
import { maxStoredEvents } from "./received-log.ts";
import { maxBodyBytes } from "./request-body.ts";
import { createSandboxServer, type SandboxServer } from "./sandbox.ts";
import { readSpecsV2 } from "./specs-v2.ts";

const clock = createFixedClock();
let sandbox: SandboxServer;

beforeAll(async () => {
  sandbox = await createSandboxServer({ clock, log: createSilentLog() });
});
beforeEach(() => sandbox.reset());
afterAll(() => sandbox.close());

const jonas = { userID: "u-1002", country: "DE", custom: { newsletter: true } };
const looking = { exposureLoggingDisabled: true };

describe("keys", () => {
  test("are new at every start and have the form of real keys", async () => {
    const other = await createSandboxServer({ clock, log: createSilentLog() });
    expect(other.serverKey).toMatch(/^secret-sandbox[0-9a-f]{32}$/);
    expect(other.clientKey).toMatch(/^client-sandbox[0-9a-f]{32}$/);
    expect(other.serverKey).not.toBe(sandbox.serverKey);
    await other.close();
  });

  test.each([
    ["no key", "check_gate", undefined, 401],
    ["an empty key", "check_gate", "", 401],
    ["another key", "check_gate", "secret-somebodyelses0001", 401],
    ["a console key", "check_gate", "console-abc123def", 401],
    ["a client key where definitions are", "download_config_specs", "client", 403],
    ["a client key where ID lists are", "get_id_lists", "client", 403],
    ["a server key where one user's values are", "initialize", "server", 403],
    ["this sandbox's own console key", "check_gate", "console", 401],
  ])("%s is refused by %s", async (_what, call, key, status) => {
    const ours = { client: sandbox.clientKey, server: sandbox.serverKey, console: sandbox.consoleKey };
    const sent = key === "client" || key === "server" || key === "console" ? ours[key] : key;
    const refused = await post(`/v1/${call}`, { gateName: "checkout_v2" }, { "statsig-api-key": sent });
    expect(refused).toEqual({ status, body: { status, message: expect.stringMatching(/^This endpoint only accepts /) } });
    if (sent) expect(JSON.stringify(refused)).not.toContain(sent);
  });

  test("are accepted in the header, in the query and in the path", async () => {
    expect((await post("/v1/check_gate", { gateName: "checkout_v2" })).status).toBe(200);
    expect((await post(`/v1/initialize?k=${sandbox.clientKey}`, {}, {})).status).toBe(200);
    expect((await get(`/v1/get_id_lists/${sandbox.serverKey}`)).status).toBe(200);
    expect((await get("/v1/get_id_lists/secret-somebodyelses0001")).status).toBe(401);
  });
});

describe("the Console API", () => {
  const read = (path: string, key = sandbox.consoleKey) => get(`/console/v1/${path}`, { "statsig-api-key": key });

  test("returns rule names, for a console key only", async () => {
    const { status, body } = await read("gates/checkout_v2");
    expect({ status, body }).toMatchObject({
      status: 200,
      body: { message: "Gate read successfully.", data: { id: "checkout_v2", isEnabled: true, idType: "userID" } },
    });
    expect(JSON.stringify(body)).toContain('"baseID":"7F5L5Geys1rkMvfqsLas6J","name":"Germany pilot","passPercentage":100');
    expect((await read("gates/checkout_v2", sandbox.serverKey)).status).toBe(403);
    expect((await read("gates/checkout_v2", "console-somebodyelses0001")).status).toBe(401);
  });

  test("lists segments without their prefix, and experiments with their groups", async () => {
    expect((await read("segments/staff")).body).toMatchObject({
      data: { id: "staff", rules: [{ name: "Company email" }, { name: "Named testers" }] },
    });
    expect(JSON.stringify((await read("experiments/checkout_trust_badges")).body)).toContain('"name":"Control"');
    expect((await read("dynamic_configs/shipping_rates")).status).toBe(200);
    expect((await read("gates?limit=1")).body).toMatchObject({ data: [{ name: expect.any(String) }], pagination: { itemsPerPage: 1 } });
  });

  test("answers 404 for an unknown name, and refuses writes", async () => {
    expect((await read("gates/nowhere")).status).toBe(404);
    expect((await read("gates/%E0%A4%A")).status).toBe(400);
    expect((await post("/console/v1/gates/checkout_v2", {}, { "statsig-api-key": sandbox.consoleKey })).status).toBe(405);
  });

  test("is the only source of rule names if definitions omit them as real ones do", async () => {
    const real = await createSandboxServer({ hasNamelessRules: true, clock, log: createSilentLog() });
    const [v1, v2, fromConsole] = await Promise.all([
      fetch(`${real.url}/v1/download_config_specs/${real.serverKey}.json`).then((answer) => answer.text()),
      fetch(`${real.url}/v2/download_config_specs/${real.serverKey}.json`).then((answer) => answer.text()),
      fetch(`${real.url}/console/v1/gates/checkout_v2`, { headers: { "statsig-api-key": real.consoleKey } }).then((answer) =>
        answer.text(),
      ),
    ]);
    await real.close();
    expect([v1, v2, fromConsole].map((text) => text.includes("Germany pilot"))).toEqual([false, false, true]);
  });
});

describe("conditions on IP addresses", () => {
  test("find the country, also in definitions that are served later", async () => {
    const rule = demoProject.feature_gates.checkout_v2?.rules.find(({ name }) => name === "Germany pilot");
    const inGermany = { type: "ip_based", field: "country", operator: "any", targetValue: ["DE"], idType: "userID" };
    const conditions = Object.fromEntries((rule?.conditions ?? []).map((id) => [id, inGermany]));
    const other = await createSandboxServer({ clock, log: createSilentLog() });
    await other.replaceSpecs({ ...demoProject, condition_map: { ...demoProject.condition_map, ...conditions } });
    const ruleOf = async (ip: string) => {
      const body = JSON.stringify({ gateName: "checkout_v2", user: { userID: "u-1", ip }, statsigMetadata: looking });
      const answer = await fetch(`${other.url}/v1/check_gate`, { method: "POST", headers: { "statsig-api-key": other.serverKey }, body });
      return JSON.stringify(await answer.json());
    };
    const [german, american] = [await ruleOf("91.10.0.1"), await ruleOf("8.8.8.8")];
    await other.close();
    expect(german).toContain(rule?.id);
    expect(american).not.toContain(rule?.id);
  });
});

describe("the server", () => {
  test.each(["localhost:1", "127.0.0.1", "[::1]:80"])("accepts the host name %s", async (host) => {
    expect(await statusFor(host)).toBe(200);
  });

  test.each(["evil.example", "127.0.0.1.evil.example:80", "localhost.evil.example"])(
    "stays shut to a page that reached it as “%s”",
    async (host) => {
      expect(await statusFor(host)).toBe(421);
    },
  );

  test("allows requests from any origin, as the web SDK needs", async () => {
    const preflight = await fetch(`${sandbox.url}/v1/rgstr`, { method: "OPTIONS", headers: { origin: "https://shop.example" } });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-headers")).toBe("*");
    const refused = await fetch(`${sandbox.url}/v1/check_gate`, { method: "POST" });
    expect(refused.headers.get("access-control-allow-origin")).toBe("*");
  });

  test("answers HEAD without a body", async () => {
    const head = await fetch(`${sandbox.url}/v2/download_config_specs/${sandbox.serverKey}.json`, { method: "HEAD" });
    expect([head.status, await head.text()]).toEqual([200, ""]);
  });

  test("answers 405 with the allowed method", async () => {
    const refused = await fetch(`${sandbox.url}/v1/check_gate`);
    expect([refused.status, refused.headers.get("allow")]).toEqual([405, "POST"]);
  });

  test("answers 404 for other paths", async () => {
    expect(await post("/v1/x", {})).toEqual({ status: 404, body: { statusCode: 404, message: "Cannot POST /v1/x", error: "Not Found" } });
  });

  test("listens on loopback only, and reports a port in use", async () => {
    const parts = { clock, log: createSilentLog() };
    await expect(createSandboxServer({ ...parts, host: "0.0.0.0" })).rejects.toThrow(UnusableInput);
    const usedPort = Number(new URL(sandbox.url).port);
    await expect(createSandboxServer({ ...parts, port: usedPort })).rejects.toThrow(/another program uses it/);
  });
});

describe("bodies", () => {
  const question = Buffer.from(JSON.stringify({ gateName: "checkout_v2", user: { ...jonas, email: "jürgen@example.de" } }));

  test.each([
    ["gzip", zlib.gzipSync],
    ["br", zlib.brotliCompressSync],
    ["zstd", zlib.zstdCompressSync],
    ["deflate", zlib.deflateSync],
  ])("are read in the encoding %s", async (coding, compress) => {
    expect((await send("/v1/check_gate", compress(question), { "content-encoding": coding })).body).toMatchObject({ value: true });
  });

  test("are read as the web SDK sends them: reversed Base64 in gzip", async () => {
    const encoded = (body: string) => [...Buffer.from(body, "latin1").toString("base64")].reverse().join("");
    const body = encoded(JSON.stringify({ events: [{ eventName: "café" }] }));
    const path = (flags: string) => `/v1/rgstr?k=${sandbox.clientKey}&${flags}`;
    expect((await send(path("se=1"), Buffer.from(body), {})).status).toBe(202);
    expect((await send(path("se=1&gz=1"), zlib.gzipSync(body), {})).status).toBe(202);
    expect(sandbox.received(9).map(({ eventName }) => eventName)).toEqual(["café", "café"]);
  });

  test.each([
    ["what is not JSON", Buffer.from("{"), {}, 400],
    ["nothing", Buffer.alloc(0), {}, 400],
    ["a list", Buffer.from("[]"), {}, 400],
    ["what is not gzip", question, { "content-encoding": "gzip" }, 400],
    ["an unknown encoding", question, { "content-encoding": "lzw" }, 415],
    ["too much", Buffer.alloc(maxBodyBytes + 1, " "), {}, 413],
    ["what unfolds into too much", zlib.gzipSync(Buffer.alloc(maxBodyBytes + 1, " ")), { "content-encoding": "gzip" }, 413],
  ])("are refused: %s", async (_what, body, headers, status) => {
    expect(await send("/v1/check_gate", body, headers)).toEqual({ status, body: { status, message: expect.any(String) } });
  });
});

describe("check_gate", () => {
  test("returns the rule that a user passed", async () => {
    expect(await post("/v1/check_gate", { gateName: "checkout_v2", user: jonas })).toEqual({
      status: 200,
      body: { name: "checkout_v2", value: true, rule_id: "7F5L5Geys1rkMvfqsLas6J", group_name: "Germany pilot" },
    });
  });

  test("returns no rule if none passed, nor for an unknown name", async () => {
    const failing = (name: string) => ({ name, value: false, rule_id: null, group_name: null });
    const gateNames = ["legacy_reviews", "apple_pay", "no_such_gate", "constructor", "apple_pay"];
    const { body } = await post("/v1/check_gate", { gateNames, user: { ...jonas, appVersion: "4.13.0" } });
    expect(body).toEqual(Object.fromEntries(gateNames.map((name) => [name, failing(name)])));
  });

  test("uses the tier of each user", async () => {
    const inTier = (tier: string) => ({ gateName: "dark_mode", user: { userID: "u-7", statsigEnvironment: { tier } } });
    expect((await post("/v1/check_gate", inTier("staging"))).body).toMatchObject({ group_name: "Non-production" });
    expect((await post("/v1/check_gate", inTier("production"))).body).not.toMatchObject({ group_name: "Non-production" });
  });

  test("answers for users without an ID, who share one bucket", async () => {
    const body = { gateNames: demoGates, statsigMetadata: looking };
    const anonymous = await post("/v1/check_gate", body);
    expect(anonymous.status).toBe(200);
    expect(await post("/v1/check_gate", { ...body, user: { userID: "" } })).toEqual(anonymous);
  });

  test.each<[string, JsonObject, RegExp]>([
    ["neither name nor names", {}, /exactly one of gateName and gateNames/],
    ["both", { gateName: "apple_pay", gateNames: ["apple_pay"] }, /exactly one/],
    ["no names", { gateNames: [] }, /^gateNames must have a name/],
    ["101 names", { gateNames: Array.from({ length: 101 }, (_, index) => `gate_${index}`) }, /100 names or fewer/],
    ["a name outside the pattern", { gateName: "segment:staff" }, /^gateName may contain letters, digits/],
    ["a name of one character", { gateNames: ["ok", "x"] }, /^gateNames.1 must have 2 characters/],
    ["a user that is not an object", { gateName: "apple_pay", user: "u-1" }, /^user must be an object/],
  ])("refuses %s", async (_what, body, message) => {
    expect(await post("/v1/check_gate", body)).toEqual({ status: 400, body: { status: 400, message: expect.stringMatching(message) } });
  });

  test("accepts 100 names", async () => {
    const gateNames = Array.from({ length: 100 }, (_, index) => `gate_${index}`);
    expect(Object.keys((await post("/v1/check_gate", { gateNames, statsigMetadata: looking })).body as JsonObject)).toHaveLength(100);
  });
});

describe("get_config", () => {
  test("answers for a dynamic config with the deciding rule", async () => {
    expect((await post("/v1/get_config", { configName: "shipping_rates", user: jonas })).body).toEqual({
      name: "shipping_rates",
      value: { currency: "EUR", standard: 5.9, express: 14.9, freeOver: 80 },
      group: "KbC3BLmgy7GGZ4rUxDG8US",
      rule_id: "KbC3BLmgy7GGZ4rUxDG8US",
      group_name: "Euro zone",
    });
  });

  test.each([
    ["an experiment's group", "onboarding_flow", "afdE6e7u6x5fvu615L6xpO", "Video"],
    ["an experiment that has not started", "delivery_slot_ui", "prestart", null],
    ["an experiment that was decided", "price_anchor", "launchedGroup", "Show list price"],
    ["an autotune's group", "email_subject_autotune", "M5z9HuP4gzkNfJDWNob2pE", "Question"],
    ["a contextual autotune's choice", "recommendation_bandit", "QFiMMyWuBivlAoPba4sfh5", "New arrivals"],
    ["a rule whose percentage was lost", "search_tuning", "q3BnA2ULpR3BNI82csfWrR", null],
    ["no rule", "homepage_layout", "default", null],
  ])("returns %s", async (_what, configName, ruleId, group_name) => {
    const { body } = await post("/v1/get_config", { configName, user: jonas });
    expect(body).toMatchObject({ name: configName, group: ruleId, rule_id: ruleId, group_name });
  });

  test("answers for an unknown name with the documented empty value", async () => {
    const empty = { name: "no_such_config", value: {}, group: "", rule_id: null, group_name: null };
    expect(await post("/v1/get_config", { configName: "no_such_config", user: jonas })).toEqual({ status: 200, body: empty });
  });
});

test("get_layer returns the experiment that holds the user's slot, in its own format", async () => {
  const layer = await post("/v1/get_layer", { layerName: "homepage_layer", user: { customIDs: { stableID: "dev-1" } } });
  expect(layer.body).toEqual({
    name: "homepage_layer",
    value: { heroImage: "rug.jpg", heroHeight: 420, personalised: false },
    ruleID: "S6dHIPQvuwly38sqIPVjdv",
    allocatedExperimentName: "hero_image_test",
  });
  const unallocated = await post("/v1/get_layer", { layerName: "checkout_layer", user: { userID: "u-1001" } });
  expect(unallocated.body).toMatchObject({ ruleID: "default", allocatedExperimentName: null });
  expect(await post("/v1/get_layer", { layerName: "no_such_layer" })).toEqual({
    status: 404,
    body: { status: 404, message: "Layer not found" },
  });
});

test("get_ranked_list ranks a contextual autotune, and answers 404 for others", async () => {
  const ranked = await post("/v1/get_ranked_list", { configName: "recommendation_bandit", user: jonas });
  expect(ranked.body).toEqual([
    { name: "New arrivals", value: { source: "new" }, rule_id: "QFiMMyWuBivlAoPba4sfh5", score: expect.closeTo(0.47) },
    { name: "Bestsellers", value: { source: "bestsellers" }, rule_id: "aQuFqq5TO4GbOd9tD1dR4L", score: expect.closeTo(0.31) },
    { name: "For you", value: { source: "personal" }, rule_id: "FX1pP7dP8WxCTE4LJ67tXk", score: expect.closeTo(0.23) },
  ]);
  expect((await post("/v1/get_ranked_list", { configName: "email_subject_autotune" })).status).toBe(404);
  expect((await post("/v1/get_ranked_list", { configName: "with.dot" })).status).toBe(400);
});

describe("initialize", () => {
  const everything = async (body: JsonObject) => await post("/v1/initialize", body, { "statsig-api-key": sandbox.clientKey });

  // djb2 and SHA-256 of "checkout_v2", computed with other programs.
  test.each([
    ["none", "checkout_v2"],
    ["djb2", "1571215381"],
    ["sha256", "vitRrT9mq8GQQ0mw5QCdEEqlHfhzb4sUtv8wyXMX0pk="],
  ])("hashes names with %s", async (hash, checkout) => {
    const { body } = await everything({ user: jonas, hash });
    expect(body).toMatchObject({ hash_used: hash, has_updates: true, feature_gates: { [checkout]: { name: checkout, value: true } } });
  });

  test("lists neither segments nor holdouts", async () => {
    const { body } = await everything({ user: jonas, hash: "none" });
    const names = (section: JsonValue | undefined) => new Set(Object.keys(section as JsonObject));
    const { feature_gates, dynamic_configs, layer_configs, param_stores } = body as JsonObject;
    expect(names(feature_gates)).toEqual(new Set(demoGates));
    expect(names(dynamic_configs)).toEqual(new Set([...Object.keys(demoProject.dynamic_configs), "recommendation_bandit"]));
    expect(names(layer_configs)).toEqual(new Set(["checkout_layer", "homepage_layer"]));
    expect(param_stores).toMatchObject({ storefront: { checkoutVersion: { ref_type: "gate", gate_name: "checkout_v2", pass_value: 2 } } });
  });

  test("assigns by the stable ID that a client sends beside the user, unless the user has one", async () => {
    const groupOf = async (body: JsonObject) => {
      const { body: answer } = await everything({ hash: "none", ...body });
      return (answer as { dynamic_configs: Record<string, JsonObject> }).dynamic_configs.hero_image_test?.group_name;
    };
    const own = (stableID: string) => ({ user: { customIDs: { stableID } } });
    const [first, second] = [await groupOf(own("dev-1")), await groupOf(own("dev-2"))];
    expect(first).not.toEqual(second);
    expect(await groupOf({ user: {}, statsigMetadata: { stableID: "dev-1" } })).toEqual(first);
    expect(await groupOf({ user: {}, statsigMetadata: { stableID: "dev-2" } })).toEqual(second);
    expect(await groupOf({ ...own("dev-1"), statsigMetadata: { stableID: "dev-2" } })).toEqual(first);
  });

  test("returns the user without private attributes, and logs nothing", async () => {
    const { body } = await everything({ user: { ...jonas, privateAttributes: { salary: 1 } } });
    expect((body as JsonObject).user).toEqual(jonas);
    expect(sandbox.received(9)).toEqual([]);
  });

  test("answers 204 if the values are current, and 400 for an unknown hash", async () => {
    expect(await everything({ user: jonas, sinceTime: demoProject.time })).toEqual({ status: 204, body: null });
    expect((await everything({ user: jonas, sinceTime: 0 })).status).toBe(200);
    expect((await everything({ user: jonas, hash: "md5" })).status).toBe(400);
  });
});

describe("definitions", () => {
  test("v2 are the definitions of the project", async () => {
    const { body } = await get(`/v2/download_config_specs/${sandbox.serverKey}.json?supports_proto=true`);
    expect(readSpecsV2(body)).toEqual(demoProject);
  });

  test.each([
    ["in the path", () => get(`/v1/download_config_specs/${sandbox.serverKey}.json`)],
    ["in the header", () => post("/v1/download_config_specs", { sinceTime: 0 })],
  ])("v1 are lists, with the key %s", async (_where, ask) => {
    const { feature_gates, layers } = (await ask()).body as JsonObject;
    expect(feature_gates).toBeInstanceOf(Array);
    expect(layers).toEqual({ checkout_layer: ["checkout_button_color", "checkout_trust_badges"], homepage_layer: ["hero_image_test"] });
  });

  test("are not sent again if they are current", async () => {
    const none = { status: 200, body: { has_updates: false } };
    const { time, checksum } = demoProject;
    const path = `/v2/download_config_specs/${sandbox.serverKey}.json?sinceTime=${time}`;
    expect(await get(`${path}&checksum=${checksum}`)).toEqual(none);
    expect(await post("/v1/download_config_specs", { sinceTime: time })).toEqual(none);
    expect((await get(`${path}&checksum=other`)).body).toMatchObject({ has_updates: true });
  });

  test("can be replaced while the sandbox runs", async () => {
    const own = await createSandboxServer({ clock, log: createSilentLog() });
    const { apple_pay, ...gates } = demoProject.feature_gates;
    await own.replaceSpecs({
      ...demoProject,
      feature_gates: { ...gates, apple_pay: { ...apple_pay!, enabled: false, defaultValue: true, rules: [] } },
    });
    const headers = { "statsig-api-key": own.serverKey };
    const reply = await fetch(`${own.url}/v1/check_gate`, { method: "POST", headers, body: JSON.stringify({ gateName: "apple_pay" }) });
    expect(await reply.json()).toMatchObject({ value: true, rule_id: null });
    await own.close();
  });

  test("have no ID lists, requested with GET or with POST without a body", async () => {
    expect(await get(`/v1/get_id_lists/${sandbox.serverKey}`)).toEqual({ status: 200, body: {} });
    expect(await send("/v1/get_id_lists", Buffer.alloc(0))).toEqual({ status: 200, body: {} });
  });
});

describe("the log", () => {
  const user = { ...jonas, privateAttributes: { salary: "a private value" } };

  test("keeps the numbers of events as they are written", async () => {
    const event =
      '{"eventName":"bought","value":60436225835668127,"time":1781958740731.0,"user":{"userID":174322306148984899,"custom":{"n":1.0}}}';
    const { status } = await post("/v1/log_event", { events: [readJson(event)] });
    expect(status).toBe(202);
    const [received] = sandbox.received(1);
    expect(JSON.stringify(received?.body)).toContain('"value":60436225835668127,"time":1781958740731.0');
    expect(received?.userID).toBe("174322306148984899");
    expect(JSON.stringify(received?.body)).toContain('"user":{"userID":174322306148984899,"custom":{"n":1.0}}');
  });

  test("has an exposure for each evaluation, in the form that SDKs send", async () => {
    await post("/v1/check_gate", { gateName: "checkout_v2", user });
    await post("/v1/get_config", { configName: "onboarding_flow", user });
    expect(sandbox.received(9)).toEqual([
      {
        seq: expect.any(Number),
        atMs: clock.nowMs(),
        endpoint: "get_config",
        eventName: "statsig::config_exposure",
        userID: "u-1002",
        body: expect.objectContaining({
          metadata: expect.objectContaining({ config: "onboarding_flow", rulePassed: "true" }),
          user: jonas,
        }),
      },
      {
        seq: expect.any(Number),
        atMs: clock.nowMs(),
        endpoint: "check_gate",
        eventName: "statsig::gate_exposure",
        userID: "u-1002",
        body: {
          eventName: "statsig::gate_exposure",
          time: clock.nowMs(),
          user: jonas,
          value: null,
          metadata: expect.objectContaining({ gate: "checkout_v2", gateValue: "true", ruleID: "7F5L5Geys1rkMvfqsLas6J" }),
          secondaryExposures: [{ gate: "autumn_holdout", gateValue: "false", ruleID: "RHmSVL0moePCzqSpyMC4e3:5.00:2" }],
        },
      },
    ]);
  });

  test("has one exposure for each of several gates, and for each parameter of a layer", async () => {
    await post("/v1/check_gate", { gateNames: ["checkout_v2", "apple_pay"], user });
    await post("/v1/get_layer", { layerName: "homepage_layer", user });
    const layer = sandbox.received(9).filter(({ eventName }) => eventName === "statsig::layer_exposure");
    const parameters = layer.map(({ body }) => (body as { metadata: JsonObject }).metadata);
    expect(parameters.map(({ parameterName, allocatedExperiment }) => [parameterName, allocatedExperiment])).toEqual([
      ["personalised", ""],
      ["heroHeight", "hero_image_test"],
      ["heroImage", "hero_image_test"],
    ]);
    expect(sandbox.info()).toMatchObject({ exposuresReceived: 5, eventsReceived: 0 });
  });

  test.each<[string, JsonObject]>([
    ["check_gate", { gateNames: ["checkout_v2", "apple_pay"] }],
    ["get_config", { configName: "recommendation_bandit" }],
    ["get_layer", { layerName: "homepage_layer" }],
  ])("is empty if %s is called with exposure logging disabled", async (call, question) => {
    await post(`/v1/${call}`, { ...question, user, statsigMetadata: looking });
    expect(sandbox.received(9)).toEqual([]);
    await post(`/v1/${call}`, { ...question, user, exposureLoggingDisabled: true });
    expect(sandbox.received(9)).not.toEqual([]);
  });

  test("is empty for a ranked list", async () => {
    await post("/v1/get_ranked_list", { configName: "recommendation_bandit", user });
    expect(sandbox.received(9)).toEqual([]);
  });

  test.each(["log_event", "rgstr", "log_event_beacon"])(
    "is each event sent to %s, with the request's user where it has none",
    async (call) => {
      const events = [
        { eventName: "add_to_cart", value: 29.99, time: 1, metadata: { sku: "A1" } },
        { eventName: "paid", user: { userID: "u-9" } },
      ];
      expect(await post(`/v1/${call}`, { events, user })).toEqual({ status: 202, body: { success: true } });
      expect(sandbox.received(9).map(({ eventName, userID, body }) => ({ eventName, userID, body }))).toEqual([
        { eventName: "paid", userID: "u-9", body: { eventName: "paid", user: { userID: "u-9" }, time: clock.nowMs() } },
        { eventName: "add_to_cart", userID: "u-1002", body: { ...events[0], user: jonas } },
      ]);
      expect(sandbox.info()).toMatchObject({ eventsReceived: 2, exposuresReceived: 0 });
    },
  );

  test("has each custom exposure", async () => {
    const exposures = [
      { experimentName: "onboarding_flow", group: "Video" },
      { experimentName: "onboarding_flow", group: "Video", ruleID: "afdE6e7u6x5fvu615L6xpO" },
      { gateName: "checkout_v2", passes: true, ruleID: "" },
    ];
    expect(await post("/v1/log_custom_exposure", { exposures, user })).toEqual({ status: 202, body: { success: true } });
    expect(sandbox.received(1)[0]).toMatchObject({ eventName: "statsig::gate_exposure", body: { ...exposures[2], user: jonas } });
    expect(sandbox.info()).toMatchObject({ exposuresReceived: 3 });
  });

  test.each<[string, string, JsonObject, RegExp]>([
    ["no events", "log_event", {}, /^events must be a list/],
    ["an empty list", "log_event", { events: [] }, /^events must have an event/],
    ["an event without a name", "log_event", { events: [{ eventName: "" }] }, /^events.0.eventName must not be empty/],
    ["an object for a value", "rgstr", { events: [{ eventName: "a", value: {} }] }, /^events.0.value must be a string or a number/],
    ["no exposures", "log_custom_exposure", { exposures: [] }, /^exposures must have an exposure/],
    [
      "neither gate nor experiment",
      "log_custom_exposure",
      { user, exposures: [{ ruleID: "r" }] },
      /exactly one of gateName and experimentName/,
    ],
    [
      "both",
      "log_custom_exposure",
      { user, exposures: [{ gateName: "g", experimentName: "e", passes: true, ruleID: "r" }] },
      /exactly one of/,
    ],
    ["a gate without passes", "log_custom_exposure", { user, exposures: [{ gateName: "g", ruleID: "r" }] }, /needs passes/],
    ["neither group nor rule", "log_custom_exposure", { user, exposures: [{ experimentName: "e" }] }, /needs group or ruleID/],
    ["no user ID", "log_custom_exposure", { exposures: [{ experimentName: "e", group: "g" }] }, /a userID or a customID/],
  ])("is empty if the request has %s", async (_what, call, body, message) => {
    expect(await post(`/v1/${call}`, body)).toEqual({ status: 400, body: { status: 400, message: expect.stringMatching(message) } });
    expect(sandbox.received(9)).toEqual([]);
  });

  test("never contains a private attribute, wherever it was sent", async () => {
    await post("/v1/check_gate", { gateName: "checkout_v2", user });
    await post("/v1/get_config", { configName: "recommendation_bandit", user });
    await post("/v1/get_config", { configName: "no_such_config", user });
    await post("/v1/get_layer", { layerName: "homepage_layer", user });
    await post("/v1/log_event", { events: [{ eventName: "a" }, { eventName: "b", user }], user });
    await post("/v1/log_custom_exposure", { exposures: [{ experimentName: "e", group: "g", user }] });
    expect(sandbox.received(99)).toHaveLength(9);
    expect(JSON.stringify(sandbox.received(99))).not.toContain("a private value");
  });

  test("can be read from outside with the server key, newest first", async () => {
    await post("/v1/log_event", { events: [{ eventName: "first" }, { eventName: "second" }] });
    const { body } = await get("/sandbox/received?limit=1", { "statsig-api-key": sandbox.serverKey });
    expect(body).toMatchObject([{ eventName: "second", endpoint: "log_event" }]);
    expect((await get("/sandbox/received", { "statsig-api-key": sandbox.clientKey })).status).toBe(403);
    expect((await get("/sandbox/received?limit=0", { "statsig-api-key": sandbox.serverKey })).status).toBe(400);
  });

  test("keeps the newest 10,000 events, and counts all", async () => {
    const events = Array.from({ length: maxStoredEvents + 1 }, (_, index) => ({ eventName: `event ${index}` }));
    await post("/v1/log_event", { events });
    const stored = sandbox.received(maxStoredEvents * 2);
    expect([stored.length, stored.at(0)?.eventName, stored.at(-1)?.eventName]).toEqual([
      maxStoredEvents,
      `event ${maxStoredEvents}`,
      "event 1",
    ]);
    expect(sandbox.info().eventsReceived).toBe(maxStoredEvents + 1);
  });

  test("does not contain crash reports of SDKs", async () => {
    expect(await post("/v1/sdk_exception", { exception: "TypeError" }, {})).toEqual({ status: 202, body: { success: true } });
    expect(sandbox.received(9)).toEqual([]);
  });
});

test("info counts the requests of each endpoint since the start, and reset clears the counts", async () => {
  await post("/v1/check_gate", { gateName: "checkout_v2" });
  await post("/v1/check_gate", {});
  await get(`/v1/get_id_lists/${sandbox.serverKey}`);
  const { url, serverKey, clientKey, consoleKey } = sandbox;
  const facts = { url, serverKey, clientKey, consoleKey, startedAtMs: clock.nowMs() };
  expect(sandbox.info()).toEqual({ ...facts, requests: { check_gate: 2, get_id_lists: 1 }, eventsReceived: 0, exposuresReceived: 1 });
  sandbox.reset();
  expect(sandbox.info()).toEqual({ ...facts, requests: {}, eventsReceived: 0, exposuresReceived: 0 });
});

test("unusable definitions are refused with the first problem", () => {
  const { feature_gates: gates, ...rest } = demoProject;
  const [name = "", gate] = Object.entries(gates)[0] ?? [];
  const withGate = (changed: JsonObject) => ({ ...rest, feature_gates: { [name]: { ...gate, ...changed } } });
  const problems = [{ feature_gates: {} }, { ...demoProject, time: 0 }, withGate({ salt: 5 }), withGate({ rules: {} })].map((specs) => {
    try {
      return readSpecsV2(readJson(JSON.stringify(specs)));
    } catch (failure) {
      return failure instanceof Error ? failure.message : failure;
    }
  });
  expect(problems).toEqual([
    "The sandbox cannot serve these definitions: “has_updates” is missing.",
    "The sandbox cannot serve these definitions: “time” is 0 where a whole number above 0 is needed.",
    `The sandbox cannot serve these definitions: “feature_gates.${name}.salt” is 5 where a text is needed.`,
    `The sandbox cannot serve these definitions: “feature_gates.${name}.rules” is an object where a list is needed.`,
  ]);
});

test("definitions with a gate that depends on itself fail that gate, and initialize says so", async () => {
  const log = createSilentLog();
  const own = await createSandboxServer({ clock, log, specs: withCycle() });
  const ask = (call: string, key: string, body: JsonObject) =>
    fetch(`${own.url}/v1/${call}`, { method: "POST", headers: { "statsig-api-key": key }, body: JSON.stringify(body) });
  expect(await (await ask("check_gate", own.serverKey, { gateName: "snake" })).json()).toMatchObject({ value: false, rule_id: null });
  expect((await ask("initialize", own.clientKey, {})).status).toBe(500);
  expect(log.lines.map(({ level }) => level)).toContain("warn");
  await own.close();
});

const demoGates = Object.entries(demoProject.feature_gates).flatMap(([name, { entity }]) => (entity === "feature_gate" ? [name] : []));

function withCycle(): typeof demoProject {
  const rule = { id: "r", name: "r", salt: "", passPercentage: 100, returnValue: true, conditions: ["itself"], idType: "userID" };
  const snake = {
    type: "feature_gate",
    entity: "feature_gate",
    salt: "s",
    enabled: true,
    defaultValue: false,
    idType: "userID",
    rules: [rule],
  };
  return {
    ...demoProject,
    feature_gates: { snake },
    condition_map: { itself: { type: "pass_gate", targetValue: "snake", idType: "userID" } },
    dynamic_configs: {},
    layer_configs: {},
    experiment_to_layer: {},
  };
}

interface Answered {
  readonly status: number;
  readonly body: JsonValue;
}

async function post(
  path: string,
  body: JsonObject,
  headers: Record<string, string | undefined> = { "statsig-api-key": sandbox.serverKey },
): Promise<Answered> {
  return await send(path, Buffer.from(JSON.stringify(body)), headers);
}

async function send(path: string, body: Buffer, headers: Record<string, string | undefined> = {}): Promise<Answered> {
  const key =
    path.includes("?k=") || "statsig-api-key" in headers || path.endsWith("sdk_exception") ? {} : { "statsig-api-key": sandbox.serverKey };
  const sent = Object.fromEntries(
    Object.entries({ ...key, ...headers }).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return await answered(await fetch(sandbox.url + path, { method: "POST", headers: sent, body: new Uint8Array(body) }));
}

async function get(path: string, headers: Record<string, string> = {}): Promise<Answered> {
  return await answered(await fetch(sandbox.url + path, { headers }));
}

async function answered(response: Response): Promise<Answered> {
  const text = await response.text();
  return { status: response.status, body: text === "" ? null : JSON.parse(text) };
}

/** The status for a request that reached the sandbox under a name; fetch would not let a test choose it. */
async function statusFor(host: string): Promise<number | undefined> {
  const { port } = new URL(sandbox.url);
  return await new Promise((resolve, reject) => {
    const path = `/v1/get_id_lists/${sandbox.serverKey}`;
    httpRequest({ host: "127.0.0.1", port, path, headers: { host } }, (response) => {
      response.resume().on("end", () => resolve(response.statusCode));
    })
      .on("error", reject)
      .end();
  });
}
