import { describe, expect, it } from "vitest";
import { isShortenedNumber, type ShortenedIds, shortenedIdsText, withShortenedId } from "./shortened-id.ts";

describe("an ID that a spreadsheet shortened", () => {
  it.each(["9.00719925474099E+15", "9,00719925474099E+15", "9E+18", "1.5E+100"])("%s is recognized", (id) => {
    expect(isShortenedNumber(id)).toBe(true);
  });

  it.each(["9007199254740993", "u-1", "1E5", "9.00719925474099e15", "E+15", "12.5E+15", "9.0E+15x"])("%s is an ID", (id) => {
    expect(isShortenedNumber(id)).toBe(false);
  });

  it("is counted in a file, with the first rows", () => {
    const ids = ["u-1", "9.1E+15", "u-2", "9.2E+15"];
    const found = ids.reduce<ShortenedIds | null>((before, userID, at) => withShortenedId(before, { userID }, at + 1), null);
    expect(found && shortenedIdsText(found)).toBe(
      "2 rows (2, 4) have an ID that a spreadsheet shortened, such as “9.1E+15”: the file no longer has its last digits, so they are not the users that are meant. Export the IDs as text.",
    );
  });
});
