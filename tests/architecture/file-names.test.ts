import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { listSources } from "./imports.ts";

it("of files that the person chose are read by nameOfFile only, which masks keys in them", () => {
  const readers = listSources(".").filter((file) => file.startsWith("renderer/") && /\bfile\??\.name\b/.test(readFileSync(file, "utf8")));
  expect(readers).toEqual(["renderer/parts/files/read-file.ts"]);
});
