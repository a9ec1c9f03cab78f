import type { AnswerState } from "#shared/domain/evaluation/evaluation.ts";
import type { SecondaryExposure } from "#shared/domain/evaluation/secondary-exposure.ts";
import { closestRule } from "#shared/domain/explanation/closest-rule.ts";
import type { Explanation } from "#shared/domain/explanation/explanation.ts";
import type { JsonValue } from "#shared/domain/json/json.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { DefinitionKind, PreparedDefinitions } from "./definitions/prepare.ts";
import { type EvaluationOptions, SpecEvaluator } from "./evaluate-specs.ts";
import { describeOutcome } from "./outcome-text.ts";
import type { SpecResult } from "./results.ts";
import { textOf } from "./values/texts.ts";

/** One result of the native engine. A field is null if it is unknown; then `state` is `unknown`, or `unknownReasons` has the reason. */
export interface Evaluation {
  readonly state: AnswerState;
  /** gate: true or false; config, experiment, layer: an object. */
  readonly value: JsonValue;
  readonly ruleId: string | null;
  readonly groupName: string | null;
  /** layer: the experiment to which this user is allocated. */
  readonly allocatedExperiment: string | null;
  readonly isUserInExperiment: boolean | null;
  readonly explicitParameters: readonly string[] | null;
  /** In the order of evaluation, without duplicates, as initialize returns them. */
  readonly secondaryExposures: readonly SecondaryExposure[] | null;
  readonly undelegatedSecondaryExposures: readonly SecondaryExposure[] | null;
  readonly reason: string;
  readonly unknownReasons: readonly string[];
}

/** Evaluates specs for one user; each spec is evaluated once. */
export interface UserEvaluator {
  /** The app ID that conditions on the target app see; null if neither the options nor the definitions have one. */
  readonly targetApp: string | null;
  /** Dynamic configs, experiments and autotunes have the kind `config`. */
  evaluate(kind: DefinitionKind, name: string): Evaluation;
  /** Evaluates with a trace of every rule and condition. Never throws, and ends for any definitions. */
  explain(kind: DefinitionKind, name: string): Explanation;
}

export function evaluatorFor(prepared: PreparedDefinitions, user: StatsigUser, options: EvaluationOptions): UserEvaluator {
  const evaluator = new SpecEvaluator(prepared, user, options);
  return {
    targetApp: targetAppOf(evaluator.context),
    evaluate: (kind, name) => evaluationOf(evaluator, kind, name, evaluator.evaluate(kind, name, false)),
    explain: (kind, name) => explanationOf(evaluator, kind, name, options.nowMs),
  };
}

function targetAppOf({ app }: SpecEvaluator["context"]): string | null {
  return app.isPresent ? textOf(app.json) : null;
}

/** Returns sentences about the definitions of a spec, whoever the user is: that server SDKs load nothing, or read it in an unusual way. */
export function cautionsOn({ refusal, cautions }: PreparedDefinitions, kind: DefinitionKind, name: string): readonly string[] {
  const own = cautions.get(`${kind} ${name}`) ?? [];
  return refusal === null ? own : [refusal, ...own];
}

/** Converts the result of a spec that this evaluator evaluated. */
export function evaluationOf(evaluator: SpecEvaluator, kind: DefinitionKind, name: string, result: SpecResult): Evaluation {
  const { prepared } = evaluator;
  const isKnown = result.outcome !== "unknown";
  const isStopped = result.stop !== null;
  const entity = prepared.specs[kind].get(name)?.entity ?? (prepared.autotunes.has(name) ? "autotune" : null);
  return {
    state: describeOutcome(kind, entity, result).state,
    // A stopped evaluation has the native engine's fallback value.
    value: isKnown || isStopped ? (kind === "gate" ? result.isOn : (result.value ?? {})) : null,
    ruleId: isKnown || isStopped ? result.ruleId : null,
    groupName: evaluator.groupNameOf(kind, name, result),
    allocatedExperiment: result.delegate,
    isUserInExperiment: inExperiment(kind, entity, result),
    explicitParameters: result.explicitParameters,
    secondaryExposures: result.exposures,
    undelegatedSecondaryExposures: result.undelegatedExposures,
    reason: reasonOf(result),
    unknownReasons: result.stop === null ? result.unknown : [...result.unknown, result.stop.because],
  };
}

/** Null except for experiments, and for layers in which an experiment is allocated to the user. */
function inExperiment(kind: DefinitionKind, entity: string | null, { delegate, isExperimentGroup, outcome }: SpecResult): boolean | null {
  const applies = kind === "layer" ? delegate !== null : kind === "config" && entity === "experiment";
  return applies && outcome !== "unknown" ? isExperimentGroup : null;
}

function reasonOf({ outcome, stop }: SpecResult): string {
  if (stop !== null) return stop.reason;
  return outcome === "missing" ? "Unrecognized" : "Recognized";
}

function explanationOf(evaluator: SpecEvaluator, kind: DefinitionKind, name: string, nowMs: number): Explanation {
  const { prepared, context } = evaluator;
  const result = evaluator.evaluate(kind, name, true);
  const evaluation = evaluationOf(evaluator, kind, name, result);
  const trace = result.trace ?? emptyTrace(kind, name);
  const { tier } = context.subject;
  // Field by field, because this runs for every user and name, and spreading costs as much as evaluating.
  const isLeftOver = evaluation.groupName !== null && evaluation.groupName !== result.groupName;
  const { refusal } = prepared;
  const notes = [...(refusal === null ? [] : [refusal]), ...trace.notes, ...(isLeftOver ? [leftOverGroup(evaluation.groupName)] : [])];
  return {
    trace: notes.length === trace.notes.length ? trace : { ...trace, notes },
    state: evaluation.state,
    value: evaluation.value,
    ruleId: evaluation.ruleId,
    groupName: evaluation.groupName,
    allocatedExperiment: evaluation.allocatedExperiment,
    isUserInExperiment: evaluation.isUserInExperiment,
    explicitParameters: listOrNull(evaluation.explicitParameters),
    secondaryExposures: listOrNull(evaluation.secondaryExposures),
    undelegatedSecondaryExposures: listOrNull(evaluation.undelegatedSecondaryExposures),
    reason: evaluation.reason,
    because: describeOutcome(kind, trace.entity, result).because,
    closestRule: closestRule(trace)?.number ?? null,
    definitionsOfMs: prepared.definitionsOfMs,
    atMs: nowMs,
    tier: textOf(tier),
    targetApp: targetAppOf(context),
    unknownReasons: [...evaluation.unknownReasons],
  };
}

function leftOverGroup(groupName: string | null): string {
  return `Its group name “${groupName}” is left over from a gate that was evaluated inside: the native engine does not clear it, the JavaScript engine has none.`;
}

/** Returns the trace of an evaluation that stopped before the first rule. */
function emptyTrace(kind: DefinitionKind, name: string): Explanation["trace"] {
  return {
    name,
    kind,
    entity: null,
    idType: null,
    isEnabled: true,
    outcome: "unknown",
    value: null,
    ruleId: null,
    groupName: null,
    rules: [],
    notes: [],
  };
}

function listOrNull<Entry>(list: readonly Entry[] | null): Entry[] | null {
  return list === null ? null : [...list];
}
