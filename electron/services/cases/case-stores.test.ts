import { describe, expect, it } from "vitest";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { type Case, caseText, readCase } from "#shared/domain/case/case-file.ts";
import { caseMarkdown } from "#shared/domain/case/case-markdown.ts";
import { caseReport } from "#shared/domain/case/case-report.ts";
import { changesSentence, storeReplaySentence } from "#shared/domain/case/case-text.ts";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { changedStores } from "./case-stores.ts";
import { makeCase } from "./make-case.ts";
import { replayCase } from "./replay-case.ts";

const demo = demoProject as unknown as JsonObject;
const atMs = Date.UTC(2026, 10, 23, 12, 7, 12);
const lena = { userID: "u-1036", email: "lena@example.de", country: "DE", custom: { newsletter: true } };

function storeCase(
  payload: JsonObject = demo,
  store = "storefront",
  choices: Parameters<typeof makeCase>[0]["choices"] = [],
): ReturnType<typeof makeCase> {
  const rules = { rulesId: "demo", source: "sandbox", readAtMs: atMs, timeMs: atMs } as const;
  return makeCase(
    {
      subjects: [{ label: "Lena", project: "Lumen & Loom", tier: "staging", user: lena, atMs, rules }],
      ...{ answers: [], stores: [{ subject: 0, name: store }], facts: [], name: "storefront", note: "", savedAtMs: atMs },
      ...{ madeWith: { gatescope: "0.1.0", engine: "test" }, choices, key: "ab".repeat(32), secrets: [] },
    },
    () => ({ payload, idLists: new Map() }),
  );
}

/** The demo project with another parameter in its store. */
function withParameter(name: string, parameter: JsonObject): JsonObject {
  const copy = structuredClone(demo);
  const store = isJsonObject(copy.param_stores) ? copy.param_stores.storefront : undefined;
  if (!isJsonObject(store) || !isJsonObject(store.parameters)) throw new Error("The demo project has no storefront.");
  store.parameters[name] = parameter;
  return copy;
}

function withoutRule(payload: JsonObject, gateName: string, rule: string): JsonObject {
  const copy = structuredClone(payload);
  const gate = isJsonObject(copy.feature_gates) ? copy.feature_gates[gateName] : undefined;
  if (!isJsonObject(gate) || !Array.isArray(gate.rules)) throw new Error(`The demo project has no ${gateName}.`);
  gate.rules = gate.rules.filter((each) => !isJsonObject(each) || each.name !== rule);
  return copy;
}

const replayed = (saved: Case, payload: JsonObject) => replayCase(saved, { payload, idLists: new Map() }, atMs);
const differing = (saved: Case, payload: JsonObject) =>
  replayed(saved, payload).stores.flatMap((store) => (store.result === "differs" ? [storeReplaySentence(store)] : []));

describe("a case of a parameter store", () => {
  it("has the store, what its parameters point to and all that these need, and reads the same from its text", () => {
    const { case: saved, changes } = storeCase();
    expect(saved.answers.map(({ answer }) => `${answer.kind} ${answer.name}`)).toEqual([
      "gate checkout_v2",
      "config shipping_rates",
      "layer checkout_layer",
    ]);
    const [rules] = saved.rules;
    expect({
      stores: Object.keys((rules?.payload.param_stores ?? {}) as JsonObject),
      parameters: saved.stores.map(({ name, parameters }) => [name, parameters.map((each) => each.name)]),
      ...{ changes, changed: changedStores(saved), again: readCase(caseText(saved)) },
    }).toEqual({
      stores: ["storefront"],
      parameters: [["storefront", ["supportEmail", "checkoutVersion", "freeShippingOver", "buttonColor"]]],
      ...{ changes: [], changed: [], again: { is: "case", case: saved } },
    });
  });

  it("says which parameters a left out field changes, beside the answers that they come from", () => {
    const { case: saved, changes, rows } = storeCase(demo, "storefront", [[JSON.stringify(["country"]), "leave_out"]]);
    expect(changes.at(-1)).toEqual({
      ...{ subject: 0, kind: "parameter_store", name: "storefront", isPrivate: false },
      parameters: ["checkoutVersion", "freeShippingOver"],
      because: [{ id: JSON.stringify(["country"]), field: "country" }],
    });
    expect([changedStores(saved).length, changesSentence(changes, rows)]).toEqual([
      1,
      "With these replacements 3 answers change, and storefront gives another value for checkoutVersion and freeShippingOver, because country is left out.",
    ]);
  });

  it("can be of a store that points to nothing", () => {
    const fixed = { param_stores: { fixed: { parameters: { a: { ref_type: "static", param_type: "number", value: 1 } } } } };
    const { case: saved } = storeCase({ ...demo, ...fixed }, "fixed");
    expect({ answers: saved.answers, changed: changedStores(saved), is: readCase(caseText(saved)).is }).toEqual({
      ...{ answers: [], changed: [], is: "case" },
    });
  });

  it("replaces the user's values in what the store gives, in the rules as in the answer", () => {
    const greeting = { ref_type: "static", param_type: "string", value: "Hello u-1036" };
    const { case: saved } = storeCase(withParameter("greeting", greeting));
    expect(caseText(saved)).not.toContain("u-1036");
    expect(changedStores(saved)).toEqual([]);
  });

  it("notices that the rules of a case resolve the store otherwise than it says", () => {
    const { case: saved } = storeCase();
    const [store] = saved.stores;
    const edited = { ...saved, stores: [{ subject: 0, name: "storefront", parameters: store?.parameters.slice(1) ?? [] }] };
    expect(changedStores(edited)).toEqual([{ at: 0, parameters: ["supportEmail"] }]);
  });

  it("is the same when it is replayed with the same rules", () => {
    expect(replayed(storeCase().case, demo).stores.map(storeReplaySentence)).toEqual(["The same now."]);
  });

  it("differs because of the store, of the rules behind it, or of both, each verified by resolving", () => {
    const { case: saved } = storeCase();
    const gate = { ref_type: "gate", param_type: "number", gate_name: "checkout_v2", pass_value: 12, fail_value: 11 };
    const fixed = { ref_type: "static", param_type: "number", value: 5 };
    expect({
      store: differing(saved, withParameter("checkoutVersion", gate)),
      rules: differing(saved, withoutRule(demo, "checkout_v2", "Germany pilot")),
      both: differing(saved, withoutRule(withParameter("checkoutVersion", gate), "checkout_v2", "Germany pilot")),
      added: differing(saved, withParameter("extra", fixed)),
    }).toMatchInlineSnapshot(`
      {
        "added": [
          "Differs now: extra is new, because the parameter store storefront differs.",
        ],
        "both": [
          "Differs now: checkoutVersion became 11 (before: 2), because the parameter store storefront differs and the rules of checkout_v2 differ (rule 4 “Germany pilot” removed).",
        ],
        "rules": [
          "Differs now: checkoutVersion became 1 (before: 2), because the rules of checkout_v2 differ (rule 4 “Germany pilot” removed).",
        ],
        "store": [
          "Differs now: checkoutVersion became 12 (before: 2), because the parameter store storefront differs.",
        ],
      }
    `);
  });

  it("lists its parameters in Markdown and in the HTML report", () => {
    const { case: saved } = storeCase();
    expect(caseMarkdown(saved, [])).toContain(
      "## Parameter store `storefront`\n\n| Parameter | Value | Decided by |\n| --- | --- | --- |\n| `supportEmail` | ",
    );
    expect(caseReport(saved, [])).toContain("<td><code>checkoutVersion</code></td>");
  });
});
