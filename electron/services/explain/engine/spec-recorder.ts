import type { SecondaryExposure } from "#shared/domain/evaluation/secondary-exposure.ts";
import type { Bucket, ConditionTrace, RuleState, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import type { PreparedRule } from "./definitions/prepare.ts";
import type { NestedStep, SpecResult } from "./results.ts";
import { withoutRules } from "./trace/notes.ts";

/** Limits the conditions in one explanation, because gates that share nested gates would repeat them without end. */
const maxConditions = 5_000;
/** Limits the levels in one explanation, because schemas and serializers recurse once per level. */
const maxTraceDepth = 24;
/** Up to this length, scanning the list is faster than a set. */
const maxScannedExposures = 32;

const none: readonly never[] = [];

export interface Recording {
  readonly isTracing: boolean;
  /** True if nested specs can leave something in the result of their parent. */
  readonly hasLeftovers: boolean;
  readonly listsExposures: boolean;
}

/** Collects the exposures, unknown reasons, rule traces and nested steps of one spec's evaluation. */
export class SpecRecorder {
  readonly isTracing: boolean;
  readonly #hasLeftovers: boolean;
  readonly #listsExposures: boolean;
  unknown: readonly string[] = none;
  readonly rules: RuleTrace[] = [];
  size = 0;
  depth = 1;
  steps: readonly NestedStep[] = none;
  #conditions: ConditionTrace[] = [];
  #exposures: SecondaryExposure[] | null = null;
  #areExposuresKnown = true;
  #listed: Set<string> | null = null;

  constructor({ isTracing, hasLeftovers, listsExposures }: Recording) {
    this.isTracing = isTracing;
    this.#hasLeftovers = hasLeftovers;
    this.#listsExposures = listsExposures;
  }

  /** True if nothing was recorded, so that a prepared result can be returned unchanged. */
  get isEmpty(): boolean {
    return !this.isTracing && this.#exposures === null && this.#areExposuresKnown && this.unknown === none && this.steps === none;
  }

  /** The exposures so far; null if the value of an evaluated gate is unknown. */
  get exposures(): readonly SecondaryExposure[] | null {
    if (!this.#areExposuresKnown) return null;
    return this.#exposures === null ? none : [...this.#exposures];
  }

  /** Adds a gate's exposures, then the gate itself; each once, in the order of evaluation. */
  addExposures({ exposures, unknown }: SpecResult, ownExposure: SecondaryExposure | null): void {
    if (unknown.length > 0) this.unknown = [...new Set([...this.unknown, ...unknown])];
    if (!this.#listsExposures) return;
    if (exposures === null) this.#areExposuresKnown = false;
    else for (const exposure of exposures) this.addExposure(exposure);
    if (ownExposure !== null) this.addExposure(ownExposure);
  }

  /** Adds an exposure that is not there yet. */
  addExposure(exposure: SecondaryExposure): void {
    if (!this.#listsExposures) return;
    this.#exposures ??= [];
    if (this.#isListed(this.#exposures, exposure)) return;
    this.#exposures.push(exposure);
    this.#listed?.add(keyOf(exposure));
    if (this.#listed === null && this.#exposures.length > maxScannedExposures) this.#listed = new Set(this.#exposures.map(keyOf));
  }

  addStep(step: NestedStep): void {
    if (this.#hasLeftovers) this.steps = [...this.steps, step];
  }

  clearExposures(): void {
    this.#exposures = null;
    this.#areExposuresKnown = true;
    this.#listed = null;
  }

  /** Adds a condition of the current rule. */
  addCondition(condition: ConditionTrace): void {
    this.#conditions.push(condition);
    this.size += 1;
  }

  /** Returns the trace of a nested result; without its rules if the limits are reached. Null without tracing. */
  nestTrace({ trace, traceSize, traceDepth }: SpecResult): SpecTrace | null {
    if (!this.isTracing || trace === null) return null;
    if (this.size + traceSize > maxConditions || traceDepth >= maxTraceDepth) return withoutRules(trace);
    this.size += traceSize;
    this.depth = Math.max(this.depth, traceDepth + 1);
    return trace;
  }

  /** Adds the current rule with the conditions added since the last rule. */
  addRule(
    { number, id, name, groupName, passPercentage, delegate: delegatesTo }: PreparedRule,
    state: RuleState,
    percentage: Bucket | null,
    delegate: SpecTrace | null,
  ): void {
    if (!this.isTracing) return;
    const conditions = this.#conditions;
    this.#conditions = [];
    const metCount = conditions.reduce((count, { result }) => (result === "met" ? count + 1 : count), 0);
    const rule = { number, ruleId: id, name, groupName, passPercentage, state, conditions, metCount, percentage, delegate };
    this.rules.push(delegatesTo === null ? rule : { ...rule, delegatesTo });
  }

  #isListed(exposures: readonly SecondaryExposure[], exposure: SecondaryExposure): boolean {
    if (this.#listed !== null) return this.#listed.has(keyOf(exposure));
    return exposures.some(
      (listed) =>
        listed === exposure ||
        (listed.gate === exposure.gate && listed.gateValue === exposure.gateValue && listed.ruleID === exposure.ruleID),
    );
  }
}

function keyOf({ gate, gateValue, ruleID }: SecondaryExposure): string {
  return JSON.stringify([gate, gateValue, ruleID]);
}
