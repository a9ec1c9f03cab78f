import { expect, it } from "vitest";
import { isShadowed, type MetadataRow, metadataOf, rowsMatch } from "./metadata-entries.ts";

const rows: MetadataRow[] = [
  ["sku", "lamp"],
  ["size", "m"],
  ["sku", "rug"],
];

it("uses the last of two rows with one name, and marks the other", () => {
  expect(metadataOf(rows)).toEqual({ sku: "rug", size: "m" });
  expect(rows.map((_, at) => isShadowed(rows, at))).toEqual([true, false, false]);
});

it("detects metadata that were changed elsewhere", () => {
  expect(rowsMatch(rows, { sku: "rug", size: "m" })).toBe(true);
  expect(rowsMatch(rows, { sku: "rug" })).toBe(false);
});

it("keeps a field called __proto__", () => {
  expect(Object.keys(metadataOf([["__proto__", "x"]]))).toEqual(["__proto__"]);
});
