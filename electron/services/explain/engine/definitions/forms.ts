import { z } from "zod";
import type { JsonValue } from "#shared/domain/json/json.ts";
import {
  double,
  flag,
  keptJson,
  mapOf,
  objectWith,
  readJsonInside,
  signed64,
  text,
  texts,
  unsigned32,
  unsigned64,
} from "#shared/domain/json/strict-types.ts";

/**
 * These schemas require of specs, rules, conditions and everything else in the definitions what the native engine requires
 * (statsig-evaluation.md §2.4). It silently drops a spec that lacks a field or has a field of another type; any other fault makes it refuse
 * the whole payload.
 */
export const RuleFormSchema = z.object({
  id: text,
  name: text,
  passPercentage: double,
  returnValue: keptJson,
  /** v2: keys of the condition map. v1: the conditions themselves, read by `v1-forms.ts`. */
  conditions: texts,
  idType: text,
  salt: text.nullish(),
  groupName: text.nullish(),
  configDelegate: text.nullish(),
  isExperimentGroup: flag.nullish(),
  samplingRate: unsigned64.nullish(),
});
export type RuleForm = z.infer<typeof RuleFormSchema>;

export const SpecFormSchema = z.object({
  type: text,
  entity: text,
  salt: text,
  enabled: flag,
  defaultValue: keptJson,
  idType: text,
  rules: z.array(RuleFormSchema, "a list"),
  explicitParameters: texts.nullish(),
  isActive: flag.nullish(),
  hasSharedParams: flag.nullish(),
  version: unsigned32.nullish(),
  targetAppIDs: texts.nullish(),
  forwardAllExposures: flag.nullish(),
  useNewLayerEval: flag.nullish(),
  fieldsUsed: texts.nullish(),
  checksum: text.nullish(),
});
export type SpecForm = z.infer<typeof SpecFormSchema>;

export const ConditionFormSchema = z.object({
  type: text,
  operator: text.nullish(),
  field: text.nullish(),
  targetValue: keptJson.optional(),
  additionalValues: mapOf(text).nullish(),
  idType: text,
  checksum: text.nullish(),
});
export type ConditionForm = z.infer<typeof ConditionFormSchema>;

export const AutotuneFormSchema = z.object({
  salt: text,
  defaultValue: keptJson,
  idType: text,
  enabled: flag,
  version: unsigned32,
  sampleRate: double,
  higherIsBetter: flag,
  targetAppIDs: texts.nullish(),
  targetingGateName: text.nullish(),
  groups: z.array(z.object({ id: text, name: text, parameterValues: keptJson }), "a list"),
  config: mapOf(
    z.object({
      alpha: double,
      intercept: double,
      records: unsigned64,
      weightsNumerical: mapOf(double),
      weightsCategorical: mapOf(mapOf(double)),
    }),
  ).nullish(),
});
export type AutotuneForm = z.infer<typeof AutotuneFormSchema>;

export const MappingFormSchema = z.object({
  new_config_name: text,
  rules: z.array(z.object({ rule_name: text, start_time: signed64.nullish() }), "a list"),
});
export type MappingForm = z.infer<typeof MappingFormSchema>;

const parameterFields = { name: text.nullish(), ref_type: text, param_type: text };
const parameterValue = readJsonInside(5);

/** A parameter is of the first kind whose fields it has, whatever its `ref_type` says (statsig-evaluation.md §10.8). */
export const ParameterFormSchema = z.union(
  [
    z.object({ ...parameterFields, value: parameterValue }),
    z.object({ ...parameterFields, gate_name: text, pass_value: parameterValue, fail_value: parameterValue }),
    z.object({ ...parameterFields, config_name: text, param_name: text }),
    z.object({ ...parameterFields, experiment_name: text, param_name: text }),
    z.object({ ...parameterFields, layer_name: text, param_name: text }),
  ],
  "a parameter with the fields of its kind",
);
export type ParameterForm = z.infer<typeof ParameterFormSchema>;

export const ParameterStoreFormSchema = z.object({
  parameters: mapOf(ParameterFormSchema),
  targetAppIDs: texts.nullish(),
  version: unsigned32.nullish(),
  checksum: text.nullish(),
});
export type ParameterStoreForm = z.infer<typeof ParameterStoreFormSchema>;

const recordingTriggers = mapOf(objectWith({ sampling_rate: double.nullish(), values: texts.nullish(), passes_sampling: flag.nullish() }));

/** Everything in a payload except the specs, of which a faulty one does no harm to the others. */
export const PayloadFormSchema = z.object({
  has_updates: flag,
  time: unsigned64,
  feature_gates: mapOf(z.unknown()),
  dynamic_configs: mapOf(z.unknown()),
  layer_configs: mapOf(z.unknown()),
  condition_map: mapOf(ConditionFormSchema),
  experiment_to_layer: mapOf(text),
  param_stores: mapOf(ParameterStoreFormSchema).nullish(),
  cmab_configs: mapOf(AutotuneFormSchema).nullish(),
  overrides: mapOf(z.array(MappingFormSchema, "a list")).nullish(),
  override_rules: mapOf(RuleFormSchema).nullish(),
  app_id: readJsonInside(1).optional(),
  default_environment: text.nullish(),
  company_id: text.nullish(),
  response_format: text.nullish(),
  checksum: text.nullish(),
  id_lists: mapOf(flag).nullish(),
  sdk_keys_to_app_ids: mapOf(readJsonInside(2)).nullish(),
  hashed_sdk_keys_to_app_ids: mapOf(readJsonInside(2)).nullish(),
  diagnostics: mapOf(double).nullish(),
  sdk_configs: mapOf(readJsonInside(2)).nullish(),
  sdk_flags: mapOf(flag).nullish(),
  session_replay_info: objectWith({
    sampling_rate: double.nullish(),
    targeting_gate: text.nullish(),
    recording_blocked: flag.nullish(),
    session_recording_event_triggers: recordingTriggers.nullish(),
    session_recording_exposure_triggers: recordingTriggers.nullish(),
    session_recording_privacy_settings: objectWith({
      privacy_mode: text,
      unmasked_elements: texts.nullish(),
      masked_elements: texts.nullish(),
      blocked_elements: texts.nullish(),
    }).nullish(),
  }).nullish(),
  auto_capture_settings: objectWith({ disabled_events: mapOf(flag) }).nullish(),
  gcir_config: objectWith({ remove_default_value_gates: flag }).nullish(),
});

/** A rule with its conditions. A missing or malformed condition is a clause that says so. */
export type ReadRule = Omit<RuleForm, "conditions"> & {
  readonly conditions: readonly (ReadCondition | UnreadCondition)[];
  /** The value as it is written, where the engine reads null. */
  readonly writtenValue?: JsonValue;
};
/** `gates` are those of the types `multi_pass_gate` and `multi_fail_gate`, which only the v1 form has. */
export type ReadCondition = ConditionForm & {
  readonly gates?: readonly string[];
  /** The target as it is written, where the engine reads null. */
  readonly writtenTarget?: JsonValue;
};
export type ReadSpec = Omit<SpecForm, "rules"> & { readonly name: string; readonly rules: readonly ReadRule[] };
export interface UnreadCondition {
  readonly problem: string;
}
