/** Texts of rulers and slots that tests look for. */
export const rolloutLabels = {
  by: "by",
  tryAnotherId: "try another ID",
  whereWould: (idType: string) => `Where would another ${idType} be?`,
  slot: (slot: number, owner: "own" | "other" | "free") =>
    `Slot ${slot} of 1,000 ${{ own: "is this experiment’s", other: "is another experiment’s", free: "is not this experiment’s" }[owner]}`,
} as const;
