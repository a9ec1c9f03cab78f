import { expect, it } from "vitest";
import { type ShortenedIds, shortenedIdsText, withShortenedId } from "./shortened-ids.ts";

it("an ID that a spreadsheet shortened is counted in a file, with the first rows", () => {
  const ids = ["u-1", "9.1E+15", "u-2", "9.2E+15"];
  const found = ids.reduce<ShortenedIds | null>((before, userID, at) => withShortenedId(before, { userID }, at + 1), null);
  expect(found && shortenedIdsText(found)).toBe(
    "2 rows (2, 4) have an ID that a spreadsheet shortened, such as “9.1E+15”: the file no longer has its last digits, so they are not the users that are meant. Export the IDs as text.",
  );
});
