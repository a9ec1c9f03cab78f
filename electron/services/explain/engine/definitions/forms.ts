import { z } from "zod";
import { DoubleSchema, type JsonValue } from "#shared/domain/json/json.ts";
import { isTooDeep } from "../values/nesting.ts";

/**
 * These schemas require of specs, rules and conditions what the native engine requires (statsig-evaluation.md §2.1). The native engine
 * silently drops a spec that lacks a field or has a field of another type.
 */
const whole = z.int().nonnegative();
/** Any JSON that is present and not nested too deeply for the engines. */
const anyJson = z.custom<JsonValue>((value) => value !== undefined && !isTooDeep(value as JsonValue));

export const RuleFormSchema = z.object({
  id: z.string(),
  name: z.string(),
  passPercentage: DoubleSchema,
  returnValue: anyJson,
  /** v2: keys of the condition map. v1: the conditions themselves. */
  conditions: z.array(anyJson),
  idType: z.string(),
  salt: z.string().nullish(),
  groupName: z.string().nullish(),
  configDelegate: z.string().nullish(),
  isExperimentGroup: z.boolean().nullish(),
  samplingRate: whole.nullish(),
});
export type RuleForm = z.infer<typeof RuleFormSchema>;

export const SpecFormSchema = z.object({
  type: z.string(),
  entity: z.string(),
  salt: z.string(),
  enabled: z.boolean(),
  defaultValue: anyJson,
  idType: z.string(),
  rules: z.array(RuleFormSchema),
  explicitParameters: z.array(z.string()).nullish(),
  isActive: z.boolean().nullish(),
  hasSharedParams: z.boolean().nullish(),
  version: whole.nullish(),
  targetAppIDs: z.array(z.string()).nullish(),
  forwardAllExposures: z.boolean().nullish(),
  useNewLayerEval: z.boolean().nullish(),
});
export type SpecForm = z.infer<typeof SpecFormSchema>;

export const ConditionFormSchema = z.object({
  type: z.string(),
  operator: z.string().nullish(),
  field: z.string().nullish(),
  targetValue: anyJson.optional(),
  additionalValues: z.record(z.string(), z.string()).nullish(),
  idType: z.string(),
});
export type ConditionForm = z.infer<typeof ConditionFormSchema>;

/** v1 allows other members of any type in `additionalValues`. */
export const LooseConditionFormSchema = ConditionFormSchema.extend({
  additionalValues: z.looseObject({ salt: z.string().nullish() }).nullish(),
});

export const AutotuneFormSchema = z.object({
  salt: z.string(),
  defaultValue: anyJson,
  idType: z.string(),
  enabled: z.boolean(),
  version: whole,
  sampleRate: DoubleSchema,
  higherIsBetter: z.boolean(),
  targetingGateName: z.string().nullish(),
  groups: z.array(z.object({ id: z.string(), name: z.string(), parameterValues: anyJson })),
  config: z
    .record(
      z.string(),
      z.object({
        alpha: DoubleSchema,
        intercept: DoubleSchema,
        records: whole,
        weightsNumerical: z.record(z.string(), DoubleSchema),
        weightsCategorical: z.record(z.string(), z.record(z.string(), DoubleSchema)),
      }),
    )
    .nullish(),
});
export type AutotuneForm = z.infer<typeof AutotuneFormSchema>;

export const MappingFormSchema = z.object({
  new_config_name: z.string(),
  rules: z.array(z.object({ rule_name: z.string(), start_time: z.int().nullish() })),
});
export type MappingForm = z.infer<typeof MappingFormSchema>;
