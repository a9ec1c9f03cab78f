import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { isJsonObject, type JsonObject, type JsonValue } from "../json/json.ts";
import { readJson } from "../json/read-json.ts";
import { applyDraft, refsOf } from "./apply-draft.ts";
import { invertEdits, type RuleEdit, readDraft } from "./rules-draft.ts";

const conditions: JsonObject = {
  de: { type: "user_field", field: "country", operator: "any", targetValue: ["DE"], additionalValues: {}, idType: "userID" },
  spend: {
    type: "user_field",
    field: "spend",
    operator: "gte",
    targetValue: readJson("174322306148984899"),
    additionalValues: {},
    idType: "userID",
  },
  half: { type: "user_bucket", field: null, operator: "lt", targetValue: 500, additionalValues: { salt: "s" }, idType: "userID" },
};
const rule = (id: string, names: string[], more: JsonObject = {}): JsonObject => ({
  ...{ id, name: `Rule ${id}`, passPercentage: 10, returnValue: true, conditions: names, idType: "userID", salt: "" },
  ...more,
});
const gate = (rules: JsonObject[]): JsonObject => ({ entity: "feature_gate", enabled: true, defaultValue: false, idType: "userID", rules });
const v2: JsonObject = {
  has_updates: true,
  feature_gates: {
    a: gate([rule("r1:10.00:1", ["de", "half"]), rule("r2", ["spend"]), rule("r2", ["de"])]),
    b: gate([rule("r1", ["de"])]),
  },
  dynamic_configs: {},
  layer_configs: {},
  condition_map: conditions,
};

/** The same rules in the form v1: lists of specs, with the conditions inside. */
function asV1(payload: JsonObject): JsonObject {
  const inside = (spec: JsonValue): JsonValue => {
    if (!isJsonObject(spec) || !Array.isArray(spec.rules)) return spec;
    return {
      ...spec,
      rules: spec.rules.filter(isJsonObject).map((each) => ({
        ...each,
        conditions: Array.isArray(each.conditions) ? each.conditions.map((name) => conditions[String(name)] ?? null) : [],
      })),
    };
  };
  const gates = isJsonObject(payload.feature_gates) ? payload.feature_gates : {};
  return {
    has_updates: true,
    feature_gates: Object.entries(gates).map(([name, spec]) => ({ name, ...Object(inside(spec)) })),
    dynamic_configs: [],
    layer_configs: [],
  };
}
const forms = [
  ["v1", asV1(v2)],
  ["v2", v2],
] as const;

const a = { kind: "gate", name: "a" } as const;
const r1 = { id: "r1", nth: 0 };
const percentage: RuleEdit = { edit: "percentage", ...a, rule: r1, from: 10, to: 25 };
const target: RuleEdit = { edit: "target", ...a, rule: r1, condition: 0, from: ["DE"], to: ["DE", "AT"] };

const edits = fc.constantFrom<RuleEdit>(
  percentage,
  target,
  { edit: "enabled", ...a, from: true, to: false },
  { edit: "percentage", ...a, rule: { id: "r2", nth: 1 }, from: 10, to: 12.5 },
  { edit: "split", ...a, borders: [{ rule: r1, condition: 1, from: 500, to: 340 }] },
  { edit: "add_condition", ...a, rule: r1, at: 2, condition: { ...Object(conditions.de), targetValue: ["FR"] } },
  { edit: "remove_condition", ...a, rule: { id: "r2", nth: 0 }, at: 0, condition: conditions.spend ?? null },
  { edit: "add_rule", ...a, at: 3, rule: { ...rule("new", []), conditions: [{ ...Object(conditions.de), targetValue: ["NL"] }] } },
);
/** Different edits of one gate, which do not touch the same thing. */
const drafts = fc.uniqueArray(edits, { selector: (edit) => JSON.stringify(edit), maxLength: 6 });

function applied(payload: JsonObject, draft: readonly RuleEdit[]): JsonObject {
  const result = applyDraft(payload, draft);
  if (result.is !== "applied") throw new Error(result.misfits.map(({ problem }) => problem).join(" "));
  return result.shown;
}

