import { z } from "zod";

/** The name of an environment tier (`statsigEnvironment.tier`). Projects may add tiers to the default three. */
export const TierNameSchema = z.string().trim().min(1).max(64);

/** A tier. A protected tier tints the frame and requires a confirmation before writes; reads require none. */
export const TierSchema = z.object({ name: TierNameSchema, isProtected: z.boolean() });
export type Tier = z.infer<typeof TierSchema>;
