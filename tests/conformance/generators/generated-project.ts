import fc from "fast-check";
import { bucketOf, hash8 } from "#services/explain/engine/values/hashing.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { edgeUnits, fieldNames, unitTypes } from "./generated-user.ts";
import { anyList, anyNumber, anyTarget, anyText, anyValue } from "./generated-values.ts";

/** A project's definitions in the v2 form, with its ID lists. */
export interface GeneratedProject {
  readonly specs: JsonObject;
  readonly idLists: Readonly<Record<string, string>>;
}

const gates = ["gate_0", "gate_1", "gate_2", "gate_3", "segment:one", "segment:two", "holdout_1"];
/** Depends on no gate, so that gates may use its group. */
const lonely = "experiment_2";
const experiments = ["experiment_0", "experiment_1", "config_0", "autotune_0", lonely];
const layers = ["layer_0", "layer_1"];

const setOperators = ["any", "none", "any_case_sensitive", "none_case_sensitive"];
const textOperators = ["str_starts_with_any", "str_ends_with_any", "str_contains_any", "str_contains_none"];
const numberOperators = ["gt", "gte", "lt", "lte"];
const versionOperators = ["version_gt", "version_gte", "version_lt", "version_lte", "version_eq", "version_neq"];
const timeOperators = ["before", "after", "on"];
const arrayOperators = ["array_contains_any", "array_contains_none", "array_contains_all", "not_array_contains_all"];
const listOperators = ["in_segment_list", "not_in_segment_list"];
const everyOperator = [
  ...setOperators,
  ...textOperators,
  ...numberOperators,
  ...versionOperators,
  ...timeOperators,
  ...arrayOperators,
  ...listOperators,
  "eq",
  "neq",
  "str_matches",
];
const patterns = [
  "^a",
  "b$",
  "a|b",
  "(?i)ABC",
  "^\\d+$",
  "\\w",
  "[[:alpha:]]+",
  "[^a-z]",
  "(a+)+$",
  "(?=a)a",
  "(?<!a)b",
  "^.{1,3}$",
  "(",
  "\\p{Lu}",
  "\\bUS\\b",
  "a{2,}",
  "",
];
const dates = [
  1_672_531_200_000,
  "1672531200000",
  "2023-01-01T00:00:00Z",
  "2023-01-01 12:30:00",
  "2023-01-01T05:00:00.123+05:00",
  1_672_531_200,
  "x",
  Date.UTC(2026, 0, 1),
];

/** An operator with a suitable target, or sometimes with any other. */
const comparison: fc.Arbitrary<JsonObject> = fc.oneof(
  { weight: 3, arbitrary: operation(setOperators, anyList) },
  operation(textOperators, anyList),
  { weight: 2, arbitrary: operation(numberOperators, fc.oneof(anyNumber, anyText)) },
  { weight: 2, arbitrary: operation(versionOperators, fc.constantFrom("1.2.3", "1.10", "2", "1.2.3-beta", "x", "1.x")) },
  { weight: 2, arbitrary: operation(timeOperators, fc.constantFrom<JsonValue>(...dates)) },
  operation(arrayOperators, anyList),
  operation(listOperators, fc.constantFrom("members", "nobody", "no_such_list")),
  { weight: 2, arbitrary: operation(["eq", "neq"], anyTarget) },
  operation(["str_matches"], fc.constantFrom(...patterns)),
  operation(everyOperator, anyTarget),
);

function operation(operators: readonly string[], target: fc.Arbitrary<JsonValue>): fc.Arbitrary<JsonObject> {
  return fc.record({ operator: fc.constantFrom(...operators), targetValue: target });
}

const slots = fc
  .uniqueArray(fc.nat(999), { minLength: 1, maxLength: 700 })
  .map((numbers) => Object.fromEntries(numbers.map((slot) => [slot, true])));
const idType = fc.constantFrom(...unitTypes);

