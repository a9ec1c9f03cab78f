export const placeLabels = {
  compose: "Compose",
  exposure: "Exposure",
  file: "From a file",
  outbox: "Outbox",
  ledger: "Ledger",
  support: "For support",
} as const;
export type EventsPlace = keyof typeof placeLabels;

export const places = Object.keys(placeLabels).filter((name): name is EventsPlace => Object.hasOwn(placeLabels, name));

/** The place in a screen's path: `ledger` of `events/ledger`. */
export function placeIn(path: string): EventsPlace {
  return places.find((place) => place === path) ?? "compose";
}
