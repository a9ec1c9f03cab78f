import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { type NativeEngine, startNativeEngine } from "./native-engine.ts";

/** Definitions that were answered differently before, beside the native engine. */

let native: NativeEngine;
beforeAll(() => {
  native = startNativeEngine();
});
afterAll(() => native.close());

const everybody = { type: "public", idType: "userID" };
const nobody = { type: "user_field", operator: "any", field: "email", targetValue: ["x"], idType: "userID" };
const passes = (gate: string) => ({ type: "pass_gate", targetValue: gate, idType: "userID" });

function rule(id: string, conditions: readonly string[], more: JsonObject = {}): JsonObject {
  return { id, name: id, salt: "", passPercentage: 100, returnValue: true, idType: "userID", conditions: [...conditions], ...more };
}

function spec(entity: string, rules: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  const isGate = ["feature_gate", "segment", "holdout"].includes(entity);
  return {
    ...{ type: isGate ? "feature_gate" : "dynamic_config", entity, salt: "s", enabled: true, idType: "userID", version: 1 },
    ...{ defaultValue: isGate ? false : {}, rules: [...rules], ...more },
  };
}

function project(parts: JsonObject): JsonObject {
  return {
    has_updates: true,
    time: 1_700_000_000_000,
    feature_gates: {},
    dynamic_configs: {},
    layer_configs: {},
    condition_map: {},
    experiment_to_layer: {},
    ...parts,
  };
}

/** Returns the answers of both engines for each name and user. */
async function bothAnswers(specs: JsonObject, users: readonly JsonObject[], idLists?: Record<string, string>) {
  const answer = await native.evaluate({ specs, users, ...(idLists === undefined ? {} : { idLists }) });
  if ("error" in answer) throw new Error(answer.error);
  const prepared = prepareDefinitions(specs);
  return answer.rows.map(({ user, kind, name, value, ruleId, groupName, allocatedExperiment, initialize }) => {
    const ours = evaluatorFor(prepared, users[user] ?? {}, { nowMs: Date.now() }).evaluate(kind, name);
    const facts = (answered: { value: JsonValue; ruleId: string | null; groupName: string | null }, more: JsonObject) => ({
      ...{ user, kind, name, value: answered.value, ruleId: answered.ruleId },
      ...{ groupName: kind === "gate" ? null : answered.groupName, ...more },
    });
    return {
      ours: facts(ours, {
        allocatedExperiment: ours.allocatedExperiment,
        exposures: initialize === null ? null : (ours.secondaryExposures?.map((exposure) => ({ ...exposure })) ?? null),
      }),
      native: facts({ value, ruleId, groupName }, { allocatedExperiment, exposures: initialize?.secondary_exposures ?? null }),
    };
  });
}

async function expectSameAnswers(specs: JsonObject, users: readonly JsonObject[]) {
  const rows = await bothAnswers(specs, users);
  expect(rows.map(({ ours }) => ours)).toEqual(rows.map((row) => row.native));
  return rows.map(({ ours }) => ours);
}

const users = [{ userID: "u1" }, { userID: "u2", email: "x" }, {}];

