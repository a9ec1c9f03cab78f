import { expect, it } from "vitest";
import { nameOfSearch } from "./saved-search.ts";

it.each([
  ["tier:production", "Production"],
  ["user:Lena -gate:checkout* banner", "Lena, not checkout*, banner"],
  ["logged:yes since:yesterday", "Logged yes, since yesterday"],
])("offers a name for %s", (text, name) => {
  expect(nameOfSearch(text)).toBe(name);
});