/** A condition that uses the user only. */
const plainCondition: fc.Arbitrary<JsonObject> = fc.oneof(
  {
    weight: 2,
    arbitrary: fc.record({ type: fc.constant("public"), operator: fc.constantFrom(null, "none"), targetValue: fc.constant(null), idType }),
  },
  { weight: 6, arbitrary: looking("user_field", fc.constantFrom(...fieldNames)) },
  { weight: 2, arbitrary: looking("ip_based", fc.constantFrom("country", "Country", "region")) },
  {
    weight: 2,
    arbitrary: looking("ua_based", fc.constantFrom("os_name", "browserVersion", "browser_name", "os_version", "BROWSERNAME", "device")),
  },
  looking("environment_field", fc.constantFrom("tier", "Tier", "region")),
  looking("current_time", fc.constant(null)),
  looking("target_app", fc.constant(null)),
  { weight: 2, arbitrary: looking("unit_id", fc.constant(null)) },
  fc.tuple(fc.constantFrom("layer-salt", "other"), fc.constantFrom(...edgeUnits), fc.constantFrom(0, 1)).map(([salt, unit, step]) => ({
    type: "user_bucket",
    operator: "lt",
    targetValue: bucketOf(`${salt}.${unit}`, 1_000) + step,
    additionalValues: { salt },
    idType: "userID",
  })),
  fc.record({
    type: fc.constant("user_bucket"),
    operator: fc.constantFrom("lt", "any", "none", "gte"),
    targetValue: fc.oneof(fc.constantFrom<JsonValue>(0, 1, 500, 999, 1000, "500"), slots),
    additionalValues: fc.constantFrom({ salt: "layer-salt" }, { salt: "other" }, {}, null),
    idType,
  }),
);

function looking(type: string, field: fc.Arbitrary<string | null>): fc.Arbitrary<JsonObject> {
  return fc
    .tuple(field, comparison, idType)
    .map(([name, compared, unit]) => ({ type, field: name, ...compared, idType: unit, additionalValues: null }));
}

/** Each gate may depend on later gates only, so that none depends on itself. */
function conditionBefore(place: number): fc.Arbitrary<JsonObject> {
  const below = gates.slice(place + 1);
  if (below.length === 0) return plainCondition;
  const gateCondition = fc.record({
    type: fc.constantFrom("pass_gate", "fail_gate"),
    operator: fc.constantFrom(null, "any"),
    targetValue: fc.oneof(
      { weight: 12, arbitrary: fc.constantFrom<JsonValue>(...below) },
      fc.constantFrom<JsonValue>("gone", ["gate_3"], null),
    ),
    idType,
  });
  const groupCondition = fc.record({
    type: fc.constant("experiment_group"),
    operator: fc.constantFrom("any", "none", "eq"),
    field: fc.constantFrom(lonely, "gone"),
    targetValue: fc.constantFrom<JsonValue>(["Control"], ["Test", "control"], "Test", null),
    idType,
  });
  return fc.oneof(
    { weight: 6, arbitrary: plainCondition },
    { weight: 4, arbitrary: gateCondition },
    { weight: 1, arbitrary: groupCondition },
  );
}

/** A number, or the user whose bucket is the first outside (0) or the last inside (1) the percentage. */
type Percentage = number | { readonly of: string; readonly step: number };
const percentage: fc.Arbitrary<Percentage> = fc.oneof(
  { weight: 3, arbitrary: fc.constantFrom(0, 100, 50, 0.005, 0.01, 0.5, 99.99, 33.3, 101, -1) },
  { weight: 1, arbitrary: fc.record({ of: fc.constantFrom(...edgeUnits), step: fc.constantFrom(0, 1) }) },
);
const parameters = fc.dictionary(fc.constantFrom("size", "color", "limit"), anyValue, { maxKeys: 3, noNullPrototype: true });

/** May depend on every gate; gates only on later ones. */
const notAGate = -1;

interface RuleChoice {
  readonly hasGroups: boolean;
  readonly returnValue: fc.Arbitrary<JsonValue>;
  readonly place: number;
  readonly delegates?: readonly string[];
}

function rule({ hasGroups, returnValue, place, delegates }: RuleChoice) {
  return fc
    .record({
      id: fc.constantFrom("rule-a", "rule-b", "prestart", "layerAssignment", "6U5gYSQ2:0.50:1", "grp:userID:id_override", ""),
      salt: fc.constantFrom("", "rule-salt", null),
      passPercentage: percentage,
      returnValue,
      conditions: fc.array(conditionBefore(place), { maxLength: 3 }),
      idType,
      groupName: hasGroups ? fc.constantFrom(null, "Control", "Test") : fc.constant(null),
      isExperimentGroup: place === notAGate ? fc.boolean() : fc.constant(false),
      configDelegate: delegates === undefined ? fc.constant(null) : fc.constantFrom(null, ...delegates, "no_such_experiment"),
    })
    .map((choice) => ({ ...choice, name: choice.id }));
}

