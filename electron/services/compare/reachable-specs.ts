import type { DefinitionKind, PreparedDefinitions, PreparedRule } from "../explain/engine/definitions/prepare.ts";
import type { Entity } from "./subject.ts";

/**
 * Returns the entity and every spec that its evaluation can reach in any of the definitions: nested gates, segments and holdouts, experiments of
 * layers and of groups, targeting gates, and the specs that replace others. Each once; names that no definitions have are included.
 */
export function reachableSpecs(all: readonly PreparedDefinitions[], entity: Entity): Entity[] {
  const found = new Map<string, Entity>();
  const waiting: Entity[] = [entity];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const key = specKey(next);
    if (found.has(key)) continue;
    found.set(key, next);
    for (const prepared of all) waiting.push(...referencesOf(prepared, next));
  }
  return [...found.values()];
}

export function specKey({ kind, name }: Entity): string {
  return `${kind} ${name}`;
}

function* referencesOf(prepared: PreparedDefinitions, { kind, name }: Entity): Generator<Entity> {
  for (const rule of prepared.specs[kind].get(name)?.rules ?? []) yield* referencesOfRule(rule);
  for (const mapping of prepared.mappings.get(name) ?? []) {
    yield { kind, name: mapping.newName };
    for (const { rule } of mapping.rules) if (rule !== null) yield* referencesOfRule(rule);
  }
  const targetingGate = kind === "config" ? prepared.autotunes.get(name)?.targetingGateName : null;
  if (targetingGate) yield { kind: "gate", name: targetingGate };
}

function* referencesOfRule({ conditions, delegate }: PreparedRule): Generator<{ kind: DefinitionKind; name: string }> {
  for (const condition of conditions) {
    if (condition.kind === "gate") yield { kind: "gate", name: condition.gate };
    if (condition.kind === "experiment_group" && condition.experiment !== null) yield { kind: "config", name: condition.experiment };
  }
  if (delegate !== null) yield { kind: "config", name: delegate };
}
