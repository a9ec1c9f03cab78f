import { readFileSync } from "node:fs";
import { minifySync, transformWithOxc } from "vite";
import { expect, it } from "vitest";
import { consoleLine } from "./console-line.ts";

it("is copyStatsigPage in one line", async () => {
  const file = new URL("copy-statsig-page.ts", import.meta.url);
  const { code } = await transformWithOxc(readFileSync(file, "utf8"), file.pathname, { sourcemap: false });
  const { code: line } = minifySync("line.js", code.replace(/^export /gm, ""), { mangle: false, compress: true, codegen: true });
  expect(consoleLine).toBe(`(${line.trim()})()`);
});
