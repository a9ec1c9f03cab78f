import type { Bucket, ConditionTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** Who has which of a layer's thousand slots, and where this unit falls. */
export interface SlotShares {
  /** Those of the experiment that is explained, or that this unit was handed to. */
  readonly own: ReadonlySet<number>;
  /** Those of the layer's other experiments, as far as the definitions at hand tell. */
  readonly others: ReadonlySet<number>;
  readonly bucket: Bucket;
  /** Only a layer's own rules tell of the others. */
  readonly areOthersKnown: boolean;
}

export const slotCount = 1000;

/**
 * Reads slot shares from an experiment's `layerAssignment` or a layer's `experimentAssignment` rules (statsig-evaluation.md §10.4, §10.5).
 */
export function slotShares(spec: SpecTrace): SlotShares | null {
  const conditions = spec.rules.flatMap((rule) => rule.conditions.map((condition) => ({ rule, condition, slots: slotsOf(condition) })));
  const withSlots = conditions.filter(({ slots }) => slots !== null);
  const bucket = withSlots.map(({ condition }) => condition.bucket).find((found) => found !== null);
  if (bucket == null || bucket.of !== slotCount) return null;
  if (spec.kind === "layer") {
    const own = new Set(withSlots.filter(({ rule }) => rule.state === "decided").flatMap(({ slots }) => slots ?? []));
    const others = new Set(withSlots.filter(({ rule }) => rule.state !== "decided").flatMap(({ slots }) => slots ?? []));
    return { own, others, bucket, areOthersKnown: true };
  }
  const share = withSlots.find(({ condition }) => condition.operator === "none");
  return share === undefined ? null : { own: new Set(share.slots), others: new Set(), bucket, areOthersKnown: false };
}

/** A stretch of the line from 0 to 100 %. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

/** The slots that a condition names as stretches of the line, neighbours joined; null for a condition that names none. */
export function slicesOf(condition: ConditionTrace): readonly Slice[] | null {
  const slots = slotsOf(condition);
  if (slots === null) return null;
  const slices: { from: number; to: number }[] = [];
  for (const slot of [...new Set(slots)].sort((a, b) => a - b)) {
    const [from, to] = [slot / 10, (slot + 1) / 10];
    const last = slices.at(-1);
    if (last?.to === from) last.to = to;
    else slices.push({ from, to });
  }
  return slices;
}

function slotsOf({ type, operator, target }: ConditionTrace): readonly number[] | null {
  if (type !== "user_bucket" || (operator !== "any" && operator !== "none")) return null;
  return entriesOf(target)
    .map(Number)
    .filter((slot) => Number.isInteger(slot) && slot >= 0 && slot < slotCount);
}

/** Reads bucket sets in both forms: v1 has a list, v2 an object with the buckets as keys (statsig-evaluation.md §2.2). */
function entriesOf(target: JsonValue): readonly JsonValue[] {
  if (Array.isArray(target)) return target;
  return isJsonObject(target) ? Object.keys(target) : [];
}
