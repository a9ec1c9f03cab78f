import { expect, it } from "vitest";
import { placesNote, valuePlaces } from "./value-places.ts";

const answers = [
  { value: { currency: "EUR", limits: { free: 80, express: true }, note: "a" } },
  { value: { currency: "USD", limits: { free: 150, express: true }, note: "a" } },
];

it("lists the places that differ by structure, then the members that are the same", () => {
  const places = valuePlaces(answers) ?? [];
  expect(places.map(({ path, differs }) => [path.join("."), differs])).toEqual([
    ["currency", true],
    ["limits.free", true],
    ["note", false],
  ]);
  expect(placesNote(places)).toBe("2 of 3 keys differ");
});

it("has nothing to list for gates", () => {
  expect(valuePlaces([{ value: true }, { value: false }])).toBeNull();
});
