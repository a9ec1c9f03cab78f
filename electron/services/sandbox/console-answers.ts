import type { Spec, SpecRule, SpecsV2 } from "./specs-v2.ts";

/** The entity kinds of the Console API that the sandbox supports, as in its paths. */
export const consoleKinds = ["gates", "dynamic_configs", "experiments", "segments"] as const;
export type ConsoleKind = (typeof consoleKinds)[number];

const kindLabels: Record<ConsoleKind, string> = {
  gates: "Gate",
  dynamic_configs: "Dynamic config",
  experiments: "Experiment",
  segments: "Segment",
};

/** Returns one entity as the Console API describes it; undefined if it does not exist. */
export function consoleAnswer(specs: SpecsV2, kind: ConsoleKind, id: string): object | undefined {
  const match = specsOf(specs, kind).find((entry) => entry.id === id);
  return match && { message: `${kindLabels[kind]} read successfully.`, data: describe(specs, kind, match) };
}

/** Returns the first page of the entities of a kind. */
export function consolePage(specs: SpecsV2, kind: ConsoleKind, limit: number): object {
  const all = specsOf(specs, kind);
  return {
    message: `${kindLabels[kind]}s listed successfully.`,
    data: all.slice(0, limit).map((entry) => describe(specs, kind, entry)),
    pagination: { itemsPerPage: limit, pageNumber: 1, totalItems: all.length, nextPage: null, previousPage: null },
  };
}

interface Entry {
  readonly id: string;
  readonly spec: Spec;
}

const segmentPrefix = "segment:";

function specsOf({ feature_gates: gates, dynamic_configs: configs }: SpecsV2, kind: ConsoleKind): Entry[] {
  const ofEntity = (map: Record<string, Spec>, entity: string): Entry[] =>
    Object.entries(map)
      .filter(([, spec]) => spec.entity === entity)
      .map(([id, spec]) => ({ id, spec }));
  switch (kind) {
    case "gates":
      return ofEntity(gates, "feature_gate");
    case "segments":
      return ofEntity(gates, "segment").map(({ id, spec }) => ({ id: id.replace(segmentPrefix, ""), spec }));
    case "dynamic_configs":
      return ofEntity(configs, "dynamic_config");
    case "experiments":
      return ofEntity(configs, "experiment");
  }
}

function describe(specs: SpecsV2, kind: ConsoleKind, { id, spec }: Entry): object {
  const head = { id, name: id, idType: spec.idType, isEnabled: spec.enabled };
  const rules = spec.rules.filter(({ id: ruleId }) => !/:id_override$/.test(ruleId));
  if (kind !== "experiments") return { ...head, rules: rules.map((rule) => ruleOf(specs, rule)) };
  return { ...head, groups: rules.filter(({ isExperimentGroup }) => isExperimentGroup === true).map(groupOf) };
}

function ruleOf({ condition_map: conditions }: SpecsV2, { id, name, passPercentage, conditions: keys }: SpecRule): object {
  return {
    id,
    baseID: id.replace(/:.*$/, ""),
    name,
    passPercentage,
    conditions: keys.flatMap((key) => {
      const condition = conditions[key];
      return condition === undefined
        ? []
        : [{ type: condition.type, operator: condition.operator, field: condition.field, targetValue: condition.targetValue ?? null }];
    }),
    environments: null,
  };
}

function groupOf({ id, groupName, returnValue }: SpecRule): object {
  return { id, name: groupName ?? id, parameterValues: returnValue };
}
