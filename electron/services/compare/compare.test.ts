import { createHash } from "node:crypto";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { demoProject } from "#services/sandbox/demo/demo-project.ts";
import { placesText } from "#shared/domain/comparison/compared-places.ts";
import { type Cause, isSameAnswer } from "#shared/domain/comparison/comparison.ts";
import { describeCause } from "#shared/domain/comparison/comparison-text.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { generatedProject } from "#tests/conformance/generators/generated-project.ts";
import { generatedUser } from "#tests/conformance/generators/generated-user.ts";
import { gateJson, ruleJson } from "#tests/fakes/gate-json.ts";
import { prepareDefinitions } from "../explain/engine/definitions/prepare.ts";
import { evaluatorFor } from "../explain/engine/engine.ts";
import { withValueAt } from "../explain/readiness/user-places.ts";
import { compareSubjects } from "./compare.ts";
import { keyView } from "./key-view.ts";
import type { Subject } from "./subject.ts";

const demo = demoProject as unknown as JsonObject;
const subject = (user: JsonObject, others: Partial<Subject> = {}): Subject => ({
  ...{ user, tier: null, targetApp: null, atMs: Date.UTC(2026, 10, 20), rules: demo, idLists: new Map() },
  ...others,
});
const namesOf = ({ parts }: Cause) =>
  parts.map(({ part }) => ("path" in part ? part.path.join(".") : "name" in part ? `${part.kind} ${part.name}` : part.kind));

