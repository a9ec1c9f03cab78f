import type { Tier } from "./tier.ts";

/** Tells if writing in this tier needs a confirmation. Names of tiers are compared without regard to case. */
export function isProtectedTier(project: { readonly tiers: readonly Tier[] }, tier: string): boolean {
  return project.tiers.some(({ name, isProtected }) => isProtected && name.toLowerCase() === tier.toLowerCase());
}
