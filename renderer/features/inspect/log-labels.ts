import { checkVerb } from "#renderer/session/check-verb.ts";

/** Texts of the confirmation before a check logs to a protected tier; tests look for them. */
export const logLabels = {
  confirm: (tier: string) => `${checkVerb(true)} in ${tier}`,
  exposed: ({ who, what, tier, projectName }: { who: string; what: string; tier: string; projectName: string }) =>
    `Statsig will count ${who} as exposed to ${what} in ${tier} of ${projectName}.`,
} as const;
