import type { RuleTrace, SpecTrace } from "#shared/domain/explanation.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedRule, PreparedSpec } from "../engine/definitions/prepare.ts";
import { type EvaluationOptions, SpecEvaluator } from "../engine/evaluate-specs.ts";
import type { BucketKey } from "../engine/look-ups/look-up-keys.ts";

/** Another percentage of one rule that puts this unit on the other side of it. */
export interface PercentageEdit {
  readonly specName: string;
  readonly rule: RuleTrace;
  /** In percent, to hundredths. */
  readonly from: number;
  readonly to: number;
  /** This unit's place in percent. */
  readonly place: number;
  /** The definitions with this percentage. */
  readonly prepared: PreparedDefinitions;
}

/** The least change of each percentage on which this answer depended, in the order in which the rules were asked. */
export function percentageEdits(
  {
    prepared,
    payload,
    user,
    options,
  }: { prepared: PreparedDefinitions; payload: JsonObject; user: JsonObject; options: EvaluationOptions },
  trace: SpecTrace,
): PercentageEdit[] {
  return matchedRules(trace).flatMap(({ spec: specTrace, rule: ruleTrace }) => {
    const kind = specTrace.kind === "experiment" ? "config" : specTrace.kind;
    const spec = prepared.specs[kind].get(specTrace.name);
    const rule = spec?.rules[ruleTrace.number - 1];
    if (spec === undefined || rule === undefined || rule.delegate !== null) return [];
    const key = rule.bucket ?? keyFromPayload(prepared, payload, spec, rule);
    if (key === null) return [];
    const bucket = new SpecEvaluator(prepared, user, options).surroundings.subject.bucket(key);
    const isInside = bucket < rule.passPercentage * 100;
    const to = isInside ? bucket / 100 : (bucket + 1) / 100;
    return [
      {
        specName: spec.name,
        rule: ruleTrace,
        from: rule.passPercentage,
        to,
        place: bucket / 100,
        prepared: withPercentage(prepared, kind, spec, { ...rule, passPercentage: to, bucket: key }),
      },
    ];
  });
}

/** Rules that decided something, here or in what was asked on the way. Each trace once: gates are asked more than once. */
function matchedRules(trace: SpecTrace): { spec: SpecTrace; rule: RuleTrace }[] {
  const found: { spec: SpecTrace; rule: RuleTrace }[] = [];
  const seen = new Set<string>();
  const waiting = [trace];
  for (let spec = waiting.shift(); spec !== undefined; spec = waiting.shift()) {
    const key = `${spec.kind} ${spec.name}`;
    if (seen.has(key)) continue;
    seen.add(key);
    for (const rule of spec.rules) {
      if (rule.state === "decided" || rule.state === "outside_percentage") found.push({ spec, rule });
      waiting.push(...rule.conditions.flatMap(({ nested }) => nested ?? []), ...(rule.delegate === null ? [] : [rule.delegate]));
    }
  }
  return found;
}

function withPercentage(prepared: PreparedDefinitions, kind: DefinitionKind, spec: PreparedSpec, rule: PreparedRule): PreparedDefinitions {
  const changed = { ...spec, rules: spec.rules.map((old) => (old.number === rule.number ? rule : old)) };
  return { ...prepared, specs: { ...prepared.specs, [kind]: new Map(prepared.specs[kind]).set(spec.name, changed) } };
}

/** Rules of 0 % and 100 % hash nothing, so their salt is only in the payload (statsig-evaluation.md §3.1). */
function keyFromPayload({ keys }: PreparedDefinitions, payload: JsonObject, spec: PreparedSpec, rule: PreparedRule): BucketKey | null {
  const raw = rulesOf(payload, spec)[rule.number - 1];
  if (!isJsonObject(raw)) return null;
  return keys.bucket(`${spec.salt}.${typeof raw.salt === "string" ? raw.salt : rule.id}.`, rule.unit.name, 10_000);
}

const mapNames: Record<DefinitionKind, string> = { gate: "feature_gates", config: "dynamic_configs", layer: "layer_configs" };

function rulesOf(payload: JsonObject, { definitionKind, name }: PreparedSpec): JsonValue[] {
  const specs = payload[mapNames[definitionKind]];
  const spec = Array.isArray(specs)
    ? specs.find((entry) => isJsonObject(entry) && entry.name === name)
    : isJsonObject(specs)
      ? specs[name]
      : null;
  return isJsonObject(spec) && Array.isArray(spec.rules) ? spec.rules : [];
}
