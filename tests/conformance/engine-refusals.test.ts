import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { noteDoubledNames } from "#shared/domain/json/doubled-names.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { type NativeEngine, startNativeEngine } from "./native-engine.ts";

/** Payloads that the native engine refuses whole, and specs that it drops (statsig-evaluation.md §2.4). */

const runs = Number(process.env.GATESCOPE_CONFORMANCE_RUNS ?? 60);

let native: NativeEngine;
beforeAll(() => {
  native = startNativeEngine();
});
afterAll(() => native.close());

const rule = {
  ...{ name: "r", id: "r", salt: "", passPercentage: 100, conditions: ["pub"], returnValue: true, idType: "userID" },
  ...{ groupName: "G", isExperimentGroup: false, samplingRate: 1, configDelegate: "x" },
};
const gate = {
  ...{ type: "feature_gate", entity: "feature_gate", salt: "s", enabled: true, defaultValue: false, idType: "userID", version: 1 },
  ...{ isActive: true, hasSharedParams: false, explicitParameters: ["a"], targetAppIDs: ["a"], forwardAllExposures: false },
  ...{ useNewLayerEval: false, fieldsUsed: ["e"], checksum: "q", rules: [rule] },
};
/** Has every field that the engine reads. */
const complete: JsonObject = {
  ...{ has_updates: true, time: 1_700_000_000_000, company_id: "c", response_format: "dcs-v2", app_id: "a" },
  feature_gates: { g: gate },
  dynamic_configs: { c: { ...gate, type: "dynamic_config", entity: "experiment", defaultValue: {} } },
  layer_configs: {},
  condition_map: {
    pub: { type: "public", operator: null, field: null, targetValue: null, additionalValues: { a: "b" }, idType: "userID", checksum: "z" },
  },
  experiment_to_layer: { a: "b" },
  param_stores: {
    store: {
      ...{ targetAppIDs: ["a"], version: 2, checksum: "x" },
      parameters: {
        fixed: { ref_type: "static", param_type: "string", value: 1, name: "p" },
        byGate: { ref_type: "gate", param_type: "string", gate_name: "g", pass_value: 1, fail_value: 2 },
        byConfig: { ref_type: "dynamic_config", param_type: "string", config_name: "g", param_name: "a" },
        byExperiment: { ref_type: "experiment", param_type: "string", experiment_name: "g", param_name: "a" },
        byLayer: { ref_type: "layer", param_type: "string", layer_name: "g", param_name: "a" },
      },
    },
  },
  cmab_configs: {
    tuned: {
      ...{ salt: "s", defaultValue: {}, idType: "userID", enabled: true, version: 1, sampleRate: 0.1, higherIsBetter: true },
      ...{ targetAppIDs: ["a"], targetingGateName: "g", groups: [{ id: "a", name: "A", parameterValues: {} }] },
      config: { a: { alpha: 0.1, intercept: 0.5, records: 1, weightsNumerical: { age: 1 }, weightsCategorical: { c: { US: 1 } } } },
    },
  },
  overrides: { g: [{ new_config_name: "h", rules: [{ rule_name: "o", start_time: 1 }] }] },
  override_rules: { o: rule },
  ...{ default_environment: "production", id_lists: { a: true }, sdk_keys_to_app_ids: { a: "b" }, hashed_sdk_keys_to_app_ids: { a: "b" } },
  ...{ hashed_sdk_keys_to_entities: { a: {} }, diagnostics: { initialize: 10_000 }, sdk_configs: { size: 2_000 }, sdk_flags: { a: true } },
  session_replay_info: {
    ...{ sampling_rate: 1, targeting_gate: "g", recording_blocked: false },
    session_recording_event_triggers: { a: { sampling_rate: 1, values: ["a"], passes_sampling: true } },
    session_recording_exposure_triggers: { a: {} },
    session_recording_privacy_settings: { privacy_mode: "x", unmasked_elements: ["a"] },
  },
  auto_capture_settings: { disabled_events: { a: true } },
  gcir_config: { remove_default_value_gates: true },
};

const gone = "gone";
const twice = "twice";
/** JSON texts, of which most are wrong in most places. */
const values = [
  gone,
  "null",
  "5",
  "-1",
  "1.5",
  "1.0",
  "-0",
  "4294967296",
  "18446744073709551616",
  "1e400",
  "true",
  '"x"',
  '"\\ud800"',
  "[]",
  "[1]",
  "{}",
  '{"k":5}',
];

