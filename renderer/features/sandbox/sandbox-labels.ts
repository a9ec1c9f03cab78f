/** Texts of the Sandbox screen that tests use too. */
export const sandboxLabels = {
  sandbox: "Sandbox",
  receivedEvents: "Received events and exposures",
  nothingReceived: "Nothing received yet.",
} as const;
