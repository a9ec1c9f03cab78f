import type { PartDifference } from "#shared/domain/comparison/comparison.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { canMix, changedMembers, isSpecChanged, mixedRules, otherMembers } from "./mixed-rules.ts";
import { preparedRules } from "./prepared-rules.ts";
import { reachableSpecs, specKey } from "./reachable-specs.ts";
import { specChanges } from "./spec-changes.ts";
import { areOfOneProject, type Entity, type Subject } from "./subject.ts";

/** The parts of the rules in which two subjects differ for one entity, and definitions with some of them from the reference. */
export interface RuleParts {
  readonly parts: readonly PartDifference[];
  with(swapped: readonly PartDifference[]): JsonObject;
}

/** Compares the rules of two subjects. Returns null if they are the same; else a function that lists the changed parts that an entity can reach. */
export function compareRules(reference: Subject, compared: Subject): ((entity: Entity) => RuleParts) | null {
  if (reference.rules === compared.rules) return null;
  const preparedReference = preparedRules(reference.rules);
  const prepared = preparedRules(compared.rules);
  const asWhole = (part: PartDifference): RuleParts => ({ parts: [part], with: () => reference.rules });
  if (!areOfOneProject(reference, compared)) {
    const project = { part: { kind: "project" } as const, reference: reference.project ?? null, compared: compared.project ?? null };
    return () => asWhole(project);
  }
  const pair = { reference: reference.rules, compared: compared.rules };
  if (!canMix(pair)) return () => asWhole({ part: { kind: "other_rules" } });

  const changed = new Set(changedMembers(pair));
  const ofMembers: PartDifference[] = [
    ...(otherMembers.override.some((name) => changed.has(name)) ? [{ part: { kind: "override" } as const }] : []),
    ...(changed.has("app_id")
      ? [{ part: { kind: "target_app" } as const, reference: reference.rules.app_id ?? null, compared: compared.rules.app_id ?? null }]
      : []),
    ...(otherMembers.other_rules.some((name) => changed.has(name)) ? [{ part: { kind: "other_rules" } as const }] : []),
  ];
  let edits: ReadonlyMap<string, readonly string[]> | undefined;
  const editsOf = (spec: Entity) => {
    edits ??= new Map(
      specChanges(reference.rules, compared.rules, compared.ruleNames).map((spec) => [
        specKey(spec),
        spec.change === "edited" ? spec.clauses : [spec.change],
      ]),
    );
    return edits.get(specKey(spec)) ?? [];
  };
  return (entity) => {
    const included = reachableSpecs([preparedReference, prepared], entity);
    const specs = included
      .filter((spec) => isSpecChanged(pair, spec))
      .map((spec): PartDifference => ({ part: { kind: "spec", of: spec.kind, name: spec.name, edits: editsOf(spec) } }));
    return {
      parts: [...specs, ...ofMembers],
      with: (swapped) => {
        const keys = new Set(swapped.map(({ part }) => (part.kind === "spec" ? specKey({ kind: part.of, name: part.name }) : part.kind)));
        return mixedRules(pair, {
          included,
          isFromReference: (spec) => keys.has(specKey(spec)),
          membersFromReference: (["override", "target_app", "other_rules"] as const)
            .filter((kind) => keys.has(kind))
            .flatMap((kind) => otherMembers[kind]),
        });
      },
    };
  };
}
