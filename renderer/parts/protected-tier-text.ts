/** The start of the confirmation of a write to a protected tier. */
export function protectedTierText(tier: string, projectName: string): string {
  return `${tier} of ${projectName} is protected.`;
}

/** The title of the confirmations before exposures are logged. */
export function logExposuresTitle(tier: string): string {
  return `Log exposures in ${tier}?`;
}
