import { existsSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { listSources, resolveSpecifier } from "./imports.ts";

/** Returns the classes that a source reads from its CSS modules, and that these do not have: they give an element no style. */
function missingClasses(file: string): string[] {
  const text = readFileSync(file, "utf8");
  return [...text.matchAll(/^import (\w+) from "([^"]+\.module\.css)";$/gm)].flatMap(([, name = "", specifier = ""]) => {
    const sheet = resolveSpecifier(file, specifier) ?? specifier;
    const style = existsSync(sheet) ? readFileSync(sheet, "utf8") : "";
    const read = [...text.matchAll(new RegExp(`(?<![\\w.-])${name}\\.(\\w+)`, "g"))].map(([, each = ""]) => each);
    return [...new Set(read)]
      .filter((each) => each !== "module" && !new RegExp(`\\.${each}(?![\\w-])`).test(style))
      .map((each) => `${file}: ${each}`);
  });
}

it("that an element has are in its CSS module", () => {
  const sources = listSources(".").filter((file) => file.endsWith(".tsx"));
  expect(sources.flatMap(missingClasses)).toEqual([]);
});
