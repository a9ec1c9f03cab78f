/** Texts of the parameter stores that tests and the palette use too. */
export const parameterStoreLabels = {
  one: "parameter store",
  many: "Parameter stores",
  parameters: (store: string) => `Parameters of ${store}`,
  nameField: "Name of the parameter store",
  heading: (store: string, who: string, tier: string) => `Parameter store ${store} for ${who} in ${tier}`,
  choose: "Which parameters does this user get?",
  chooseLead: "Choose a parameter store to see each of its parameters for this user, and what decides it. Nothing is sent.",
  none: "No parameter stores",
  noneLead: "The rules of this project that are known here have none. They are read with a server secret key, or from a definitions file.",
  notFound: (store: string) => `No parameter store “${store}”`,
  unread: "The user in the panel cannot be read",
  lead: "The HTTP API does not serve parameter stores. Each parameter is resolved here as an SDK does it.",
  empty: "This store has no parameters.",
} as const;
