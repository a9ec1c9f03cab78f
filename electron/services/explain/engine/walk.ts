import type { SecondaryExposure } from "#shared/domain/evaluation/evaluation.ts";
import type { Bucket, ConditionTrace, RuleState, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import type { PreparedRule } from "./definitions/prepare.ts";
import type { SpecResult } from "./results.ts";
import { folded } from "./trace/notes.ts";

/** How many conditions one explanation shows: gates that share gates would otherwise be written out again and again without end. */
const maxConditions = 5_000;
/** Nobody unfolds more, and what checks and hands on an explanation takes each level as a step of its own. */
const deepestTrace = 24;
/** Below this, looking through a list is quicker than keeping a set beside it. */
const shortList = 32;

const none: readonly never[] = [];

/** What is gathered on the way through one spec's rules. */
export class Walk {
  readonly isTracing: boolean;
  unknown: readonly string[] = none;
  readonly rules: RuleTrace[] = [];
  size = 0;
  depth = 1;
  #conditions: ConditionTrace[] = [];
  #exposures: SecondaryExposure[] | null = null;
  #areExposuresKnown = true;
  #listed: Set<string> | null = null;

  constructor(isTracing: boolean) {
    this.isTracing = isTracing;
  }

  /** Nothing was gathered, so that a prepared result can be handed out as it is. */
  get isPlain(): boolean {
    return !this.isTracing && this.#exposures === null && this.#areExposuresKnown && this.unknown === none;
  }

  /** As listed up to now; null when a gate was met whose value is not known. */
  get exposures(): readonly SecondaryExposure[] | null {
    if (!this.#areExposuresKnown) return null;
    return this.#exposures === null ? none : [...this.#exposures];
  }

  /** Lists what a gate looked at, then the gate itself; each once, in the order met. */
  meet({ exposures, unknown }: SpecResult, itself: SecondaryExposure | null): void {
    if (unknown.length > 0) this.unknown = [...new Set([...this.unknown, ...unknown])];
    if (exposures === null) this.#areExposuresKnown = false;
    else for (const exposure of exposures) this.#list(exposure);
    if (itself !== null) this.#list(itself);
  }

  forgetExposures(): void {
    this.#exposures = null;
    this.#areExposuresKnown = true;
    this.#listed = null;
  }

  /** A condition of the rule under way. */
  see(condition: ConditionTrace): void {
    this.#conditions.push(condition);
    this.size += 1;
  }

  /** What was asked on the way, to be shown in place; without its rules where there is no room for them. */
  show({ trace, traceSize, traceDepth }: SpecResult): SpecTrace | null {
    if (!this.isTracing || trace === null) return null;
    if (this.size + traceSize > maxConditions || traceDepth >= deepestTrace) return folded(trace);
    this.size += traceSize;
    this.depth = Math.max(this.depth, traceDepth + 1);
    return trace;
  }

  /** The rule under way has been decided upon. */
  note(
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

  #list(exposure: SecondaryExposure): void {
    this.#exposures ??= [];
    if (this.#isListed(this.#exposures, exposure)) return;
    this.#exposures.push(exposure);
    this.#listed?.add(keyOf(exposure));
    if (this.#listed === null && this.#exposures.length > shortList) this.#listed = new Set(this.#exposures.map(keyOf));
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
