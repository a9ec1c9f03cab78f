import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { caseFormat } from "#shared/domain/case/case-format.ts";
import { prepareDefinitions } from "../explain/engine/definitions/prepare.ts";
import { demoProject } from "../sandbox/demo/demo-project.ts";
import { v1FromV2 } from "../sandbox/v2-to-v1.ts";
import { readDefinitions } from "./definitions.ts";

function namesIn(payload: unknown): string[] {
  const reading = readDefinitions(JSON.stringify(payload));
  if (reading.kind !== "read") throw new Error(reading.kind);
  return reading.digest.names.map(({ kind, name, entity, layerName }) => [kind, name, entity, layerName].join(" ").trim());
}

describe("reading definitions", () => {
  it("returns names, entities, ID types, and the layer of an experiment", () => {
    const reading = readDefinitions(JSON.stringify(demoProject));
    expect(reading).toMatchObject({ kind: "read", digest: { format: "v2", timeMs: demoProject.time } });
    expect(reading.kind === "read" && reading.digest.names.find(({ name }) => name === "hero_image_test")).toEqual({
      kind: "experiment",
      name: "hero_image_test",
      source: "definitions",
      entity: "experiment",
      idType: "stableID",
      layerName: "homepage_layer",
    });
  });

  it("lists holdouts as gates, autotunes as experiments, contextual autotunes as ranked lists, and no segments", () => {
    const names = namesIn(demoProject);
    expect(names).toContain("gate autumn_holdout holdout");
    expect(names).toContain("experiment email_subject_autotune autotune");
    expect(names).toContain("ranked recommendation_bandit autotune");
    expect(names.filter((name) => name.includes("segment"))).toEqual([]);
  });

  it("returns the same names for v1, which has lists instead of maps", () => {
    expect(namesIn(v1FromV2(demoProject))).toEqual(namesIn(demoProject));
  });

  it.each([
    ["a rule has a field twice", '"rules":[{"id":"a","id":"b"}],', { dropped: { "gate g": "“rules.0.id” is there twice" }, refusal: null }],
    ["a value has a name twice", '"defaultValue":{"a":1,"a":2},', { dropped: {}, refusal: null }],
  ])("tells the engine that %s", (_what, member, wanted) => {
    const rest = '"type":"feature_gate","entity":"feature_gate","salt":"","enabled":true,"idType":"userID"';
    const gate = `{${member}${rest}${member.startsWith('"rules"') ? ',"defaultValue":false' : ',"rules":[]'}}`;
    const head = '"has_updates":true,"time":1,"dynamic_configs":{},"layer_configs":{},"condition_map":{},"experiment_to_layer":{}';
    const reading = readDefinitions(
      `{${head},"feature_gates":{"g":${gate.replace('"id":"b"', '"id":"b","name":"n","passPercentage":1,"returnValue":true,"conditions":[],"idType":"userID"')}}}`,
    );
    if (reading.kind !== "read") throw new Error(reading.kind);
    const { dropped, refusal } = prepareDefinitions(reading.payload);
    expect({ dropped: Object.fromEntries(dropped), refusal }).toEqual(wanted);
  });

  it.each([
    ["a web page", "<html>Blocked</html>", "the answer is a web page (HTML)"],
    ["no JSON", '{"a":1,\n "b":}', "the answer is not JSON: line 2, column 6: a value is missing before this bracket"],
    ["an empty body", "", "the answer is empty"],
    ["a list", "[]", "the answer is an empty list"],
    ["an empty object", "{}", "the answer is an empty object"],
    ["users", '{"userID":"a"}\n{"userID":"b"}\n', expect.stringContaining("one JSON object in each line, such as users,")],
    ["events", '{"eventName":"a"}\n{"eventName":"b"}\n', expect.stringContaining("one JSON object in each line, such as events,")],
    ["several definitions", '{"feature_gates":{}}\n{"feature_gates":{}}\n', expect.stringContaining("several definitions")],
    ["a list of definitions", '[{"feature_gates":{}}]', expect.stringContaining("a list with definitions in it")],
    ["definitions inside of a member", '{"specs":{"feature_gates":{}}}', expect.stringContaining("inside of “specs”")],
    ["definitions written as JSON twice", JSON.stringify('{"feature_gates":{}}'), expect.stringContaining("written as JSON twice")],
    ["an ID list", "+abcdefgh\n-abcdefgh\n", expect.stringContaining("an ID list")],
    ["a list of the console", '[{"id":"a","isEnabled":true,"rules":[]}]', expect.stringContaining("of the Console API")],
    ["a response of the console", '{"data":[{"id":"a","isEnabled":true,"rules":[]}]}', expect.stringContaining("of the Console API")],
    [
      "what a page keeps",
      '{"values":{"feature_gates":{"1":{"value":true,"rule_id":"r"}}},"user":{}}',
      expect.stringContaining("a page with Statsig’s JavaScript client"),
    ],
    ["a draft", '{"gatescopeDraft":1,"edits":[]}', expect.stringContaining("a draft of What if")],
    ["a case", `{"format":"${caseFormat}"}`, expect.stringContaining("a case of Gatescope")],
    ["a user", '{"userID":"a"}', "the answer is a user"],
    ["a HAR file", '{"log":{"entries":[]}}', expect.stringContaining("a HAR file")],
    [
      "a response of initialize",
      '{"feature_gates":{"g":{"value":true,"rule_id":"r"}},"dynamic_configs":{},"has_updates":true}',
      expect.stringContaining("a response of initialize"),
    ],
    [
      "a response of initialize without gates",
      '{"feature_gates":{},"dynamic_configs":{},"layer_configs":{},"hash_used":"djb2","has_updates":true}',
      expect.stringContaining("a response of initialize"),
    ],
    ["the index of ID lists", '{"vip":{"name":"vip","url":"https://x","fileID":"1","size":9}}', "the answer is an index of ID lists"],
    ["an answer", '{"name":"g","value":true,"rule_id":"r"}', "the answer is the result of a single check"],
    ["other JSON", '{"success":true}', "“feature_gates” is missing where a map or a list of gates was expected"],
    ["gates of another type", '{"feature_gates":"all"}', "“feature_gates” is a text where a map or a list of gates was expected"],
  ])("reports %s as unusable, without throwing", (_case, body, problem) => {
    expect(readDefinitions(body)).toEqual({ kind: "unusable", problem });
  });

  it("distinguishes a response that nothing is newer", () => {
    expect(readDefinitions('{"has_updates":false}')).toEqual({ kind: "nothing_newer" });
  });

  it("counts entities, and detects conditions on ID lists", () => {
    const reading = readDefinitions(JSON.stringify(demoProject));
    expect(reading).toMatchObject({
      digest: { entities: { gates: 13, segments: 2, holdouts: 1, configs: 6, experiments: 8, layers: 2 }, needsIdLists: false },
    });
    const inlineCondition = { type: "unit_id", operator: "not_in_segment_list", targetValue: "vip", idType: "userID" };
    const v1 = { feature_gates: [{ name: "a_gate", rules: [{ id: "r", name: "r", conditions: [inlineCondition] }] }] };
    expect(readDefinitions(JSON.stringify(v1))).toMatchObject({ digest: { needsIdLists: true } });
  });

  it("skips specs that cannot be used", () => {
    const payload = {
      feature_gates: [null, { name: 7 }, { name: "" }, { name: "a_gate" }],
      dynamic_configs: "none",
      layers: { a: 1, b: [2, null] },
    };
    expect(namesIn(payload)).toEqual(["gate a_gate"]);
  });

  it("never throws, whatever the JSON", () => {
    const anySpecs = fc.record({
      feature_gates: fc.jsonValue(),
      dynamic_configs: fc.jsonValue(),
      layers: fc.jsonValue(),
      cmab_configs: fc.jsonValue(),
    });
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.json(),
          anySpecs.map((specs) => JSON.stringify(specs)),
        ),
        (body) => {
          expect(readDefinitions(body).kind).toMatch(/^(?:read|unusable|nothing_newer)$/);
        },
      ),
    );
  });
});
