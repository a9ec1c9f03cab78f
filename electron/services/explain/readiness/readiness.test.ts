import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldReadiness } from "#shared/domain/explanation/readiness.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { demoProject } from "../../sandbox/demo/demo-project.ts";
import { prepareDefinitions } from "../engine/definitions/prepare.ts";
import { type ReadinessRequest, readinessFor } from "./readiness.ts";

const demo = prepareDefinitions(JSON.parse(JSON.stringify(demoProject)));

function readiness(changes: Partial<ReadinessRequest>, definitions = demo) {
  return readinessFor(definitions, { kind: "gate", name: "checkout_v2", user: { userID: "ada" }, tier: "production", ...changes });
}

function fieldsOf(changes: Partial<ReadinessRequest>, definitions = demo): Record<string, FieldReadiness> {
  const ready = readiness(changes, definitions);
  if (ready.is !== "known") throw new Error(ready.is);
  return Object.fromEntries(ready.fields.map((field) => [field.field, field]));
}

/** A gate with one rule of these conditions. */
function gateWith(...conditions: JsonObject[]) {
  const rule = {
    id: "r",
    name: "Pilot",
    salt: "",
    passPercentage: 100,
    idType: "userID",
    conditions: conditions.map((_, n) => `${n}`),
    returnValue: true,
  };
  const gate = {
    type: "feature_gate",
    entity: "feature_gate",
    salt: "s",
    enabled: true,
    defaultValue: false,
    idType: "userID",
    rules: [rule],
  };
  return prepareDefinitions({
    has_updates: true,
    time: 1,
    feature_gates: { checkout_v2: gate },
    dynamic_configs: {},
    layer_configs: {},
    experiment_to_layer: {},
    condition_map: Object.fromEntries(conditions.map((condition, n) => [`${n}`, { idType: "userID", ...condition }])),
  });
}

const planIs = (operator: string, targetValue: JsonValue) => gateWith({ type: "user_field", field: "plan", operator, targetValue });

