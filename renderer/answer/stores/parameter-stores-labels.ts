/** Texts of the parameter stores that tests and the palette use too. */
export const parameterStoreLabels = {
  one: "parameter store",
  many: "Parameter stores",
  dialog: (store: string, who: string) => `Parameter store ${store} for ${who}`,
  lead: "The HTTP API does not serve parameter stores. Each parameter is resolved here as an SDK does it.",
  empty: "This store has no parameters.",
  noValue: "the default of the code",
} as const;
