import type { Locator } from "@playwright/test";

/** Returns the terms and definitions of a description list as one object: `{ exposures: "0", check_gate: "3" }`. */
export async function factsIn(within: Locator): Promise<Record<string, string>> {
  const terms = await within.getByRole("term").allInnerTexts();
  const definitions = await within.getByRole("definition").allInnerTexts();
  return Object.fromEntries(terms.map((term, at) => [term.trim(), definitions[at]?.trim() ?? ""]));
}
