import type { Tier } from "./tier.ts";

/** The tiers of a new project: the three that Statsig has by default. */
export const defaultTiers: readonly Tier[] = [
  { name: "production", isProtected: true },
  { name: "staging", isProtected: false },
  { name: "development", isProtected: false },
];