function pathsIn(value: JsonValue, path: readonly string[] = []): string[][] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([name, entry]) => [[...path, name], ...pathsIn(entry, [...path, name])]);
}

/** Writes the payload with one place replaced by another JSON text, left out, or there twice. */
function written(value: JsonValue, path: readonly string[], replacement: string): string {
  const [next, ...rest] = path;
  if (next === undefined) return replacement;
  const entries = Object.entries(Object(value)).filter(([name]) => !(name === next && rest.length === 0 && replacement === gone));
  const parts = entries.flatMap(([name, entry]) => {
    if (name !== next) return [[name, JSON.stringify(entry)]];
    const isDoubled = replacement === twice && rest.length === 0;
    const member = [name, isDoubled ? JSON.stringify(entry) : written(entry as JsonValue, rest, replacement)];
    return isDoubled ? [member, member] : [member];
  });
  return Array.isArray(value)
    ? `[${parts.map(([, text]) => text).join(",")}]`
    : `{${parts.map(([name, text]) => `${JSON.stringify(name)}:${text}`).join(",")}}`;
}

async function expectSameReading(text: string, place: string) {
  const answer = await native.evaluate({ specs: complete, users: [{ userID: "u" }], text });
  const payload = readJson(text);
  if (!isJsonObject(payload)) throw new Error("The payload is an object.");
  noteDoubledNames(payload, text);
  const { refusal, specs } = prepareDefinitions(payload);
  const isRefused = "error" in answer;
  const lost = [...["g"].filter((name) => !specs.gate.has(name)), ...["c"].filter((name) => !specs.config.has(name))];
  expect({ place, isRefused: refusal !== null, dropped: isRefused ? [] : lost }).toEqual({
    place,
    isRefused,
    dropped: isRefused
      ? []
      : answer.rows.filter(({ name, reason }) => name !== "tuned" && reason.endsWith(":Unrecognized")).map(({ name }) => name),
  });
}

describe("definitions are loaded, refused or dropped as in the native engine", () => {
  it("without a fault", () => expectSameReading(JSON.stringify(complete), ""));

  it(
    `with one wrong value, in ${runs} places`,
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...pathsIn(complete)), fc.constantFrom(...values), (path, replacement) =>
          expectSameReading(written(complete, path, replacement), `${path.join(".")}: ${replacement}`),
        ),
        { numRuns: runs, endOnFailure: false },
      );
    },
    30_000 + runs * 400,
  );

  it(
    `with one field twice, in ${runs} places, also one that engines do not know`,
    async () => {
      const withOthers = { ...complete, more: { a: 1 }, feature_gates: { g: { ...gate, more: { a: 1 }, rules: [{ ...rule, more: 1 }] } } };
      await fc.assert(
        fc.asyncProperty(fc.constantFrom(...pathsIn(withOthers)), (path) =>
          expectSameReading(written(withOthers, path, twice), `${path.join(".")}: twice`),
        ),
        { numRuns: runs, endOnFailure: false },
      );
    },
    30_000 + runs * 400,
  );

  const fieldTwice = JSON.stringify(gate).replace("{", '{"salt":"s",');
  it.each([
    ["a gate twice, of which the first has a field twice", [fieldTwice, JSON.stringify(gate)], [JSON.stringify(complete.condition_map)]],
    ["a gate twice, of which the last has a field twice", [JSON.stringify(gate), fieldTwice], [JSON.stringify(complete.condition_map)]],
    [
      "a condition twice, of which the first has a field twice",
      [JSON.stringify(gate)],
      ['{"pub":{"type":"public","type":"public","idType":"userID"},"pub":{"type":"public","idType":"userID"}}'],
    ],
  ])("with %s", async (place, gates, [conditions = ""]) => {
    const { feature_gates: _gates, condition_map: _conditions, ...rest } = complete;
    const sections = `"feature_gates":{${gates.map((each) => `"g":${each}`).join(",")}},"condition_map":${conditions}`;
    await expectSameReading(JSON.stringify(rest).replace("{", `{${sections},`), place);
  });
});
