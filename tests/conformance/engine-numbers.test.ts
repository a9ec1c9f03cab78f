import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { type NativeEngine, startNativeEngine } from "./native-engine.ts";

/** More runs find more: `GATESCOPE_CONFORMANCE_RUNS=5000 npm run unit -- engine-numbers`. */
const runs = Number(process.env.GATESCOPE_CONFORMANCE_RUNS ?? 40);

let native: NativeEngine;
beforeAll(() => {
  native = startNativeEngine();
});
afterAll(() => native.close());

const operators = [
  "any",
  "none_case_sensitive",
  "str_starts_with_any",
  "eq",
  "gt",
  "lte",
  "array_contains_any",
  "before",
  "after",
] as const;
const numbers = [
  "1.0",
  "9007199254740993",
  "-0",
  "1e2",
  "19.90",
  "1e400",
  "18446744073709551616",
  "174322306148984899",
  "0.0",
  "5000000000.0",
  "9223372036854775807",
  "9223372036854775808",
  "-9223372036854775808",
  "-9223372036854775809",
];

test("the engine compares the numbers of definitions as they are written, like the native SDK", {
  timeout: 30_000 + runs * 400,
}, async () => {
  const numberText = fc.oneof(
    fc.constantFrom(...numbers),
    fc.stringMatching(/^-?[1-9][0-9]{13,24}$/),
    fc.stringMatching(/^-?(?:0|[1-9][0-9]{0,17})\.[0-9]{1,20}$/),
    fc.stringMatching(/^-?[1-9](?:\.[0-9]{1,5})?[eE][-+]?[0-9]{1,2}$/),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(numberText, { minLength: 1, maxLength: 4 }), async (written) => {
      const specs = specsWith(written);
      const users = written.flatMap((text) => texts(text).flatMap((n) => [{ custom: { n } }, { custom: { n: [n] } }]));
      const answer = await native.evaluate({ specs, users });
      if ("error" in answer) throw new Error(answer.error);
      const prepared = prepareDefinitions(specs);
      const here = answer.rows.map((row) => {
        const evaluator = evaluatorFor(prepared, users[row.user] ?? {}, { nowMs: 0, idLists: new Map() });
        return { user: users[row.user], name: row.name, value: evaluator.evaluate("gate", row.name).value };
      });
      expect(here).toEqual(answer.rows.map(({ user, name, value }) => ({ user: users[user], name, value })));
    }),
    { numRuns: runs, endOnFailure: false },
  );
});

/** Returns a gate for each number and operator. */
function specsWith(written: readonly string[]): JsonObject {
  const cases = written.flatMap((text, place) => operators.map((operator) => ({ name: `${operator} ${place}`, operator, text })));
  const gate = (name: string) => ({
    ...{ type: "feature_gate", entity: "feature_gate", salt: "s", enabled: true, defaultValue: false, idType: "userID" },
    rules: [{ name: "r", id: "r", passPercentage: 100, conditions: [name], returnValue: true, idType: "userID" }],
  });
  const isList = (operator: string) => !["eq", "gt", "lte", "before", "after"].includes(operator);
  const condition = (operator: string, text: string) => ({
    ...{ type: "user_field", operator, field: "n", idType: "userID" },
    targetValue: readJson(isList(operator) ? `[${text}]` : text),
  });
  return {
    ...{ has_updates: true, time: 1_700_000_000_000, dynamic_configs: {}, layer_configs: {}, experiment_to_layer: {} },
    feature_gates: Object.fromEntries(cases.map(({ name }) => [name, gate(name)])),
    condition_map: Object.fromEntries(cases.map(({ name, operator, text }) => [name, condition(operator, text)])),
  };
}

/** Returns texts that an engine may write for the number. */
function texts(written: string): string[] {
  const double = Number(written);
  return [...new Set([written, String(double), `${double}.0`, double.toExponential().replace("+", ""), double.toFixed(6)])];
}
