import { z } from "zod";

/** An environment tier as Statsig names it (`statsigEnvironment.tier`); projects may have tiers of their own beside the usual three. */
export const TierNameSchema = z.string().trim().min(1).max(64);

/** A protected tier tints the frame, and asks before anything is written. Looking never asks. */
export const TierSchema = z.object({ name: TierNameSchema, isProtected: z.boolean() });
export type Tier = z.infer<typeof TierSchema>;

export const defaultTiers: readonly Tier[] = [
  { name: "production", isProtected: true },
  { name: "staging", isProtected: false },
  { name: "development", isProtected: false },
];
