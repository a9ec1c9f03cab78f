import { z } from "zod";
import { DoubleSchema, JsonObjectSchema, JsonValueSchema } from "#shared/domain/json/json-schemas.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { UnusableInput } from "../failures.ts";

/**
 * These schemas describe a project's definitions as `/v2/download_config_specs` returns them (statsig-evaluation.md §2.1). They
 * contain the fields that the sandbox uses or the native SDK requires; other fields stay unchanged.
 */
const RuleSchema = z.looseObject({
  id: z.string(),
  /** The rule's ID in real payloads; the console's name of the rule in the demo project. */
  name: z.string(),
  passPercentage: DoubleSchema,
  returnValue: JsonValueSchema,
  /** Keys of `condition_map`. */
  conditions: z.array(z.string()),
  idType: z.string(),
});
export type SpecRule = z.infer<typeof RuleSchema>;

const SpecSchema = z.looseObject({
  type: z.string(),
  entity: z.string(),
  salt: z.string(),
  enabled: z.boolean(),
  defaultValue: JsonValueSchema,
  idType: z.string(),
  rules: z.array(RuleSchema),
});
export type Spec = z.infer<typeof SpecSchema>;

const ConditionSchema = z.looseObject({
  type: z.string(),
  idType: z.string(),
  targetValue: JsonValueSchema.optional(),
  // The native SDK refuses the whole payload if one value is not a string.
  additionalValues: z.record(z.string(), z.string()).nullish(),
});

/** Describes a contextual autotune (statsig-evaluation.md §12.1). */
const ContextualAutotuneSchema = z.looseObject({
  salt: z.string(),
  enabled: z.boolean(),
  defaultValue: JsonObjectSchema,
  idType: z.string(),
  /** The share of units that explore, 0 to 1. */
  sampleRate: DoubleSchema,
  higherIsBetter: z.boolean(),
  targetingGateName: z.string().nullish(),
  groups: z.array(z.looseObject({ id: z.string(), name: z.string(), parameterValues: JsonObjectSchema })),
  /** The trained models by group ID; absent before training. */
  config: z
    .record(
      z.string(),
      z.looseObject({
        alpha: DoubleSchema,
        intercept: DoubleSchema,
        records: DoubleSchema,
        weightsNumerical: z.record(z.string(), DoubleSchema),
        weightsCategorical: z.record(z.string(), z.record(z.string(), DoubleSchema)),
      }),
    )
    .nullish(),
});
export type ContextualAutotune = z.infer<typeof ContextualAutotuneSchema>;

export const SpecsV2Schema = z.looseObject({
  has_updates: z.boolean(),
  /** The time of the last change in milliseconds. The JavaScript engine treats 0 as not loaded. */
  time: z.int().positive(),
  checksum: z.string().nullish(),
  feature_gates: z.record(z.string(), SpecSchema),
  dynamic_configs: z.record(z.string(), SpecSchema),
  layer_configs: z.record(z.string(), SpecSchema),
  condition_map: z.record(z.string(), ConditionSchema),
  experiment_to_layer: z.record(z.string(), z.string()),
  cmab_configs: z.record(z.string(), ContextualAutotuneSchema).nullish(),
  param_stores: z.record(z.string(), z.looseObject({ parameters: z.record(z.string(), JsonObjectSchema) })).nullish(),
  default_environment: z.string().nullish(),
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

/** Reads a definitions file. Throws `UnusableInput` with a sentence about the first problem. */
export function readSpecsV2(text: string): SpecsV2 {
  const specs = SpecsV2Schema.safeParse(parsed(text));
  if (specs.success) return specs.data;
  const issue = specs.error.issues[0];
  throw new UnusableInput(
    "specs",
    `These are not definitions in the v2 form: ${issue?.path.join(".") || "the whole"}: ${issue?.message ?? ""}.`,
  );
}

function parsed(text: string): unknown {
  try {
    return readJson(text);
  } catch (error) {
    throw new UnusableInput("specs", `The definitions are not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}
