import type { SecondaryExposure } from "#shared/domain/evaluation/secondary-exposure.ts";
import type { RuleTrace } from "#shared/domain/explanation/explanation.ts";
import { describeUnmet, formatTimeValue } from "#shared/domain/explanation/explanation-text.ts";
import { isJsonObject, type JsonObject } from "#shared/domain/json/json.ts";
import { formatPercent } from "#shared/domain/text/format-number.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { IdLists, Unknown } from "./conditions/operators.ts";
import type { EvaluationContext, PreparedCondition } from "./conditions/prepare-condition.ts";
import { chooseGroup, exploreSuffix, hasStarted } from "./contextual-autotune.ts";
import type { AutotuneForm } from "./definitions/forms.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedMappingRule, PreparedRule, PreparedSpec } from "./definitions/prepare.ts";
import { groupLeftBy } from "./leftovers.ts";
import type { Places } from "./look-ups/places.ts";
import { Subject } from "./look-ups/subject.ts";
import { decidedResult, missingResult, type NestedStep, type SpecResult, type SpecValue, type Stop, unknownResult } from "./results.ts";
import { SpecRecorder } from "./spec-recorder.ts";
import { withNotes } from "./trace/notes.ts";
import { traceAlways, traceGate, traceNoGate, traceUnsupported, traceValue } from "./trace/trace-condition.ts";
import { traceAutotune, traceMissing, traceSpec } from "./trace/trace-spec.ts";
import { missing, ResolvedValue } from "./values/resolved-value.ts";

export interface EvaluationOptions {
  /** The time of the evaluation, in milliseconds since 1970. */
  readonly nowMs: number;
  /** For users without a tier in their environment; the definitions' default if omitted. */
  readonly tier?: string | undefined;
  /** The members' hashes by list name. If omitted, membership in every list is unknown. */
  readonly idLists?: IdLists | undefined;
  /** Replaces the app ID of the definitions. */
  readonly appId?: string | undefined;
  /** Replaces or records the places of this user's units. */
  readonly places?: Places | undefined;
  /** False leaves the secondary exposures of all results empty, for callers that only count answers. Nothing else depends on it. True if omitted. */
  readonly listsExposures?: boolean | undefined;
}

/** The depth of nested gates at which the native engine stops (statsig-evaluation.md §3.3). */
const maxDepth = 300;

type ConditionOutcome = boolean | Unknown | Stop;

/**
 * Evaluates specs for one user as the native engine does (statsig-evaluation.md §3, §9 to §12). Each spec is evaluated once per user.
 * Evaluations with and without a trace use the same code.
 */
export class SpecEvaluator {
  readonly prepared: PreparedDefinitions;
  readonly context: EvaluationContext;
  readonly #results: Record<DefinitionKind, (SpecResult | undefined)[]>;
  /** Notes of explanations about the config mappings of a spec, by kind and name. */
  readonly #mappingNotes: Record<DefinitionKind, Map<string, readonly string[]>> = { gate: new Map(), config: new Map(), layer: new Map() };
  readonly #inProgress: Record<DefinitionKind, Set<number>> = { gate: new Set(), config: new Set(), layer: new Set() };
  readonly #listsExposures: boolean;
  #depth = 0;

  constructor(
    prepared: PreparedDefinitions,
    user: StatsigUser,
    { nowMs, tier, idLists, appId, places, listsExposures }: EvaluationOptions,
  ) {
    this.prepared = prepared;
    this.#listsExposures = listsExposures ?? true;
    this.context = {
      subject: new Subject(user, prepared.keys, tier ?? prepared.defaultTier, places),
      clock: ResolvedValue.clock(nowMs),
      app: appId === undefined ? prepared.app : new ResolvedValue(appId, "app", null),
      defaultTier: prepared.defaultTier,
      idLists: idLists ?? null,
    };
    this.#results = { gate: [], config: [], layer: [] };
  }

