import type { AnswerState } from "../evaluation/evaluation.ts";
import type { JsonValue } from "../json/json.ts";

/** The kind of an entity in definitions, where experiments and autotunes are dynamic configs. */
export type ComparedKind = "gate" | "config" | "layer";

/**
 * One ingredient of an answer in which two subjects can differ: a field of the user, the tier for users without their own, the target app, the time,
 * the members of an ID list, one spec of the rules, or everything else in the rules (mappings, contextual autotunes, defaults).
 */
export type Part =
  | { readonly kind: "field"; readonly path: readonly string[] }
  | { readonly kind: "tier" }
  | { readonly kind: "target_app" }
  | { readonly kind: "time" }
  | { readonly kind: "id_list"; readonly name: string }
  /** `edits`: one clause for each edit from the reference's rules to the compared ones; empty for a spec that only one of them has. */
  | { readonly kind: "spec"; readonly of: ComparedKind; readonly name: string; readonly edits: readonly string[] }
  | { readonly kind: "other_rules" };

/** A part with the reference's value and the other subject's; undefined where it is absent, or too large to show. */
export interface PartDifference {
  readonly part: Part;
  readonly reference: JsonValue | undefined;
  readonly compared: JsonValue | undefined;
}

/**
 * A cause: the parts that, given the reference's values all together, give the compared subject the reference's answer. Verified by evaluation, and
 * minimal: no part can be left out.
 */
export interface Cause {
  readonly parts: readonly PartDifference[];
}

/** The compared part of an answer. Two answers are the same if all fields are. The rule that gave it is shown, and is not compared. */
export interface ComparedAnswer {
  readonly state: AnswerState;
  readonly value: JsonValue;
  readonly groupName: string | null;
  readonly allocatedExperiment: string | null;
  readonly ruleId: string | null;
  /** The reasons for which the answer is unknown; empty if it is known. */
  readonly unknownReasons: readonly string[];
}

/** An entity for the reference and one other subject. `undecided`: one of the answers is unknown, so that nothing can be said. */
export interface ComparedRow {
  readonly kind: ComparedKind;
  readonly name: string;
  readonly result: "same" | "differs" | "undecided";
  readonly reference: ComparedAnswer;
  readonly compared: ComparedAnswer;
  /** All minimal causes, the smallest first; more than one means that each alone is enough. Empty unless the answers differ. */
  readonly causes: readonly Cause[];
  /** False if the search for causes ended at its limit: there may be further ones. */
  readonly isComplete: boolean;
}
