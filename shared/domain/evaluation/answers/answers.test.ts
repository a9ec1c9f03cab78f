import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Answer, EntityKind } from "#shared/domain/evaluation/evaluation.ts";
import { AnswerSchema } from "#shared/domain/evaluation/evaluation.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import type { Outcome } from "#shared/domain/exchange/exchange.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { answeredWith, exchangeWith } from "#tests/fakes/exchange.ts";
import type { AnswerContext } from "./answer-context.ts";
import { noSuchNameText, readAnswers } from "./answers.ts";

const nowMs = Date.UTC(2026, 10, 23, 12, 4, 31);
const usual: AnswerContext = { atMs: nowMs, isLogging: false, provenanceKind: "live", tier: "staging", keyKind: "server", catalog: null };

/** The project's whole definitions, as far as these tests need them. */
const definitions: Catalog = {
  definitionsAtMs: nowMs - 60_000,
  problem: null,
  nextStep: null,
  names: [
    { kind: "gate", name: "checkout_v2", source: "definitions", entity: "feature_gate", idType: "userID", layerName: null },
    { kind: "config", name: "homepage", source: "definitions", entity: "dynamic_config", idType: "userID", layerName: null },
    { kind: "layer", name: "checkout_layer", source: "definitions", entity: "layer", idType: "userID", layerName: null },
  ],
};

function read(
  kind: EntityKind,
  names: string[],
  body: JsonValue | string,
  context: Partial<AnswerContext> = {},
  outcome = answeredWith(200),
): Answer[] {
  return readAnswers({
    question: { kind, names },
    exchange: exchangeWith(outcome),
    body: typeof body === "string" ? body : JSON.stringify(body),
    context: { ...usual, ...context },
  });
}

const gate = (name: string, value: boolean, rule_id: string | null = null, group_name: string | null = null) => ({
  name,
  value,
  rule_id,
  group_name,
});

describe("a gate", () => {
  it("passes because of the rule that Statsig names, with where and when it was asked", () => {
    expect(read("gate", ["checkout_v2"], gate("checkout_v2", true, "2RamGsERWbWMIMnSfOlQuX", "EU beta"))).toEqual([
      {
        kind: "gate",
        name: "checkout_v2",
        isNameHashed: false,
        state: "pass",
        value: true,
        ruleId: "2RamGsERWbWMIMnSfOlQuX",
        groupName: "EU beta",
        allocatedExperiment: null,
        fix: null,
        idType: null,
        layerName: null,
        secondaryExposures: null,
        mayBeMissing: false,
        because: "rule “EU beta” matched",
        nextStep: null,
        nearNames: [],
        provenance: { kind: "live", ofMs: null },
        atMs: nowMs,
        elapsedMs: 84,
        exchangeId: "01938f6e-0000-7000-8000-000000000001",
        httpStatus: 200,
        retryAfterMs: null,
        isLogged: false,
        hops: null,
      } satisfies Answer,
    ]);
  });

  it.each([
    [gate("g1", true, "3Qo:10.00:5"), "pass", "the rule with the ID 3Qo matched"],
    [gate("g1", true), "pass", "no rule matched, and it passes by default"],
    [gate("g1", true, "disabled"), "pass", "it is disabled, and passes by default"],
    [gate("g1", true, "pass:all:id_override"), "pass", "an override lets this ID pass"],
    [gate("g1", false, "default"), "fail", "no rule matched"],
    [gate("g1", false, "disabled"), "fail", "it is disabled"],
    [gate("g1", false, "fail:all:id_override"), "fail", "an override makes this ID fail"],
    [
      gate("g1", false, "r1", "Everyone but staff"),
      "fail",
      "rule “Everyone but staff” matched but its pass percentage leaves this user out",
    ],
  ])("answered with %j is %s: %s", (body, state, because) => {
    expect(read("gate", ["g1"], body)).toMatchObject([{ state, because, mayBeMissing: false }]);
  });

  it("that fails without a rule may be missing, as long as nobody knows the project's names", () => {
    expect(read("gate", ["checkout_v3"], gate("checkout_v3", false))).toMatchObject([
      {
        state: "fail",
        mayBeMissing: true,
        because: "no rule passed, or there is no gate of this name: Statsig gives the same answer in both cases",
      },
    ]);
  });

  it("that fails without a rule is not found when the definitions do not have it, and near names are given", () => {
    expect(read("gate", ["checkout_v3"], gate("checkout_v3", false), { catalog: definitions })).toMatchObject([
      { state: "not_found", value: null, nearNames: ["checkout_v2"], because: "the project’s definitions have no gate of this name" },
    ]);
  });

  it("that fails without a rule fails when the definitions have it", () => {
    expect(read("gate", ["checkout_v2"], gate("checkout_v2", false), { catalog: definitions })).toMatchObject([
      { state: "fail", mayBeMissing: false, because: "no rule passed" },
    ]);
  });

  it("that is a dynamic config is not found, and the next step says where to look", () => {
    expect(read("gate", ["homepage"], gate("homepage", false), { catalog: definitions })).toMatchObject([
      { state: "not_found", nextStep: "There is a dynamic config of this name: check that instead." },
    ]);
  });
});

