import { z } from "zod";
import { AnswerStateSchema, EntityKindSchema } from "../evaluation/evaluation.ts";
import { SecondaryExposureSchema } from "../evaluation/secondary-exposure.ts";
import type { JsonValue } from "../json/json.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";

/**
 * Explains why a user gets an answer, evaluated from the project's definitions as the native engine does (statsig-evaluation.md
 * §3 to §12). It has each rule in order, each condition with its compared value, and each percentage with this unit's bucket. Nested gates
 * are nested traces.
 */

/** The result of a rule. `outside_percentage` decides too: a matching rule ends the evaluation, even for units outside its pass percentage. */
export const RuleStateSchema = z.enum(["decided", "did_not_match", "outside_percentage", "never_reached", "unknown"]);
export type RuleState = z.infer<typeof RuleStateSchema>;

/** `not_evaluated`: the rule was not reached. */
export const ConditionResultSchema = z.enum(["met", "not_met", "unknown", "not_evaluated"]);
export type ConditionResult = z.infer<typeof ConditionResultSchema>;

/**
 * Names the source of a compared value (statsig-evaluation.md §6). `clock`, `unit` (an ID or its bucket) and `environment` are not fields
 * of the user; `none` is for conditions that compare no value, such as `public` and gates; `missing` is for a value that no source has.
 */
export const ValueSourceSchema = z.enum([
  "top_level",
  "custom",
  "private",
  "ip",
  "user_agent",
  "environment",
  "clock",
  "unit",
  "app",
  "experiment",
  "none",
  "missing",
]);
export type ValueSource = z.infer<typeof ValueSourceSchema>;

/** A unit's bucket, out of `of` buckets from 0, for a pass percentage, a group split or a layer's slots. */
export const BucketSchema = z.object({
  /** The unit that is hashed: `userID`, `stableID`, … */
  idType: z.string(),
  /** Empty if missing: all users without this ID share one bucket. */
  unitId: z.string(),
  isMissing: z.boolean(),
  bucket: z.int(),
  of: z.literal([1_000, 10_000]),
  /** Buckets below this are included. Null if slots decide. Possibly fractional: 0.005 % of 10,000 is half a bucket. */
  cutOff: z.number().nullable(),
  /** The number of included slots of a layer. Null if a cut-off decides. */
  slotCount: z.int().nullable(),
  isIn: z.boolean(),
});
export type Bucket = z.infer<typeof BucketSchema>;

export interface ConditionTrace {
  /** Statsig's names: `user_field`, `pass_gate`, … and `any`, `gte`, …; null if the type needs none. */
  readonly type: string;
  readonly operator: string | null;
  /** The field, for types that have one; for `experiment_group` the experiment, for IDs the ID's type. */
  readonly field: string | null;
  /** The compared value; null if missing, or for JSON's null (see `isPresent`). */
  readonly value: JsonValue;
  readonly isPresent: boolean;
  readonly valueSource: ValueSource;
  /** The key of the value if it differs from `field`: `newuser` for a condition on `newUser`. */
  readonly valueKey: string | null;
  readonly target: JsonValue;
  /** The number of entries of a long list, of which `target` has the first 1,000; else null. */
  readonly entryCount: number | null;
  readonly result: ConditionResult;
  /** Not met because this side is not the number, version, time or pattern that the operator compares; absent otherwise. */
  readonly unreadable?: "value" | "target" | undefined;
  /** One sentence, for `unknown`. */
  readonly unknownReason: string | null;
  /** Sentences on how Statsig's engines differ on this input. */
  readonly cautions: readonly string[];
  readonly bucket: Bucket | null;
  /** The evaluated gate, segment or holdout, or the experiment whose group is compared. */
  readonly nested: SpecTrace | null;
}

export interface RuleTrace {
  /** The position in the definition, from 1. */
  readonly number: number;
  readonly ruleId: string;
  /** The console's name; null if unknown. */
  readonly name: string | null;
  readonly groupName: string | null;
  readonly passPercentage: number;
  readonly state: RuleState;
  readonly conditions: readonly ConditionTrace[];
  readonly metCount: number;
  /** This unit's bucket for the pass percentage; null if none was computed: 0 %, 100 %, or a rule that did not match. */
  readonly percentage: Bucket | null;
  /** The experiment that a layer's rule delegates to; null if it has none or was not reached. */
  readonly delegate: SpecTrace | null;
  /** The name of that experiment, reached or not; absent if the rule delegates to none. */
  readonly delegatesTo?: string | undefined;
}

/** A range of rules of one state, by number, that the trace of a long list omits. */
export const RulesLeftOutSchema = z.object({ from: z.int(), to: z.int(), state: RuleStateSchema });
export type RulesLeftOut = z.infer<typeof RulesLeftOutSchema>;

