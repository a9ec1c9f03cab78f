import type { PartDifference } from "#shared/domain/comparison/comparison.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { withoutDecidingEdits } from "./deciding-edits.ts";
import { canMix, changedMembers, isSpecChanged, mixedRules, otherMembers, specOf, withSpec } from "./mixed-rules.ts";
import { preparedRules } from "./prepared-rules.ts";
import { reachableSpecs, specKey } from "./reachable-specs.ts";
import { specChanges } from "./spec-changes.ts";
import { areOfOneProject, type Entity, type Subject } from "./subject.ts";

/** The parts of the rules in which two subjects differ for one entity, and definitions with some of them from the reference. */
export interface RuleParts {
  readonly parts: readonly PartDifference[];
  with(swapped: readonly PartDifference[]): JsonObject;
  /** Returns the parts of a cause; of a spec with several edits, those that decide. `isEqualWith` evaluates with definitions, all other parts swapped. */
  narrowed(cause: readonly PartDifference[], isEqualWith: (rules: JsonObject) => boolean): readonly PartDifference[];
}

/** Compares the rules of two subjects. Returns null if they are the same; else a function that lists the changed parts that an entity can reach. */
export function compareRules(reference: Subject, compared: Subject): ((entity: Entity) => RuleParts) | null {
  if (reference.rules === compared.rules) return null;
  const preparedReference = preparedRules(reference.rules);
  const prepared = preparedRules(compared.rules);
  const asWhole = (part: PartDifference): RuleParts => ({
    parts: [part],
    with: () => reference.rules,
    narrowed: (cause) => cause,
  });
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
    const withReference = (swapped: readonly PartDifference[]) => {
      const keys = new Set(swapped.map(({ part }) => (part.kind === "spec" ? specKey({ kind: part.of, name: part.name }) : part.kind)));
      return mixedRules(pair, {
        included,
        isFromReference: (spec) => keys.has(specKey(spec)),
        membersFromReference: (["override", "target_app", "other_rules"] as const)
          .filter((kind) => keys.has(kind))
          .flatMap((kind) => otherMembers[kind]),
      });
    };
    const parts = [...specs, ...ofMembers];
    return {
      parts,
      with: withReference,
      narrowed: (cause, isEqualWith) =>
        cause.map((difference) => {
          const { part } = difference;
          if (part.kind !== "spec" || part.edits.length < 2) return difference;
          const entityOfPart = { kind: part.of, name: part.name };
          const swapped = withReference(cause.filter((each) => parts.includes(each)));
          const [before, after] = [specOf(pair.reference, entityOfPart), specOf(pair.compared, entityOfPart)];
          const undecided = withoutDecidingEdits(before, after, (spec) => isEqualWith(withSpec(swapped, entityOfPart, spec)));
          if (undecided === null) return difference;
          const alone = mixedRules(pair, { included: [entityOfPart], isFromReference: () => false, membersFromReference: [] });
          const [change] = specChanges(withSpec(alone, entityOfPart, undecided), alone, compared.ruleNames);
          return change === undefined ? difference : { ...difference, part: { ...part, edits: change.clauses } };
        }),
    };
  };
}