describe("several gates", () => {
  const results = [gate("g2", false, "default"), gate("g1", true, "r1", "All")];
  const byName = Object.fromEntries(results.map((result) => [result.name, result]));

  it.each([
    ["an object by name", byName],
    ["an array, as in old documentation", results],
    ["an array under results", { results }],
    ["an object by name under results", { results: byName }],
  ])("are read from %s, in the order asked, each once", (_form, body) => {
    expect(read("gate", ["g1", "g2", "g1"], body).map(({ name, state }) => [name, state])).toEqual([
      ["g1", "pass"],
      ["g2", "fail"],
    ]);
  });

  it("are unknown one by one: a name that was left out does not spoil the others", () => {
    expect(read("gate", ["g1", "g3"], byName)).toMatchObject([
      { state: "pass" },
      { state: "unknown", because: "api.statsig.com answered with JSON that has no single gate result for this name" },
    ]);
  });

  it("may be called like the fields of a result", () => {
    const body = { value: gate("value", true, "r1"), name: gate("name", false, "default") };
    expect(read("gate", ["value", "name"], body)).toMatchObject([{ state: "pass" }, { state: "fail" }]);
  });
});

describe("a dynamic config", () => {
  const config = (facts: Record<string, JsonValue>) => ({
    name: "homepage",
    value: { columns: 3 },
    group: "default",
    rule_id: null,
    group_name: null,
    ...facts,
  });

  it.each([
    [config({ rule_id: "r1", group_name: "Power Users" }), "value", "rule “Power Users” matched"],
    [config({ rule_id: "r1" }), "value", "the rule with the ID r1 matched"],
    [config({ rule_id: "default" }), "default", "no rule matched"],
    [config({ rule_id: "disabled" }), "default", "it is disabled"],
    [config({}), "default", "no rule matched"],
    [{ name: "homepage", value: { columns: 3 }, group: "r1" }, "value", "the rule with the ID r1 matched"],
  ])("answered with %j is %s: %s", (body, state, because) => {
    expect(read("config", ["homepage"], body)).toMatchObject([{ state, because, value: { columns: 3 } }]);
  });

  const unknownConfig = { name: "homepag", value: {}, group: "", rule_id: null, group_name: null };

  it("in the documented empty shape is not found", () => {
    expect(read("config", ["homepag"], unknownConfig)).toMatchObject([
      { state: "not_found", value: null, because: "Statsig knows no dynamic config of this name" },
    ]);
    expect(read("config", ["homepag"], unknownConfig, { catalog: definitions })).toMatchObject([
      { state: "not_found", nearNames: ["homepage"] },
    ]);
  });

  it("in the same shape is the default when the definitions have it", () => {
    expect(read("config", ["homepage"], { ...unknownConfig, name: "homepage" }, { catalog: definitions })).toMatchObject([
      { state: "default", value: {} },
    ]);
  });
});

describe("an experiment", () => {
  const experiment = (rule_id: string | null, group_name: string | null) => ({
    name: "badges",
    value: { on: true },
    group: rule_id,
    rule_id,
    group_name,
  });

  it.each([
    [experiment("r1", "Badges"), "group", "this unit was assigned to the group “Badges”"],
    [experiment("r1:userID:id_override", "Badges"), "group", "an override assigns this ID to “Badges”"],
    [experiment("r1:explore", "Lamp"), "group", "the autotune is exploring and chose “Lamp”"],
    [experiment("launchedGroup", "Badges"), "group", "a group was shipped to everyone"],
    [experiment("launchedGroup", null), "no_group", "a group was shipped to everyone"],
    [experiment("prestart", null), "no_group", "the experiment has not started"],
    [experiment("abandoned", null), "no_group", "the experiment was stopped without shipping a group"],
    [experiment("targetingGate", null), "no_group", "the experiment’s targeting gate did not pass"],
    [experiment("inlineTargetingRules", null), "no_group", "the experiment’s targeting rules did not match"],
    [
      experiment("layerAssignment", null),
      "no_group",
      "this unit is outside the experiment’s share of traffic; another experiment of the layer may hold it",
    ],
    [experiment("default", null), "no_group", "no rule matched"],
    [experiment("7holdoutRule", null), "no_group", "the rule with the ID 7holdoutRule decided without a group, as a holdout does"],
  ])("answered with %j is %s: %s", (body, state, because) => {
    expect(read("experiment", ["badges"], body)).toMatchObject([{ state, because, value: { on: true } }]);
  });
});

