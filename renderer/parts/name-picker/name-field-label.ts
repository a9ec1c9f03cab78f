/** `Known gates`: the list below the name field. `kinds` is in lower case. */
export function knownNamesLabel(kinds: string): string {
  return `Known ${kinds}`;
}

/** Returns the accessible name of the name field; tests use it. `kind` is in lower case: `gate`. */
export function nameFieldLabel(kind: string, takesSeveral: boolean): string {
  return `Name of the ${kind}${takesSeveral ? "; several stand between commas" : ""}`;
}
