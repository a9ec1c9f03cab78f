import { describe, expect, it } from "vitest";
import { isShortenedNumber, spreadsheetIdText } from "./shortened-id.ts";

describe("an ID that a spreadsheet shortened", () => {
  it.each(["9.00719925474099E+15", "9,00719925474099E+15", "9E+18", "1.5E+100"])("%s is recognized", (id) => {
    expect(isShortenedNumber(id)).toBe(true);
  });

  it.each(["9007199254740993", "u-1", "1E5", "9.00719925474099e15", "E+15", "12.5E+15", "9.0E+15x"])("%s is an ID", (id) => {
    expect(isShortenedNumber(id)).toBe(false);
  });
});

describe("an ID that a spreadsheet wrote", () => {
  const textOf = (value: string) => spreadsheetIdText({ idType: "userID", value });

  it.each(["#N/A", "#NV", "#REF!", "#DIV/0!", "#NAME?", "#WERT!", "#ÜBERLAUF!", "####", "########"])(
    "is named as an error: %s",
    (value) => {
      expect(textOf(value)).toBe(
        `userID is “${value}”, which a spreadsheet shows where it has no value. Correct the cell, and export the file again.`,
      );
    },
  );

  it.each(['="007"', "=A1+1"])("is named as a formula: %s", (value) => {
    expect(textOf(value)).toBe(`userID is “${value}”, the formula of a spreadsheet and not its result. Export the values.`);
  });

  it.each(["#1", "#ada", "#AB", "#", "##", "=", "a=b", "Hello!", "#Tag!"])("is none: %s", (value) => {
    expect(textOf(value)).toBeNull();
  });
});
