import { z } from "zod";
import type { JsonValue } from "#shared/domain/json/json.ts";
import { JsonObjectSchema, JsonValueSchema } from "#shared/domain/json/json-schemas.ts";
import { double, faultIn, flag, mapOf, text, texts } from "#shared/domain/json/strict-types.ts";
import { UnusableInput } from "../failures.ts";

const wholeTime = "a whole number above 0";

/**
 * These schemas describe a project's definitions as `/v2/download_config_specs` returns them (statsig-evaluation.md §2.1). They
 * contain the fields that the sandbox uses or the native SDK requires; other fields stay unchanged.
 */
const RuleSchema = z.looseObject({
  id: text,
  /** The rule's ID in real payloads; the console's name of the rule in the demo project. */
  name: text,
  passPercentage: double,
  returnValue: JsonValueSchema,
  /** Keys of `condition_map`. */
  conditions: texts,
  idType: text,
});
export type SpecRule = z.infer<typeof RuleSchema>;

const SpecSchema = z.looseObject({
  type: text,
  entity: text,
  salt: text,
  enabled: flag,
  defaultValue: JsonValueSchema,
  idType: text,
  rules: z.array(RuleSchema, "a list"),
});
export type Spec = z.infer<typeof SpecSchema>;

const ConditionSchema = z.looseObject({
  type: text,
  idType: text,
  targetValue: JsonValueSchema.optional(),
  // The native SDK refuses the whole payload if one value is not a string.
  additionalValues: mapOf(text).nullish(),
});

/** Describes a contextual autotune (statsig-evaluation.md §12.1). */
const ContextualAutotuneSchema = z.looseObject({
  salt: text,
  enabled: flag,
  defaultValue: JsonObjectSchema,
  idType: text,
  /** The share of units that explore, 0 to 1. */
  sampleRate: double,
  higherIsBetter: flag,
  targetingGateName: text.nullish(),
  groups: z.array(z.looseObject({ id: text, name: text, parameterValues: JsonObjectSchema }), "a list"),
  /** The trained models by group ID; absent before training. */
  config: z
    .record(
      text,
      z.looseObject({
        alpha: double,
        intercept: double,
        records: double,
        weightsNumerical: mapOf(double),
        weightsCategorical: mapOf(mapOf(double)),
      }),
    )
    .nullish(),
});
export type ContextualAutotune = z.infer<typeof ContextualAutotuneSchema>;

export const SpecsV2Schema = z.looseObject({
  has_updates: flag,
  /** The time of the last change in milliseconds. The JavaScript engine treats 0 as not loaded. */
  time: z.int(wholeTime).positive(wholeTime),
  checksum: text.nullish(),
  feature_gates: mapOf(SpecSchema),
  dynamic_configs: mapOf(SpecSchema),
  layer_configs: mapOf(SpecSchema),
  condition_map: mapOf(ConditionSchema),
  experiment_to_layer: mapOf(text),
  cmab_configs: mapOf(ContextualAutotuneSchema).nullish(),
  param_stores: mapOf(z.looseObject({ parameters: mapOf(JsonObjectSchema) })).nullish(),
  default_environment: text.nullish(),
});
export type SpecsV2 = z.infer<typeof SpecsV2Schema>;

/** Replaces rule names by rule IDs, as in real payloads (statsig-evaluation.md §2.1). */
export function withoutRuleNames(specs: SpecsV2): SpecsV2 {
  const nameless = (map: Record<string, Spec>) =>
    Object.fromEntries(
      Object.entries(map).map(([name, spec]) => [name, { ...spec, rules: spec.rules.map((rule) => ({ ...rule, name: rule.id })) }]),
    );
  return { ...specs, feature_gates: nameless(specs.feature_gates), dynamic_configs: nameless(specs.dynamic_configs) };
}

/** Checks definitions for the sandbox. Throws `UnusableInput` with a sentence about the first problem. */
export function readSpecsV2(payload: JsonValue): SpecsV2 {
  const specs = SpecsV2Schema.safeParse(payload);
  if (specs.success) return specs.data;
  throw new UnusableInput("specs", `The sandbox cannot serve these definitions: ${faultIn(payload, specs.error)}.`);
}