describe("a layer", () => {
  const layer = (ruleID: string, allocatedExperimentName: string | null) => ({
    name: "checkout_layer",
    value: { steps: 2 },
    ruleID,
    allocatedExperimentName,
  });

  it.each([
    [layer("r1", "badges"), "value", "the experiment “badges” sets the values"],
    [layer("prestart", "badges"), "default", "this unit is allocated to the experiment “badges”, but the experiment has not started"],
    [layer("default", null), "default", "no rule matched"],
    [layer("r1", null), "value", "the rule with the ID r1 matched"],
    [layer("default", ""), "default", "no rule matched"],
  ])("answered with %j is %s: %s", (body, state, because) => {
    expect(read("layer", ["checkout_layer"], body)).toMatchObject([
      { state, because, value: { steps: 2 }, ruleId: body.ruleID, allocatedExperiment: body.allocatedExperimentName || null },
    ]);
  });

  it.each([
    ["without definitions, Statsig", "checkout_laier", null, "Statsig knows no layer of this name"],
    ["the definitions, as when it is explained", "checkout_laier", definitions, noSuchNameText("layer")],
    ["Statsig alone, for a layer of the definitions", "checkout_layer", definitions, "Statsig knows no layer of this name"],
  ])("that is a 404 is not known to %s", (_whom, name, catalog, because) => {
    expect(read("layer", [name], {}, { catalog }, answeredWith(404))).toMatchObject([{ state: "not_found", httpStatus: 404, because }]);
  });

  it("that is a 404 has near names", () => {
    expect(read("layer", ["checkout_laier"], {}, { catalog: definitions }, answeredWith(404))).toMatchObject([
      { nearNames: ["checkout_layer"] },
    ]);
  });
});

describe("a ranked list", () => {
  const variants = [
    { name: "lamp", value: { sku: 1 }, rule_id: "r1", score: 0.85 },
    { name: "rug", value: { sku: 2 }, rule_id: null, score: 0.72 },
  ];

  it("holds the variants, best first", () => {
    expect(read("ranked", ["bandit"], variants)).toMatchObject([
      {
        state: "value",
        because: "“lamp” scores best, with 0.85",
        value: [
          { name: "lamp", value: { sku: 1 }, ruleId: "r1", score: 0.85 },
          { name: "rug", value: { sku: 2 }, ruleId: null, score: 0.72 },
        ],
      },
    ]);
  });

  it("says when it is shuffled or empty", () => {
    const exploring = variants.map((variant) => ({ ...variant, rule_id: "r1:explore", score: 0.0001 }));
    expect(read("ranked", ["bandit"], exploring)).toMatchObject([{ because: "the autotune is exploring, so the order is random" }]);
    expect(read("ranked", ["bandit"], [])).toMatchObject([
      { state: "default", value: [], because: "the autotune has not started, or this user is outside its targeting" },
    ]);
  });
});

