import { z } from "zod";
import { AnswerStateSchema } from "../evaluation/evaluation.ts";
import { type SpecKind, SpecKindSchema } from "../evaluation/spec-kind.ts";
import { BucketSchema } from "../explanation/explanation.ts";
import { isSameJson } from "../json/json.ts";
import { JsonValueSchema } from "../json/json-schemas.ts";

/**
 * One ingredient of an answer in which two subjects can differ: a field of the user, the tier for users without their own, the target app, the time,
 * the key, which may see only some entities and has an app, the project with all its rules, the members of an ID list, one spec of the rules, a parameter store,
 * the specs that replace others, or everything else in the rules (contextual autotunes, defaults). The evaluator itself decides only live answers.
 */
export const PartSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("field"), path: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal("tier") }),
  z.object({ kind: z.literal("target_app") }),
  z.object({ kind: z.literal("time") }),
  z.object({ kind: z.literal("project") }),
  z.object({ kind: z.literal("id_list"), name: z.string() }),
  /** `edits`: one clause for each edit from the reference's rules to the compared ones; empty for a spec that only one of them has. */
  z.object({ kind: z.literal("spec"), of: SpecKindSchema, name: z.string(), edits: z.array(z.string()).readonly() }),
  z.object({ kind: z.literal("parameter_store"), name: z.string() }),
  z.object({ kind: z.literal("override") }),
  z.object({ kind: z.literal("other_rules") }),
  z.object({ kind: z.literal("key") }),
  z.object({ kind: z.literal("evaluator") }),
]);
export type Part = z.infer<typeof PartSchema>;

/** A part with the reference's value and the other subject's; undefined where it is absent, or too large to show. */
export const PartDifferenceSchema = z.object({
  part: PartSchema,
  reference: JsonValueSchema.optional(),
  compared: JsonValueSchema.optional(),
});
export type PartDifference = Readonly<z.infer<typeof PartDifferenceSchema>>;

/**
 * A cause: the parts that, given the reference's values all together, give the compared subject the reference's answer. Verified by evaluation, and
 * minimal: no part can be left out.
 */
export const CauseSchema = z.object({ parts: z.array(PartDifferenceSchema).readonly() });
export type Cause = Readonly<z.infer<typeof CauseSchema>>;

/** The compared part of an answer. Two answers are the same if all fields are. The rule that gave it is shown, and is not compared. */
export const ComparedAnswerSchema = z.object({
  state: AnswerStateSchema,
  value: JsonValueSchema,
  groupName: z.string().nullable(),
  allocatedExperiment: z.string().nullable(),
  ruleId: z.string().nullable(),
  /** The reasons for which the answer is unknown; empty if it is known. */
  unknownReasons: z.array(z.string()).readonly(),
});
export type ComparedAnswer = Readonly<z.infer<typeof ComparedAnswerSchema>>;

/** True if two answers are the same in everything that a caller of Statsig can see. */
export function isSameAnswer(one: ComparedAnswer, other: ComparedAnswer): boolean {
  return (
    one.state === other.state &&
    one.groupName === other.groupName &&
    one.allocatedExperiment === other.allocatedExperiment &&
    isSameJson(one.value, other.value)
  );
}

/** True if two answers have the same value, whichever group or experiment it is from: the code that reads it does the same. */
export function isSameValue(one: ComparedAnswer, other: ComparedAnswer): boolean {
  return isSameJson(one.value, other.value);
}

/** What became of one pair of answers. `undecided`: one of them is unknown, so that nothing can be said. */
export const DifferenceSchema = z.object({
  result: z.enum(["same", "differs", "undecided"]),
  /** All minimal causes, the smallest first; more than one means that each alone is enough. Empty unless the answers differ. */
  causes: z.array(CauseSchema).readonly(),
  /** False if the search for causes ended at its limit: there may be further ones. */
  isComplete: z.boolean(),
  /** The parts that the search tried, if it found no cause: they differ, and none of them makes the answers equal. */
  tried: z.array(PartSchema).readonly(),
  /** For a difference because of one unit ID: the buckets of the reference and of the subject, by which they part. */
  places: z.array(BucketSchema).readonly().optional(),
});
export type Difference = Readonly<z.infer<typeof DifferenceSchema>>;

/** An entity for the reference and one other subject. */
export interface ComparedRow extends Difference {
  readonly kind: SpecKind;
  readonly name: string;
  readonly reference: ComparedAnswer;
  readonly compared: ComparedAnswer;
}