  /** Never throws, and ends for any definitions. */
  evaluate(kind: DefinitionKind, name: string, isTracing: boolean): SpecResult {
    const spec = this.prepared.specs[kind].get(name);
    const known = spec === undefined ? undefined : this.#results[kind][spec.index];
    if (known !== undefined && (!isTracing || known.trace !== null)) return known;
    if (this.#depth > maxDepth) return unknownResult(name, [], tooDeep(name));
    if (spec !== undefined && this.#inProgress[kind].has(spec.index)) return unknownResult(name, [], dependsOnItself(name));

    this.#depth += 1;
    if (spec !== undefined) this.#inProgress[kind].add(spec.index);
    const mapping = this.#evaluateMapping(kind, name, spec, isTracing);
    const evaluated = withStepsBefore(mapping.steps, mapping.result ?? this.#evaluateSpec(kind, name, spec, isTracing));
    const result = mapping.notes.length === 0 ? evaluated : { ...evaluated, trace: withNotes(evaluated.trace, mapping.notes) };
    if (mapping.notes.length > 0) this.#mappingNotes[kind].set(name, mapping.notes);
    this.#depth -= 1;
    if (spec !== undefined) {
      this.#inProgress[kind].delete(spec.index);
      // A stopped evaluation is not cached: where it stops depends on where it started.
      if (result.stop === null) this.#results[kind][spec.index] = result;
    }
    return result;
  }

  /** Returns the group name of an evaluation that starts with this spec; a nested gate may have set it. */
  groupNameOf(kind: DefinitionKind, name: string, result: SpecResult): string | null {
    if (!this.prepared.hasLeftovers || result.steps.length === 0 || result.outcome === "unknown") return result.groupName;
    return groupLeftBy(result, this.prepared.specs[kind].get(name)?.mergesRules ?? false);
  }

  #recorder(isTracing: boolean): SpecRecorder {
    return new SpecRecorder({ isTracing, hasLeftovers: this.prepared.hasLeftovers, listsExposures: this.#listsExposures });
  }

  #evaluateSpec(kind: DefinitionKind, name: string, spec: PreparedSpec | undefined, isTracing: boolean): SpecResult {
    const autotune = kind === "config" ? this.prepared.autotunes.get(name) : undefined;
    if (autotune !== undefined) return this.#autotune(name, autotune, isTracing);
    if (spec === undefined) {
      const result = missingResult(name);
      if (!isTracing) return result;
      const trace = traceMissing(kind, name, this.prepared.dropped.get(`${kind} ${name}`));
      // The first note of a missing spec is its reason.
      return { ...result, trace: { ...trace, notes: [...trace.notes, ...this.#cautionsOn(kind, name)] } };
    }
    return spec.mergesRules ? this.#evaluateMergedLayer(spec, isTracing) : this.#evaluateRules(spec, isTracing);
  }

  #evaluateRules(spec: PreparedSpec, isTracing: boolean): SpecResult {
    const recorder = this.#recorder(isTracing);
    for (const rule of spec.rules) {
      const tested = this.#testRule(rule, recorder);
      if (tested === false) {
        recorder.addRule(rule, "did_not_match", null, null);
        continue;
      }
      if (tested !== true) return this.#stopAt(spec, rule, tested, recorder);
      if (rule.delegate !== null && this.prepared.specs.config.has(rule.delegate))
        return this.#delegated(spec, rule, rule.delegate, recorder);
      const isInside = this.#isInside(rule);
      recorder.addRule(rule, isInside ? "decided" : "outside_percentage", this.#percentage(rule, isInside, recorder), null);
      return this.#finish(spec, isInside ? rule.inside : rule.outside, recorder);
    }
    return this.#finish(spec, spec.noRule, recorder);
  }

  /** Tests all conditions, even after one that is not met: gates add exposures, and an unsupported condition stops the evaluation. */
  #testRule(rule: Pick<PreparedRule, "conditions">, recorder: SpecRecorder): ConditionOutcome {
    let verdict: Exclude<ConditionOutcome, Stop> = true;
    for (const condition of rule.conditions) {
      if (verdict === false && !recorder.isTracing && (condition.kind === "value" || condition.kind === "always")) continue;
      const tested = this.#test(condition, recorder);
      if (tested === true) continue;
      if (tested === false) verdict = false;
      else if ("because" in tested) return tested;
      else if (verdict === true) verdict = tested;
    }
    return verdict;
  }

  #test(condition: PreparedCondition, recorder: SpecRecorder): ConditionOutcome {
    switch (condition.kind) {
      case "value": {
        const resolved = condition.find(this.context);
        const compared = condition.compare(resolved, this.context.idLists);
        if (recorder.isTracing) recorder.addCondition(traceValue(condition, resolved, compared, this.context, this.prepared.form));
        return compared;
      }
      case "always":
        if (recorder.isTracing) recorder.addCondition(traceAlways(condition.details));
        return true;
      case "gate":
        return this.#testGate(condition, recorder);
      case "gates":
        return this.#testGates(condition, recorder);
      case "experiment_group":
        return this.#testExperimentGroup(condition, recorder);
      case "unsupported": {
        const stop = { reason: "Unsupported", because: `${upperFirst(condition.because)}, so the native engine stops here.` };
        if (recorder.isTracing) recorder.addCondition(traceUnsupported(condition.details, stop.because));
        return stop;
      }
    }
  }

  #testGate(condition: Extract<PreparedCondition, { kind: "gate" }>, recorder: SpecRecorder): ConditionOutcome {
    const { gate, isNegated } = condition;
    const result = this.evaluate("gate", gate, recorder.isTracing);
    const tested = testedGate(result, isNegated);
    if (recorder.isTracing) recorder.addCondition(traceGate(condition.details, gate, result, tested, recorder.nestTrace(result)));
    if (result.stop !== null) return result.stop;
    recorder.addStep({ is: "gate", name: gate, result });
    recorder.addExposures(result, this.#isListed(gate, result) ? result.asExposure : null);
    return tested;
  }

  /** Lists each evaluated gate before its own exposures, as the JavaScript engine does here and only here. */
  #testGates(condition: Extract<PreparedCondition, { kind: "gates" }>, recorder: SpecRecorder): ConditionOutcome {
    const { details, gates, isNegated } = condition;
    let unmet: false | Unknown = false;
    let last: { readonly gate: string; readonly result: SpecResult } | null = null;
    for (const gate of gates) {
      const result = this.evaluate("gate", gate, recorder.isTracing);
      const tested = testedGate(result, isNegated);
      last = { gate, result };
      if (result.stop === null) {
        recorder.addStep({ is: "gate", name: gate, result });
        if (this.#isListed(gate, result)) recorder.addExposure(result.asExposure);
        recorder.addExposures(result, null);
        if (tested === false) continue;
        if (tested !== true) {
          unmet = tested;
          continue;
        }
      }
      if (recorder.isTracing) recorder.addCondition(traceGate(details, gate, result, tested, recorder.nestTrace(result)));
      return result.stop ?? true;
    }
    // The trace of one gate would say little about several that all failed.
    const only = gates.length === 1 ? last : null;
    if (recorder.isTracing)
      recorder.addCondition(
        only === null
          ? traceNoGate(details, isNegated, unmet)
          : traceGate(details, only.gate, only.result, unmet, recorder.nestTrace(only.result)),
      );
    return unmet;
  }

  /**
   * True for gates that secondary exposures list. Segments are not listed, but the gates nested in them are. Missing gates are listed by the
   * JavaScript engine, and so in v1; whether the native engine lists one, and under which rule, depends on what it evaluated before
   * (statsig-evaluation.md §3.4).
   */
  #isListed(gate: string, { ruleId }: SpecResult): boolean {
    return (ruleId !== "" || this.prepared.form === "v1") && !gate.startsWith("segment:");
  }

  /** The native engine evaluates the experiment on its own, so its exposures are not added. */
  #testExperimentGroup(condition: Extract<PreparedCondition, { kind: "experiment_group" }>, recorder: SpecRecorder): ConditionOutcome {
    const { experiment, value } = condition;
    const result = experiment === null ? null : this.evaluate("config", experiment, recorder.isTracing);
    const groupName = result === null ? null : this.groupNameOf("config", experiment ?? "", result);
    const resolved = groupName === null ? missing : new ResolvedValue(groupName, "experiment", null);
    const isKnown = result === null || (result.outcome !== "unknown" && result.stop === null);
    const compared = isKnown
      ? value.compare(resolved, this.context.idLists)
      : { reason: `The group in the experiment “${experiment}” is unknown.` };
    if (recorder.isTracing) {
      const nested = result === null ? null : recorder.nestTrace(result);
      recorder.addCondition({
        ...traceValue(value, resolved, compared, this.context, this.prepared.form),
        nested,
      });
    }
    return compared;
  }

  #isInside({ bucket, passPercentage }: PreparedRule): boolean {
    return bucket === null ? passPercentage === 100 : this.context.subject.bucket(bucket) < passPercentage * 100;
  }

  #percentage({ bucket, passPercentage }: PreparedRule, isIn: boolean, recorder: SpecRecorder): RuleTrace["percentage"] {
    if (!recorder.isTracing || bucket === null) return null;
    const { subject } = this.context;
    const unitId = subject.unitText(bucket.unit);
    return {
      idType: bucket.unit.name,
      unitId,
      isMissing: unitId === "",
      bucket: subject.bucket(bucket),
      of: 10_000,
      cutOff: passPercentage * 100,
      slotCount: null,
      isIn,
    };
  }

