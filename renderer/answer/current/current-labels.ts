/** Texts of an answer that is not current; tests look for them. */
export const currentLabels = {
  notCurrent: "Not current.",
  /** Beside an answer of Statsig whose project has other rules by now: it may be another one. */
  rulesChanged: (time: string) => `The rules changed at ${time}, after this. Check again.`,
  backTo: (who: string) => `Back to ${who}`,
  checkFor: (verb: string, who: string) => `${verb} for ${who}`,
  checkIn: (verb: string, place: string) => `${verb} in ${place}`,
} as const;