describe.each(forms)("a draft of rules of the form %s", (form, payload) => {
  it("without edits changes nothing", () => {
    expect(applied(payload, [])).toBe(payload);
  });

  it("followed by its inverse gives the same text", () => {
    fc.assert(
      fc.property(drafts, (draft) => {
        const before = JSON.stringify(payload);
        expect(JSON.stringify(applied(applied(payload, draft), invertEdits(draft)))).toBe(before);
        expect(JSON.stringify(payload)).toBe(before);
      }),
    );
  });

  it("changes the edited gate alone, also where another has an equal condition", () => {
    fc.assert(
      fc.property(
        drafts.filter(({ length }) => length > 0),
        (draft) => {
          const edited = applied(payload, draft);
          const others = (from: JsonObject) =>
            JSON.stringify(form === "v1" ? Object.values(from.feature_gates ?? {})[1] : Object(from.feature_gates).b);
          expect(others(edited)).toBe(others(payload));
          if (form === "v2") expect(edited.condition_map).toMatchObject(conditions);
        },
      ),
    );
  });

  it("changes the order of rules, and removes one", () => {
    const order: RuleEdit = { edit: "order", ...a, from: ["r1", "r2", "r2"], to: [2, 0, 1] };
    const last = { ...rule("r2", []), conditions: [conditions.spend ?? null] };
    const draft: RuleEdit[] = [order, { edit: "remove_rule", ...a, at: 2, rule: last }];
    const edited = applied(payload, draft);
    expect(rulesOfA(edited).map(({ id }) => id)).toEqual(["r2", "r1:10.00:1"]);
    expect(JSON.stringify(applied(edited, invertEdits(draft)))).toBe(JSON.stringify(payload));
  });

  it("that turns a gate off evaluates none of its rules, and turned on again has them all", () => {
    const off: RuleEdit = { edit: "enabled", ...a, from: true, to: false };
    const result = applyDraft(payload, [off, percentage]);
    expect(result.is === "applied" && [rulesOfA(result.payload), rulesOfA(result.shown).length]).toEqual([[], rulesOfA(payload).length]);
    const back = applyDraft(payload, [off, { ...off, from: false, to: true }]);
    expect(back.is === "applied" && JSON.stringify(back.payload)).toBe(JSON.stringify(payload));
  });

  it("keeps numbers digit for digit", () => {
    const edited = applied(payload, [{ ...percentage, to: Object(readJson("[12.50]"))[0] }]);
    expect(JSON.stringify(edited)).toContain('"passPercentage":12.50');
    expect(JSON.stringify(edited)).toContain("174322306148984899");
  });

  it("that does not fit is not made at all, and each edit that does not fit says why", () => {
    const result = applyDraft(payload, [
      target,
      { ...percentage, from: 20 },
      { ...percentage, name: "gone" },
      { ...percentage, rule: { id: "r9", nth: 0 } },
    ]);
    expect(result).toEqual({
      is: "does_not_fit",
      misfits: [
        { edit: 1, problem: "Rule 1 “Rule r1:10.00:1” of “a” now lets in 10 %, not 20 %, from which the edit starts." },
        { edit: 2, problem: "The rules have no gate “gone”." },
        { edit: 3, problem: "“a” has no rule with the ID r9 any more." },
      ],
    });
  });
});

it("names rules that have no name in the rules as everywhere else", () => {
  const payload: JsonObject = {
    feature_gates: [{ name: "a", rules: [{ id: "r1:10.00:1", name: "r1", passPercentage: 10, conditions: [] }] }],
  };
  const removal: RuleEdit = { edit: "remove_rule", ...a, at: 0, rule: { id: "r2:5.00:1", name: "r2" } };
  const gone: RuleEdit = { ...percentage, rule: { id: "r3", nth: 0 } };
  const names = new Map(["r1", "r2", "r3"].map((id) => [id, `Pilot ${id}`]));
  const result = applyDraft(payload, [{ ...percentage, from: 20 }, removal, gone], names);
  expect(result.is === "does_not_fit" && result.misfits.map(({ problem }) => problem)).toEqual([
    "Rule 1 “Pilot r1” of “a” now lets in 10 %, not 20 %, from which the edit starts.",
    "The edit removes rule 1 “Pilot r2” of “a”, which is no longer as it was or no longer at this place.",
    "“a” has no rule “Pilot r3” any more.",
  ]);
});

function rulesOfA(payload: JsonObject): JsonObject[] {
  const gates = payload.feature_gates;
  const found = Array.isArray(gates) ? gates.find((each) => isJsonObject(each) && each.name === "a") : Object(gates).a;
  return Object(found).rules;
}

describe("references to rules", () => {
  it("count rules with the same ID, whatever percentage Statsig appends", () => {
    expect(refsOf([rule("r1:10.00:1", []), rule("r1:25.00:2", [])])).toEqual([
      { id: "r1", nth: 0 },
      { id: "r1", nth: 1 },
    ]);
  });
});

function split(borders: JsonValue[]): string {
  const from = borders.map((_, at) => Math.round((1_000 * (at + 1)) / borders.length));
  return JSON.stringify({
    gatescopeDraft: 1,
    edits: [
      {
        ...{ edit: "split", kind: "config", name: "x" },
        borders: borders.map((to, at) => ({ rule: { id: `g${at}` }, condition: 0, from: from[at], to })),
      },
    ],
  });
}

describe("the file of a draft", () => {
  it("is read with its edits", () => {
    const draft = { gatescopeDraft: 1, name: "25 %", edits: [percentage] };
    expect(readDraft(JSON.stringify(draft))).toEqual({ kind: "read", draft });
  });

  it.each([
    ["{,}", "it is no JSON (line 1, column 2)"],
    ["[]", "it is no draft of rules: “gatescopeDraft” is not 1"],
    ['{"gatescopeDraft":1}', "it has no “edits”"],
    [
      JSON.stringify({ gatescopeDraft: 1, edits: [{ ...percentage, to: 101 }] }),
      "“edits.0.to” is not as in a draft: a percentage is a number from 0 to 100",
    ],
    [split([340, 900]), "“edits.0.borders” is not as in a draft: the shares of the groups add up to 90 %, not to 100 %"],
    [split([700, 340, 1000]), "“edits.0.borders” is not as in a draft: the borders of the groups are not in ascending order"],
    [split(["half", 1000]), "“edits.0.borders” is not as in a draft: the border of a group is a number from 0 to 1000"],
  ])("is refused with what is wrong: %s", (text, problem) => {
    expect(readDraft(text)).toEqual({ kind: "unusable", problem });
  });
});
