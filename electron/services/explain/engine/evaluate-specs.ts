import type { SecondaryExposure } from "#shared/domain/evaluation/evaluation.ts";
import type { RuleTrace } from "#shared/domain/explanation/explanation.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { upperFirst } from "#shared/domain/text/upper-first.ts";
import type { StatsigUser } from "#shared/domain/user/statsig-user.ts";
import type { IdLists, Unknown } from "./conditions/operators.ts";
import type { PreparedCondition, Surroundings } from "./conditions/prepare-condition.ts";
import { chooseGroup, hasStarted } from "./contextual-autotune.ts";
import type { AutotuneForm } from "./definitions/forms.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedMappingRule, PreparedRule, PreparedSpec } from "./definitions/prepare.ts";
import { Subject } from "./look-ups/subject.ts";
import { decidedResult, missingResult, type SpecResult, type Stop, unknownResult } from "./results.ts";
import { withNotes } from "./trace/notes.ts";
import { traceAlways, traceGate, traceUnsupported, traceValue } from "./trace/trace-condition.ts";
import { traceAutotune, traceMissing, traceSpec } from "./trace/trace-spec.ts";
import { Found, missing } from "./values/found.ts";
import { bucketOf } from "./values/hashing.ts";
import { Walk } from "./walk.ts";

export interface EvaluationOptions {
  /** The time that rules are asked about, milliseconds since 1970. */
  readonly nowMs: number;
  /** For users whose environment names no tier; the definitions' own default where it is left out. */
  readonly tier?: string | undefined;
  /** By name, the members' hashes; left out where no lists are at hand, which makes membership unknown. */
  readonly idLists?: IdLists | undefined;
  /** Instead of the app that the definitions were made for. */
  readonly appId?: string | undefined;
}

/** How deep the native engine goes into gates of gates before it gives up. */
const deepest = 300;

type Tested = boolean | Unknown | Stop;

/**
 * Evaluates specs for one user as the native engine does (statsig-evaluation.md §3, §9 to §12). Each spec is evaluated once per user.
 * Evaluations with and without a trace use the same code.
 */
export class SpecEvaluator {
  readonly prepared: PreparedDefinitions;
  readonly surroundings: Surroundings;
  readonly #results: Record<DefinitionKind, (SpecResult | undefined)[]>;
  readonly #inProgress: Record<DefinitionKind, Set<number>> = { gate: new Set(), config: new Set(), layer: new Set() };
  #depth = 0;

  constructor(prepared: PreparedDefinitions, user: StatsigUser, { nowMs, tier, idLists, appId }: EvaluationOptions) {
    this.prepared = prepared;
    this.surroundings = {
      subject: new Subject(user, prepared.keys, tier ?? prepared.defaultTier),
      clock: Found.clock(nowMs),
      app: appId === undefined ? prepared.app : new Found(appId, "app", null),
      defaultTier: prepared.defaultTier,
      idLists: idLists ?? null,
    };
    this.#results = { gate: [], config: [], layer: [] };
  }

  /** Never throws, and ends whatever the definitions are. */
  evaluate(kind: DefinitionKind, name: string, isTracing: boolean): SpecResult {
    const spec = this.prepared.specs[kind].get(name);
    const known = spec === undefined ? undefined : this.#results[kind][spec.index];
    if (known !== undefined && (!isTracing || known.trace !== null)) return known;
    if (this.#depth > deepest) return unknownResult(name, [], tooDeep(name));
    if (spec !== undefined && this.#inProgress[kind].has(spec.index)) return unknownResult(name, [], goesInCircles(name));

    this.#depth += 1;
    if (spec !== undefined) this.#inProgress[kind].add(spec.index);
    const result = this.#mapped(kind, name, spec, isTracing) ?? this.#own(kind, name, spec, isTracing);
    this.#depth -= 1;
    if (spec !== undefined) {
      this.#inProgress[kind].delete(spec.index);
      // Where an evaluation stopped depends on where it began.
      if (result.stop === null) this.#results[kind][spec.index] = result;
    }
    return result;
  }

  #own(kind: DefinitionKind, name: string, spec: PreparedSpec | undefined, isTracing: boolean): SpecResult {
    const autotune = kind === "config" ? this.prepared.autotunes.get(name) : undefined;
    if (autotune !== undefined) return this.#autotune(name, autotune, isTracing);
    if (spec === undefined) {
      const result = missingResult(name);
      return isTracing ? { ...result, trace: traceMissing(kind, name, this.prepared.dropped.get(`${kind} ${name}`)) } : result;
    }
    return spec.addsUpLayer ? this.#addedUpLayer(spec, isTracing) : this.#byRules(spec, isTracing);
  }

  #byRules(spec: PreparedSpec, isTracing: boolean): SpecResult {
    const walk = new Walk(isTracing);
    for (const rule of spec.rules) {
      const tested = this.#testRule(rule, walk);
      if (tested === false) {
        walk.note(rule, "did_not_match", null, null);
        continue;
      }
      if (tested !== true) return this.#ended(spec, rule, tested, walk);
      if (rule.delegate !== null && this.prepared.specs.config.has(rule.delegate)) return this.#delegated(spec, rule, rule.delegate, walk);
      const isInside = this.#isInside(rule);
      walk.note(rule, isInside ? "decided" : "outside_percentage", this.#percentage(rule, isInside, walk), null);
      return this.#finished(spec, isInside ? rule.inside : rule.outside, walk);
    }
    return this.#finished(spec, spec.noRule, walk);
  }

  /** All conditions are tested, also behind one that is not met: gates among them leave exposures, and what is unsupported stops the evaluation. */
  #testRule(rule: Pick<PreparedRule, "conditions">, walk: Walk): Tested {
    let verdict: Exclude<Tested, Stop> = true;
    for (const condition of rule.conditions) {
      if (verdict === false && !walk.isTracing && (condition.kind === "value" || condition.kind === "always")) continue;
      const tested = this.#test(condition, walk);
      if (tested === true) continue;
      if (tested === false) verdict = false;
      else if ("because" in tested) return tested;
      else if (verdict === true) verdict = tested;
    }
    return verdict;
  }

