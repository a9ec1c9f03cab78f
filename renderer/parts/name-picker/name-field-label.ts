/** Returns the accessible name of the name field; tests use it. `kind` is in lower case: `gate`. */
export function nameFieldLabel(kind: string, takesSeveral: boolean): string {
  return `Name of the ${kind}${takesSeveral ? "; several stand between commas" : ""}`;
}
