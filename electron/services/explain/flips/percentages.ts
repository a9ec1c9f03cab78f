import { isConsoleRule } from "#shared/domain/evaluation/rule-text.ts";
import { isDeciding } from "#shared/domain/explanation/deciding-rule.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import type { DefinitionKind, PreparedDefinitions, PreparedRule, PreparedSpec } from "../engine/definitions/prepare.ts";
import type { BucketKey } from "../engine/look-ups/look-up-keys.ts";
import { type EditSource, type RuleEdit, ruleFacts, specsUsed, withRules } from "./changed-rules.ts";

/** Yields the smallest change of each pass percentage on which this answer depended, in the order of evaluation. In steps of 0.01 %. */
export function* percentageEdits(from: EditSource): Generator<RuleEdit> {
  const { prepared, payload, subject } = from;
  for (const { traced, kind, spec } of specsUsed(from))
    for (const ruleTrace of traced.rules) {
      const rule = spec.rules[ruleTrace.number - 1];
      if (!isDeciding(ruleTrace) || rule === undefined || !hasOwnPercentage(prepared, rule)) continue;
      const key = rule.bucket ?? keyFromPayload(prepared, payload, spec, rule);
      if (key === null) continue;
      const bucket = subject.bucket(key);
      const to = nearestAcross(bucket, rule.passPercentage);
      const change = {
        is: "percentage" as const,
        specName: spec.name,
        isHoldout: spec.entity === "holdout",
        ...ruleFacts(ruleTrace),
        from: rule.passPercentage,
        to,
        place: bucket / 100,
      };
      yield { change, prepared: withRules(prepared, [{ kind, spec, rule: { ...rule, passPercentage: to, bucket: key } }]) };
    }
}

/** Returns false for rules that the console creates itself (groups, overrides, holdouts, experiments), because nobody can change their percentage. */
function hasOwnPercentage({ specs }: PreparedDefinitions, { id, delegate, isExperimentGroup, conditions }: PreparedRule): boolean {
  const isOfHoldout = conditions.some((condition) => condition.kind === "gate" && specs.gate.get(condition.gate)?.entity === "holdout");
  return delegate === null && !isExperimentGroup && !isOfHoldout && isConsoleRule(id);
}

/** Returns the nearest percentage, in hundredths, on the other side of this bucket. Compares like the engines, for which 16.37 times 100 is a little more than 1637. */
function nearestAcross(bucket: number, from: number): number {
  const isInside = (percentage: number) => bucket < percentage * 100;
  const at = bucket / 100;
  if (isInside(at) !== isInside(from)) return at;
  return (isInside(from) ? bucket - 1 : bucket + 1) / 100;
}

/** Reads the salts from the payload: prepared rules of 0 % and 100 % have none, because they hash nothing (statsig-evaluation.md §3.1). */
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
