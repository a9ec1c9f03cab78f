import type { Bucket, ConditionTrace, SpecTrace } from "#shared/domain/explanation/explanation.ts";
import { isJsonObject, type JsonValue } from "#shared/domain/json/json.ts";

/** The owners of a layer's thousand slots, and this unit's slot. */
export interface SlotShares {
  /** The slots of the explained experiment, or of the one that the layer delegates this unit to. */
  readonly own: ReadonlySet<number>;
  /** The slots of the layer's other experiments, as far as they are known. */
  readonly others: ReadonlySet<number>;
  readonly bucket: Bucket;
  /** True if `others` was read. Only a layer's own rules contain the other experiments' slots. */
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

/** A range in percent. */
export interface Slice {
  readonly from: number;
  readonly to: number;
}

/** Converts the slots that a condition names to ranges in percent, adjacent slots joined; null for a condition without slots. */
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
