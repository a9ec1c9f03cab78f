import { placeOf, placeText } from "#shared/domain/explanation/bucket-text.ts";
import type { Bucket, RuleTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { isJsonNumber, toDouble } from "#shared/domain/json/exact-number.ts";
import { formatNumber, formatPercent } from "#shared/domain/text/format-number.ts";

/** A group's range in percent. */
export interface GroupSlice {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  /** True for the group of this unit. */
  readonly isOwn: boolean;
}

export interface GroupLine {
  readonly slices: readonly GroupSlice[];
  /** The unit's bucket; null if no group's rule was reached and nothing was hashed. */
  readonly bucket: Bucket | null;
}

/** Reads the ranges of an experiment's groups from its rules: each group's range is from the previous cut-off to its own. Null without groups. */
export function groupLine(spec: SpecTrace): GroupLine | null {
  const cuts = spec.rules.flatMap((rule) => {
    const cut = cutOfGroup(rule);
    return cut === null ? [] : [{ rule, cut }];
  });
  if (cuts.length === 0) return null;
  const slices = cuts.map(({ rule, cut }, at) => ({
    name: rule.groupName ?? rule.name ?? `Rule ${rule.number}`,
    from: at === 0 ? 0 : (cuts[at - 1]?.cut ?? 0),
    to: cut,
    isOwn: rule.state === "decided",
  }));
  const bucket = cuts.flatMap(({ rule }) => rule.conditions.map((condition) => condition.bucket)).find((found) => found !== null) ?? null;
  return { slices: slices.filter(({ from, to }) => to > from), bucket };
}

/** Describes a unit's position among the groups: `Lena is at 75.7 %, in Badges (50 to 100 %)`. */
export function groupSentence({ slices, bucket }: GroupLine, who: string): string {
  if (bucket === null) return `An earlier step decided, so ${who} has no position here`;
  const own = slices.find(({ from, to }) => placeOf(bucket) >= from && placeOf(bucket) < to);
  const position = bucket.isMissing
    ? `${who} has no ${bucket.idType}; everyone without one is at ${placeText(bucket)}`
    : `${who} is at ${placeText(bucket)}`;
  return own === undefined
    ? `${position}, in none of the groups`
    : `${position}, in ${own.name} (${formatNumber(own.from)} to ${formatPercent(own.to)})`;
}

/** Returns the upper limit of a group's rule in percent: `user_bucket lt 500` of 1000 is 50 (statsig-evaluation.md §10.4). */
function cutOfGroup({ conditions }: RuleTrace): number | null {
  const target = conditions.find(({ type, operator }) => type === "user_bucket" && operator === "lt")?.target;
  const cut = typeof target === "string" ? Number(target) : isJsonNumber(target) ? toDouble(target) : null;
  return cut !== null && Number.isFinite(cut) ? Math.min(Math.max(cut / 10, 0), 100) : null;
}
