import { describe, expect, it } from "vitest";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { definitionsJson, gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
import { demoProject } from "../../sandbox/demo/demo-project.ts";
import { prepareDefinitions } from "../engine/definitions/prepare.ts";
import { readFieldsOf } from "./read-fields.ts";

/** Gates with one rule each, of these conditions. */
function gatesWith(...gates: readonly JsonObject[][]) {
  const conditions = gates.flatMap((own, at) => own.map((condition, n) => [`${at}.${n}`, { idType: "userID", ...condition }] as const));
  const gateOf = (own: readonly JsonObject[], at: number) => {
    const names = own.map((_, n) => `${at}.${n}`);
    return gateJson([ruleJson(names, { id: `r${at}`, name: "Pilot" })]);
  };
  const named = Object.fromEntries(gates.map((own, at) => [`gate_${at}`, gateOf(own, at)]));
  return prepareDefinitions(definitionsJson(named, Object.fromEntries(conditions)));
}

const plan = (operator: string, targetValue: JsonValue) => ({ type: "user_field", field: "plan", operator, targetValue });

describe("readFieldsOf", () => {
  it("counts the rules that read each field and each value, the most frequent first", () => {
    const read = readFieldsOf(
      gatesWith([plan("any", ["pro", "Team"]), plan("none", ["pro"])], [plan("any", ["team"])], [plan("eq", "pro")], []),
    );
    expect(read).toEqual({
      isComplete: true,
      fields: [
        {
          field: "plan",
          role: "attribute",
          path: ["custom", "plan"],
          rules: 3,
          values: [
            { value: "pro", rules: 2, isCaseSensitive: false },
            { value: "team", rules: 1, isCaseSensitive: false },
            { value: "Team", rules: 1, isCaseSensitive: false },
          ],
          isComplete: true,
        },
      ],
    });
  });

  it("knows which values are compared with their case", () => {
    const [field] = readFieldsOf(gatesWith([plan("any_case_sensitive", ["Pro"])], [plan("eq", "Free")])).fields;
    expect(field?.values.map(({ isCaseSensitive }) => isCaseSensitive)).toEqual([true, true]);
  });

  it.each([
    ["version_gt", "1.2.3"],
    ["gt", 3],
    ["eq", 3],
    ["after", 1],
    ["str_contains_any", ["pro"]],
    ["str_matches", "p.*"],
    ["in_segment_list", "list"],
    ["array_contains_any", ["pro"]],
  ])("claims nothing about the values of a field with %s", (operator, target) => {
    const [field] = readFieldsOf(gatesWith([plan("any", ["pro"])], [plan(operator, target)])).fields;
    expect(field).toMatchObject({ rules: 2, isComplete: false, values: [{ value: "pro", rules: 1 }] });
  });

  it("lists no values of unit IDs", () => {
    const unit = { type: "unit_id", idType: "companyID", operator: "any", targetValue: ["acme"] };
    expect(readFieldsOf(gatesWith([unit])).fields).toEqual([
      { field: "companyID", role: "unit", path: ["customIDs", "companyID"], rules: 1, values: [], isComplete: true },
    ]);
  });

  it("leaves out what is too much, and says so", () => {
    const many = Array.from({ length: 1_100 }, (_, at) => [plan("any", [`v${at}`]), { ...plan("eq", "x"), field: `f${at}` }]);
    const read = readFieldsOf(gatesWith(...many));
    expect(read.isComplete).toBe(false);
    expect(read.fields).toHaveLength(1_000);
    expect(read.fields[0]).toMatchObject({ field: "plan", rules: 1_100, isComplete: false });
    expect(read.fields[0]?.values).toHaveLength(200);
  });

  it("reads every rule of the demo project", () => {
    const read = readFieldsOf(prepareDefinitions(JSON.parse(JSON.stringify(demoProject))));
    expect(read.fields.find(({ field }) => field === "country")).toMatchObject({ path: ["country"], role: "attribute", isComplete: true });
    expect(read.fields.find(({ field }) => field === "newsletter")?.values).toContainEqual({
      value: true,
      rules: 1,
      isCaseSensitive: false,
    });
  });
});
