import type { PreparedDefinitions } from "../explain/engine/definitions/prepare.ts";
import { reachableSpecs, specKey } from "./reachable-specs.ts";
import type { Entity } from "./subject.ts";

/** Lists the entities of both rules that reach a changed spec, themselves included, in the order of the newer rules. */
export function affectedEntities(older: PreparedDefinitions, newer: PreparedDefinitions, changed: readonly Entity[]): Entity[] {
  const keys = new Set(changed.map(specKey));
  const all = new Map([...newer.listed, ...older.listed].map((entity) => [specKey(entity), entity]));
  return [...all.values()].filter((entity) => reachableSpecs([older, newer], entity).some((spec) => keys.has(specKey(spec))));
}
