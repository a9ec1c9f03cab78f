/** What a person can do where a project has no rules on this machine: solve why they could not be read, or open a file. */
export function missingRulesStep(nextStep: string | null): string {
  return `${nextStep ?? "Refresh the rules."} Or open a definitions file, which works offline.`;
}
