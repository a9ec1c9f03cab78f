export const compareWithLabels = {
  open: "Compare with…",
  withNow: "Compare with now",
  choose: "Choose on Compare…",
  inTier: (tier: string) => `In ${tier}`,
  sameUser: "The same user",
  anotherUser: "Another user",
  /** `With the rules as of 24 Nov, 14:02`. */
  withRules: (rules: string) => `With the ${rules}`,
  withKey: (key: string) => `With the ${key}`,
} as const;
