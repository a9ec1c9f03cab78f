import { describe, expect, test } from "vitest";
import type { Spec, SpecRule, SpecsV2 } from "./specs-v2.ts";
import { v1FromV2 } from "./v2-to-v1.ts";

describe("v1 definitions", () => {
  test("are lists of named specs, with the conditions inside their rules", () => {
    const { feature_gates } = v1FromV2(project({ gate: gate({ rules: [rule({ conditions: ["de", "public"] })] }) }));
    expect(feature_gates).toEqual([
      { ...gate({}), name: "gate", rules: [{ ...rule({}), conditions: [conditions.de, conditions.public] }] },
    ]);
  });

  test("have bucket sets as numbers", () => {
    const { feature_gates } = v1FromV2(project({ gate: gate({ rules: [rule({ conditions: ["slots"] })] }) }));
    expect(feature_gates[0]?.rules[0]?.conditions).toEqual([{ ...conditions.slots, targetValue: [5, 8] }]);
  });

  test("turn a gate off with a rule at 0 %, where v2 has one that returns false", () => {
    const { feature_gates } = v1FromV2(project({ gate: gate({ rules: [rule({ returnValue: false })] }) }));
    expect(feature_gates[0]?.rules[0]).toMatchObject({ passPercentage: 0, returnValue: true });
  });

  test("express a disabled gate that returns true as enabled with a last rule for everyone", () => {
    const heldOut = rule({ id: "holdout", returnValue: false });
    const { feature_gates } = v1FromV2(project({ gate: gate({ enabled: false, defaultValue: true, rules: [heldOut] }) }));
    expect(feature_gates).toMatchObject([
      {
        enabled: true,
        defaultValue: false,
        rules: [
          { id: "holdout", passPercentage: 0, returnValue: true },
          { id: "disabled", passPercentage: 100, returnValue: true, conditions: [{ type: "public" }] },
        ],
      },
    ]);
  });

  test("leave a disabled gate that returns false unchanged", () => {
    const disabled = gate({ enabled: false });
    expect(v1FromV2(project({ gate: disabled })).feature_gates).toEqual([{ ...disabled, name: "gate" }]);
  });

  test("keep configs whose value is false at all percentages", () => {
    const config = { ...gate({}), rules: [rule({ returnValue: false, conditions: [] })] };
    expect(v1FromV2({ ...project({}), dynamic_configs: { config } }).dynamic_configs[0]?.rules).toEqual(config.rules);
  });

  test("replace a missing condition by an unknown condition type", () => {
    const { feature_gates } = v1FromV2(project({ gate: gate({ rules: [rule({ conditions: ["gone"] })] }) }));
    expect(feature_gates[0]?.rules[0]?.conditions).toMatchObject([{ type: "missing_condition" }]);
  });

  test("list the experiments of each layer", () => {
    const specs = { ...project({}), layer_configs: { one: gate({}), two: gate({}) }, experiment_to_layer: { a: "one", b: "one" } };
    const v1 = v1FromV2(specs);
    expect(v1.layers).toEqual({ one: ["a", "b"], two: [] });
    expect(v1).not.toHaveProperty("experiment_to_layer");
    expect(v1).not.toHaveProperty("condition_map");
  });
});

const conditions = {
  public: { type: "public", idType: "userID" },
  de: { type: "user_field", field: "country", operator: "any", targetValue: ["DE"], idType: "userID" },
  slots: { type: "user_bucket", operator: "any", targetValue: { "5": true, "8": true }, idType: "userID" },
};

function rule(parts: Partial<SpecRule>): SpecRule {
  return { id: "rule", name: "rule", passPercentage: 100, returnValue: true, conditions: [], idType: "userID", ...parts };
}

function gate(parts: Partial<Spec>): Spec {
  const spec = { type: "feature_gate", entity: "feature_gate", salt: "s", enabled: true, defaultValue: false, idType: "userID", rules: [] };
  return { ...spec, ...parts };
}

function project(gates: Record<string, Spec>): SpecsV2 {
  return {
    has_updates: true,
    time: 1,
    feature_gates: gates,
    dynamic_configs: {},
    layer_configs: {},
    condition_map: conditions,
    experiment_to_layer: {},
  };
}
