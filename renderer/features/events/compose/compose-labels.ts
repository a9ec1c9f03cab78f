/** Texts of the Compose and Exposure tabs that tests look for. */
export const composeLabels = {
  addFirst: "Add an event",
  addExample: "Add an example event",
  nothingSentYet: "Nothing is sent while you compose: you see warnings and the exact request first.",
  templates: "Templates",
  /** After the number of events, if they were sent to another project than the current one. */
  toProject: (name: string) => `to ${name}`,
  delivered: (count: string) => `${count} delivered.`,
  seeInSandbox: (count: number) => `See ${count === 1 ? "it" : "them"} in the sandbox`,
} as const;
