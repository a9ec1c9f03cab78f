export const compareWithLabels = {
  open: "Compare with…",
  withNow: "Compare with now",
  choose: "Choose on Compare…",
  inTier: (tier: string) => `In ${tier}`,
  withRules: (time: string) => `With the rules of ${time}`,
} as const;
