import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ExplanationSchema } from "#shared/domain/explanation/explanation.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
import { prepareDefinitions } from "./definitions/prepare.ts";
import { evaluatorFor } from "./engine.ts";

const options = { nowMs: Date.UTC(2026, 10, 23), idLists: new Map() };

function config(rules: readonly JsonObject[], more: JsonObject = {}): JsonObject {
  return gateJson(rules, { type: "dynamic_config", entity: "experiment", defaultValue: {}, ...more });
}

function condition(type: string, more: JsonObject = {}): JsonObject {
  return { type, operator: "any", field: null, targetValue: null, idType: "userID", ...more };
}

const passes = (name: string) => condition("pass_gate", { targetValue: name });

function explain(payload: JsonObject, name: string, user: JsonObject = { userID: "u" }, kind: "gate" | "config" | "layer" = "gate") {
  const explanation = evaluatorFor(prepareDefinitions(payload), user, options).explain(kind, name);
  expect(ExplanationSchema.safeParse(explanation).error).toBeUndefined();
  return explanation;
}

describe("an explanation", () => {
  const payload = {
    time: 1_767_981_029_384,
    feature_gates: {
      beta: gateJson([
        ruleJson(["staff"], { id: "r1", name: "Staff" }),
        ruleJson(["country", "version"], { id: "r2", name: "Neighbours" }),
        ruleJson(["public"], { id: "r3", name: "Everybody else", passPercentage: 10 }),
        ruleJson(["public"], { id: "r4" }),
      ]),
      "segment:staff": gateJson([ruleJson(["email"])], { entity: "segment" }),
    },
    condition_map: {
      public: condition("public"),
      staff: passes("segment:staff"),
      email: condition("user_field", { field: "email", operator: "str_ends_with_any", targetValue: ["@lumen.example"] }),
      country: condition("ip_based", { field: "country", targetValue: ["US", "CA"] }),
      version: condition("user_field", { field: "appVersion", operator: "version_gte", targetValue: "2.0" }),
    },
  };

  it("shows for each rule its result, the user's value with its source, and the target", () => {
    const { trace, state, because } = explain(payload, "beta", { userID: "u7", ip: "81.2.69.142", custom: { appversion: "1.9" } });
    expect(state).toBe("fail");
    expect(because).toMatch(/^rule “Everybody else” matched, but this userID is at [\d.]+ %, outside the first 10 %$/);
    expect(trace.rules.map((each) => [each.number, each.state, each.metCount])).toEqual([
      [1, "did_not_match", 0],
      [2, "did_not_match", 0],
      [3, "outside_percentage", 1],
      [4, "never_reached", 0],
    ]);
    const [staff, neighbours, , rest] = trace.rules;
    expect(staff?.conditions[0]?.nested).toMatchObject({ name: "segment:staff", outcome: "no_rule", rules: [{ state: "did_not_match" }] });
    expect(neighbours?.conditions).toMatchObject([
      { value: "GB", valueSource: "ip", target: ["US", "CA"], result: "not_met" },
      { value: "1.9", valueSource: "custom", valueKey: "appversion", target: "2.0", result: "not_met" },
    ]);
    expect(rest?.conditions).toMatchObject([{ result: "not_evaluated" }]);
  });

  it("names the rule that came closest where none matched", () => {
    const gates = {
      ...payload.feature_gates,
      beta: gateJson([
        ruleJson(["staff"], { id: "r1", name: "Staff" }),
        ruleJson(["country", "version"], { id: "r2", name: "Neighbours" }),
      ]),
    };
    const { because, closestRule } = explain({ ...payload, feature_gates: gates }, "beta", { country: "DE", appVersion: "2.1" });
    expect({ because, closestRule }).toEqual({
      because: "no rule matched; closest was rule 2 “Neighbours”: country is DE, expected US or CA",
      closestRule: 2,
    });
  });

  it("has no answer for a missing gate, and says why server SDKs drop a malformed gate", () => {
    const broken = { ...payload, feature_gates: { broken: { ...gateJson([]), salt: 7 } } };
    expect(explain(payload, "gone")).toMatchObject({ state: "not_found", value: false, reason: "Unrecognized" });
    expect(explain(broken, "broken")).toMatchObject({
      state: "not_found",
      because: "the definitions contain it, but server SDKs drop it: “salt” is 7 where a text is needed",
    });
  });

  it("is unknown for an ID list that was not read", () => {
    const listed = condition("unit_id", { operator: "in_segment_list", targetValue: "vip" });
    const specs = { feature_gates: { g: gateJson([ruleJson(["l"])]) }, condition_map: { l: listed } };
    const { state, value, unknownReasons } = evaluatorFor(prepareDefinitions(specs), { userID: "u" }, { nowMs: 0 }).evaluate("gate", "g");
    expect({ state, value }).toEqual({ state: "unknown", value: null });
    expect(unknownReasons).toEqual(["The ID list “vip” was not read, so it is unknown if this ID is on it."]);
  });

  it("does not match a rule with an unmet condition, even if another one is unknown", () => {
    const listed = condition("unit_id", { operator: "in_segment_list", targetValue: "vip" });
    const nobody = condition("user_field", { field: "email", targetValue: ["x"] });
    const specs = { feature_gates: { g: gateJson([ruleJson(["l", "n"])]) }, condition_map: { l: listed, n: nobody } };
    expect(evaluatorFor(prepareDefinitions(specs), { userID: "u" }, { nowMs: 0 }).evaluate("gate", "g").state).toBe("fail");
  });

  it("has cautions that say how the official engines differ", () => {
    const level = condition("user_field", { field: "level", operator: "gt", targetValue: 3 });
    const specs = { feature_gates: { g: gateJson([ruleJson(["c"])]) }, condition_map: { c: level } };
    const { trace } = explain(specs, "g", { custom: { level: " 9 " } });
    expect(trace.rules[0]?.conditions[0]?.cautions).toEqual([
      "Only the JavaScript engine reads “ 9 ” and 3 as numbers. The native engine finds the condition not met, the JavaScript engine met.",
    ]);
  });

  it("has a caution where the JavaScript engine supports conditions that the native engine does not", () => {
    const cautionOn = (given: JsonObject) => {
      const specs = {
        feature_gates: { g: gateJson([ruleJson(["c"])]), other: gateJson([ruleJson(["p"])]) },
        condition_map: { c: given, p: condition("public") },
      };
      return explain(specs, "g").trace.rules[0]?.conditions[0]?.cautions;
    };
    const continues = [expect.stringContaining("the JavaScript engine supports such conditions and continues")];
    expect(cautionOn(condition("multi_pass_gate", { targetValue: ["other"] }))).toEqual(continues);
    expect(cautionOn(condition("USER_FIELD", { field: "x", operator: "Any" }))).toEqual(continues);
    expect(cautionOn(condition("url", {}))).toEqual([expect.stringContaining("the JavaScript engine answers false or nothing")]);
    expect(cautionOn(condition("pass_gate", { targetValue: ["other"] }))).toEqual([
      "The gate’s name is not a text, so the native engine finds no gate and counts it as failing; the JavaScript engine looks for “other”.",
    ]);
  });

  const webKit = "AppleWebKit/537.36 (KHTML, like Gecko)";
  const chrome = `Mozilla/5.0 (Linux; Android 10; K) ${webKit} Chrome/119.0.0.0 Mobile Safari/537.36`;
  it.each([
    ["Chrome on Android", chrome, 0],
    ["Chrome on Windows", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/126.0.0.0 Safari/537.36`, 0],
    ["Chrome on Linux", `Mozilla/5.0 (X11; Linux x86_64) ${webKit} Chrome/126.0.0.0 Safari/537.36`, 0],
    ["Edge", `Mozilla/5.0 (Windows NT 10.0; Win64; x64) ${webKit} Chrome/126.0.0.0 Safari/537.36 Edg/126.0.0.0`, 0],
    ["Safari", "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Safari/605.1.15", 0],
    [
      "Safari on an iPhone",
      "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1",
      0,
    ],
    ["Firefox", "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:127.0) Gecko/20100101 Firefox/127.0", 0],
    ["Edge on Android", `${chrome} EdgA/119.0.2151.78`, 1],
    ["Vivaldi", `${chrome} Vivaldi/6.5`, 1],
    ["Android’s web view", chrome.replace("K)", "K; wv)"), 1],
    ["Chrome on Chrome OS", `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${webKit} Chrome/126.0.0.0 Safari/537.36`, 1],
    ["Chrome on a distribution", `Mozilla/5.0 (X11; Fedora; Linux x86_64) ${webKit} Chrome/126.0.0.0 Safari/537.36`, 1],
    ["Chrome on a television", `Mozilla/5.0 (Web0S; Linux/SmartTV) ${webKit} Chrome/108.0.0.0 Mobile Safari/537.36`, 1],
  ])("has a caution on %s only if one engine’s parser may name it otherwise", (_browser, userAgent, count) => {
    for (const field of ["browser_name", "os_name"]) {
      const specs = {
        feature_gates: { g: gateJson([ruleJson(["c"])]) },
        condition_map: { c: condition("ua_based", { field, targetValue: ["Edge"] }) },
      };
      expect(explain(specs, "g", { userAgent }).trace.rules[0]?.conditions[0]?.cautions).toHaveLength(count);
    }
  });

  it("has a caution that only the native engine uses the user’s tier if the definitions have a default", () => {
    const staging = condition("environment_field", { field: "tier", targetValue: ["staging"] });
    const specs = { default_environment: "production", feature_gates: { g: gateJson([ruleJson(["t"])]) }, condition_map: { t: staging } };
    const { trace, value } = explain(specs, "g", { statsigEnvironment: { tier: "staging" } });
    expect(value).toBe(true);
    expect(trace.rules[0]?.conditions[0]?.cautions).toEqual([
      "The JavaScript engine puts the definitions’ default environment in place of the user’s: the native engine finds staging, the JavaScript engine production. The native engine finds the condition met, the JavaScript engine not met.",
    ]);
  });

  it.each([
    ["has not started", { start_time: 4_102_444_800_000 }, {}, "it starts on 2100-01-01 00:00 UTC"],
    ["is at 0 %", {}, { passPercentage: 0 }, "its pass percentage is 0 %"],
    ["leaves the unit out", {}, { passPercentage: 0.001 }, "its pass percentage of 0.001 % leaves this userID out"],
    ["wants a segment", {}, { conditions: ["s"] }, "this user is not in the segment “vip”, expected in it"],
    ["lacks its rule", { rule_name: "gone" }, {}, "the definitions lack its rule “gone”"],
    ["has an unsupported condition", {}, { conditions: ["gone"] }, "it has a condition that the native engine does not support"],
    ["lacks its target", { to: "gone" }, {}, "the definitions have no “gone”"],
    ["names an entity of another kind", { to: "l" }, {}, "a config can be replaced by a config only"],
  ])("says why an override that %s has no effect, also in the layer of the experiment", (_case, start, mappingRule, why) => {
    const { to = "b", ...started } = start as { to?: string };
    const specs = {
      feature_gates: { "segment:vip": gateJson([], { entity: "segment" }) },
      dynamic_configs: { a: config([]), b: config([]) },
      layer_configs: { l: config([ruleJson(["p"], { configDelegate: "a" })], { entity: "layer" }) },
      condition_map: { p: condition("public"), s: passes("segment:vip") },
      overrides: { a: [{ new_config_name: to, rules: [{ rule_name: "m", ...started }] }] },
      override_rules: { m: ruleJson(["p"], mappingRule) },
    };
    const note = `A conditional override replaces “a” by “${to}”, but has no effect here: ${why}.`;
    expect(explain(specs, "a", { userID: "u" }, "config").trace.notes).toContain(note);
    expect(explain(specs, "l", { userID: "u" }, "layer").trace.notes).toContain(note);
  });

  it.each([
    [
      "after",
      1_752_710_400_000,
      "18/07/2025",
      "f is 18/07/2025, which is no date that Statsig can read, expected after 2025-07-17 00:00 UTC",
    ],
    ["version_gte", "2.0", "v2.1", "f is v2.1, which is no version that Statsig can read, expected version 2.0 or above"],
    ["version_eq", "x.1", "2.1", "f is 2.1, expected version x.1, which is no version that Statsig can read"],
    ["gt", 5, "12a", "f is 12a, which is no number that Statsig can read, expected more than 5"],
    ["lte", "many", 1, "f is 1, expected at most many, which is no number that Statsig can read"],
    ["str_matches", "[", "a", "f is a, expected to match the pattern “[”, which is no pattern that Statsig can read"],
    ["gt", 5, 4, "f is 4, expected more than 5"],
    ["version_gte", "2.0", "1.x", "f is 1.x, expected version 2.0 or above"],
  ])("says which side of %s %j cannot be read for the value %j", (operator, targetValue, value, because) => {
    const specs = {
      feature_gates: { g: gateJson([ruleJson(["c"])]) },
      condition_map: { c: condition("user_field", { field: "f", operator, targetValue }) },
    };
    expect(explain(specs, "g", { custom: { f: value } }).because).toBe(`no rule matched; closest was rule 1: ${because}`);
  });

  it("has notes on what only the native engine does: mappings, merged layers, contextual autotunes", () => {
    const specs = {
      feature_gates: {},
      dynamic_configs: { a: config([]), b: config([]) },
      layer_configs: { l: config([ruleJson(["p"], { returnValue: { size: 1 } })], { entity: "layer", useNewLayerEval: true }) },
      condition_map: { p: condition("public") },
      overrides: { a: [{ new_config_name: "b", rules: [{ rule_name: "m" }] }] },
      override_rules: { m: ruleJson(["p"]) },
      cmab_configs: {
        t: { salt: "s", defaultValue: {}, idType: "userID", enabled: false, version: 1, sampleRate: 0, higherIsBetter: true, groups: [] },
      },
    };
    const notesOn = (name: string, kind: "config" | "layer") => explain(specs, name, {}, kind).trace.notes.join(" ");
    expect(notesOn("a", "config")).toContain("The JavaScript engine has no such mappings");
    expect(notesOn("l", "layer")).toContain("the JavaScript engine uses those of the first matching rule only");
    expect(notesOn("t", "config")).toContain("Only the native engine evaluates contextual autotunes");
  });

  it("is unknown for an autotune that explores", () => {
    const learned = { alpha: 0, intercept: 0, records: 3, weightsNumerical: { age: 1 }, weightsCategorical: {} };
    const group = (id: string) => ({ id, name: id, parameterValues: { pick: id } });
    const autotune = {
      salt: "s",
      defaultValue: {},
      idType: "userID",
      enabled: true,
      version: 1,
      higherIsBetter: true,
      groups: [group("a"), group("b")],
      config: { a: learned, b: { ...learned, intercept: 1 } },
    };
    const asked = (sampleRate: number) =>
      explain({ feature_gates: {}, cmab_configs: { t: { ...autotune, sampleRate } } }, "t", { custom: { age: 3 } }, "config");
    expect(asked(1)).toMatchObject({ state: "unknown", value: null });
    expect(asked(0)).toMatchObject({ state: "group", groupName: "b", value: { pick: "b" } });
  });
});

describe("the evaluation ends and says why", () => {
  it("when gates depend on each other in a circle", () => {
    const specs = {
      feature_gates: { a: gateJson([ruleJson(["b"])]), b: gateJson([ruleJson(["a"])]) },
      condition_map: { a: passes("a"), b: passes("b") },
    };
    expect(explain(specs, "a")).toMatchObject({
      state: "unknown",
      because: "“a” depends on itself, so no engine can finish the evaluation",
      reason: "Error:Statsig Evaluation Depth Exceeded",
    });
  });

  it("when an experiment depends on its own group, delegates to itself or is mapped to itself", () => {
    const own = condition("experiment_group", { field: "x", targetValue: ["A"] });
    const request = { feature_gates: {}, dynamic_configs: { x: config([ruleJson(["g"])]) }, condition_map: { g: own } };
    const delegating = { feature_gates: {}, dynamic_configs: { x: config([ruleJson([], { configDelegate: "x" })]) } };
    const mapping = {
      feature_gates: {},
      dynamic_configs: { x: config([]) },
      overrides: { x: [{ new_config_name: "x", rules: [{ rule_name: "m" }] }] },
      override_rules: { m: ruleJson([]) },
    };
    for (const specs of [request, delegating, mapping]) expect(explain(specs, "x", {}, "config").state).toBe("unknown");
  });

  it("when gates are nested a thousand levels deep", () => {
    const names = Array.from({ length: 1_000 }, (_, number) => `g${number}`);
    const specs = {
      feature_gates: Object.fromEntries(names.map((name) => [name, gateJson([ruleJson([`${name}+`])])])),
      condition_map: Object.fromEntries(names.map((name, number) => [`${name}+`, passes(`g${number + 1}`)])),
    };
    expect(explain(specs, "g0")).toMatchObject({ state: "unknown", because: expect.stringContaining("more than 300 levels") });
  });

  it("when shared nested gates would make the trace grow exponentially", () => {
    const names = Array.from({ length: 64 }, (_, number) => `g${number}`);
    const specs = {
      feature_gates: Object.fromEntries(names.map((name) => [name, gateJson([ruleJson([`${name}+`, `${name}+`])])])),
      condition_map: Object.fromEntries(names.map((name, number) => [`${name}+`, passes(`g${number + 1}`)])),
    };
    const explanation = explain(specs, "g0");
    expect(explanation.state).toBe("fail");
    expect(JSON.stringify(explanation).length).toBeLessThan(10_000_000);
  });

  it("when a gate has ten thousand rules that evaluate ten thousand gates", () => {
    const names = Array.from({ length: 10_000 }, (_, number) => `g${number}`);
    const specs = {
      feature_gates: {
        big: gateJson(names.map((name) => ruleJson([name]))),
        ...Object.fromEntries(names.map((name) => [name, gateJson([])])),
      },
      condition_map: Object.fromEntries(names.map((name) => [name, passes(name)])),
    };
    const { state, secondaryExposures, trace } = explain(specs, "big");
    expect({ state, exposures: secondaryExposures?.length, rules: trace.rules.length }).toEqual({
      state: "fail",
      exposures: 10_000,
      rules: 10_000,
    });
  });

  it("when JSON is nested very deeply", () => {
    const deep: JsonValue = JSON.parse("[".repeat(50_000) + "]".repeat(50_000));
    const same = condition("user_field", { field: "x", targetValue: [1] });
    const specs = {
      feature_gates: { g: gateJson([ruleJson(["c"])]) },
      dynamic_configs: { x: config([], { defaultValue: { deep } }) },
      condition_map: { c: same },
    };
    expect(explain(specs, "g", { custom: { x: deep } }).state).toBe("fail");
    // The native engine reads such a value as null.
    expect(explain(specs, "x", {}, "config")).toMatchObject({ state: "no_group", value: {} });
  });

  it("when names are those of JavaScript's own properties", () => {
    const specs: JsonObject = JSON.parse(
      '{"feature_gates":{"__proto__":7,"constructor":null},"condition_map":{"__proto__":{}},"dynamic_configs":{"toString":[]}}',
    );
    for (const name of ["__proto__", "constructor", "toString", "hasOwnProperty"]) expect(explain(specs, name).state).toBe("not_found");
    const looking = condition("user_field", { field: "constructor", targetValue: ["x"] });
    const proto = { feature_gates: { g: gateJson([ruleJson(["c"])]) }, condition_map: { c: looking } };
    const odd = { toString: 1, valueOf: 2 };
    expect(explain(proto, "g", { custom: odd }).trace.rules[0]?.conditions[0]?.isPresent).toBe(false);
    for (const [operator, targetValue] of [
      ["any", [odd]],
      ["gt", odd],
      ["eq", odd],
      ["str_matches", odd],
      ["before", odd],
      ["array_contains_any", [odd]],
    ] as const) {
      const request = condition("user_field", { field: "x", operator, targetValue: targetValue as JsonValue });
      const comparing = { feature_gates: { g: gateJson([ruleJson(["c"])]) }, condition_map: { c: request } };
      expect(explain(comparing, "g", { userID: odd, custom: { x: odd }, statsigEnvironment: { tier: odd } }).state).toMatch(/pass|fail/);
    }
  });

  it("when values have unexpected types", () => {
    const anyJson = fc.jsonValue({ maxDepth: 2 }).map((value) => JSON.parse(JSON.stringify(value)));
    const orAny = (given: fc.Arbitrary<JsonValue>) => fc.oneof({ weight: 5, arbitrary: given }, anyJson);
    const anyCondition = fc
      .record({
        type: orAny(
          fc.constantFrom("user_field", "pass_gate", "user_bucket", "unit_id", "ip_based", "current_time", "experiment_group", "url"),
        ),
        operator: orAny(fc.constantFrom("any", "gt", "eq", "on", "version_gt", "str_matches", "array_contains_any", "in_segment_list")),
        field: orAny(fc.constant("x")),
        targetValue: anyJson,
        additionalValues: anyJson,
        idType: orAny(fc.constant("userID")),
      })
      .map((given) => given as JsonObject);
    const anyRule = fc
      .record({
        id: orAny(fc.constant("r")),
        name: orAny(fc.constant("r")),
        passPercentage: orAny(fc.constantFrom(100, 50)),
        returnValue: anyJson,
      })
      .map((given) => ruleJson(["c"], given));
    const anySpec = fc
      .record({
        rules: orAny(fc.array(anyRule, { maxLength: 3 })),
        defaultValue: anyJson,
        salt: orAny(fc.constant("s")),
        useNewLayerEval: anyJson,
      })
      .map((given) => gateJson([], given));
    const sections = fc.record({
      feature_gates: orAny(anySpec.map((spec) => ({ g: spec }))),
      dynamic_configs: orAny(anySpec.map((spec) => ({ g: spec }))),
      layer_configs: orAny(anySpec.map((spec) => ({ g: spec }))),
      condition_map: orAny(anyCondition.map((c) => ({ c }))),
      cmab_configs: anyJson,
      overrides: anyJson,
      app_id: anyJson,
      time: anyJson,
    });
    const anyUser = fc.record({
      userID: anyJson,
      customIDs: anyJson,
      custom: fc.oneof(anyJson, fc.record({ x: anyJson })),
      statsigEnvironment: anyJson,
      ip: anyJson,
    });
    fc.assert(
      fc.property(sections, anyUser, (payload, user) => {
        for (const kind of ["gate", "config", "layer"] as const) explain(payload as JsonObject, "g", user as JsonObject, kind);
      }),
      { numRuns: 300 },
    );
  });
});