  /** Evaluates the experiment that a layer's rule delegates to. The rule's own percentage and value are not used. */
  #delegated(spec: PreparedSpec, rule: PreparedRule, delegate: string, recorder: SpecRecorder): SpecResult {
    const delegateResult = this.evaluate("config", delegate, recorder.isTracing);
    // When the native engine tries to map the experiment, it drops the layer's exposures and then lists all as the layer's own.
    const losesOwnExposures = this.#mayBeMapped(delegate);
    if (losesOwnExposures) recorder.clearExposures();
    const undelegatedExposures = recorder.exposures;
    const nested = recorder.nestTrace(delegateResult);
    if (delegateResult.stop !== null) {
      recorder.addRule(rule, "unknown", null, nested);
      return this.#unknownResult(spec, [], delegateResult.stop, recorder);
    }
    recorder.addExposures(delegateResult, null);
    recorder.addStep({ is: "spec", result: delegateResult, counts: true });
    recorder.addRule(rule, delegateResult.outcome === "unknown" ? "unknown" : "decided", null, nested);
    const outcome = delegateResult.outcome === "unknown" ? "unknown" : "delegated";
    const explicitParameters = this.prepared.specs.config.get(delegate)?.explicitParameters ?? null;
    const result = { ...delegateResult, outcome, delegate, explicitParameters, asExposure: exposureOf(spec, delegateResult) } as const;
    const finished = this.#withNotesOnDelegate(delegate, this.#finish(spec, result, recorder));
    return losesOwnExposures ? finished : { ...finished, undelegatedExposures };
  }

  /** The mapping of its experiment also explains a layer. */
  #withNotesOnDelegate(delegate: string, result: SpecResult): SpecResult {
    const notes = result.trace === null ? undefined : this.#mappingNotes.config.get(delegate);
    return notes === undefined ? result : { ...result, trace: withNotes(result.trace, notes) };
  }

  #finish(spec: PreparedSpec, result: SpecResult, recorder: SpecRecorder): SpecResult {
    if (recorder.isEmpty && result.delegate === null) return result;
    const { exposures } = recorder;
    const unknown = result.unknown.length === 0 ? recorder.unknown : [...new Set([...recorder.unknown, ...result.unknown])];
    const complete = {
      ...result,
      exposures,
      undelegatedExposures: exposures,
      unknown,
      steps: recorder.steps,
      trace: null,
      traceSize: recorder.size,
      traceDepth: recorder.depth,
    };
    return recorder.isTracing ? { ...complete, trace: this.#traceOf(spec, complete, recorder) } : complete;
  }

  #traceOf(spec: PreparedSpec, result: SpecResult, { rules }: SpecRecorder) {
    return withNotes(traceSpec(spec, result, rules, this.context.subject), this.#cautionsOn(spec.definitionKind, spec.name));
  }

  /** Whoever the user is, also where the spec is only a part of another one. */
  #cautionsOn(kind: DefinitionKind, name: string): readonly string[] {
    return this.prepared.cautions.get(`${kind} ${name}`) ?? [];
  }

  /** Ends at a rule whose outcome is unknown, or at which the evaluation stopped. */
  #stopAt(spec: PreparedSpec, rule: PreparedRule, outcome: Unknown | Stop, recorder: SpecRecorder): SpecResult {
    recorder.addRule(rule, "unknown", null, null);
    return "because" in outcome
      ? this.#unknownResult(spec, [], outcome, recorder)
      : this.#unknownResult(spec, [outcome.reason], null, recorder);
  }

  #unknownResult(spec: PreparedSpec, unknown: readonly string[], stop: Stop | null, recorder: SpecRecorder): SpecResult {
    const result = unknownResult(spec.name, [...new Set([...recorder.unknown, ...unknown])], stop);
    return recorder.isTracing
      ? {
          ...result,
          traceSize: recorder.size,
          traceDepth: recorder.depth,
          trace: this.#traceOf(spec, result, recorder),
        }
      : result;
  }

  /** Evaluates a layer with `useNewLayerEval`, in which all matching rules contribute parameters (statsig-evaluation.md §10.5). */
  #evaluateMergedLayer(spec: PreparedSpec, isTracing: boolean): SpecResult {
    const recorder = this.#recorder(isTracing);
    const value: JsonObject = {};
    const add = (parameters: SpecValue | null) => {
      if (!isJsonObject(parameters)) return;
      for (const [name, parameter] of Object.entries(parameters))
        if (!Object.hasOwn(value, name))
          Object.defineProperty(value, name, { value: parameter, enumerable: true, writable: true, configurable: true });
    };
    let isOn = false;
    let hasPassed = false;
    let isExploring = false;
    let delegating: { rule: PreparedRule; delegate: string; delegateResult: SpecResult } | null = null;
    /** Exposures of a delegate that did not count are listed only if another rule follows. */
    let waiting: SpecResult | null = null;
    for (const rule of spec.rules) {
      if (waiting !== null) recorder.addExposures(waiting, null);
      waiting = null;
      const tested = this.#testRule(rule, recorder);
      if (tested === false) {
        recorder.addRule(rule, "did_not_match", null, null);
        continue;
      }
      if (tested !== true) return this.#stopAt(spec, rule, tested, recorder);
      const isInside = this.#isInside(rule);
      const percentage = this.#percentage(rule, isInside, recorder);
      if (!isInside) {
        recorder.addRule(rule, "outside_percentage", percentage, null);
        continue;
      }
      const { delegate } = rule;
      if (delegate === null || !this.prepared.specs.config.has(delegate)) {
        recorder.addRule(rule, "decided", percentage, null);
        add(rule.returnValue);
        isOn = true;
        hasPassed = true;
        continue;
      }
      const delegateResult = this.evaluate("config", delegate, isTracing);
      const nested = recorder.nestTrace(delegateResult);
      recorder.addRule(rule, delegateResult.outcome === "unknown" ? "unknown" : "decided", percentage, nested);
      if (delegateResult.outcome === "unknown") return this.#unknownResult(spec, delegateResult.unknown, delegateResult.stop, recorder);
      const sharesParameter = Object.keys(delegateResult.value ?? {}).some((name) => Object.hasOwn(value, name));
      const counts = !hasPassed && !sharesParameter;
      isExploring ||= delegateResult.isExploring;
      recorder.addStep({ is: "spec", result: delegateResult, counts });
      if (!counts) {
        waiting = delegateResult;
        continue;
      }
      add(delegateResult.value);
      recorder.addExposures(delegateResult, null);
      delegating = { rule, delegate, delegateResult };
      isOn = delegateResult.isOn;
      hasPassed = true;
    }
    add(spec.defaultValue);
    const { rule = null, delegate = null, delegateResult = null } = delegating ?? {};
    const added = decidedResult({
      outcome: hasPassed ? "matched" : "no_rule",
      name: spec.name,
      isOn,
      value,
      // An exploring autotune adds its suffix to the layer's rule, even one whose values are not used.
      ruleId: (rule?.id ?? "default") + (isExploring ? exploreSuffix : ""),
      groupName: delegateResult?.groupName ?? null,
      isExperimentGroup: rule?.isExperimentGroup ?? false,
      explicitParameters: delegate === null ? null : (this.prepared.specs.config.get(delegate)?.explicitParameters ?? null),
    });
    const finished = this.#finish(spec, { ...added, outcome: delegate === null ? added.outcome : "delegated", delegate }, recorder);
    const result = delegate === null ? finished : this.#withNotesOnDelegate(delegate, finished);
    // The native engine lists no exposures as the layer's own here.
    return { ...result, undelegatedExposures: [] };
  }

  /** Applies config mapping, which replaces a spec by another one for users who match a rule (statsig-evaluation.md §11). */
  #evaluateMapping(kind: DefinitionKind, name: string, spec: PreparedSpec | undefined, isTracing: boolean): MappingResult {
    const mappings = this.prepared.mappings.get(name);
    if (mappings === undefined) return notMapped;
    const steps: NestedStep[] = [];
    const notes: string[] = [];
    for (const { newName, rules } of mappings) {
      const noteMiss = (why: string) => {
        if (isTracing) notes.push(`A conditional override replaces “${name}” by “${newName}”, but has no effect here: ${why}.`);
      };
      for (const { rule, ruleName, startMs } of rules) {
        if (startMs > Number(this.context.clock.timestamp)) {
          noteMiss(`it starts on ${formatTimeValue(startMs)}`);
          continue;
        }
        if (rule === null) {
          noteMiss(`the definitions lack its rule “${ruleName}”`);
          continue;
        }
        const recorder = this.#recorder(isTracing);
        const tested = this.#testRule(rule, recorder);
        steps.push(...recorder.steps, { is: "reset" });
        if (tested === false || (tested !== true && "because" in tested)) {
          recorder.addRule(rule, "did_not_match", null, null);
          const unmet = recorder.rules.map(describeUnmet).join("");
          noteMiss(unmet === "" ? "it has a condition that the native engine does not support" : unmet);
          continue;
        }
        if (tested !== true) return { result: unknownResult(name, [tested.reason], null), steps, notes };
        if (!this.#isInsideMapping(rule, spec?.salt ?? "")) {
          noteMiss(
            rule.passPercentage === 0
              ? "its pass percentage is 0 %"
              : `its pass percentage of ${formatPercent(rule.passPercentage)} leaves this ${rule.unit.name} out`,
          );
          continue;
        }
        const result = this.evaluate(kind, newName, isTracing);
        if (result.outcome === "missing") {
          noteMiss(this.#whyNotReplaced(kind, newName));
          break;
        }
        // A parent lists the gate that it names.
        const mapped = { ...result, asExposure: { ...result.asExposure, gate: name } };
        if (isTracing)
          notes.unshift(
            `“${name}” is mapped to “${newName}” for this user, which is evaluated instead. The JavaScript engine has no such mappings.`,
          );
        return { result: mapped, steps, notes };
      }
    }
    return { result: null, steps, notes };
  }

  #whyNotReplaced(kind: DefinitionKind, newName: string): string {
    const { specs } = this.prepared;
    const isOther = (["gate", "config", "layer"] as const).some((other) => other !== kind && specs[other].has(newName));
    if (!isOther) return `the definitions have no “${newName}”`;
    return kind === "layer" ? "a layer can be replaced by a layer only" : `a ${kind} can be replaced by a ${kind} only`;
  }

  #mayBeMapped(name: string): boolean {
    const nowMs = Number(this.context.clock.timestamp);
    return (
      this.prepared.mappings.get(name)?.some(({ rules }) => rules.some(({ rule, startMs }) => rule !== null && startMs <= nowMs)) ?? false
    );
  }

  #isInsideMapping({ bucket, passPercentage, salt, unit }: PreparedMappingRule, specSalt: string): boolean {
    if (bucket === null) return passPercentage === 100;
    const { subject } = this.context;
    return subject.place(`${specSalt}.${salt}.`, unit.name, subject.unitText(unit), 10_000) < passPercentage * 100;
  }

  #autotune(name: string, autotune: AutotuneForm, isTracing: boolean): SpecResult {
    const recorder = this.#recorder(isTracing);
    const target = hasStarted(autotune) ? (autotune.targetingGateName ?? null) : null;
    const targeting = target === null ? null : this.evaluate("gate", target, isTracing);
    if (targeting?.outcome === "unknown") return unknownResult(name, targeting.unknown, targeting.stop);
    if (targeting !== null) recorder.addStep({ is: "spec", result: targeting, counts: false });
    if (targeting !== null) recorder.addExposures(targeting, target?.startsWith("segment:") ? null : targeting.asExposure);
    const { result, note } = chooseGroup(name, autotune, targeting?.isOn ?? true, this.context.subject);
    const complete = { ...result, exposures: recorder.exposures, undelegatedExposures: recorder.exposures, steps: recorder.steps };
    return isTracing ? { ...complete, trace: traceAutotune(name, autotune, complete, [note, onlyNative]) } : complete;
  }
}

