import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { Spec, SpecRule, SpecsV2 } from "./specs-v2.ts";

/** An override of one ID list, wherever the definitions or the demo have it. */
interface Override {
  readonly section: "gates" | "holdouts" | "experiments" | "autotunes" | "layers";
  readonly id: string;
  readonly idType: string;
  readonly ids: readonly string[];
  /** True or false for gates and holdouts, the name of a group otherwise. */
  readonly gives: boolean | string;
  readonly environment: string | null;
  readonly experiment: string | null;
}

/** Overrides that were just set in the demo's console, so that no definitions have them yet; for gates that the served definitions have. */
const onlyInConsole: readonly Override[] = [
  { ...{ section: "gates", id: "ar_preview", idType: "userID", ids: ["qa-bot"] }, gives: true, environment: null, experiment: null },
  { ...{ section: "gates", id: "dark_mode", idType: "userID", ids: ["qa-bot"] }, gives: false, environment: "staging", experiment: null },
];

/** Answers `/overrides`: those that name the ID, or all without one (statsig-http.md §15.2). */
export function overridesAnswer(specs: SpecsV2, userId: string | null, idType: string): object {
  const isAsked = ({ ids, idType: own }: Override) => userId === null || (plain(own) === plain(idType) && ids.includes(userId));
  const narrowed = ({ ids, ...override }: Override): Override => ({ ...override, ids: userId === null ? ids : [userId] });
  const known = onlyInConsole.filter(({ id }) => Object.hasOwn(specs.feature_gates, id));
  const asked = [...inSpecs(specs), ...known].filter(isAsked).map(narrowed);
  const section = (name: Override["section"], describe: (of: readonly Override[]) => JsonObject): JsonObject[] => {
    const ids = new Set(asked.filter((override) => override.section === name).map(({ id }) => id));
    return [...ids].map((id) => ({ id, name: id, ...describe(asked.filter((each) => each.section === name && each.id === id)) }));
  };
  return {
    message: "Overrides read successfully.",
    data: {
      gates: section("gates", describeGate),
      holdouts: section("holdouts", describeGate),
      experiments: section("experiments", describeGroups),
      autotunes: section("autotunes", describeGroups),
      layers: section("layers", (overrides) => ({
        conditionalOverrides: [],
        idOverrides: overrides.map(({ gives, ids, idType: type, environment, experiment }) => ({
          ...{ groupName: gives, ids: [...ids], idType: type, environment, experimentName: experiment },
        })),
      })),
    },
  };
}

function describeGate(overrides: readonly Override[]): JsonObject {
  const everywhere = (gives: boolean, isUserId: boolean) =>
    overrides
      .filter((each) => each.gives === gives && each.environment === null && (each.idType === "userID") === isUserId)
      .flatMap(({ ids }) => ids);
  return {
    passingUserIDs: everywhere(true, true),
    failingUserIDs: everywhere(false, true),
    passingCustomIDs: everywhere(true, false),
    failingCustomIDs: everywhere(false, false),
    environmentOverrides: overrides
      .filter(({ environment }) => environment !== null)
      .map(({ environment, idType, ids, gives }) => ({
        ...{ environment, unitID: idType, passingIDs: gives === true ? [...ids] : [], failingIDs: gives === true ? [] : [...ids] },
      })),
  };
}

function describeGroups(overrides: readonly Override[]): JsonObject {
  const userIDOverrides = overrides.map(({ gives, ids, environment, idType }) => ({
    ...{ groupID: gives, ids: [...ids], environment, unitType: idType },
  }));
  return { overrides: [], userIDOverrides };
}

/** Returns the overrides that the definitions have as rules `…:id_override` (statsig-evaluation.md §2.3). */
function inSpecs(specs: SpecsV2): Override[] {
  const { feature_gates: gates, dynamic_configs: configs, layer_configs: layers } = specs;
  const all = [gates, configs, layers].flatMap((map) => Object.entries(map));
  return all.flatMap(([id, spec]) =>
    spec.rules.flatMap((rule): Override[] => {
      const section = sectionOf(spec);
      const condition = specs.condition_map[rule.conditions[0] ?? ""];
      if (!/:id_override$/.test(rule.id) || section === null || condition === undefined) return [];
      const ids = Array.isArray(condition.targetValue) ? condition.targetValue.map(String) : [];
      const idType = typeof condition.field === "string" ? condition.field : spec.idType;
      const delegate = typeof rule.configDelegate === "string" ? rule.configDelegate : null;
      return [{ section, id, idType, ids, gives: givesOf(specs, section, rule), environment: null, experiment: delegate }];
    }),
  );
}

function sectionOf({ entity }: Spec): Override["section"] | null {
  switch (entity) {
    case "feature_gate":
      return "gates";
    case "holdout":
      return "holdouts";
    case "experiment":
      return "experiments";
    case "autotune":
      return "autotunes";
    case "layer":
      return "layers";
    default:
      return null;
  }
}

/** A rule of a layer has its group's ID in its own: `<experiment> <group>:id_override`. */
function givesOf(specs: SpecsV2, section: Override["section"], rule: SpecRule): boolean | string {
  if (section === "gates" || section === "holdouts") return rule.passPercentage === 100;
  const group =
    rule.id
      .replace(/:id_override$/, "")
      .split(" ")
      .at(-1) ?? "";
  const delegate = typeof rule.configDelegate === "string" ? specs.dynamic_configs[rule.configDelegate] : undefined;
  const named = delegate?.rules.find(({ id }) => id === group) ?? rule;
  return textOf(isJsonObject(named) ? named.groupName : undefined) || group;
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

/** Accepts snake_case and camelCase. */
function plain(idType: string): string {
  return idType.replaceAll("_", "").toLowerCase();
}
