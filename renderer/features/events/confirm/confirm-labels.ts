/** Texts of writes to a protected tier that tests look for. */
export const confirmLabels = {
  snooze: (tier: string, minutes: number) => `Do not ask again for ${tier} for ${minutes} minutes`,
  /** Before the time until which it is off. */
  isSnoozed: (tier: string) => `Confirmation for ${tier} is off until`,
  endSnooze: "Turn it on",
} as const;

/** For how long a confirmation can be switched off. */
export const snoozeMinutes = 15;
