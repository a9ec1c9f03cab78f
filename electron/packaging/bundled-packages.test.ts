import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { build } from "vite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { bundledPackages, packageFolder, readPackage } from "./bundled-packages.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "gatescope-packages-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, content: string): void {
  mkdirSync(dirname(join(folder, path)), { recursive: true });
  writeFileSync(join(folder, path), content);
}

function writePackage(path: string, { version = "1.0.0", license = "MIT" as unknown, files = {} as Record<string, string> } = {}): void {
  const name = path.split("node_modules/").at(-1);
  write(`${path}/package.json`, JSON.stringify({ name, version, license, type: "module", main: "index.js" }));
  for (const [file, content] of Object.entries(files)) write(`${path}/${file}`, content);
}

describe("the list of bundled packages", () => {
  /** Bundles `main.ts`, then `page.ts`, as electron.vite.config.ts does, and returns the list that the second build writes. */
  async function list(): Promise<unknown> {
    const packages = bundledPackages();
    const options = (entry: string) => ({
      configFile: false as const,
      root: folder,
      logLevel: "silent" as const,
      build: { write: false, assetsInlineLimit: 0, rolldownOptions: { input: join(folder, entry) } },
    });
    await build({ ...options("main.ts"), plugins: [packages.collect()] });
    const page = await build({ ...options("page.ts"), plugins: [packages.collect(), packages.write()] });
    if (!("output" in page)) throw new Error("Vite returned no bundle.");
    const written = page.output.find(({ fileName }) => fileName === "licences.json");
    return written?.type === "asset" ? JSON.parse(String(written.source)) : undefined;
  }

  it("holds what is in any of the builds, fonts and nested versions included, and nothing that was left out", async () => {
    writePackage("node_modules/server", {
      files: { "index.js": `import "inner"; export const server = Date.now();`, LICENSE: "MIT, Server" },
    });
    writePackage("node_modules/server/node_modules/inner", {
      version: "2.0.0",
      files: { "index.js": "globalThis.inner = 2;", COPYING: "Two" },
    });
    writePackage("node_modules/inner", { files: { "index.js": "globalThis.inner = 1;", "license.txt": "One\r\n" } });
    writePackage("node_modules/@scope/font", { license: "OFL-1.1", files: { "font.woff2": "font", LICENSE: "OFL" } });
    writePackage("node_modules/unused", { files: { "index.js": "export const unused = 1;" } });
    write("main.ts", `import { server } from "server"; console.log(server);`);
    write(
      "page.ts",
      `import "inner"; import "./page.css"; import { unused } from "unused"; const kept: typeof unused = 1; console.log(kept);`,
    );
    write("page.css", `@font-face { font-family: "F"; src: url("@scope/font/font.woff2"); } body { font-family: "F"; }`);

    expect(await list()).toEqual([
      { name: "@scope/font", version: "1.0.0", licence: "OFL-1.1", text: "OFL" },
      { name: "inner", version: "1.0.0", licence: "MIT", text: "One" },
      { name: "inner", version: "2.0.0", licence: "MIT", text: "Two" },
      { name: "server", version: "1.0.0", licence: "MIT", text: "MIT, Server" },
    ]);
  });

  it("fails the build over a package without a licence", async () => {
    writePackage("node_modules/closed", { license: "UNLICENSED", files: { "index.js": "globalThis.closed = true;" } });
    write("main.ts", `import "closed";`);
    write("page.ts", "console.log(1);");
    await expect(list()).rejects.toThrow("closed 1.0.0 is in a bundle, and its package.json names no licence");
  });
});

it("reads all licence and notice files of a package, and null when there are none", () => {
  writePackage("node_modules/apache", {
    license: "Apache-2.0",
    files: { "LICENSE.txt": "Apache", NOTICE: "Made by A", "licenses.js": "x" },
  });
  writePackage("node_modules/bare");
  expect(readPackage(join(folder, "node_modules/apache")).text).toBe("Apache\n\nMade by A");
  expect(readPackage(join(folder, "node_modules/bare")).text).toBeNull();
});

it.each([
  ["/w/node_modules/zod/v4/index.js", "/w/node_modules/zod"],
  ["/w/node_modules/@a/b/index.js?commonjs-proxy", "/w/node_modules/@a/b"],
  ["/w/node_modules/a/node_modules/b/c.js", "/w/node_modules/a/node_modules/b"],
  ["C:\\w\\node_modules\\@a\\b\\index.js", "C:\\w\\node_modules\\@a\\b"],
  ["/w/renderer/app/main.tsx", undefined],
  ["\0/w/node_modules/a/index.js?commonjs-module", undefined],
])("finds the package of the module %j", (moduleId, expected) => {
  expect(packageFolder(moduleId)).toBe(expected);
});
