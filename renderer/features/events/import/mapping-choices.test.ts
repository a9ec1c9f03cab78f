import { expect, it } from "vitest";
import type { ColumnTarget } from "#shared/domain/events/event-import.ts";
import { choiceOf, fieldOf, hasTimeColumn, targetChoices, targetOf, withField } from "./mapping-choices.ts";

it("maps every target back to its choice", () => {
  for (const { value } of targetChoices) expect(choiceOf(targetOf(value, "sku", undefined))).toBe(value);
});

it("names a field after its column, and keeps an edited name", () => {
  const metadata = targetOf("metadata", "sku", undefined);
  expect(metadata).toEqual({ kind: "metadata", field: "sku" });
  expect(targetOf("custom", "sku", withField(metadata, "article"))).toEqual({ kind: "custom", field: "article" });
});

it("has no field name for a target without field", () => {
  const name: ColumnTarget = { kind: "name" };
  expect(fieldOf(name)).toBeUndefined();
  expect(withField(name, "x")).toBe(name);
});

it("the unit of times is offered only while a column is a time", () => {
  expect(hasTimeColumn({ columns: { event: { kind: "name" }, at: { kind: "time" } } })).toBe(true);
  expect(hasTimeColumn({ columns: { event: { kind: "name" }, at: { kind: "ignore" } } })).toBe(false);
});
