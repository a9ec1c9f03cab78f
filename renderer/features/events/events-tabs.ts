export const eventsTabLabels = {
  compose: "Compose",
  exposure: "Exposure",
  file: "From a file",
  outbox: "Outbox",
  ledger: "Ledger",
  support: "For support",
} as const;
export type EventsTab = keyof typeof eventsTabLabels;

export const eventsTabs = Object.keys(eventsTabLabels).filter((name): name is EventsTab => Object.hasOwn(eventsTabLabels, name));

/** Returns the tab named by the rest of the screen's path (`ledger` of `events/ledger`); Compose where it names none. */
export function eventsTabOf(path: string): EventsTab {
  return eventsTabs.find((tab) => tab === path) ?? "compose";
}
