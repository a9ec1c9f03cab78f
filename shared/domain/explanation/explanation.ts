import { z } from "zod";
import { AnswerStateSchema, EntityKindSchema, SecondaryExposureSchema } from "../evaluation/evaluation.ts";
import { type JsonValue, JsonValueSchema } from "../json/json.ts";

/**
 * An explanation says why a user gets an answer, evaluated from the project's definitions as the native engine does (statsig-evaluation.md
 * §3 to §12). It has each rule in order, each condition with its compared value, and each percentage with this unit's bucket. Nested gates
 * are nested traces.
 */

/** What a rule came to. `outside_percentage` decides too: a rule that matches is the last one looked at, whoever loses the percentage. */
export const RuleStateSchema = z.enum(["decided", "did_not_match", "outside_percentage", "never_reached", "unknown"]);
export type RuleState = z.infer<typeof RuleStateSchema>;

/** `not_evaluated`: the rule was not reached, so that nothing was compared. */
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

/** A unit's place on the line that a percentage or a layer's slots divide. The line has `of` places, numbered from 0. */
export const BucketSchema = z.object({
  /** The unit that is hashed: `userID`, `stableID`, … */
  idType: z.string(),
  /** Empty when it is missing: all users without this ID share one place. */
  unitId: z.string(),
  isMissing: z.boolean(),
  bucket: z.int(),
  of: z.literal([1_000, 10_000]),
  /** Places below this are in. Null where slots decide. It need not be whole: 0.005 % of 10,000 is half a place. */
  cutOff: z.number().nullable(),
  /** How many slots of a layer are in. Null where a cut-off decides. */
  slotCount: z.int().nullable(),
  isIn: z.boolean(),
});
export type Bucket = z.infer<typeof BucketSchema>;

export interface ConditionTrace {
  /** Statsig's own words: `user_field`, `pass_gate`, … and `any`, `gte`, …; null where the type needs none. */
  readonly type: string;
  readonly operator: string | null;
  /** The field, for types that have one; for `experiment_group` the experiment, for IDs the ID's type. */
  readonly field: string | null;
  /** What was compared; null when there was nothing, or JSON's null (`isPresent` tells). */
  readonly value: JsonValue;
  readonly isPresent: boolean;
  readonly valueSource: ValueSource;
  /** The key it was found under, where that is not `field` itself: `newuser` for a condition on `newUser`. */
  readonly valueKey: string | null;
  readonly target: JsonValue;
  /** How many entries a long list has, of which `target` shows the first 1,000; else null. */
  readonly entryCount: number | null;
  readonly result: ConditionResult;
  /** One sentence, for `unknown`. */
  readonly unknownReason: string | null;
  /** Sentences on how Statsig's engines disagree about this very input. */
  readonly cautions: readonly string[];
  readonly bucket: Bucket | null;
  /** The gate, segment or holdout that was asked, or the experiment whose group was. */
  readonly nested: SpecTrace | null;
}

export interface RuleTrace {
  /** Its place in the definition, from 1. */
  readonly number: number;
  readonly ruleId: string;
  /** The console's name, where it is known. */
  readonly name: string | null;
  readonly groupName: string | null;
  readonly passPercentage: number;
  readonly state: RuleState;
  readonly conditions: readonly ConditionTrace[];
  readonly metCount: number;
  /** This unit's place against the pass percentage; null when it was not asked for: 0 %, 100 %, or a rule that did not match. */
  readonly percentage: Bucket | null;
  /** The experiment that a layer's rule hands over to; null where it has none or was not reached. */
  readonly delegate: SpecTrace | null;
  /** Its name, reached or not; absent where the rule hands over to none. */
  readonly delegatesTo?: string | undefined;
}

/** Rules of one state that a long list is given without, by their numbers. */
export const RulesLeftOutSchema = z.object({ from: z.int(), to: z.int(), state: RuleStateSchema });
export type RulesLeftOut = z.infer<typeof RulesLeftOutSchema>;

/** One gate, segment, holdout, config, experiment or layer, and how it was evaluated. */
export interface SpecTrace {
  readonly name: string;
  readonly kind: "gate" | "config" | "experiment" | "layer";
  /** `feature_gate`, `segment`, `holdout`, `dynamic_config`, `experiment`, `autotune`, `layer`, or as the definitions say; null when they do not have it. */
  readonly entity: string | null;
  readonly idType: string | null;
  readonly isEnabled: boolean;
  readonly outcome: "matched" | "outside_percentage" | "delegated" | "no_rule" | "missing" | "unknown";
  /** Null where it is not known. */
  readonly value: JsonValue;
  readonly ruleId: string | null;
  readonly groupName: string | null;
  readonly rules: readonly RuleTrace[];
  /** Absent where all rules are there. */
  readonly leftOut?: readonly RulesLeftOut[] | undefined;
  /** Sentences about the whole of it: where engines disagree, or how it came to be asked instead of another. */
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

/** One answer, explained. `trace` says why; the rest is the answer as the native engine gives it, and null where it is not known. */
export const ExplanationSchema = z.object({
  trace: SpecTraceSchema,
  state: AnswerStateSchema,
  /** gate: true or false; config, experiment, layer: an object. */
  value: JsonValueSchema,
  ruleId: z.string().nullable(),
  groupName: z.string().nullable(),
  /** layer: the experiment that owns this user's slot. */
  allocatedExperiment: z.string().nullable(),
  /** Null for gates and where it means nothing. */
  isUserInExperiment: z.boolean().nullable(),
  explicitParameters: z.array(z.string()).nullable(),
  /** In the order met, without duplicates; null when a gate among them is not known. */
  secondaryExposures: z.array(SecondaryExposureSchema).nullable(),
  /** layer: those of the layer itself, without the experiment's; elsewhere the same as `secondaryExposures`. */
  undelegatedSecondaryExposures: z.array(SecondaryExposureSchema).nullable(),
  /**
   * Holds the reason of an SDK without its source: `Recognized`, `Unrecognized`, `Unsupported`, `Error:…` (statsig-evaluation.md §12.2).
   */
  reason: z.string(),
  /** A plain clause like `Answer.because`; where no rule matched it names the closest one. */
  because: z.string(),
  /** The number of the rule that came closest, where none matched; else null. */
  closestRule: z.int().nullable(),
  /** Statsig's time of the definitions; null when they do not say. */
  definitionsOfMs: z.int().nullable(),
  /** The time that the rules were asked about. */
  atMs: z.int(),
  /** The tier that the rules were asked about; null when nothing named one. */
  tier: z.string().nullable(),
  /** Why something is not known, one sentence each; empty when all is. */
  unknownReasons: z.array(z.string()),
});
export type Explanation = z.infer<typeof ExplanationSchema>;
