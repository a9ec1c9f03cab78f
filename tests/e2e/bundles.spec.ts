import { existsSync, readdirSync, readFileSync } from "node:fs";
import { builtinModules } from "node:module";
import { dirname, join } from "node:path";
import { expect, test } from "@playwright/test";
import { parseAst } from "vite";
import { type BundledPackage, bundledPackagesFile } from "#shared/domain/session/bundled-package.ts";
import { gzippedBytes, readFirstFiles } from "../bench/page-size.ts";
import { repository } from "./fixtures/hosts.ts";

/** The built bundles. These tests read their imports and run no host. */
const main = join(repository, "out/main");

/** Returns the modules that a bundle and its chunks import from outside the bundle. */
function externalImportsOf(entry: string, visited = new Set<string>()): Set<string> {
  visited.add(entry);
  const outside = new Set<string>();
  for (const name of specifiersIn(readFileSync(entry, "utf8"))) {
    const chunk = join(dirname(entry), name);
    if (!name.startsWith(".") || !existsSync(chunk)) outside.add(name);
    else if (!visited.has(chunk)) for (const transitive of externalImportsOf(chunk, visited)) outside.add(transitive);
  }
  return outside;
}

/** Returns the specifiers of import and export statements, `import()` and `require()`. Parses the syntax, because code snippets contain such words as text. */
function specifiersIn(source: string): Set<string> {
  const names = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== "object" || node === null) return;
    const { type, source: from, callee, arguments: given } = node as Record<string, unknown>;
    const isRequire = type === "CallExpression" && (callee as { name?: string }).name === "require";
    const named = isRequire ? (given as unknown[])[0] : from;
    if (typeof (named as { value?: unknown } | null | undefined)?.value === "string") names.add((named as { value: string }).value);
    Object.values(node).forEach(visit);
  };
  visit(parseAst(source));
  return names;
}

const isBuiltIn = (name: string) => name.startsWith("node:") || builtinModules.includes(name);
/** Optional dependencies: libraries work without them. */
const optional = ["bufferutil", "utf-8-validate"];

for (const entry of [
  "browser.js",
  "terminal.js",
  "history-worker.js",
  "outbox-worker.js",
  "rows-worker.js",
  "explain-worker.js",
  "compare-worker.js",
]) {
  test(`${entry} and its chunks need nothing but Node`, () => {
    expect([...externalImportsOf(join(main, entry))].filter((name) => !isBuiltIn(name) && !optional.includes(name))).toEqual([]);
  });
}

test("main.js and its chunks need nothing but Node and Electron", () => {
  expect([...externalImportsOf(join(main, "main.js"))].filter((name) => !isBuiltIn(name) && !optional.includes(name))).toEqual([
    "electron",
  ]);
});

/** Returns a bundle and the chunks that are loaded with it, without those that are loaded later. */
function loadedAtStart(entry: string, visited = new Set<string>()): Set<string> {
  visited.add(entry);
  for (const statement of parseAst(readFileSync(entry, "utf8")).body) {
    const name = "source" in statement ? statement.source?.value : undefined;
    const chunk = join(dirname(entry), name ?? "");
    if (name?.startsWith(".") && !visited.has(chunk)) loadedAtStart(chunk, visited);
  }
  return visited;
}

for (const entry of ["browser.js", "main.js"]) {
  test(`${entry} starts without the engine and the packages that few starts need`, () => {
    const sources = [...loadedAtStart(join(main, entry))].flatMap((file): string[] =>
      existsSync(`${file}.map`) ? JSON.parse(readFileSync(`${file}.map`, "utf8")).sources : [],
    );
    expect(sources).toContainEqual(expect.stringContaining("services/services.ts"));
    expect(sources.filter((source) => /explain\/engine\/engine\.ts|node_modules\/(rregex|yaml|hyparquet|undici)\//.test(source))).toEqual(
      [],
    );
  });
}

test("the preload is one CommonJS file that requires Electron only", () => {
  expect(readdirSync(join(repository, "out/preload")).filter((file) => !file.endsWith(".map"))).toEqual(["preload.cjs"]);
  const source = readFileSync(join(repository, "out/preload/preload.cjs"), "utf8");
  expect([...specifiersIn(source)]).toEqual(["electron"]);
  expect(source).not.toMatch(/^\s*(import|export)\b/m);
});

/** In bytes, gzipped. Whoever needs more says in the commit what for. */
const maxFirstJavaScript = 220_000;

test("the page loads at most 220 kB of JavaScript before the first answer, and no schemas, lenient reader or dropdowns", () => {
  const files = readFirstFiles(join(repository, "out/renderer"));
  const sources = files.flatMap(({ path }): string[] => {
    const map = join(repository, "out/renderer", `${path}.map`);
    return existsSync(map) ? JSON.parse(readFileSync(map, "utf8")).sources : [];
  });
  expect(sources.length).toBeGreaterThan(300);
  expect(
    sources.filter((source) =>
      /node_modules\/(zod|@orpc\/(contract|server)|@codemirror|@floating-ui|@tanstack\/react-virtual|json5|yaml)\/|json\/loose|pasted/.test(
        source,
      ),
    ),
  ).toEqual([]);
  expect(gzippedBytes(files)).toBeLessThan(maxFirstJavaScript);
});

test("licences.json lists every package that the source maps of the bundles name", () => {
  const listed = JSON.parse(readFileSync(join(repository, "out/renderer", bundledPackagesFile), "utf8")) as BundledPackage[];
  const maps = readdirSync(join(repository, "out"), { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".map"));
  const sources = maps.flatMap((file): string[] => JSON.parse(readFileSync(join(repository, "out", file), "utf8")).sources);
  const bundled = new Set(sources.flatMap((source) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)/.exec(source)?.[1] ?? []));
  expect(bundled.size).toBeGreaterThan(30);
  expect([...bundled].filter((name) => !listed.some((entry) => entry.name === name))).toEqual([]);
  const fonts = listed.filter(({ licence }) => licence === "OFL-1.1").map(({ name }) => name);
  expect(fonts).toEqual(["@fontsource-variable/inter", "@fontsource-variable/jetbrains-mono"]);
});
