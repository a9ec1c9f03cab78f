import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { v1FromV2 } from "#services/sandbox/v2-to-v1.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { generatedProject } from "#tests/conformance/generators/generated-project.ts";
import { generatedUser } from "#tests/conformance/generators/generated-user.ts";
import { prepareDefinitions } from "../explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "../explain/engine/engine.ts";
import { neededRules } from "./needed-rules.ts";

const demo = demoProject as unknown as JsonObject;
const nowMs = Date.UTC(2026, 10, 20);

/** Expects that a name evaluates the same with the part as with the whole. */
function expectSame(rules: JsonObject, user: JsonObject, idLists: ReadonlyMap<string, ReadonlySet<string>>): void {
  const whole = prepareDefinitions(rules);
  for (const { kind, name } of whole.listed) {
    const part = prepareDefinitions(neededRules(rules, [{ kind, name }]));
    const [ofWhole, ofPart] = [whole, part].map((prepared) => evaluatorFor(prepared, user, { nowMs, idLists }));
    expect({ name, evaluation: ofPart?.evaluate(kind, name) }).toEqual({ name, evaluation: ofWhole?.evaluate(kind, name) });
    expect({ name, because: ofPart?.explain(kind, name).because }).toEqual({ name, because: ofWhole?.explain(kind, name).because });
  }
}

describe("the part of the rules that a name needs", () => {
  it("evaluates every name of a generated project as the whole does", () => {
    fc.assert(
      fc.property(generatedProject, generatedUser, ({ specs, idLists }, user) => {
        const lists = new Map(Object.entries(idLists).map(([name, text]) => [name, new Set(text.match(/[A-Za-z0-9+/=]{8}/g) ?? [])]));
        expectSame(specs, user, lists);
      }),
      { numRuns: 60 },
    );
  });

  it("evaluates every name of the demo project as the whole does, in both forms", () => {
    const user = { userID: "u-1036", country: "DE", custom: { newsletter: true }, customIDs: { stableID: "dev-36" } };
    expectSame(demo, user, new Map());
    expectSame(v1FromV2(demoProject) as unknown as JsonObject, user, new Map());
  });

  it("has nested gates, segments, holdouts, the layer's experiments and their conditions, and nothing else", () => {
    const part = neededRules(demo, [{ kind: "config", name: "checkout_trust_badges" }]);
    const names = (section: string) => Object.keys(part[section] as JsonObject);
    expect({ gates: names("feature_gates"), configs: names("dynamic_configs"), layers: names("layer_configs") }).toMatchInlineSnapshot(`
      {
        "configs": [
          "checkout_trust_badges",
        ],
        "gates": [
          "segment:staff",
          "autumn_holdout",
          "checkout_v2",
        ],
        "layers": [],
      }
    `);
    const used = JSON.stringify([part.feature_gates, part.dynamic_configs]);
    expect(names("condition_map").every((condition) => used.includes(`"${condition}"`))).toBe(true);
  });
});
