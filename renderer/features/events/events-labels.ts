/** Names by which the page, its commands and the tests know the parts of Events. */
export const eventsLabels = {
  places: "Events",
  drafts: (things: "events" | "exposures") => `${capitalized(things)} to send; Alt with an arrow key moves one`,
  draftsAsJson: (things: "events" | "exposures") => `${capitalized(things)} as JSON`,
  viewOf: (things: "events" | "exposures") => `View of the ${things}`,
  form: "Form",
  json: "JSON",
  add: (thing: "event" | "exposure") => `Add ${thing}`,
  eventName: "Event name",
  value: "Value",
  addPair: "Add a pair",
  valueOf: (name: string) => `Value of ${name}`,
  body: "Body that will be sent",
  /** `Send 3 events to Acme, staging`; without the number while nothing can be sent. */
  send: (many: string | null, destination: string) => `Send ${many === null ? "" : `${many} `}to ${destination}`,
  confirmSend: (many: string, destination: string) => `Send ${many} to ${destination}?`,
  outbox: "Outbox",
  ledger: "Written, newest first",
  searchLedger: "Search what was written",
  runs: "Files sent",
  namesToLookInto: "Gates, experiments and layers to look into",
  look: "Look",
  exposuresOf: (userLabel: string) => `Exposures of ${userLabel}`,
} as const;

function capitalized(things: "events" | "exposures"): string {
  return { events: "Events", exposures: "Exposures" }[things];
}
