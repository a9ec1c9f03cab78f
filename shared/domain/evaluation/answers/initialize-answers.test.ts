import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Answer, AnswerSchema } from "#shared/domain/evaluation/evaluation.ts";
import type { Catalog } from "#shared/domain/evaluation/known-name.ts";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { answeredWith, exchangeWith } from "#tests/fakes/exchange.ts";
import type { AnswerContext } from "./answer-context.ts";
import { readInitialize, readInitializeProblem } from "./initialize-answers.ts";

const usual: AnswerContext = { atMs: 0, isLogging: true, provenanceKind: "live", tier: "staging", keyKind: "client", catalog: null };
const known = new Map(["checkout_v2", "homepage", "badges", "checkout_layer", "staff"].map((name) => [djb2(name), name]));

function asked(body: JsonValue | string, { status = 200, catalog = null }: { status?: number; catalog?: Catalog | null } = {}) {
  const url = "https://featureassets.org/v1/initialize";
  return {
    exchange: exchangeWith(answeredWith(status), { endpoint: "initialize", url }),
    body: typeof body === "string" ? body : JSON.stringify(body),
    context: { ...usual, catalog },
    resolveName: (hash: string) => known.get(hash) ?? null,
  };
}

const briefly = ({ kind, name, state, because }: Answer) => [kind, name, state, because];

const exposure = { gate: "staff", gateValue: "true", ruleID: "r0" };
const plain = {
  feature_gates: {
    checkout_v2: { name: "checkout_v2", value: true, rule_id: "r1", id_type: "userID", secondary_exposures: [exposure] },
    off: { name: "off", value: false, rule_id: "default", id_type: "stableID", secondary_exposures: [] },
    half: { name: "half", value: false, rule_id: "r2:50.00:3", id_type: "userID", secondary_exposures: [] },
  },
  dynamic_configs: {
    homepage: { name: "homepage", value: { columns: 3 }, rule_id: "r3", group: "r3", passed: true, id_type: "userID" },
    banner: { name: "banner", value: {}, rule_id: "r4", group: "r4", passed: false, id_type: "userID" },
    badges: {
      name: "badges",
      value: { on: true },
      rule_id: "r5",
      group_name: "Badges",
      is_user_in_experiment: true,
      is_experiment_active: true,
      is_in_layer: true,
    },
    hero: { name: "hero", value: {}, rule_id: "layerAssignment", is_user_in_experiment: false, is_experiment_active: true },
  },
  layer_configs: {
    checkout_layer: {
      name: "checkout_layer",
      value: { steps: 2 },
      rule_id: "r5",
      group_name: "Badges",
      allocated_experiment_name: "badges",
      is_user_in_experiment: true,
    },
    other_layer: { name: "other_layer", value: {}, rule_id: "default" },
  },
  has_updates: true,
  hash_used: "none",
};

describe("an answer of initialize", () => {
  it("holds gates, configs, experiments and layers, each with its reason", () => {
    expect(readInitialize(asked(plain)).map(briefly)).toEqual([
      ["gate", "checkout_v2", "pass", "the rule with the ID r1 matched"],
      ["gate", "off", "fail", "no rule matched"],
      ["gate", "half", "fail", "the rule with the ID r2 matched but its pass percentage leaves this user out"],
      ["config", "homepage", "value", "the rule with the ID r3 matched"],
      ["config", "banner", "default", "the rule with the ID r4 matched but its pass percentage leaves this user out"],
      ["experiment", "badges", "group", "this unit was assigned to the group “Badges”"],
      [
        "experiment",
        "hero",
        "no_group",
        "this unit is outside the experiment’s share of traffic; another experiment of the layer may hold it",
      ],
      ["layer", "checkout_layer", "value", "the experiment “badges” sets the values"],
      ["layer", "other_layer", "default", "no rule matched"],
    ]);
  });

  it("carries what check_gate leaves out, and logs nothing even while logging is on", () => {
    const [gate, ...rest] = readInitialize(asked(plain));
    expect(gate).toMatchObject({ idType: "userID", secondaryExposures: [exposure], isLogged: false, isNameHashed: false });
    expect(rest.find(({ name }) => name === "badges")).toMatchObject({ layerName: "checkout_layer", groupName: "Badges" });
    expect(rest.find(({ name }) => name === "checkout_layer")).toMatchObject({ allocatedExperiment: "badges" });
  });

  it("has its hashed names resolved where something known hashes to them", () => {
    const hashed = {
      hash_used: "djb2",
      feature_gates: {
        [djb2("checkout_v2")]: { value: true, rule_id: "r1", secondary_exposures: [{ ...exposure, gate: djb2("staff") }] },
        [djb2("nobody knows")]: { value: true, rule_id: "r1" },
      },
      dynamic_configs: {},
      layer_configs: { [djb2("checkout_layer")]: { value: {}, rule_id: "r5", allocated_experiment_name: djb2("secret plan") } },
    };
    const answers = readInitialize(asked(hashed));
    const names = Object.fromEntries(answers.map(({ name, isNameHashed }) => [name, isNameHashed]));
    expect(names).toEqual({ checkout_v2: false, [djb2("nobody knows")]: true, checkout_layer: false });
    expect(answers.find(({ name }) => name === "checkout_v2")?.secondaryExposures).toEqual([exposure]);
    expect(answers.find(({ name }) => name === "checkout_layer")?.because).toBe("an experiment with a hashed name sets the values");
  });

  it("is read in the dense format init-v2, where a missing rule is the default", () => {
    const dense = {
      response_format: "init-v2",
      hash_used: "none",
      feature_gates: { checkout_v2: { v: true, r: "r1", i: "userID", s: ["e1"] }, off: {} },
      dynamic_configs: {
        homepage: { r: "r3", v: "v1", p: true, i: "userID" },
        badges: { r: "r5", v: "v2", gn: "Badges", ue: true, ea: true },
      },
      layer_configs: { checkout_layer: { r: "r5", v: "v2", ae: "badges" } },
      values: { v1: { columns: 3 }, v2: { on: true } },
      exposures: { e1: exposure },
    };
    expect(readInitialize(asked(dense)).map(({ kind, name, state, value }) => [kind, name, state, value])).toEqual([
      ["gate", "checkout_v2", "pass", true],
      ["gate", "off", "fail", false],
      ["config", "homepage", "value", { columns: 3 }],
      ["experiment", "badges", "group", { on: true }],
      ["layer", "checkout_layer", "value", { on: true }],
    ]);
    expect(readInitialize(asked(dense))[0]?.secondaryExposures).toEqual([exposure]);
  });

  it("leaves it to what is known whether a name is an experiment", () => {
    const catalog: Catalog = {
      definitionsAtMs: 0,
      problem: null,
      nextStep: null,
      names: [{ kind: "experiment", name: "homepage", source: "definitions", entity: "autotune", idType: "userID", layerName: null }],
    };
    const kinds = readInitialize(asked(plain, { catalog })).map(({ kind, name }) => `${kind} ${name}`);
    expect(kinds).toContain("experiment homepage");
    expect(kinds).toContain("config banner");
  });
});