describe("no answer", () => {
  const headers = (value: string): [string, string][] => [["Retry-After", value]];
  const nest401 = { status: 401, message: "This endpoint only accepts an active CONSOLE key. Key: console-abcdef123456" };

  it.each<[string, Outcome, JsonValue | string, Partial<AnswerContext>, Partial<Answer>]>([
    [
      "a key that Statsig does not take",
      answeredWith(401),
      nest401,
      {},
      {
        state: "refused",
        because:
          "Statsig refused this server secret key (401): “This endpoint only accepts an active CONSOLE key. Key: console-••••••••3456”",
        nextStep: "Check in the Statsig console that the key is active and belongs to this project, then replace it here.",
      },
    ],
    [
      "a console key",
      answeredWith(401),
      "Unauthorized",
      { keyKind: "console" },
      {
        state: "refused",
        because: "Statsig refused this console key (401): “Unauthorized”",
        nextStep: "Use a server secret or a client key: console keys work with the Console API only.",
      },
    ],
    [
      "a key without the right",
      answeredWith(403),
      { message: "Forbidden resource", error: "Forbidden" },
      {},
      { state: "refused", because: "Statsig refused this server secret key (403): “Forbidden resource”" },
    ],
    [
      "a request that is refused",
      answeredWith(400),
      { message: ["a is wrong", "b too"] },
      {},
      { state: "refused", because: "Statsig did not accept the request (400): “a is wrong; b too”" },
    ],
    [
      "a wrong path",
      answeredWith(404),
      { message: "Cannot POST /v2/check_gate", error: "Not Found" },
      {},
      { state: "refused", because: "api.statsig.com has no such endpoint (404): “Cannot POST /v2/check_gate”" },
    ],
    ["a wrong method", answeredWith(405), "", {}, { state: "refused", because: "api.statsig.com does not accept this call (405)" }],
    [
      "a redirect",
      answeredWith(302),
      "",
      {},
      {
        state: "refused",
        because: "api.statsig.com redirects (302), and redirects are not followed, because a key is sent only to its project’s hosts",
      },
    ],
    [
      "a request that is too large",
      answeredWith(413),
      { reason: "too big" },
      {},
      { state: "refused", because: "the request is too large for Statsig (413): “too big”" },
    ],
    [
      "headers that are too large",
      answeredWith(431),
      "too big",
      {},
      { because: "the request is too large for Statsig (431): “too big”", nextStep: "Remove fields from the user, or check fewer names." },
    ],
    [
      "a status of a server on the way, whose text is about no field",
      answeredWith(426),
      "Upgrade",
      {},
      {
        state: "refused",
        nextStep: expect.stringContaining("Exchange shows the response. Check the address “Evaluations”"),
        fix: "hosts",
      },
    ],
    ["a limit", answeredWith(429), "", {}, { state: "slow_down", retryAfterMs: null, nextStep: "Wait a moment, then check again." }],
    [
      "a limit in seconds",
      answeredWith(429, headers("12")),
      "",
      {},
      { state: "slow_down", retryAfterMs: 12_000, nextStep: "Wait 12 s, then check again." },
    ],
    [
      "a limit of years",
      answeredWith(429, headers("999999999")),
      "",
      {},
      { state: "slow_down", nextStep: "The server asks to wait for a day or longer. Check again tomorrow." },
    ],
    [
      "a limit until a time",
      answeredWith(429, headers("Mon, 23 Nov 2026 12:05:01 GMT")),
      "",
      {},
      { state: "slow_down", retryAfterMs: 30_000 },
    ],
    ["a limit that says nonsense", answeredWith(429, headers("-3")), "", {}, { state: "slow_down", retryAfterMs: null }],
    ["a failing server", answeredWith(503), { success: false }, {}, { state: "unknown", because: "Statsig could not answer (503)" }],
    [
      "a failing server while logging",
      answeredWith(500),
      "",
      { isLogging: true },
      {
        state: "unknown",
        isLogged: true,
        nextStep: "Check again in a moment. If it keeps happening, see status.statsig.com. The exposure may still have been logged.",
      },
    ],
    [
      "a web page",
      answeredWith(200),
      "<!doctype html><p>Sign in",
      {},
      {
        state: "unknown",
        because: "api.statsig.com answered with a web page instead of JSON",
        provenance: { kind: "elsewhere", ofMs: null },
      },
    ],
    [
      "truncated JSON",
      answeredWith(200),
      '{"name":"g1","value":tr',
      {},
      { state: "unknown", because: "api.statsig.com answered with JSON that is malformed or truncated" },
    ],
    [
      "JSON that is too deep to read",
      answeredWith(200),
      `{"name":"g1","value":true,"x":${"[".repeat(500)}${"]".repeat(500)}}`,
      {},
      { state: "unknown", because: "api.statsig.com answered with JSON of more than 200 levels" },
    ],
    [
      "JSON of another call, with a status of no answer",
      answeredWith(202),
      '{"success":true}',
      {},
      { state: "unknown", because: "api.statsig.com answered with status 202 and JSON that is no answer" },
    ],
    ["no body", answeredWith(200), "", {}, { state: "unknown", because: "api.statsig.com answered with an empty body" }],
    ["text", answeredWith(200), "OK", {}, { state: "unknown", because: "api.statsig.com answered with text instead of JSON: “OK”" }],
    [
      "another shape",
      answeredWith(200),
      { value: "true" },
      {},
      { state: "unknown", because: "api.statsig.com answered with a “value” that is a text instead of true or false" },
    ],
    [
      "another success",
      answeredWith(204),
      "",
      {},
      { state: "unknown", because: "api.statsig.com answered with status 204 and an empty body" },
    ],
    [
      "an answer beyond the limit",
      { kind: "too_large", status: 200, headers: [], limitBytes: 32_000_000 },
      "",
      {},
      { state: "unknown", because: "the response is larger than Gatescope’s limit of 32 MB" },
    ],
    [
      "nothing sent",
      { kind: "not_sent", reason: "The key is bound to another host." },
      "",
      { isLogging: true },
      { state: "not_sent", because: "The key is bound to another host", isLogged: false },
    ],
    [
      "no name",
      { kind: "unreachable", hop: "dns", code: "ENOTFOUND", message: "" },
      "",
      { isLogging: true },
      {
        state: "unreached",
        because: "the name api.statsig.com could not be found by this machine’s DNS server (ENOTFOUND)",
        isLogged: false,
      },
    ],
    [
      "a proxy",
      { kind: "unreachable", hop: "proxy", code: "ECONNREFUSED", message: "" },
      "",
      {},
      { state: "unreached", because: "the proxy refused the connection" },
    ],
    [
      "a closed port",
      { kind: "unreachable", hop: "connect", code: "ECONNREFUSED", message: "" },
      "",
      {},
      { state: "unreached", because: "api.statsig.com refused the connection" },
    ],
    [
      "an unknown issuer",
      {
        kind: "unreachable",
        hop: "tls",
        code: "UNABLE_TO_GET_ISSUER_CERT",
        message: "The certificate for api.statsig.com was issued by Gateway CA, which this machine does not trust.",
      },
      "",
      {},
      {
        state: "unreached",
        because: "the certificate for api.statsig.com was issued by Gateway CA, which this machine does not trust",
      },
    ],
    [
      "a reset while logging",
      { kind: "unreachable", hop: "wait", code: "ECONNRESET", message: "" },
      "",
      { isLogging: true },
      {
        state: "unreached",
        because: "the connection to api.statsig.com was lost before a response arrived (ECONNRESET)",
        isLogged: true,
        nextStep: "Check again. If it keeps happening, a proxy or firewall closes connections. The exposure may still have been logged.",
      },
    ],
    [
      "a stalled answer",
      { kind: "timed_out", phase: "wait", afterMs: 20_000 },
      "",
      {},
      { state: "unreached", because: "api.statsig.com did not answer within 20 s" },
    ],
    [
      "a stalled connection",
      { kind: "timed_out", phase: "connect", afterMs: 950 },
      "",
      { isLogging: true },
      { state: "unreached", because: "no connection was made within 950 ms", isLogged: false },
    ],
    [
      "a cancelled question",
      { kind: "cancelled", afterMs: 1240 },
      "",
      {},
      { state: "unreached", isCancelled: true, because: "it was cancelled after 1.2 s" },
    ],
    [
      "an answer that breaks off",
      { kind: "broken_off", status: 200, headers: [], receivedBytes: 12_345, message: "aborted" },
      "",
      {},
      { state: "unreached", because: "the response was cut off after 12.3 kB", httpStatus: 200 },
    ],
  ])("comes from %s, and says why", (_case, outcome, body, context, expected) => {
    expect(read("gate", ["g1"], body, context, outcome)).toMatchObject([{ ...expected, name: "g1", value: null }]);
  });

  it("is given for every name that was asked for", () => {
    expect(read("gate", ["g1", "g2"], "", {}, answeredWith(503)).map(({ name, state }) => [name, state])).toEqual([
      ["g1", "unknown"],
      ["g2", "unknown"],
    ]);
  });

  it("shows the way that the request took only where it did not arrive", () => {
    const hops = [{ name: "connect" as const, detail: "api.statsig.com", state: "failed" as const, ms: null }];
    const ask = (outcome: Outcome) =>
      readAnswers({ question: { kind: "gate", names: ["g1"] }, exchange: exchangeWith(outcome, { hops }), body: "", context: usual })[0]
        ?.hops;
    expect(ask({ kind: "unreachable", hop: "connect", code: "ECONNREFUSED", message: "" })).toEqual(hops);
    expect(ask(answeredWith(401))).toBeNull();
  });

  it("of a 404 from something else than Statsig is no missing layer", () => {
    expect(read("layer", ["checkout_layer"], "<html>nginx</html>", {}, answeredWith(404))).toMatchObject([{ state: "refused" }]);
  });

  it("is what a body nested a hundred thousand levels deep comes to", () => {
    const deep = `{"name":"homepage","value":{"a":${"[".repeat(100_000)}${"]".repeat(100_000)}}}`;
    expect(read("config", ["homepage"], deep)).toMatchObject([{ state: "unknown" }]);
  });
});

