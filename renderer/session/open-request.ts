const comparing = "compare ";

/** Returns the key of two requests that History compares. It stands where the key of an opened line does, so that Back closes a comparison too. */
export function comparisonKey([a, b]: readonly [string, string]): string {
  return `${comparing}${a} ${b}`;
}

/** Returns the IDs of the two requests; null for a line of the list, or for nothing. */
export function comparedIn(openRequest: string | null): readonly [string, string] | null {
  if (openRequest === null || !openRequest.startsWith(comparing)) return null;
  const [a = "", b = "", ...others] = openRequest.slice(comparing.length).split(" ");
  return a === "" || b === "" || others.length > 0 ? null : [a, b];
}