describe("no answer of initialize", () => {
  it.each([
    [
      "a refused key",
      asked({ message: "Invalid key" }, { status: 401 }),
      "refused",
      "Statsig refused this client key (401): “Invalid key”",
    ],
    ["a wrong base", asked("", { status: 404 }), "refused", "featureassets.org has no such endpoint (404)"],
    [
      "nothing new",
      asked({ has_updates: false }),
      "unknown",
      "featureassets.org answered with “no updates”, although Gatescope has no earlier response",
    ],
    ["another JSON", asked([]), "unknown", "featureassets.org answered with JSON that is no answer of initialize"],
    ["truncated JSON", asked('{"feature_gates":{'), "unknown", "featureassets.org answered with JSON that is malformed or truncated"],
  ])("is told for %s, once for the whole", (_case, call, state, because) => {
    expect(readInitializeProblem(call)).toMatchObject({ name: "", state, because, isLogged: false });
    expect(readInitialize(call)).toEqual([]);
  });
});

it("whatever initialize brings, every answer is whole", () => {
  const entries = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 2 }));
  const fields = fc.constantFrom(
    "value",
    "v",
    "rule_id",
    "r",
    "group_name",
    "passed",
    "ue",
    "secondary_exposures",
    "allocated_experiment_name",
    "ae",
    "i",
  );
  const map = fc.oneof(entries, fc.dictionary(fc.string(), fc.dictionary(fields, fc.jsonValue({ maxDepth: 1 }))));
  fc.assert(
    fc.property(map, map, map, (feature_gates, dynamic_configs, layer_configs) => {
      const body = JSON.stringify({ feature_gates, dynamic_configs, layer_configs });
      for (const answer of readInitialize(asked(body))) expect(AnswerSchema.safeParse(answer).error).toBeUndefined();
    }),
  );
});

describe("an entry of initialize that is not of its type", () => {
  const host = "featureassets.org answered with";

  it.each<[keyof typeof plain & string, JsonValue, string, string]>([
    ["feature_gates", { name: "other", value: true, rule_id: "r1" }, "gate", `${host} the result of “other” instead of this name`],
    ["feature_gates", { name: "it", value: 1, rule_id: "r1" }, "gate", `${host} a “value” that is a number instead of true or false`],
    ["feature_gates", { name: "it", rule_id: "r1" }, "gate", `${host} a result without “value”`],
    ["feature_gates", { name: "it", value: true, rule_id: 7 }, "gate", `${host} a “rule_id” that is a number instead of a text`],
    ["feature_gates", true, "gate", `${host} an entry for this name that is no object`],
    ["dynamic_configs", { name: "it", value: [1], rule_id: "r1" }, "config", `${host} a “value” that is a list instead of an object`],
    [
      "dynamic_configs",
      { name: "it", value: {}, is_user_in_experiment: "yes" },
      "config",
      `${host} a “is_user_in_experiment” that is a text instead of true or false`,
    ],
    [
      "layer_configs",
      { name: "it", value: {}, allocated_experiment_name: 9 },
      "layer",
      `${host} a “allocated_experiment_name” that is a number instead of a text`,
    ],
  ])("in %s, %j is unknown", (map, entry, kind, because) => {
    const body = { ...plain, feature_gates: {}, dynamic_configs: {}, layer_configs: {}, [map]: { it: entry } };
    expect(readInitialize(asked(body))).toMatchObject([{ kind, name: "it", state: "unknown", value: null, because, isLogged: false }]);
  });

  it("makes the whole answer unreadable if it is a map of names", () => {
    expect(readInitializeProblem(asked({ ...plain, dynamic_configs: [] }))).toMatchObject({
      state: "unknown",
      because: `${host} a “dynamic_configs” that is a list instead of an object`,
    });
  });
});
