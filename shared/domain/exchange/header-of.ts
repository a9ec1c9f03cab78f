/** Returns the value of the first header with this name, in lower case, without the blanks around it; empty without one. */
export function headerOf(headers: readonly (readonly [string, string])[], name: string): string {
  return headers.find(([each]) => each.toLowerCase() === name)?.[1].trim() ?? "";
}