/** `result` is null if no mapping applies; `steps` also are those of mappings that do not apply. */
interface MappingResult {
  readonly result: SpecResult | null;
  readonly steps: readonly NestedStep[];
  /** Only with a trace. */
  readonly notes: readonly string[];
}

const notMapped: MappingResult = { result: null, steps: [], notes: [] };

function withStepsBefore(steps: readonly NestedStep[], result: SpecResult): SpecResult {
  return steps.length === 0 ? result : { ...result, steps: [...steps, ...result.steps] };
}

const onlyNative = "Only the native engine evaluates contextual autotunes; to the JavaScript engine they are missing.";

function testedGate(result: SpecResult, isNegated: boolean): Exclude<ConditionOutcome, Stop> {
  if (result.outcome === "unknown") return { reason: result.unknown[0] ?? result.stop?.because ?? "It is unknown." };
  return result.isOn !== isNegated;
}

function exposureOf({ name }: PreparedSpec, { isOn, ruleId }: SpecResult): SecondaryExposure {
  return { gate: name, gateValue: String(isOn), ruleID: ruleId };
}

function tooDeep(name: string): Stop {
  return {
    reason: "Error:Statsig Evaluation Depth Exceeded",
    because: `Gates are nested more than ${maxDepth} levels deep, down to “${name}”; the native engine stops there.`,
  };
}

function dependsOnItself(name: string): Stop {
  return {
    reason: "Error:Statsig Evaluation Depth Exceeded",
    because: `“${name}” depends on itself, so no engine can finish the evaluation.`,
  };
}
