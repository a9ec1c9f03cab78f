import { globSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { parseSync } from "vite";
import type { Scope } from "./layers.ts";

/** The import aliases: package.json's `imports`. */
const { imports: aliases } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  imports: Record<string, string>;
};

export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Returns the product's source files below `root`, without tests, as relative paths with slashes. */
export function listSources(root: string): string[] {
  return globSync("{shared,electron,renderer}/**/*.{ts,tsx,mjs,css}", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .sort();
}

/** Returns a file's imports from the repository: static, re-exported, dynamic and type imports. Packages are not included. */
export function readImports(root: string, file: string): Import[] {
  if (file.endsWith(".css")) return [];
  return findSpecifiers(file, readFileSync(posix.join(root, file), "utf8"))
    .map((specifier) => resolveSpecifier(file, specifier))
    .filter((to) => to !== undefined)
    .map((to) => ({ from: file, to }));
}

/** Returns the module specifiers of a source text. Throws when the text has a syntax error. */
export function findSpecifiers(file: string, text: string): string[] {
  const { module, errors } = parseSync(file, text, { lang: file.endsWith(".tsx") ? "tsx" : "ts" });
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join("; ")}`);
  const declared = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value)),
  ];
  const inTypesAndCalls = [...text.matchAll(/\bimport\(\s*["'`]([^"'`]+)["'`]/g)].map((match) => match[1]);
  return [...new Set([...declared, ...inTypesAndCalls])].filter((specifier) => specifier !== undefined && specifier !== null);
}

/** Resolves a specifier to a path from the repository's root; undefined for a package. */
export function resolveSpecifier(file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(dirname(file), specifier);
  const alias = Object.entries(aliases).find(([pattern]) => specifier.startsWith(pattern.replace("*", "")));
  if (alias === undefined) return undefined;
  const [pattern, folder] = alias;
  return posix.join(folder.replace("*", ""), specifier.slice(pattern.length - 1));
}

/** Returns one message for each import that a scope does not allow, and for each file that belongs to none of its modules. */
export function findViolations(scope: Scope, imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    if (!isWithin(from, scope.folder) || !isWithin(to, scope.folder)) return [];
    const fromModule = findModule(scope, from);
    const toModule = findModule(scope, to);
    if (fromModule === undefined) return [`${from} is in no module of ${scope.readme}`];
    if (toModule === undefined) return [`${from} imports ${to}, which is in no module of ${scope.readme}`];
    if (fromModule.folder === toModule.folder) return [];
    const allowed = scope.modules[fromModule.row] ?? [];
    return allowed.includes(toModule.row) ? [] : [`${from} imports ${to}: ${fromModule.folder} may not import ${toModule.folder}`];
  });
}

const isWithin = (file: string, folder: string) => folder === "" || file.startsWith(`${folder}/`);

/** Returns the module of a file: its row in the scope's table and its folder. A row without `*` takes precedence. */
export function findModule(scope: Scope, file: string): { row: string; folder: string } | undefined {
  const inside = scope.folder === "" ? file : file.slice(scope.folder.length + 1);
  const rows = Object.keys(scope.modules).sort((a, b) => Number(a.includes("*")) - Number(b.includes("*")));
  for (const row of rows) {
    const pattern = new RegExp(`^${row.replaceAll(".", "\\.").replace("*", "[^/]+")}(?=/|$)`);
    const folder = pattern.exec(inside)?.[0];
    if (folder !== undefined) return { row, folder };
  }
  return undefined;
}

/** Returns a README's module table: the first column mapped to the sorted list in the second. */
export function readModuleTable(markdown: string): Record<string, string[]> {
  const table = /\| (?:From|Module) \| May import, besides itself \|\n\|[ -]+\|[ -]+\|\n((?:\|.*\n?)+)/.exec(markdown)?.[1] ?? "";
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return Object.fromEntries(
    table
      .trim()
      .split("\n")
      .map((line) => line.split("|").slice(1, 3))
      .map(([module = "", list = ""]) => [names(module)[0] ?? "", names(list).sort()]),
  );
}