  #test(condition: PreparedCondition, walk: Walk): Tested {
    switch (condition.kind) {
      case "value": {
        const found = condition.find(this.surroundings);
        const compared = condition.compare(found, this.surroundings.idLists);
        if (walk.isTracing) walk.see(traceValue(condition, found, compared, this.surroundings, this.prepared.form));
        return compared;
      }
      case "always":
        if (walk.isTracing) walk.see(traceAlways(condition.words));
        return true;
      case "gate":
        return this.#testGate(condition, walk);
      case "experiment_group":
        return this.#testExperimentGroup(condition, walk);
      case "unsupported": {
        const stop = { reason: "Unsupported", because: `${upperFirst(condition.because)}, so the native engine gives up here.` };
        if (walk.isTracing) walk.see(traceUnsupported(condition.words, stop.because));
        return stop;
      }
    }
  }

  #testGate(condition: Extract<PreparedCondition, { kind: "gate" }>, walk: Walk): Tested {
    const { gate, isNegated } = condition;
    const result = this.evaluate("gate", gate, walk.isTracing);
    const tested = testedGate(result, isNegated);
    if (walk.isTracing) walk.see(traceGate(condition.words, gate, result, tested, walk.show(result)));
    if (result.stop !== null) return result.stop;
    walk.meet(result, isListed(gate, result) ? result.asExposure : null);
    return tested;
  }

  /** The native engine asks for the experiment as if by itself. */
  #testExperimentGroup(condition: Extract<PreparedCondition, { kind: "experiment_group" }>, walk: Walk): Tested {
    const { experiment, value } = condition;
    const result = experiment === null ? null : this.evaluate("config", experiment, walk.isTracing);
    const found = result?.groupName == null ? missing : new Found(result.groupName, "experiment", null);
    const isKnown = result === null || (result.outcome !== "unknown" && result.stop === null);
    const compared = isKnown
      ? value.compare(found, this.surroundings.idLists)
      : { reason: `The group in the experiment “${experiment}” is not known.` };
    if (walk.isTracing) {
      const nested = result === null ? null : walk.show(result);
      walk.see({
        ...traceValue(value, found, compared, this.surroundings, this.prepared.form),
        nested,
      });
    }
    return compared;
  }

  #isInside({ bucket, passPercentage }: PreparedRule): boolean {
    return bucket === null ? passPercentage === 100 : this.surroundings.subject.bucket(bucket) < passPercentage * 100;
  }

  #percentage({ bucket, passPercentage }: PreparedRule, isIn: boolean, walk: Walk): RuleTrace["percentage"] {
    if (!walk.isTracing || bucket === null) return null;
    const { subject } = this.surroundings;
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

  /** A layer's rule hands over: its own percentage and value are not used. */
  #delegated(spec: PreparedSpec, rule: PreparedRule, delegate: string, walk: Walk): SpecResult {
    const handed = this.evaluate("config", delegate, walk.isTracing);
    // Trying to map the experiment, the native engine forgets what the layer has looked at, and then lists all as the layer's own.
    const isForgotten = this.#mayBeMapped(delegate);
    if (isForgotten) walk.forgetExposures();
    const undelegatedExposures = walk.exposures;
    const shown = walk.show(handed);
    if (handed.stop !== null) {
      walk.note(rule, "unknown", null, shown);
      return this.#unknown(spec, [], handed.stop, walk);
    }
    walk.meet(handed, null);
    walk.note(rule, handed.outcome === "unknown" ? "unknown" : "decided", null, shown);
    const outcome = handed.outcome === "unknown" ? "unknown" : "delegated";
    const explicitParameters = this.prepared.specs.config.get(delegate)?.explicitParameters ?? null;
    const result = { ...handed, outcome, delegate, explicitParameters, asExposure: exposureOf(spec, handed) } as const;
    const finished = this.#finished(spec, result, walk);
    return isForgotten ? finished : { ...finished, undelegatedExposures };
  }

  #finished(spec: PreparedSpec, result: SpecResult, walk: Walk): SpecResult {
    if (walk.isPlain && result.delegate === null) return result;
    const { exposures } = walk;
    const unknown = result.unknown.length === 0 ? walk.unknown : [...new Set([...walk.unknown, ...result.unknown])];
    const whole = {
      ...result,
      exposures,
      undelegatedExposures: exposures,
      unknown,
      trace: null,
      traceSize: walk.size,
      traceDepth: walk.depth,
    };
    return walk.isTracing ? { ...whole, trace: traceSpec(spec, whole, walk.rules, this.surroundings.subject) } : whole;
  }

  /** A rule that is not known, or one at which the evaluation stopped. */
  #ended(spec: PreparedSpec, rule: PreparedRule, outcome: Unknown | Stop, walk: Walk): SpecResult {
    walk.note(rule, "unknown", null, null);
    return "because" in outcome ? this.#unknown(spec, [], outcome, walk) : this.#unknown(spec, [outcome.reason], null, walk);
  }

  #unknown(spec: PreparedSpec, unknown: readonly string[], stop: Stop | null, walk: Walk): SpecResult {
    const result = unknownResult(spec.name, [...new Set([...walk.unknown, ...unknown])], stop);
    return walk.isTracing
      ? { ...result, traceSize: walk.size, traceDepth: walk.depth, trace: traceSpec(spec, result, walk.rules, this.surroundings.subject) }
      : result;
  }

  /** Evaluates a layer with `useNewLayerEval`, in which all matching rules contribute parameters (statsig-evaluation.md §10.5). */
  #addedUpLayer(spec: PreparedSpec, isTracing: boolean): SpecResult {
    const walk = new Walk(isTracing);
    const value: JsonObject = {};
    const add = (parameters: JsonObject | null) => {
      for (const [name, parameter] of Object.entries(parameters ?? {}))
        if (!Object.hasOwn(value, name))
          Object.defineProperty(value, name, { value: parameter, enumerable: true, writable: true, configurable: true });
    };
    let isOn = false;
    let hasPassed = false;
    let delegating: { rule: PreparedRule; delegate: string; handed: SpecResult } | null = null;
    /** What a delegate that did not count looked at is listed only when another rule follows. */
    let waiting: SpecResult | null = null;
    for (const rule of spec.rules) {
      if (waiting !== null) walk.meet(waiting, null);
      waiting = null;
      const tested = this.#testRule(rule, walk);
      if (tested === false) {
        walk.note(rule, "did_not_match", null, null);
        continue;
      }
      if (tested !== true) return this.#ended(spec, rule, tested, walk);
      const isInside = this.#isInside(rule);
      const percentage = this.#percentage(rule, isInside, walk);
      if (!isInside) {
        walk.note(rule, "outside_percentage", percentage, null);
        continue;
      }
      const { delegate } = rule;
      if (delegate === null || !this.prepared.specs.config.has(delegate)) {
        walk.note(rule, "decided", percentage, null);
        add(rule.returnValue);
        isOn = true;
        hasPassed = true;
        continue;
      }
      const handed = this.evaluate("config", delegate, isTracing);
      const shown = walk.show(handed);
      walk.note(rule, handed.outcome === "unknown" ? "unknown" : "decided", percentage, shown);
      if (handed.outcome === "unknown") return this.#unknown(spec, handed.unknown, handed.stop, walk);
      const sharesParameter = Object.keys(handed.value ?? {}).some((name) => Object.hasOwn(value, name));
      if (hasPassed || sharesParameter) {
        waiting = handed;
        continue;
      }
      add(handed.value);
      walk.meet(handed, null);
      delegating = { rule, delegate, handed };
      isOn = handed.isOn;
      hasPassed = true;
    }
    add(spec.defaultValue);
    const { rule = null, delegate = null, handed = null } = delegating ?? {};
    const added = decidedResult({
      outcome: hasPassed ? "matched" : "no_rule",
      name: spec.name,
      isOn,
      value,
      ruleId: rule?.id ?? "default",
      groupName: handed?.groupName ?? null,
      isExperimentGroup: rule?.isExperimentGroup ?? false,
      explicitParameters: delegate === null ? null : (this.prepared.specs.config.get(delegate)?.explicitParameters ?? null),
    });
    const result = this.#finished(spec, { ...added, outcome: delegate === null ? added.outcome : "delegated", delegate }, walk);
    // The native engine lists none as the layer's own here.
    return { ...result, undelegatedExposures: [] };
  }

  /** Applies config mapping, which replaces a spec by another one for users who match a rule (statsig-evaluation.md §11). */
  #mapped(kind: DefinitionKind, name: string, spec: PreparedSpec | undefined, isTracing: boolean): SpecResult | null {
    for (const { newName, rules } of this.prepared.mappings.get(name) ?? []) {
      for (const { rule, startMs } of rules) {
        if (startMs > Number(this.surroundings.clock.moment)) continue;
        const tested = this.#testRule(rule, new Walk(false));
        if (tested === false || (tested !== true && "because" in tested)) continue;
        if (tested !== true) return unknownResult(name, [tested.reason], null);
        if (!this.#isInsideMapping(rule, spec?.salt ?? "")) continue;
        const result = this.evaluate(kind, newName, isTracing);
        if (result.outcome === "missing") break;
        return {
          ...result,
          trace: withNotes(result.trace, [
            `“${name}” is mapped to “${newName}” for this user, which is evaluated instead. The JavaScript engine does not know such mappings.`,
          ]),
        };
      }
    }
    return null;
  }

  #mayBeMapped(name: string): boolean {
    const nowMs = Number(this.surroundings.clock.moment);
    return this.prepared.mappings.get(name)?.some(({ rules }) => rules.some(({ startMs }) => startMs <= nowMs)) ?? false;
  }

  #isInsideMapping({ bucket, passPercentage, salt, unit }: PreparedMappingRule, specSalt: string): boolean {
    if (bucket === null) return passPercentage === 100;
    return bucketOf(`${specSalt}.${salt}.${this.surroundings.subject.unitText(unit)}`, 10_000) < passPercentage * 100;
  }

  #autotune(name: string, autotune: AutotuneForm, isTracing: boolean): SpecResult {
    const walk = new Walk(isTracing);
    const target = hasStarted(autotune) ? (autotune.targetingGateName ?? null) : null;
    const targeting = target === null ? null : this.evaluate("gate", target, isTracing);
    if (targeting?.outcome === "unknown") return unknownResult(name, targeting.unknown, targeting.stop);
    if (targeting !== null) walk.meet(targeting, target?.startsWith("segment:") ? null : targeting.asExposure);
    const { result, note } = chooseGroup(name, autotune, targeting?.isOn ?? true, this.surroundings.subject);
    const whole = { ...result, exposures: walk.exposures, undelegatedExposures: walk.exposures };
    return isTracing ? { ...whole, trace: traceAutotune(name, autotune, whole, [note, onlyNative]) } : whole;
  }
}