describe("as in the native engine", () => {
  it("the group of a nested gate stays in the default of a layer, an experiment and an experiment in a layer", async () => {
    const holdout = spec("holdout", [rule("h", ["all"], { passPercentage: 0.5, groupName: "everyone" })]);
    const plain = spec("feature_gate", [rule("p", ["all"], { passPercentage: 0.5 })]);
    const answers = await expectSameAnswers(
      project({
        feature_gates: { holdout, plain },
        dynamic_configs: {
          experiment: spec("experiment", [rule("r", ["held"])]),
          cleared: spec("experiment", [rule("r", ["held"]), rule("r2", ["plain"])]),
          repeated: spec("experiment", [rule("r", ["held"]), rule("r2", ["plain"]), rule("r3", ["held"])]),
          inner: spec("experiment", [rule("r", ["none"])]),
        },
        layer_configs: {
          layer: spec("layer", [rule("h", ["held"])], { defaultValue: { a: 1 } }),
          delegating: spec("layer", [rule("h", ["held"]), rule("d", ["all"], { configDelegate: "inner" })]),
          merging: spec("layer", [rule("h", ["held"]), rule("d", ["all"], { configDelegate: "inner" })], { useNewLayerEval: true }),
        },
        condition_map: { all: everybody, held: passes("holdout"), plain: passes("plain"), none: nobody },
      }),
      users,
    );
    expect(answers.find(({ name }) => name === "layer")).toMatchObject({ ruleId: "default", groupName: "everyone" });
    expect(answers.find(({ name }) => name === "repeated")).toMatchObject({ groupName: null });
  });

  it("the exposure of a mapped gate carries the name that the parent’s condition has", async () => {
    const override = rule("o", ["all"]);
    const answers = await expectSameAnswers(
      project({
        feature_gates: {
          a: spec("feature_gate", [rule("ra", ["none"])]),
          b: spec("feature_gate", [rule("rb", ["all"])]),
          parent: spec("feature_gate", [rule("rp", ["a"])]),
        },
        cmab_configs: { targeted: autotune({ targetingGateName: "a" }) },
        condition_map: { all: everybody, none: nobody, a: passes("a") },
        overrides: { a: [{ new_config_name: "b", rules: [{ rule_name: "o", start_time: 1 }] }] },
        override_rules: { o: override },
      }),
      users,
    );
    expect(answers.find(({ name }) => name === "parent")).toMatchObject({ exposures: [{ gate: "a", gateValue: "true", ruleID: "rb" }] });
  });

  it("a layer that merges its rules has the suffix of an exploring autotune, even one that does not count", async () => {
    const delegating = rule("la", ["all"], { configDelegate: "m", returnValue: {} });
    const answers = await expectSameAnswers(
      project({
        dynamic_configs: { m: spec("experiment", []) },
        layer_configs: {
          counted: spec("layer", [delegating], { useNewLayerEval: true, defaultValue: { q: 1 } }),
          ignored: spec("layer", [rule("own", ["all"], { returnValue: { p: 2 } }), delegating], { useNewLayerEval: true }),
          usual: spec("layer", [delegating]),
        },
        condition_map: { all: everybody },
        cmab_configs: { m: autotune({}) },
      }),
      users,
    );
    expect(answers.filter(({ user, kind }) => user === 0 && kind === "layer").map(({ ruleId }) => ruleId)).toEqual([
      "la:explore",
      "default:explore",
      "ga:explore",
    ]);
  });

  it("a number of a user at the edge of 64 bits is the greatest time, not one above it", async () => {
    const limits = ["9223372036854775806", "9223372036854775807"];
    const after = (targetValue: string) => ({ type: "user_field", field: "n", operator: "after", targetValue, idType: "userID" });
    const answers = await expectSameAnswers(
      project({
        feature_gates: Object.fromEntries(limits.map((limit) => [limit, spec("feature_gate", [rule("r", [limit])])])),
        condition_map: Object.fromEntries(limits.map((limit) => [limit, after(limit)])),
      }),
      [{ custom: { n: 2 ** 63 } }, { custom: { n: -(2 ** 63) } }],
    );
    expect(answers.filter(({ value }) => value === true).map(({ name }) => name)).toEqual(["9223372036854775806"]);
  });

  it("an autotune keeps its first group if no score is a number", async () => {
    const learned = { alpha: 0, intercept: 0, records: 1, weightsNumerical: { level: 1 }, weightsCategorical: {} };
    const groups = ["ga", "gb"].map((id) => ({ id, name: id, parameterValues: { p: id } }));
    const tuned = (higherIsBetter: boolean) => autotune({ groups, config: { gb: learned }, higherIsBetter });
    await expectSameAnswers(project({ cmab_configs: { higher: tuned(true), lower: tuned(false) } }), [
      { userID: "u", custom: { level: "NaN" } },
      { userID: "u", custom: { level: 2 } },
    ]);
  });
});

function autotune(more: JsonObject): JsonObject {
  return {
    ...{ salt: "ms", defaultValue: {}, idType: "userID", enabled: true, version: 1, sampleRate: 0, higherIsBetter: true },
    ...{ groups: [{ id: "ga", name: "A", parameterValues: { p: 1 } }], ...more },
  };
}
