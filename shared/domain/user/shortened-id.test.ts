import { describe, expect, it } from "vitest";
import { isShortenedNumber } from "./shortened-id.ts";

describe("an ID that a spreadsheet shortened", () => {
  it.each(["9.00719925474099E+15", "9,00719925474099E+15", "9E+18", "1.5E+100"])("%s is recognized", (id) => {
    expect(isShortenedNumber(id)).toBe(true);
  });

  it.each(["9007199254740993", "u-1", "1E5", "9.00719925474099e15", "E+15", "12.5E+15", "9.0E+15x"])("%s is an ID", (id) => {
    expect(isShortenedNumber(id)).toBe(false);
  });
});