describe("whatever comes back", () => {
  const anyBody = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((value) => JSON.stringify({ value, name: "g1", rule_id: value, group_name: value })),
  );

  it("gives one whole answer per name, with a reason", () => {
    const kinds = fc.constantFrom<EntityKind>("gate", "config", "experiment", "layer", "ranked");
    fc.assert(
      fc.property(kinds, fc.integer({ min: 100, max: 599 }), anyBody, (kind, status, body) => {
        const answers = read(kind, ["g1"], body, {}, answeredWith(status));
        expect(answers).toHaveLength(1);
        expect(AnswerSchema.safeParse(answers[0]).success).toBe(true);
        expect(answers[0]?.because).not.toBe("");
      }),
    );
  });
});

describe("a response that is not the answer to the question", () => {
  const host = "api.statsig.com answered with";

  it.each<[EntityKind, JsonValue, string]>([
    ["gate", gate("gate_b", true), `${host} the result of “gate_b” instead of this name`],
    ["gate", { gate_a: gate("gate_b", true) }, `${host} the result of “gate_b” instead of this name`],
    ["gate", { gate_b: gate("gate_b", true) }, `${host} JSON that has no single gate result for this name`],
    ["gate", [gate("gate_b", true)], `${host} JSON that has no single gate result for this name`],
    ["gate", [gate("gate_a", true), gate("gate_a", false)], `${host} JSON that has no single gate result for this name`],
    ["gate", { ...gate("gate_a", true), rule_id: 42 }, `${host} a “rule_id” that is a number instead of a text`],
    ["gate", { ...gate("gate_a", true), group_name: ["Test"] }, `${host} a “group_name” that is a list instead of a text`],
    ["gate", { ...gate("gate_a", true), name: 7 }, `${host} a “name” that is a number instead of a text`],
    ["gate", { name: "gate_a", value: "true" }, `${host} a “value” that is a text instead of true or false`],
    ["gate", { name: "gate_a", value: null }, `${host} a “value” that is null instead of true or false`],
    ["config", { name: "gate_b", value: {} }, `${host} the result of “gate_b” instead of this name`],
    ["config", { name: "gate_a", value: true }, `${host} a “value” that is true or false instead of an object`],
    ["config", { name: "gate_a", value: { a: 1 }, rule_id: 1 }, `${host} a “rule_id” that is a number instead of a text`],
    ["config", { name: "gate_a", value: { a: 1 }, group: {} }, `${host} a “group” that is an object instead of a text`],
    ["experiment", { name: "other", value: {}, group_name: "Test" }, `${host} the result of “other” instead of this name`],
    ["experiment", { name: "gate_a", value: {}, group_name: false }, `${host} a “group_name” that is true or false instead of a text`],
    ["layer", { name: "other", value: {} }, `${host} the result of “other” instead of this name`],
    ["layer", { name: "gate_a", value: {}, ruleID: 5 }, `${host} a “ruleID” that is a number instead of a text`],
    [
      "layer",
      { name: "gate_a", value: {}, allocatedExperimentName: 5 },
      `${host} a “allocatedExperimentName” that is a number instead of a text`,
    ],
  ])("for a %s, %j is unknown", (kind, body, because) => {
    expect(read(kind, ["gate_a"], body)).toMatchObject([{ name: "gate_a", state: "unknown", value: null, ruleId: null, because }]);
  });

  it("leaves the other names of the same response answered", () => {
    const body = {
      gate_a: gate("gate_b", true),
      gate_b: gate("gate_b", true, "r1", "EU beta"),
      gate_c: { ...gate("gate_c", false), rule_id: 1 },
    };
    expect(read("gate", ["gate_a", "gate_b", "gate_c"], body).map(({ name, state }) => [name, state])).toEqual([
      ["gate_a", "unknown"],
      ["gate_b", "pass"],
      ["gate_c", "unknown"],
    ]);
  });
});
