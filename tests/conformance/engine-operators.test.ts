import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { prepareDefinitions } from "#services/explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "#services/explain/engine/engine.ts";
import type { ConditionTrace } from "#shared/domain/explanation/explanation.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { gateJson, ruleJson } from "#tests/fakes/gate-json.ts";

/** A cell of the matrix: a condition and a value, with the results of both official engines: T, F, or U for unsupported. */
interface Cell {
  readonly type: string;
  readonly operator: string;
  readonly target: string;
  readonly value: string;
  readonly rust: string;
  readonly js: string;
}

const cells = readCells();

describe("each of the operator matrix’s cells", () => {
  const compared = cells.map((cell) => ({ cell, condition: explainCell(cell) }));

  test("has the native engine’s result, or is unknown if that engine does not support it", () => {
    const wrong = compared.filter(
      ({ cell, condition }) => ({ met: "T", not_met: "F", unknown: "U", not_evaluated: "" })[condition.result] !== cell.rust,
    );
    expect(wrong.map(({ cell, condition }) => ({ ...cell, result: condition.result }))).toEqual([]);
    expect(compared).toHaveLength(18_278);
  });

  test("has a caution if the JavaScript engine’s result differs", () => {
    const silent = compared.filter(({ cell, condition }) => cell.js !== cell.rust && condition.cautions.length === 0);
    expect(silent.map(({ cell }) => cell)).toEqual([]);
  });

  test("has no caution in most cells in which the engines agree", () => {
    const agreeing = compared.filter(({ cell }) => cell.js === cell.rust && cell.rust !== "U");
    const cautioned = agreeing.filter(({ condition }) => condition.cautions.length > 0);
    expect(cautioned.length / agreeing.length).toBeLessThan(0.05);
  });
});

function explainCell({ type, operator, target, value }: Cell): ConditionTrace {
  const condition = {
    type,
    operator: operator === "" ? null : operator,
    field: "value",
    targetValue: jsonOrNull(target),
    idType: "userID",
  };
  const specs: JsonObject = { feature_gates: { gate: gateJson([ruleJson(["c"])]) }, condition_map: { c: condition } };
  const user: JsonObject = value === "<missing>" ? { userID: "u" } : { userID: "u", custom: { value: jsonOrNull(value) } };
  const { trace } = evaluatorFor(prepareDefinitions(specs), user, { nowMs: 0, idLists: new Map() }).explain("gate", "gate");
  const traced = trace.rules[0]?.conditions[0];
  if (traced === undefined) throw new Error("The gate’s only condition was not traced.");
  return traced;
}

function readCells(): Cell[] {
  const text = gunzipSync(readFileSync(new URL("./data/operator-matrix.tsv.gz", import.meta.url))).toString();
  return text
    .split("\n")
    .slice(1)
    .filter((line) => line !== "")
    .map((line) => {
      const [type = "", operator = "", target = "", value = "", rust = "", js = ""] = line.split("\t");
      return { type, operator, target, value, rust, js };
    });
}

function jsonOrNull(text: string): JsonValue {
  return text === "" || text === "<missing>" ? null : JSON.parse(text);
}
