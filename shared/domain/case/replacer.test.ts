import { expect, it } from "vitest";
import { parseJson } from "../json/parse-json.ts";
import { createReplacer } from "./replacer.ts";

it("an ID is replaced as an engine rounds it, too", () => {
  const replacer = createReplacer([{ value: "174322306148984899", by: "user-a" }]);
  expect(replacer.text("userID is 174322306148984899 (read as 174322306148984900)")).toBe("userID is user-a (read as user-a)");
  expect(JSON.stringify(replacer.json(parseJson('{"n":174322306148984899,"m":174322306148984900,"o":174322306148984000}') ?? null))).toBe(
    '{"n":"user-a","m":"user-a","o":174322306148984000}',
  );
  expect([...replacer.counts]).toEqual([["174322306148984899", 4]]);
});
