import type { SecondaryExposure } from "#shared/domain/evaluation/evaluation.ts";
import type { SpecTrace } from "#shared/domain/explanation/explanation.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";

/**
 * What evaluating one spec comes to. `isOn` is a gate's value, and for others whether a rule let the unit in; `value` is a config's or layer's.
 * Exposures are in the order met and without duplicates; null where a gate among them is not known.
 */
export interface SpecResult {
  readonly outcome: SpecTrace["outcome"];
  readonly isOn: boolean;
  /** Null where the definitions have no object; the engines make `{}` of that. */
  readonly value: JsonObject | null;
  readonly ruleId: string;
  readonly groupName: string | null;
  readonly isExperimentGroup: boolean;
  readonly explicitParameters: readonly string[] | null;
  /** layer: the experiment that the rule handed over to. */
  readonly delegate: string | null;
  readonly exposures: readonly SecondaryExposure[] | null;
  readonly undelegatedExposures: readonly SecondaryExposure[] | null;
  /** How it looks to whoever asked about it as a gate. */
  readonly asExposure: SecondaryExposure;
  /** Why the evaluation ended early; null when it did not. */
  readonly stop: Stop | null;
  /** Why something is not known, in sentences. */
  readonly unknown: readonly string[];
  readonly trace: SpecTrace | null;
  /** How many conditions the trace shows, and how deep it goes, so that no explanation grows without end. */
  readonly traceSize: number;
  readonly traceDepth: number;
}

/** Describes why a whole evaluation stopped, possibly inside a nested gate (statsig-evaluation.md §3.2, §3.3). */
export interface Stop {
  /** As an SDK would say it. */
  readonly reason: string;
  /** The same as a sentence. */
  readonly because: string;
}

/** The outcome of a rule or of none, without what a user's way to it adds. */
export type DecidedResult = SpecResult & { readonly stop: null; readonly trace: null };

interface Decided {
  readonly outcome: "matched" | "outside_percentage" | "no_rule";
  readonly name: string;
  readonly isOn: boolean;
  readonly value: JsonObject | null;
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
    trace: null,
    traceSize: 0,
    traceDepth: 0,
  };
}

/** A spec that the definitions do not have. */
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
