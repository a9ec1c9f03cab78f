import { z } from "zod";

/** Describes a gate that was evaluated for another entity, as exposures list it (statsig-evaluation.md §9). */
export const SecondaryExposureSchema = z.object({ gate: z.string(), gateValue: z.string(), ruleID: z.string() });
export type SecondaryExposure = z.infer<typeof SecondaryExposureSchema>;
