import type { SecondaryExposure } from "#shared/domain/evaluation/secondary-exposure.ts";
import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";
import type { JsonObject, JsonValue } from "#shared/domain/json/json.ts";

/**
 * The result of one spec. `isOn` is a gate's value, and for other specs true if a rule includes the unit; `value` is a config's or layer's value.
 * Exposures are in the order of evaluation, without duplicates; null if the value of a gate among them is unknown.
 */
export interface SpecResult {
  readonly outcome: SpecTrace["outcome"];
  readonly isOn: boolean;
  /** Null if the definitions have none that the engine returns; it returns `{}` then. */
  readonly value: SpecValue | null;
  readonly ruleId: string;
  readonly groupName: string | null;
  readonly isExperimentGroup: boolean;
  readonly explicitParameters: readonly string[] | null;
  /** layer: the experiment that the rule delegates to. */
  readonly delegate: string | null;
  readonly exposures: readonly SecondaryExposure[] | null;
  readonly undelegatedExposures: readonly SecondaryExposure[] | null;
  /** The exposure that a parent records for it. */
  readonly asExposure: SecondaryExposure;
  /** The reason why the evaluation stopped early; null if it did not. */
  readonly stop: Stop | null;
  /** The reasons why something is unknown, in sentences. */
  readonly unknown: readonly string[];
  /** A contextual autotune explores with this unit, here or in a spec that was evaluated inside. */
  readonly isExploring: boolean;
  /** The specs that were evaluated inside, in order; empty if nothing of them can remain in the result. */
  readonly steps: readonly NestedStep[];
  readonly trace: SpecTrace | null;
  /** Number of conditions and levels in the trace, to limit the size of explanations. */
  readonly traceSize: number;
  readonly traceDepth: number;
}

/**
 * The specs that the native engine evaluated inside a spec, in order. It keeps one result for a whole evaluation and clears it only for a mapping
 * (`reset`), so the group that a nested spec set remains in the result of its parent (statsig-evaluation.md §3.4).
 */
export type NestedStep =
  /** A gate in a condition. The engine evaluates it once, and then repeats only its value, rule ID and exposures. */
  | { readonly is: "gate"; readonly name: string; readonly result: SpecResult }
  /** An experiment of a layer, or the targeting gate of an autotune. `counts`: the experiment whose group a layer that merges its rules has. */
  | { readonly is: "spec"; readonly result: SpecResult; readonly counts: boolean }
  | { readonly is: "reset" };

/** The value of a config or layer. The native engine returns objects only, the JavaScript engine, and so the v1 form, lists too. */
export type SpecValue = JsonObject | JsonValue[];

/** Describes why a whole evaluation stopped, possibly inside a nested gate (statsig-evaluation.md §3.2, §3.3). */
export interface Stop {
  /** The SDK's reason. */
  readonly reason: string;
  /** The reason as a sentence. */
  readonly because: string;
}

/** The result of a rule, or of no rule, without exposures and trace, which depend on the user. */
export type DecidedResult = SpecResult & { readonly stop: null; readonly trace: null };

interface Decided {
  readonly outcome: "matched" | "outside_percentage" | "no_rule";
  readonly name: string;
  readonly isOn: boolean;
  readonly value: SpecValue | null;
  readonly ruleId: string;
  readonly groupName: string | null;
  readonly isExperimentGroup: boolean;
  readonly explicitParameters: readonly string[] | null;
}

const none: readonly never[] = [];

export function decidedResult({ name, ...decided }: Decided): DecidedResult {
  return {
    ...decided,
    delegate: null,
    exposures: none,
    undelegatedExposures: none,
    asExposure: { gate: name, gateValue: String(decided.isOn), ruleID: decided.ruleId },
    stop: null,
    unknown: none,
    isExploring: false,
    steps: none,
    trace: null,
    traceSize: 0,
    traceDepth: 0,
  };
}

/** Returns the result for a name that the definitions lack. */
export function missingResult(name: string): SpecResult {
  return {
    ...decidedResult({
      outcome: "no_rule",
      name,
      isOn: false,
      value: null,
      ruleId: "",
      groupName: null,
      isExperimentGroup: false,
      explicitParameters: null,
    }),
    outcome: "missing",
  };
}

export function unknownResult(name: string, unknown: readonly string[], stop: Stop | null): SpecResult {
  return { ...missingResult(name), outcome: "unknown", exposures: null, undelegatedExposures: null, unknown, stop };
}