/** The evaluation of one gate, segment, holdout, config, experiment or layer. */
export interface SpecTrace {
  readonly name: string;
  readonly kind: "gate" | "config" | "experiment" | "layer";
  /** `feature_gate`, `segment`, `holdout`, `dynamic_config`, `experiment`, `autotune`, `layer`, or another type of the definitions; null if they lack the entity. */
  readonly entity: string | null;
  readonly idType: string | null;
  readonly isEnabled: boolean;
  readonly outcome: "matched" | "outside_percentage" | "delegated" | "no_rule" | "missing" | "unknown";
  /** Null if unknown. */
  readonly value: JsonValue;
  readonly ruleId: string | null;
  readonly groupName: string | null;
  readonly rules: readonly RuleTrace[];
  /** Absent if no rules are omitted. */
  readonly leftOut?: readonly RulesLeftOut[] | undefined;
  /** Sentences about the whole evaluation: differences between the engines, or a config mapping. */
  readonly notes: readonly string[];
}

export const ConditionTraceSchema: z.ZodType<ConditionTrace> = z.object({
  type: z.string(),
  operator: z.string().nullable(),
  field: z.string().nullable(),
  value: JsonValueSchema,
  isPresent: z.boolean(),
  valueSource: ValueSourceSchema,
  valueKey: z.string().nullable(),
  target: JsonValueSchema,
  entryCount: z.int().nullable(),
  result: ConditionResultSchema,
  unreadable: z.enum(["value", "target"]).optional(),
  unknownReason: z.string().nullable(),
  cautions: z.array(z.string()),
  bucket: BucketSchema.nullable(),
  nested: z.lazy(() => SpecTraceSchema.nullable()),
});

export const RuleTraceSchema: z.ZodType<RuleTrace> = z.object({
  number: z.int(),
  ruleId: z.string(),
  name: z.string().nullable(),
  groupName: z.string().nullable(),
  passPercentage: z.number(),
  state: RuleStateSchema,
  conditions: z.array(ConditionTraceSchema),
  metCount: z.int(),
  percentage: BucketSchema.nullable(),
  delegate: z.lazy(() => SpecTraceSchema.nullable()),
  delegatesTo: z.string().optional(),
});

export const SpecTraceSchema: z.ZodType<SpecTrace> = z.object({
  name: z.string(),
  kind: EntityKindSchema.exclude(["ranked"]),
  entity: z.string().nullable(),
  idType: z.string().nullable(),
  isEnabled: z.boolean(),
  outcome: z.enum(["matched", "outside_percentage", "delegated", "no_rule", "missing", "unknown"]),
  value: JsonValueSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  rules: z.array(RuleTraceSchema),
  leftOut: z.array(RulesLeftOutSchema).optional(),
  notes: z.array(z.string()),
});

/** An explained answer. `trace` has the reasons; the other fields are the native engine's answer, null if unknown. */
export const ExplanationSchema = z.object({
  trace: SpecTraceSchema,
  state: AnswerStateSchema,
  /** gate: true or false; config, experiment, layer: an object. */
  value: JsonValueSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  /** layer: the experiment to which this user is allocated. */
  allocatedExperiment: z.string().nullable(),
  /** Null for gates and other entities without experiments. */
  isUserInExperiment: z.boolean().nullable(),
  explicitParameters: z.array(z.string()).nullable(),
  /** In the order of evaluation, without duplicates; null if a gate among them is unknown. */
  secondaryExposures: z.array(SecondaryExposureSchema).nullable(),
  /** layer: the layer's own exposures, without the experiment's; otherwise the same as `secondaryExposures`. */
  undelegatedSecondaryExposures: z.array(SecondaryExposureSchema).nullable(),
  /**
   * Holds the reason of an SDK without its source: `Recognized`, `Unrecognized`, `Unsupported`, `Error:…` (statsig-evaluation.md §12.2).
   */
  reason: z.string(),
  /** A clause like `Answer.because`; if no rule matched, it names the closest one. */
  because: z.string(),
  /** The number of the closest rule if none matched; else null. */
  closestRule: z.int().nullable(),
  /** Statsig's time of the definitions; null if they lack it. */
  definitionsOfMs: z.int().nullable(),
  /** The time of the evaluation. */
  atMs: z.int(),
  /** The tier of the evaluation; null if neither the user nor the definitions have one. */
  tier: z.string().nullable(),
  /** The app ID that conditions on the target app saw: the given one, or that of the definitions; null if there is neither. */
  targetApp: z.string().nullable(),
  /** The reasons why something is unknown, one sentence each; empty if everything is known. */
  unknownReasons: z.array(z.string()),
});
export type Explanation = z.infer<typeof ExplanationSchema>;
