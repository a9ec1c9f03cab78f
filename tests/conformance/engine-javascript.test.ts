import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { readIdListPiece, withChanges } from "#services/definitions/id-list-text.ts";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { type Evaluation, evaluatorFor } from "#services/explain/engine/engine.ts";
import type { SpecsV2 } from "#services/sandbox/specs-v2.ts";
import { v1FromV2 } from "#services/sandbox/v2-to-v1.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { generatedProject } from "./generators/generated-project.ts";
import { generatedUser } from "./generators/generated-user.ts";
import { type JavaScriptEngine, type JavaScriptRow, startJavaScriptEngine } from "./javascript-engine.ts";

/** Where the JavaScript engine answers otherwise, the explanation says so, for definitions of either form. */

const runs = Number(process.env.GATESCOPE_CONFORMANCE_RUNS ?? 40);

describe("an answer that the JavaScript engine gives otherwise has a caution", () => {
  const field = (name: string | null, operator: string, targetValue?: JsonValue): JsonObject => ({
    ...{ type: "user_field", operator, idType: "userID", additionalValues: null },
    ...(name === null ? {} : { field: name }),
    ...(targetValue === undefined ? {} : { targetValue }),
  });
  const conditions: Record<string, JsonObject> = {
    inherited: field("constructor", "any", ["a"]),
    inherited_in_private: field("constructor", "none", ["a"]),
    prototype: field("__proto__", "none_case_sensitive", ["[object Object]"]),
    inherited_unit: { ...field(null, "str_contains_none", ["a"]), type: "unit_id", idType: "toString" },
    null_unit: { ...field(null, "any", ["d"]), type: "unit_id", idType: "companyID" },
    without_field: field(null, "any", [null, "a"]),
    without_pattern: field("toString", "str_matches"),
    target_without_text: field("email", "not_in_segment_list", { toString: 1 }),
    value_without_text: field("plan", "str_contains_any", ["a"]),
    clock_as_text: { ...field(null, "str_starts_with_any", ["1"]), type: "current_time" },
    half_of_a_pair: field("email", "eq", "\ud800"),
    halves_of_pairs: field("email", "eq", ["\ud800"]),
    pattern_of_a_number: field("level", "str_matches", readJson("5.0e0")),
    too_great: field("level", "lt", readJson("1e400")),
    region: { ...field("region", "none_case_sensitive", ["undefined"]), type: "environment_field" },
  };
  const rule = (key: string, more: JsonObject = {}) => ({
    ...{ id: "r", name: "r", passPercentage: 100, returnValue: true, conditions: [key], idType: "userID" },
    ...more,
  });
  const spec = (entity: string, rules: readonly JsonObject[], more: JsonObject = {}): JsonObject => ({
    ...{ type: "feature_gate", entity, salt: "s", enabled: true, defaultValue: false, idType: "userID", rules: [...rules], ...more },
  });
  const everybody = { type: "public", operator: null, field: null, targetValue: null, idType: "userID" };
  const specs: JsonObject = {
    ...{ has_updates: true, time: 1_700_000_000_000, default_environment: "production", experiment_to_layer: { list: "layer" } },
    condition_map: { ...conditions, everybody },
    feature_gates: {
      ...Object.fromEntries(Object.keys(conditions).map((key) => [key, spec("feature_gate", [rule(key)])])),
      turned_off: spec("feature_gate", [rule("everybody", { returnValue: false })], { defaultValue: true }),
      disabled: spec("holdout", [rule("everybody", { returnValue: false })], { enabled: false }),
    },
    dynamic_configs: { list: spec("experiment", [], { defaultValue: ["none"] }) },
    layer_configs: { layer: spec("layer", [rule("everybody", { configDelegate: "list", returnValue: {} })], { defaultValue: {} }) },
  };
  const users: JsonObject[] = [
    { userID: "u", email: "a", statsigEnvironment: { region: "eu" } },
    { userID: "u", email: "\ud800", custom: { plan: { toString: 1 }, level: 5 }, privateAttributes: { constructor: "a" } },
    { customIDs: { companyID: null, COMPANYID: "d" } },
  ];

  it.each([
    ["v2", specs],
    ["v1", v1Of(specs)],
  ])("on conditions, values and specs of the form %s that only one engine reads", async (_form, definitions) => {
    const engine = await startJavaScriptEngine(v1Of(specs));
    const { differing, silent } = compare(engine, definitions, users, new Map());
    await engine.close();
    expect(silent).toEqual([]);
    expect(differing).toBeGreaterThan(8);
  });

  it(
    `on ${runs} generated projects`,
    async () => {
      let differing = 0;
      await fc.assert(
        fc.asyncProperty(
          generatedProject,
          fc.array(generatedUser, { minLength: 1, maxLength: 4 }),
          async ({ specs: project, idLists }, people) => {
            const lists = new Map(
              Object.entries(idLists).map(([name, lines]) => [name, withChanges(new Set(), readIdListPiece(lines, { endsFile: true }))]),
            );
            const v1 = v1Of(project);
            const engine = await startJavaScriptEngine(v1, lists);
            const found = [v1, project].map((definitions) => compare(engine, definitions, people, lists));
            await engine.close();
            differing += found.reduce((sum, each) => sum + each.differing, 0);
            expect(found.flatMap(({ silent }) => silent)).toEqual([]);
          },
        ),
        { numRuns: runs, endOnFailure: true },
      );
      // With none the test could not fail.
      expect(differing).toBeGreaterThan(0);
    },
    30_000 + runs * 400,
  );
});

function v1Of(specs: JsonObject): JsonObject {
  return v1FromV2(specs as unknown as SpecsV2) as JsonObject;
}

/** Evaluates everything for everybody with both engines. Returns the number of differences, and those without a caution. */
function compare(
  engine: JavaScriptEngine,
  definitions: JsonObject,
  users: readonly JsonObject[],
  idLists: ReadonlyMap<string, ReadonlySet<string>>,
) {
  const prepared = prepareDefinitions(readJson(JSON.stringify(definitions)) as JsonObject);
  let differing = 0;
  const silent: object[] = [];
  for (const user of users) {
    const evaluator = evaluatorFor(prepared, user, { nowMs: Date.now(), idLists });
    for (const { kind, name } of prepared.listed) {
      const explained = evaluator.explain(kind, name);
      if (explained.state === "unknown" || prepared.autotunes.has(name)) continue;
      const [here, there] = [factsHere(kind, explained), answerThere(engine, user, kind, name)];
      if (JSON.stringify(here) === JSON.stringify(there)) continue;
      differing += 1;
      if (!hasCaution(explained)) silent.push({ form: prepared.form, kind, name, user, here, there });
    }
  }
  return { differing, silent };
}

function factsHere(kind: string, { value, ruleId, groupName, allocatedExperiment }: Evaluation | Explanation) {
  return [value, ruleId ?? "", kind === "gate" ? null : groupName, kind === "layer" ? allocatedExperiment : null];
}

function answerThere(engine: JavaScriptEngine, user: JsonObject, kind: "gate" | "config" | "layer", name: string) {
  const found = attempt(() => engine.evaluate(user, kind, name));
  return found === null ? "an error" : [found.value, found.ruleId, found.groupName, found.allocatedExperiment];
}

function attempt(evaluate: () => JavaScriptRow): JavaScriptRow | null {
  try {
    return evaluate();
  } catch {
    return null;
  }
}

function hasCaution({ trace }: Explanation): boolean {
  return /JavaScript engine|another server|[Tt]he engines/.test(JSON.stringify(trace));
}