describe("comparing two subjects", () => {
  it("names the one field because of which an answer differs", () => {
    const us = subject({ userID: "u-1", country: "US", email: "a@example.com" });
    const germany = subject({ userID: "u-1", country: "DE", email: "b@example.com" });
    const row = compareSubjects(us, germany).row({ kind: "config", name: "shipping_rates" });
    expect(row.result).toBe("differs");
    expect(row.causes.map(namesOf)).toEqual([["country"]]);
    expect(row.causes[0]?.parts[0]).toMatchObject({ reference: "US", compared: "DE" });
  });

  it("finds nothing for a subject and itself", () => {
    const ada = subject({ userID: "u-1", country: "US" });
    const { entities, parts, row } = compareSubjects(ada, ada);
    expect(parts).toEqual([]);
    expect(entities.map(row).filter(({ result }) => result === "differs")).toEqual([]);
  });

  it("names the spec that was edited, also where another one uses it", () => {
    const edited = { ...demo, feature_gates: { ...(demo.feature_gates as JsonObject) } };
    const gate = edited.feature_gates.checkout_v2 as { rules: { name: string }[] };
    edited.feature_gates.checkout_v2 = { ...gate, rules: gate.rules.filter(({ name }) => name !== "Germany pilot") };
    const user = { userID: "u-1", country: "DE", custom: { newsletter: true } };
    const { entities, row } = compareSubjects(subject(user), subject(user, { rules: edited }));
    const rows = entities.map(row).filter(({ result }) => result === "differs");
    expect(rows.map(({ name }) => name)).toContain("checkout_v2");
    for (const { causes } of rows)
      expect(causes.map(describeCause)).toEqual(["the rules of checkout_v2 differ (rule 4 “Germany pilot” removed)"]);
  });

  it("says that a spec was removed, or added", () => {
    const { gift_cards: _, ...others } = demo.feature_gates as JsonObject;
    const user = { userID: "u-1" };
    const [before, after] = [subject(user), subject(user, { rules: { ...demo, feature_gates: others } })];
    const causesOf = (comparison: ReturnType<typeof compareSubjects>) =>
      comparison.row({ kind: "gate", name: "gift_cards" }).causes.map(describeCause);
    expect(causesOf(compareSubjects(before, after))).toEqual(["the rules of gift_cards differ (removed)"]);
    expect(causesOf(compareSubjects(after, before))).toEqual(["the rules of gift_cards differ (added)"]);
  });

  it("names of several edits of one gate only those that decide", () => {
    const country = (value: string) => ({ type: "user_field", field: "country", operator: "any", targetValue: [value], idType: "userID" });
    const rulesOf = (passPercentages: readonly number[], changes: JsonObject = {}): JsonObject => ({
      ...{ has_updates: true, dynamic_configs: {}, layer_configs: {} },
      condition_map: { de: country("DE"), us: country("US"), everybody: { ...country("US"), type: "public" } },
      feature_gates: {
        pilot: gateJson(
          ["de", "us", "everybody"].map((condition, at) =>
            ruleJson([condition], { id: condition, name: condition, salt: condition, passPercentage: passPercentages[at] ?? 0 }),
          ),
          changes,
        ),
      },
    });
    const causesIn = (code: string, before: JsonObject, after: JsonObject) =>
      compareSubjects(
        subject({ userID: "u-1", country: code }, { rules: before }),
        subject({ userID: "u-1", country: code }, { rules: after }),
      )
        .row({ kind: "gate", name: "pilot" })
        .causes.map(describeCause);
    const [before, after] = [rulesOf([100, 100, 0]), rulesOf([0, 0, 100])];
    expect(causesIn("DE", before, after)).toEqual(["the rules of pilot differ (rule 1: 100 % → 0 %)"]);
    expect(causesIn("US", before, after)).toEqual(["the rules of pilot differ (rule 2: 100 % → 0 %)"]);
    expect(causesIn("FR", before, after)).toEqual(["the rules of pilot differ (rule 3: 0 % → 100 %)"]);
    expect(causesIn("FR", before, rulesOf([0, 0, 0], { defaultValue: true }))).toEqual([
      "the rules of pilot differ (default false → true)",
    ]);
  });

  it("names the project when the rules are those of another one", () => {
    const edited = { ...demo, feature_gates: {} };
    const user = { userID: "u-1", country: "DE", custom: { newsletter: true } };
    const shop = subject(user, { project: "Shop" });
    const { row } = compareSubjects(shop, subject({ ...user, email: "a@example.com" }, { project: "Wholesale", rules: edited }));
    const { result, causes } = row({ kind: "gate", name: "checkout_v2" });
    expect({ result, causes: causes.map(describeCause) }).toEqual({ result: "differs", causes: ["the project is Wholesale, not Shop"] });
  });

  it("names the target app, the members of an ID list, and rules that are replaced", () => {
    const condition = (more: JsonObject) => ({
      type: "user_field",
      field: "userID",
      operator: "any",
      targetValue: null,
      idType: "userID",
      ...more,
    });
    const gateWith = (conditions: string[]) => gateJson([ruleJson(conditions, { salt: "r" })]);
    const rules: JsonObject = {
      ...{ has_updates: true, dynamic_configs: {}, layer_configs: {}, app_id: "web" },
      feature_gates: { by_app: gateWith(["app"]), by_list: gateWith(["list"]), by_mapping: gateWith(["nobody"]), everybody: gateWith([]) },
      condition_map: {
        app: condition({ type: "target_app", operator: "any", targetValue: ["web"] }),
        list: condition({ type: "unit_id", operator: "in_segment_list", targetValue: "beta" }),
        nobody: condition({ targetValue: ["nobody"] }),
      },
    };
    const hash = createHash("sha256").update("u-1").digest("base64").slice(0, 8);
    const mapped = { overrides: { by_mapping: [{ new_config_name: "everybody", rules: [{ rule_name: "all", start_time: 0 }] }] } };
    const reference = subject({ userID: "u-1" }, { rules, idLists: new Map([["beta", new Set([hash])]]) });
    const mappingRule = {
      all: { id: "all", name: "all", salt: "", passPercentage: 100, conditions: [], returnValue: true, idType: "userID" },
    };
    const others = {
      rules: { ...rules, ...mapped, override_rules: mappingRule, app_id: "ios" },
      idLists: new Map([["beta", new Set<string>()]]),
    };
    const { row } = compareSubjects(reference, subject({ userID: "u-1" }, others));
    const causesOf = (name: string) => row({ kind: "gate", name }).causes.map(describeCause);
    expect(["by_app", "by_list", "by_mapping"].map(causesOf)).toEqual([
      ["the target app is ios, not web"],
      ["the ID list beta has other members"],
      ["other rules are replaced"],
    ]);
  });

  it("names a field that only the spec uses by which another one is replaced", () => {
    const rules: JsonObject = {
      ...{ has_updates: true, dynamic_configs: {}, layer_configs: {} },
      feature_gates: { replaced: gateJson([]), used_instead: gateJson([ruleJson(["pro"], { salt: "r" })]) },
      condition_map: { pro: { type: "user_field", field: "plan", operator: "any", targetValue: ["pro"], idType: "userID" } },
      override_rules: { all: ruleJson([], { id: "all" }) },
      overrides: { replaced: [{ new_config_name: "used_instead", rules: [{ rule_name: "all", start_time: 0 }] }] },
    };
    const ofPlan = (plan: string) => subject({ userID: "u-1", custom: { plan } }, { rules });
    const { row } = compareSubjects(ofPlan("pro"), ofPlan("free"));
    expect(row({ kind: "gate", name: "replaced" }).causes.map(namesOf)).toEqual([["custom.plan"]]);
  });

  it("names the key where it sees other entities, or has another app", () => {
    const gate = (changes: JsonObject) => gateJson([ruleJson(["app"], { salt: "r" })], changes);
    const clientKey = { kind: "client", lastFour: "1a2b", hash: "123" } as const;
    const rules: JsonObject = {
      ...{ has_updates: true, dynamic_configs: {}, layer_configs: {}, app_id: "web" },
      feature_gates: {
        both: gate({ targetAppIDs: ["web", "ios"], rules: [] }),
        by_app: gate({ targetAppIDs: ["web", "ios"] }),
        only_web: gate({ targetAppIDs: ["web"], rules: [] }),
        unlisted: gate({ targetAppIDs: ["ios"], rules: [] }),
      },
      condition_map: { app: { type: "target_app", operator: "any", field: null, targetValue: ["web"], idType: "userID" } },
      hashed_sdk_keys_to_app_ids: { 123: "ios" },
      hashed_sdk_keys_to_entities: { 123: { gates: ["both", "by_app", "only_web"], configs: [] } },
    };
    const ofServer = subject({ userID: "u-1" }, { rules, key: keyView({ kind: "server", lastFour: "4f2a", hash: null }, rules) });
    const ofClient = subject({ userID: "u-1" }, { rules, key: keyView(clientKey, rules) });
    const { entities, row } = compareSubjects(ofServer, ofClient);
    expect(entities.map(row).map(({ name, compared, causes }) => [name, compared.state, ...causes.map(describeCause)])).toEqual([
      ["both", "fail"],
      ["by_app", "fail", "the key is the client key ••••1a2b, not the server secret key ••••4f2a"],
      ["only_web", "not_found", "the key is the client key ••••1a2b, not the server secret key ••••4f2a"],
      ["unlisted", "not_found", "the key is the client key ••••1a2b, not the server secret key ••••4f2a"],
    ]);
  });

  it("gives the places of two units on the percentage by which they part", () => {
    const at = (userID: string) => subject({ userID, country: "US", customIDs: { storeID: userID } });
    const { placesOf, row } = compareSubjects(at("u-3"), at("u-1"));
    const entity = { kind: "gate", name: "new_search_ranking" } as const;
    const [reference, compared] = placesOf(entity) ?? [];
    expect({ result: row(entity).result, isIn: [reference?.isIn, compared?.isIn] }).toEqual({
      result: "differs",
      isIn: [row(entity).reference.value, row(entity).compared.value],
    });
    expect(placesText([reference, compared])).toMatch(/^at [\d.]+ % and [\d.]+ %$/);
  });

  it("verifies every cause of edited rules: with these specs of the reference the answers are equal, with fewer they differ", () => {
    const gates = demo.feature_gates as { [name: string]: { rules: { passPercentage: number }[] } };
    const edits = fc.subarray(Object.keys(gates), { minLength: 1, maxLength: 5 });
    fc.assert(
      fc.property(edits, fc.constantFrom(0, 30, 100), generatedUser, (names, passPercentage, user) => {
        const edited = names.map((name) => [
          name,
          { ...gates[name], rules: gates[name]?.rules.map((rule) => ({ ...rule, passPercentage })) },
        ]);
        const rulesWith = (from: readonly string[]): JsonObject => ({
          ...demo,
          feature_gates: { ...gates, ...Object.fromEntries(edited.filter(([name]) => !from.includes(String(name)))) } as JsonObject,
        });
        const { entities, row } = compareSubjects(subject(user), subject(user, { rules: rulesWith([]) }));
        for (const { kind, name, result, causes, reference: expected } of entities.map(row)) {
          if (result !== "differs") continue;
          expect(causes.length).toBeGreaterThan(0);
          const equalWith = (specs: readonly string[]) => {
            const options = { nowMs: subject(user).atMs, idLists: new Map() };
            return isSameAnswer(expected, evaluatorFor(prepareDefinitions(rulesWith(specs)), user, options).evaluate(kind, name));
          };
          for (const { parts } of causes) {
            const specs = parts.flatMap(({ part }) => (part.kind === "spec" ? [part.name] : []));
            expect(equalWith(specs)).toBe(true);
            for (const left of specs) expect(equalWith(specs.filter((spec) => spec !== left))).toBe(false);
          }
        }
      }),
      { numRuns: 30 },
    );
  });

  it("verifies every cause: with the parts of the reference the answers are equal, with fewer they differ", () => {
    fc.assert(
      fc.property(generatedProject, generatedUser, generatedUser, ({ specs }, one, other) => {
        const reference = subject(one, { rules: specs, atMs: 1_767_981_029_384 });
        const compared = subject(other, { rules: specs, atMs: 1_767_981_029_384 });
        const prepared = prepareDefinitions(specs);
        const { entities, row } = compareSubjects(reference, compared);
        const options = { nowMs: reference.atMs, idLists: new Map() };
        for (const entity of entities) {
          const { result, causes, isComplete, reference: expected } = row(entity);
          if (result !== "differs") continue;
          expect(isComplete && causes.length === 0).toBe(false);
          for (const cause of causes) {
            const equalWith = (parts: typeof cause.parts) => {
              const user = parts.reduce<JsonObject>(
                (changed, { part, reference: value }) => (part.kind === "field" ? withValueAt(changed, part.path, value) : changed),
                other,
              );
              const answer = evaluatorFor(prepared, user, options).evaluate(entity.kind, entity.name);
              return isSameAnswer(expected, answer);
            };
            expect(equalWith(cause.parts)).toBe(true);
            for (const left of cause.parts) expect(equalWith(cause.parts.filter((part) => part !== left))).toBe(false);
          }
        }
      }),
      { numRuns: 60 },
    );
  });
});
