import { expect, it } from "vitest";
import { ExactNumber } from "#shared/domain/json/exact-number.ts";
import { convertValue, parseValue, valueText } from "./event-value.ts";

it.each([
  ["", null],
  ["49.9", 49.9],
  ["-5", -5],
  ["0", 0],
  ["2.50", new ExactNumber("2.50")],
  ["129,80", "129,80"],
  ["007", "007"],
  ["1e3", "1e3"],
  ["-", "-"],
  ["12345678901234567890", "12345678901234567890"],
  ["shipping", "shipping"],
])("parses %j as %j", (text, value) => {
  expect(parseValue(text, { asText: false })).toEqual(value);
});

it("keeps a number as text where text was chosen", () => {
  expect(parseValue("49.9", { asText: true })).toBe("49.9");
});

it("converts between types and keeps a text that is not a number", () => {
  expect(convertValue("129,80", "number")).toEqual(new ExactNumber("129.80"));
  expect(convertValue("174322306148984899", "number")).toEqual(new ExactNumber("174322306148984899"));
  expect(convertValue(".5", "number")).toBe(0.5);
  expect(convertValue("shipping", "number")).toBe("shipping");
  expect(convertValue(49.9, "text")).toBe("49.9");
  expect(convertValue("x", "none")).toBeNull();
});

it("formats values for the text field", () => {
  expect([valueText(null), valueText("a"), valueText(true)]).toEqual(["", "a", "true"]);
});
