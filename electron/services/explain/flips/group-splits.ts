import type { RuleTrace } from "#shared/domain/explanation/explanation.ts";
import { type ValueCondition, withTarget } from "../engine/conditions/prepare-condition.ts";
import type { PreparedRule } from "../engine/definitions/prepare.ts";
import { type EditSource, type RuleEdit, ruleFacts, specsUsed, withRules } from "./changed-rules.ts";

/**
 * Holds the end of a group's range of buckets, as in `user_bucket lt 500` of 1000. The range starts at the previous end
 * (statsig-evaluation.md §10.4).
 */
interface GroupEnd {
  readonly traced: RuleTrace;
  readonly rule: PreparedRule;
  readonly condition: ValueCondition;
  /** The end, 0 to 1000. */
  readonly end: number;
  readonly bucket: number;
}

/** Yields the nearest group ends that assign this user to another group: that of its own group, and that of the group before. In steps of 0.1 %. */
export function* groupEdits(from: EditSource): Generator<RuleEdit> {
  for (const { traced, kind, spec } of specsUsed(from)) {
    const ends = traced.rules.flatMap((rule) => groupEnd(from, rule, spec.rules[rule.number - 1]) ?? []);
    const own = ends.findIndex(({ end, bucket }) => bucket < end);
    const before = own === -1 ? ends.at(-1) : ends[own - 1];
    for (const group of [ends[own], before]) {
      if (group === undefined) continue;
      const { rule, condition, end, bucket, traced: ruleTrace } = group;
      const to = bucket < end ? bucket : bucket + 1;
      const change = {
        is: "group_end" as const,
        specName: spec.name,
        ...ruleFacts(ruleTrace),
        from: end / 10,
        to: to / 10,
        place: bucket / 10,
      };
      const conditions = rule.conditions.map((old) => (old === condition ? withTarget(condition, to) : old));
      yield { change, prepared: withRules(from.prepared, [{ kind, spec, rule: { ...rule, conditions } }]) };
    }
  }
}

/** Returns null for a rule that is not a group, and for a rule that was not evaluated. */
function groupEnd({ subject }: EditSource, traced: RuleTrace, rule: PreparedRule | undefined): GroupEnd | null {
  if (rule === undefined || traced.state === "never_reached" || traced.state === "unknown") return null;
  for (const condition of rule.conditions) {
    if (condition.kind !== "value" || condition.bucket === null || condition.details.operator !== "lt") continue;
    const end = Number(condition.details.target);
    if (Number.isFinite(end)) return { traced, rule, condition, end, bucket: subject.bucket(condition.bucket) };
  }
  return null;
}
