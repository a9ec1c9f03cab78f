/** Names the field that a gate, config, … is typed into, for screen readers and tests. `kind` is as in a sentence: `gate`. */
export function nameFieldLabel(kind: string, takesSeveral: boolean): string {
  return `Name of the ${kind}${takesSeveral ? "; several stand between commas" : ""}`;
}
