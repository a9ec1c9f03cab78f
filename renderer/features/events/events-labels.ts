/** Texts of the Events screen that commands and tests use too. */
export const eventsLabels = {
  tabs: "Events",
  drafts: (plural: "events" | "exposures") => `${capitalized(plural)} to send; Alt with an arrow key moves the selected one`,
  draftsAsJson: (plural: "events" | "exposures") => `${capitalized(plural)} as JSON`,
  viewOf: (plural: "events" | "exposures") => `View of the ${plural}`,
  form: "Form",
  json: "JSON",
  add: (noun: "event" | "exposure") => `Add ${noun}`,
  eventName: "Event name",
  value: "Value",
  addMetadata: "Add metadata",
  valueOf: (name: string) => `Value of ${name}`,
  body: "Request body",
  /** `Send 3 events to Acme, staging`; without the number while nothing can be sent. */
  send: (count: string | null, destination: string) => `Send ${count === null ? "" : `${count} `}to ${destination}`,
  confirmSend: (count: string, destination: string) => `Send ${count} to ${destination}?`,
  timeUnit: "Unit of numeric times",
  outbox: "Outbox",
  ledger: "Ledger, newest first",
  searchLedger: "Search the ledger",
  noRowsMatch: (text: string) => (text === "" ? "No rows match these filters." : `No rows match “${text}”.`),
  imports: "Imports",
  fileNotes: "About this file",
  namesToCheck: "Names to check",
  checkExposures: "Check this user",
  exposuresOf: (userLabel: string) => `Exposures of ${userLabel}`,
} as const;

function capitalized(plural: "events" | "exposures"): string {
  return { events: "Events", exposures: "Exposures" }[plural];
}
