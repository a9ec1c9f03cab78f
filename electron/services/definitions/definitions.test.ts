import fc from "fast-check";
import { describe, expect, it } from "vitest";
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
    ["no JSON", "<html>Blocked</html>", "the answer is not JSON: it begins with “<html>Blocked</html>”"],
    ["an empty body", "", "the answer is empty"],
    ["a list", "[]", "the answer is a list where an object of definitions was expected"],
    ["other JSON", '{"success":true}', "“feature_gates” is missing where a map or a list of gates was expected"],
    ["gates of another type", '{"feature_gates":"all"}', "“feature_gates” is a string where a map or a list of gates was expected"],
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