function spec(type: string, entity: string, defaultValue: fc.Arbitrary<JsonValue>, ruleChoice: RuleChoice): fc.Arbitrary<JsonObject> {
  return fc
    .record({
      salt: fc.constantFrom("spec-salt", "s", ""),
      enabled: fc.boolean(),
      defaultValue,
      idType,
      rules: fc.array(rule(ruleChoice), { maxLength: 4 }),
      isActive: fc.boolean(),
      explicitParameters: fc.constantFrom<JsonValue>(["size"], ["color", "limit"], null),
      useNewLayerEval: entity === "layer" ? fc.constantFrom(true, false, false) : fc.constant(false),
    })
    .map((choice): JsonObject => {
      const rules = choice.rules.map((each) => ({ ...each, passPercentage: percentOf(each, choice.salt) }));
      return { ...choice, rules, defaultValue: choice.defaultValue ?? null, type, entity };
    });
}

function percentOf(
  { passPercentage, salt, id }: { passPercentage: Percentage; salt: string | null; id: string },
  specSalt: string,
): number {
  if (typeof passPercentage === "number") return passPercentage;
  return (bucketOf(`${specSalt}.${salt ?? id}.${passPercentage.of}`, 10_000) + passPercentage.step) / 100;
}

const configValue = fc.oneof({ weight: 6, arbitrary: parameters }, fc.constantFrom<JsonValue>([], true, null));
const gateValue = fc.constantFrom<JsonValue>(true, true, false);

/** Omitted sometimes, and always when a failing case does not need it. */
function maybe(given: fc.Arbitrary<JsonObject>): fc.Arbitrary<JsonObject | null> {
  return fc.option(given, { freq: 12 });
}

const gateSpecs = fc.tuple(
  ...gates.map((name, place) =>
    maybe(spec("feature_gate", entityOf(name), fc.boolean(), { returnValue: gateValue, place, hasGroups: true })),
  ),
);
const configSpecs = fc.tuple(
  ...experiments.map((name) =>
    maybe(
      spec("dynamic_config", configEntity(name), configValue, {
        returnValue: configValue,
        place: name === lonely ? gates.length - 1 : notAGate,
        hasGroups: true,
      }),
    ),
  ),
);
const layerSpecs = fc.tuple(
  ...layers.map(() =>
    maybe(
      spec("dynamic_config", "layer", parameters, { returnValue: configValue, place: notAGate, hasGroups: true, delegates: experiments }),
    ),
  ),
);

function configEntity(name: string): string {
  return name.startsWith("config") ? "dynamic_config" : (name.split("_")[0] ?? "");
}

function entityOf(gate: string): string {
  if (gate.startsWith("segment:")) return "segment";
  return gate.startsWith("holdout") ? "holdout" : "feature_gate";
}

const learnedWeights = fc.record({
  alpha: fc.constantFrom(0, 0.1),
  intercept: fc.constantFrom(0, 0.5, -1),
  records: fc.constant(10),
  weightsNumerical: fc.dictionary(fc.constantFrom("level", "missing"), fc.constantFrom(0.25, -2), { noNullPrototype: true }),
  weightsCategorical: fc.dictionary(
    fc.constantFrom("country", "plan"),
    fc.dictionary(fc.constantFrom("US", "DE", "abc", "1"), fc.constantFrom(0.25, 4), { noNullPrototype: true }),
    { noNullPrototype: true },
  ),
});
const contextualAutotune: fc.Arbitrary<JsonObject> = fc
  .record({
    salt: fc.constantFrom("autotune-salt", ""),
    defaultValue: parameters,
    idType,
    enabled: fc.constantFrom(true, true, false),
    version: fc.constant(1),
    sampleRate: fc.constantFrom(0, 0, 0, 0.3),
    higherIsBetter: fc.boolean(),
    targetingGateName: fc.constantFrom(null, "gate_0", "segment:one", "gone"),
    groups: fc.subarray(["a", "b", "c"]),
    config: fc.option(fc.record({ a: learnedWeights, b: learnedWeights, c: learnedWeights }), { freq: 3 }),
  })
  .map(({ groups: names, ...choice }) => ({
    ...choice,
    groups: names.map((id) => ({ id, name: id.toUpperCase(), parameterValues: { size: id } })),
  }));

