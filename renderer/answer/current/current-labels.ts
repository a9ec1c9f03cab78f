/** Texts of an answer that is not current; tests look for them. */
export const currentLabels = {
  notCurrent: "Not current.",
  backTo: (who: string) => `Back to ${who}`,
  checkFor: (verb: string, who: string) => `${verb} for ${who}`,
  checkIn: (verb: string, place: string) => `${verb} in ${place}`,
} as const;
