import { expect, it } from "vitest";
import type { ColumnTarget } from "#shared/domain/events/event-import.ts";
import { choiceOf, fieldOf, targetChoices, targetOf, withField } from "./mapping-choices.ts";

it("finds the choice of every target that it gives", () => {
  for (const { value } of targetChoices) expect(choiceOf(targetOf(value, "sku", undefined))).toBe(value);
});

it("names a field after its column, and keeps a name that was given", () => {
  const metadata = targetOf("metadata", "sku", undefined);
  expect(metadata).toEqual({ kind: "metadata", field: "sku" });
  expect(targetOf("custom", "sku", withField(metadata, "article"))).toEqual({ kind: "custom", field: "article" });
});

it("names no field where there is none to name", () => {
  const name: ColumnTarget = { kind: "name" };
  expect(fieldOf(name)).toBeUndefined();
  expect(withField(name, "x")).toBe(name);
});
