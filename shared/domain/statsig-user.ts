import type { z } from "zod";
import { JsonObjectSchema } from "./json.ts";

/**
 * A StatsigUser as it is sent (statsig-http.md §3). Any JSON object is allowed, because testing odd users is part of the work:
 * what is unusual is said as a warning and never blocks.
 */
export const StatsigUserSchema = JsonObjectSchema;
export type StatsigUser = z.infer<typeof StatsigUserSchema>;