/** Generates projects with every condition type and operator, nested gates, layers, holdouts, overrides and ID lists, and percentages at bucket edges. */
export const generatedProject: fc.Arbitrary<GeneratedProject> = fc
  .tuple(
    gateSpecs,
    configSpecs,
    layerSpecs,
    fc.constantFrom("production", "staging", null),
    fc.boolean(),
    fc.option(fc.tuple(fc.constantFrom("contextual_0", "experiment_1"), contextualAutotune), { freq: 2 }),
    fc.constantFrom(false, false, true),
  )
  .map(([gateList, configList, layerList, environment, isMapped, contextual, asksForGroups]) => {
    const conditions: JsonObject = {};
    const withHashes = (specs: readonly (JsonObject | null)[], names: readonly string[]) =>
      Object.fromEntries(
        names.flatMap((name, place) => {
          const given = specs[place] ?? null;
          return given === null ? [] : [[name, sharedConditions(given, conditions)]];
        }),
      );
    return {
      specs: {
        has_updates: true,
        time: 1_767_981_029_384,
        app_id: "app-1",
        ...(environment === null ? {} : { default_environment: environment }),
        feature_gates: withHashes(gateList, gates),
        dynamic_configs: withHashes(configList, experiments),
        layer_configs: withHashes(layerList, layers),
        condition_map: asksForGroups ? conditions : withoutGroups(conditions),
        experiment_to_layer: { experiment_0: "layer_0" },
        ...(isMapped ? mapping(conditions) : {}),
        ...(contextual === null ? {} : { cmab_configs: { [contextual[0]]: contextual[1] } }),
      },
      idLists: {
        members: `${["u1", "u2", "u3", "abc", "1", "true"].map((member) => `+${hash8(member)}`).join("\r\n")}\n-${hash8("u3")}\n-${hash8("u2")} \n`,
        // A blank belongs to the entry.
        nobody: `+${hash8("u1")} \n+ ${hash8("u2")}\n`,
      },
    };
  });

/** Initialize cannot evaluate a condition on a group, so exposures are compared only in projects without one. */
function withoutGroups(conditions: JsonObject): JsonObject {
  return Object.fromEntries(
    Object.entries(conditions).map(([key, condition]) => [key, asksForGroup(condition) ? { ...condition, type: "user_field" } : condition]),
  );
}

function asksForGroup(condition: JsonValue): condition is JsonObject {
  return isJsonObject(condition) && condition.type === "experiment_group";
}

function sharedConditions(given: JsonObject, conditions: JsonObject): JsonObject {
  const rules = Array.isArray(given.rules) ? given.rules : [];
  return {
    ...given,
    rules: rules.map((each) => {
      const own = isRule(each) ? each : { conditions: [] };
      return { ...own, conditions: own.conditions.map((condition) => keyFor(condition, conditions)) };
    }),
  };
}

function isRule(value: JsonValue): value is JsonObject & { conditions: JsonValue[] } {
  return isJsonObject(value) && Array.isArray(value.conditions);
}

function keyFor(condition: JsonValue, conditions: JsonObject): string {
  const key = hash8(JSON.stringify(condition));
  conditions[key] = condition;
  return key;
}

function mapping(conditions: JsonObject): JsonObject {
  const hash = keyFor({ type: "user_field", operator: "any", field: "country", targetValue: ["us"], idType: "userID" }, conditions);
  const mappingRule = {
    id: "mapped",
    name: "mapped",
    salt: "m",
    passPercentage: 60,
    returnValue: true,
    idType: "userID",
    conditions: [hash],
  };
  return {
    overrides: {
      config_0: [{ new_config_name: "experiment_0", rules: [{ rule_name: "to_one", start_time: 1 }] }],
      gate_1: [{ new_config_name: "gate_2", rules: [{ rule_name: "gone" }, { rule_name: "to_one", start_time: 1 }] }],
    },
    override_rules: { to_one: mappingRule },
  };
}