const onlyNative = "Only the native engine evaluates contextual autotunes; the JavaScript engine does not find them.";

function testedGate(result: SpecResult, isNegated: boolean): Exclude<Tested, Stop> {
  if (result.outcome === "unknown") return { reason: result.unknown[0] ?? result.stop?.because ?? "It is not known." };
  return result.isOn !== isNegated;
}

/**
 * True for gates that secondary exposures list. Segments are not listed, but the gates nested in them are. Missing gates are not listed:
 * whether the native engine lists one, and under which rule, depends on what it evaluated before (statsig-evaluation.md §3.4).
 */
function isListed(gate: string, { ruleId }: SpecResult): boolean {
  return ruleId !== "" && !gate.startsWith("segment:");
}

function exposureOf({ name }: PreparedSpec, { isOn, ruleId }: SpecResult): SecondaryExposure {
  return { gate: name, gateValue: String(isOn), ruleID: ruleId };
}

function tooDeep(name: string): Stop {
  return {
    reason: "Error:Statsig Evaluation Depth Exceeded",
    because: `Gates lead to gates for more than ${deepest} steps, down to “${name}”; the native engine gives up there.`,
  };
}

function goesInCircles(name: string): Stop {
  return {
    reason: "Error:Statsig Evaluation Depth Exceeded",
    because: `“${name}” depends on itself, so that no engine comes to an end.`,
  };
}
