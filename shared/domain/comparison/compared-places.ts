import type { Bucket, ConditionTrace, RuleTrace, SpecTrace } from "../explanation/explanation.ts";
import { formatPercent } from "../text/format-number.ts";

/** One percentage, group split or share of slots by which the answers of several subjects part, with the place of each subject. */
export interface ComparedPlace {
  /** The gate, experiment or layer that has the rule: the compared entity, or one that it uses. */
  readonly spec: SpecTrace;
  readonly rule: RuleTrace;
  /** The condition on the bucket; null for a pass percentage. */
  readonly condition: ConditionTrace | null;
  /** The bucket of each subject; null for one that did not come this far. */
  readonly buckets: readonly (Bucket | null)[];
}

const maxDepth = 4;

/** Returns the first place by which the subjects part: some are inside, and some are outside. Null if buckets make no difference. */
export function comparedPlace(traces: readonly SpecTrace[]): ComparedPlace | null {
  const found = traces.map((trace) => new Map(placesIn(trace)));
  const keys = new Set(found.flatMap((map) => [...map.keys()]));
  for (const key of keys) {
    const first = found.find((map) => map.has(key))?.get(key);
    const buckets = found.map((map) => map.get(key)?.bucket ?? null);
    const known = buckets.filter((bucket) => bucket !== null);
    if (first === undefined || known.length < 2 || !known.some(({ isIn }) => isIn !== known[0]?.isIn)) continue;
    const { spec, rule, condition } = first;
    return { spec, rule, condition, buckets };
  }
  return null;
}

interface Place extends Pick<ComparedPlace, "spec" | "rule" | "condition"> {
  readonly bucket: Bucket;
}

/** Lists the places of one subject in the order of the evaluation. */
function* placesIn(spec: SpecTrace, depth = 0): Generator<[string, Place]> {
  if (depth > maxDepth) return;
  for (const rule of spec.rules) {
    const key = `${spec.name} ${rule.number}`;
    for (const [at, condition] of rule.conditions.entries()) {
      if (condition.nested !== null) yield* placesIn(condition.nested, depth + 1);
      if (condition.bucket !== null) yield [`${key} ${at}`, { spec, rule, condition, bucket: condition.bucket }];
    }
    if (rule.percentage !== null) yield [`${key} %`, { spec, rule, condition: null, bucket: rule.percentage }];
    if (rule.delegate !== null) yield* placesIn(rule.delegate, depth + 1);
  }
}

/** `at 5.18 % and 88.78 %`, `slots 810 and 150`; empty unless both are known. */
export function placesText([reference, compared]: readonly (Bucket | null | undefined)[]): string {
  if (reference == null || compared == null) return "";
  if (reference.cutOff === null) return `slots ${reference.bucket} and ${compared.bucket}`;
  return `at ${percent(reference)} and ${percent(compared)}`;
}

function percent({ bucket, of }: Bucket): string {
  return formatPercent((bucket / of) * 100, { decimals: of === 10_000 ? 2 : 1 });
}
