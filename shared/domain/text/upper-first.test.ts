import { expect, test } from "vitest";
import { upperFirst } from "./upper-first.ts";

test("the first letter becomes a capital and the rest stays", () => {
  expect(["rule 1 of “x”", "", "Already"].map(upperFirst)).toEqual(["Rule 1 of “x”", "", "Already"]);
});
