import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { FieldReadiness } from "#shared/domain/explanation/readiness.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";
import { definitionsJson, gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
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
  const rule = ruleJson(
    conditions.map((_, n) => `${n}`),
    { name: "Pilot" },
  );
  const map = Object.fromEntries(conditions.map((condition, n) => [`${n}`, { idType: "userID", ...condition }]));
  return prepareDefinitions(definitionsJson({ checkout_v2: gateJson([rule]) }, map));
}

const planIs = (operator: string, targetValue: JsonValue) => gateWith({ type: "user_field", field: "plan", operator, targetValue });

describe("readiness", () => {
  it("lists the fields that nested segments and holdouts use, unit IDs first, with requirements and suggestions", () => {
    const ready = readiness({ user: { userID: "ada", country: "DE" } });
    expect(ready).toMatchObject({ is: "known", isReady: false, traps: [], gaps: [] });
    const fields = fieldsOf({ user: { userID: "ada", country: "DE" } });
    expect(Object.keys(fields)).toEqual(["userID", "country", "newsletter", "email"]);
    expect(fields.userID?.wants).toContain("rule 3 “US and Canada” has a rollout of 50 %");
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
      wants: ["rule 4 “Germany pilot” requires true"],
      suggestions: [true],
      message: "This user has no newsletter: rule 4 “Germany pilot” requires true.",
      fix: null,
    });
    expect(fields.email?.wants[0]).toMatch(/^the segment “staff”, rule 1 “Company email”, requires to end with/);
  });

  it("lists the fields by which a spec is replaced by another one, and those of that one", () => {
    const condition = (field: string, targetValue: string) => ({
      type: "user_field",
      field,
      operator: "any",
      targetValue: [targetValue],
      idType: "userID",
    });
    const definitions = prepareDefinitions({
      ...definitionsJson(
        { checkout_v2: gateJson([ruleJson(["de"])]), checkout_v3: gateJson([ruleJson(["pro"], { name: "Pro" })]) },
        { de: condition("country", "DE"), beta: condition("beta", "yes"), pro: condition("plan", "pro") },
      ),
      override_rules: { early: ruleJson(["beta"], { id: "early", name: "Early access" }) },
      overrides: { checkout_v2: [{ new_config_name: "checkout_v3", rules: [{ rule_name: "early", start_time: 0 }] }] },
    });
    expect(Object.values(fieldsOf({}, definitions)).map(({ field, wants }) => [field, wants])).toEqual([
      ["country", ["rule 1 requires DE"]],
      ["beta", ["the conditional override “Early access” requires yes"]],
      ["plan", ["“checkout_v3”, rule 1 “Pro”, requires pro"]],
    ]);
  });

  it("is complete if no field is missing", () => {
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
  ])("finds a misspelt field: %s", (_case, user, path, spelledAs) => {
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
  ])("finds a value of another type than %s %j requires: %j", (operator, target, value, fixed) => {
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
  ])("accepts a value that %s %j can compare: %j", (operator, target, value) => {
    expect(fieldsOf({ user: { custom: { plan: value } } }, planIs(operator, target)).plan?.state).toBe("set");
  });

  it("warns about the bucket that all users without an ID share, and suggests no ID", () => {
    const ready = readiness({ user: { country: "DE" } });
    expect(ready).toMatchObject({
      traps: [
        "Without a userID, this user shares one bucket with all users who have none, so percentages and groups do not reflect this user.",
      ],
    });
    expect(fieldsOf({ user: { userID: "" } }).userID).toMatchObject({ state: "missing", path: ["userID"] });
  });

  it("counts a country from the IP address as set, and says so", () => {
    const definitions = gateWith({ type: "ip_based", field: "country", operator: "any", targetValue: ["DE"] });
    expect(fieldsOf({ user: { ip: "91.64.0.1" } }, definitions).country).toMatchObject({
      state: "set",
      has: "DE",
      message: "country is not set; DE comes from the IP address.",
    });
    expect(readiness({ user: {} }, definitions)).toMatchObject({
      traps: [expect.stringContaining("country of the machine that sends the request")],
    });
  });

  it("applies the tier from the top bar, and warns if there is none", () => {
    const definitions = gateWith({ type: "environment_field", field: "tier", operator: "any", targetValue: ["staging"] });
    expect(fieldsOf({ tier: "staging" }, definitions).tier).toMatchObject({ role: "tier", state: "set", has: "staging" });
    expect(fieldsOf({ tier: "" }, definitions).tier).toMatchObject({ state: "missing", suggestions: ["staging"] });
    expect(readiness({ tier: "" }, definitions)).toMatchObject({ traps: [expect.stringMatching(/^No tier is set/)] });
  });

  it("lists a missing gate and an unknown condition as gaps", () => {
    const definitions = gateWith({ type: "pass_gate", targetValue: "gone" }, { type: "moon_phase", operator: "any", targetValue: [] });
    expect(readiness({}, definitions)).toMatchObject({
      gaps: [
        "The definitions have no gate “gone”, which a rule uses. It counts as a gate that fails.",
        expect.stringMatching(/^A condition of “checkout_v2” cannot be read: /),
      ],
    });
  });

  it("lists at most 100 fields and counts the others, because ten thousand blocked the page", () => {
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
      expect.stringMatching(/^It uses 9,90\d more fields than are listed here.$/),
    ]);
  });

  it("ends for gates that depend on each other in a cycle", () => {
    expect(readiness({}, gateWith({ type: "pass_gate", targetValue: "checkout_v2" }))).toMatchObject({ is: "known", fields: [] });
  });

  it("lists the fields by which a contextual autotune scores", () => {
    const fields = fieldsOf({ kind: "experiment", name: "recommendation_bandit" });
    expect(fields.lifetime_spend?.wants).toEqual(["the autotune scores its variants by it"]);
  });

  it("suggests similar names for a name that is not in the definitions", () => {
    expect(readiness({ name: "checkout_v3" })).toMatchObject({ is: "unknown_name", nearNames: ["checkout_v2"] });
  });

  it("never throws, whatever the user contains", () => {
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
