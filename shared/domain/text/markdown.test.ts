import { expect, it } from "vitest";
import { markdownCellCode, markdownCode } from "./markdown.ts";

it("escapes a bar in code only in a table, where it would end the cell", () => {
  expect([markdownCode("curl|python"), markdownCellCode("curl|python"), markdownCellCode("a`|b")]).toEqual([
    "`curl|python`",
    "`curl\\|python`",
    "`` a`\\|b ``",
  ]);
});
