import type { CompareEntity } from "#shared/domain/comparison/compare-request.ts";
import type { ExplainedKind } from "#shared/domain/explanation/explain-request.ts";
import type { PreparedDefinitions } from "../explain/engine/definitions/prepare.ts";
import { definitionKind } from "../explain/readiness/field-usage.ts";
import type { Entity } from "./subject.ts";

/** Returns the kind under which an entity is shown; null for a segment, which only gates evaluate. The first rules that have the entity decide. */
export function explainedKindOf(all: readonly PreparedDefinitions[], { kind, name }: Entity): ExplainedKind | null {
  if (kind === "layer") return "layer";
  const having = all.find(({ specs, autotunes }) => specs[kind].has(name) || (kind === "config" && autotunes.has(name)));
  const entity = having?.specs[kind].get(name)?.entity ?? (having?.autotunes.has(name) ? "autotune" : null);
  if (kind === "gate") return entity === "segment" || name.startsWith("segment:") ? null : "gate";
  return entity === "experiment" || entity === "autotune" ? "experiment" : "config";
}

/** Experiments and autotunes are dynamic configs in definitions. */
export function toEntity({ kind, name }: CompareEntity): Entity {
  return { kind: definitionKind(kind), name };
}