describe("readiness", () => {
  it("names what is looked at through nested segments and holdouts, unit IDs first, with what each rule wants and offers", () => {
    const ready = readiness({ user: { userID: "ada", country: "DE" } });
    expect(ready).toMatchObject({ is: "known", isReady: false, traps: [], gaps: [] });
    const fields = fieldsOf({ user: { userID: "ada", country: "DE" } });
    expect(Object.keys(fields)).toEqual(["userID", "country", "newsletter", "email"]);
    expect(fields.userID?.wants).toContain("rule 3 “US and Canada” lets 50 % of them in");
    expect(fields.userID?.suggestions).toEqual([]);
    expect(fields.country).toMatchObject({ state: "set", where: "top_level", has: "DE", suggestions: ["US", "CA", "DE"] });
    expect(fields.newsletter).toEqual({
      field: "newsletter",
      role: "attribute",
      where: "custom",
      path: ["custom", "newsletter"],
      state: "missing",
      has: null,
      spelledAs: null,
      wants: ["rule 4 “Germany pilot” wants true"],
      suggestions: [true],
      message: "This user has no newsletter: rule 4 “Germany pilot” wants true.",
      fix: null,
    });
    expect(fields.email?.wants[0]).toMatch(/^the segment “staff”, rule 1 “Company email”, wants to end with/);
  });

  it("is complete when nothing lacks", () => {
    const user = { userID: "ada", country: "US", email: "ada@shop.test", custom: { newsletter: false } };
    expect(readiness({ user })).toMatchObject({ isReady: true });
  });

  it.each<[string, JsonObject, string[], string]>([
    ["a custom ID at the top level", { stable_id: "s1" }, ["customIDs", "stableID"], "stable_id"],
    ["an attribute at the top level", { Plan: "pro" }, ["custom", "plan"], "Plan"],
    ["an attribute in other letters", { custom: { PLAN: "pro" } }, ["custom", "plan"], "custom.PLAN"],
    ["a top-level field in custom letters", { custom: { user_agent: "x" } }, ["userAgent"], "custom.user_agent"],
    [
      "an environment in other letters",
      { statsigEnvironment: { Tier: "staging" } },
      ["statsigEnvironment", "tier"],
      "statsigEnvironment.Tier",
    ],
  ])("finds what is spelled another way: %s", (_case, user, path, spelledAs) => {
    const field = path.at(-1) ?? "";
    const [type, name] =
      field === "tier" ? ["environment_field", "tier"] : field === "stableID" ? ["unit_id", undefined] : ["user_field", field];
    const definitions = gateWith({
      type,
      field: name ?? null,
      operator: "any",
      targetValue: ["x"],
      idType: field === "stableID" ? "stableID" : "userID",
    });
    const found = fieldsOf({ user, tier: "" }, definitions)[field];
    expect(found).toMatchObject({ state: "misspelt", path, spelledAs });
    const fixed = fieldsOf({ user: found?.fix?.user ?? {}, tier: "" }, definitions)[field];
    expect(fixed?.state).toBe("set");
  });

  it.each<[string, JsonValue, JsonValue, JsonValue | undefined]>([
    ["gte", 3, " 4 ", 4],
    ["gte", 3, "many", undefined],
    ["gte", 3, true, undefined],
    ["version_gte", "1.0", "v2.1", "2.1"],
    ["version_gte", "1.0", 2, "2"],
    ["after", 1_700_000_000_000, "2024-01-01T00:00:00.000Z", 1_704_067_200_000],
    ["array_contains_any", ["a"], "a, b", ["a", "b"]],
    ["any", ["pro"], ["pro"], "pro"],
    ["any", ["pro"], { name: "pro" }, undefined],
    ["eq", true, "true", true],
  ])("tells what has another type than %s %j wants: %j", (operator, target, value, fixed) => {
    const { plan } = fieldsOf({ user: { userID: "ada", custom: { plan: value } } }, planIs(operator, target));
    expect(plan).toMatchObject({ state: "wrong_type", path: ["custom", "plan"] });
    expect(plan?.fix?.user.custom).toEqual(fixed === undefined ? undefined : { plan: fixed });
  });

  it.each<[string, JsonValue, JsonValue]>([
    ["gte", 3, "4"],
    ["version_gte", "1.0", "2.1-beta"],
    ["after", 1_700_000_000_000, "2024-01-01T00:00:00Z"],
    ["any", ["pro"], "free"],
    ["eq", null, "pro"],
  ])("takes what %s %j can compare: %j", (operator, target, value) => {
    expect(fieldsOf({ user: { custom: { plan: value } } }, planIs(operator, target)).plan?.state).toBe("set");
  });

  it("tells of the place that all users without an ID share, and leaves the missing ID to the person", () => {
    const ready = readiness({ user: { country: "DE" } });
    expect(ready).toMatchObject({
      traps: [
        "Without a userID this user shares one place with everybody who has none: percentages and groups then say nothing about this person.",
      ],
    });
    expect(fieldsOf({ user: { userID: "" } }).userID).toMatchObject({ state: "missing", path: ["userID"] });
  });

  it("takes a country that comes of the IP address for given, and says so", () => {
    const definitions = gateWith({ type: "ip_based", field: "country", operator: "any", targetValue: ["DE"] });
    expect(fieldsOf({ user: { ip: "91.64.0.1" } }, definitions).country).toMatchObject({
      state: "set",
      has: "DE",
      message: "country is not given; DE comes of the IP address.",
    });
    expect(readiness({ user: {} }, definitions)).toMatchObject({ traps: [expect.stringContaining("country of the machine that asks")] });
  });

  it("applies the top bar's tier, and tells when there is none", () => {
    const definitions = gateWith({ type: "environment_field", field: "tier", operator: "any", targetValue: ["staging"] });
    expect(fieldsOf({ tier: "staging" }, definitions).tier).toMatchObject({ role: "tier", state: "set", has: "staging" });
    expect(fieldsOf({ tier: "" }, definitions).tier).toMatchObject({ state: "missing", suggestions: ["staging"] });
    expect(readiness({ tier: "" }, definitions)).toMatchObject({ traps: [expect.stringMatching(/^No tier is named/)] });
  });

  it("says what it could not walk through: a gate that is missing, a condition that nobody knows", () => {
    const definitions = gateWith({ type: "pass_gate", targetValue: "gone" }, { type: "moon_phase", operator: "any", targetValue: [] });
    expect(readiness({}, definitions)).toMatchObject({
      gaps: [
        "The definitions have no gate “gone”, which a rule asks for; it counts as one that fails.",
        expect.stringMatching(/^A condition of “checkout_v2” cannot be read: /),
      ],
    });
  });

  it("lists no more than a person looks through, and counts the rest: ten thousand fields made the page stand still", () => {
    const conditions = Array.from({ length: 10_000 }, (_, n) => ({
      type: "user_field",
      field: `field_${n}`,
      operator: "any",
      targetValue: ["x"],
    }));
    const found = readiness({ user: { userID: "ada" } }, gateWith(...conditions));
    if (found.is !== "known") throw new Error(`It is ${found.is}.`);
    expect([found.fields.length, found.isReady, found.gaps[0]]).toEqual([
      100,
      false,
      expect.stringMatching(/^It looks at 9,90\d more fields than are listed here.$/),
    ]);
  });

  it("ends where gates go in circles", () => {
    expect(readiness({}, gateWith({ type: "pass_gate", targetValue: "checkout_v2" }))).toMatchObject({ is: "known", fields: [] });
  });

  it("knows what a contextual autotune scores by", () => {
    const fields = fieldsOf({ kind: "experiment", name: "recommendation_bandit" });
    expect(fields.lifetime_spend?.wants).toEqual(["the autotune scores its variants by it"]);
  });

  it("has near names for one that is not in the definitions", () => {
    expect(readiness({ name: "checkout_v3" })).toMatchObject({ is: "unknown_name", nearNames: ["checkout_v2"] });
  });

  it("never throws, whatever the user is", () => {
    const names = [...demo.specs.gate.keys()];
    fc.assert(
      fc.property(
        fc.dictionary(fc.constantFrom("userID", "customIDs", "custom", "email", "statsigEnvironment"), fc.jsonValue()),
        (user) => {
          for (const name of names) expect(readiness({ name, user: user as JsonObject }).is).toBe("known");
        },
      ),
      { numRuns: 30 },
    );
  });
});
