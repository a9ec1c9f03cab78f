import { formatCount, formatNumber, formatPercent } from "../text/format-number.ts";
import type { Bucket } from "./explanation.ts";

/** Returns a bucket's position in percent. */
export function placeOf({ bucket, of }: Pick<Bucket, "bucket" | "of">): number {
  return (bucket / of) * 100;
}

/** Formats a bucket's position with as many decimals as the buckets need: `18.42 %`. */
export function placeText(bucket: Pick<Bucket, "bucket" | "of">): string {
  return formatPercent(placeOf(bucket), { decimals: bucket.of === 10_000 ? 2 : 1 });
}

/** Returns the cut-off in percent; null if slots decide. */
export function cutOf({ cutOff, of }: Pick<Bucket, "cutOff" | "of">): number | null {
  return cutOff === null ? null : (cutOff / of) * 100;
}

/** The meaning of a percentage: the units that are included, those that are held back, or those of an experiment or a group of it. */
export type Share = "rollout" | "holdout" | "slice";

/**
 * Describes a unit's position in a rollout: `Lena is at 18.42 %: outside the 10 % rollout, inside one of 19 %.`
 * `who` is the person, or the ID that was tried instead.
 */
export function rulerSentence(bucket: Bucket, who: string, share: Share = "rollout"): string {
  if (share === "slice") return sliceSentence(bucket, who);
  const cut = cutOf(bucket) ?? 0;
  const place = placeOf(bucket);
  const position = bucket.isMissing
    ? `${who} has no ${bucket.idType}; everyone without one is at ${placeText(bucket)}`
    : `${who} is at ${placeText(bucket)}`;
  if (bucket.isIn) return `${position}: inside the ${formatPercent(cut)} ${share}.`;
  return `${position}: outside the ${formatPercent(cut)} ${share}, inside one of ${formatPercent(Math.min(100, Math.floor(place) + 1))}.`;
}

/** Describes a unit's position in a slice: `Mia has slot 937 of 1,000: none of the 400 that the rule names.` */
function sliceSentence(bucket: Bucket, who: string): string {
  const { idType, isMissing, isIn, slotCount } = bucket;
  const cut = cutOf(bucket);
  const place = cut === null ? `has ${bucketHad(bucket)} of 1,000` : `is at ${placeText(bucket)}`;
  const subject = isMissing ? `${who} has no ${idType}; everyone without one ${place}` : `${who} ${place}`;
  if (cut !== null) return `${subject}: ${isIn ? "inside" : "outside"} the first ${formatPercent(cut)}.`;
  return `${subject}: ${isIn ? "one" : "none"} of the ${formatNumber(slotCount ?? 0)} that the rule names.`;
}

/** Formats the expected side of a bucket condition: `below 50 %`, `one of 300 slots`. */
export function bucketWanted(bucket: Bucket): { operator: string; text: string } {
  const cut = cutOf(bucket);
  if (cut !== null) return { operator: "below", text: formatPercent(cut) };
  const slots = bucket.slotCount ?? 0;
  if (slots === 0) return { operator: "one of", text: "0 slots (nobody)" };
  return { operator: "one of", text: formatCount(slots, "slot") };
}

/** Formats this unit's side of a bucket condition: `75.7 %`, `slot 810`. */
export function bucketHad(bucket: Bucket): string {
  return bucket.cutOff === null ? `slot ${bucket.bucket}` : placeText(bucket);
}
