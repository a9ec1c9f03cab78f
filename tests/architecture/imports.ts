import { globSync, readFileSync } from "node:fs";
import { dirname, posix } from "node:path";
import { parseSync } from "vite";
import type { Scope } from "./layers.ts";

/** package.json's `imports`: the only aliases there are. */
const { imports: aliases } = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8")) as {
  imports: Record<string, string>;
};

export interface Import {
  readonly from: string;
  readonly to: string;
}

/** Every source file below `root` that runs in the product, as paths from `root` with slashes. */
export function listSources(root: string): string[] {
  return globSync("{shared,electron,renderer}/**/*.{ts,tsx,mjs,css}", { cwd: root })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => !/\.test\.tsx?$/.test(file))
    .sort();
}

/** Every import of a file from within the repository: static, exported again, dynamic and in types. Packages are left out. */
export function readImports(root: string, file: string): Import[] {
  if (file.endsWith(".css")) return [];
  return findSpecifiers(file, readFileSync(posix.join(root, file), "utf8"))
    .map((specifier) => resolveSpecifier(file, specifier))
    .filter((to) => to !== undefined)
    .map((to) => ({ from: file, to }));
}

/** The module specifiers in a source text. Throws where the text cannot be parsed. */
export function findSpecifiers(file: string, text: string): string[] {
  const { module, errors } = parseSync(file, text, { lang: file.endsWith(".tsx") ? "tsx" : "ts" });
  if (errors.length > 0) throw new Error(`${file}: ${errors.map(({ message }) => message).join("; ")}`);
  const fixed = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) => entries.map(({ moduleRequest }) => moduleRequest?.value)),
  ];
  const inTypesAndCalls = [...text.matchAll(/\bimport\(\s*["'`]([^"'`]+)["'`]/g)].map((match) => match[1]);
  return [...new Set([...fixed, ...inTypesAndCalls])].filter((specifier) => specifier !== undefined && specifier !== null);
}

/** A specifier as a path from the repository's root; undefined for a package. */
function resolveSpecifier(file: string, specifier: string): string | undefined {
  if (specifier.startsWith(".")) return posix.join(dirname(file), specifier);
  const alias = Object.entries(aliases).find(([pattern]) => specifier.startsWith(pattern.replace("*", "")));
  if (alias === undefined) return undefined;
  const [pattern, place] = alias;
  return posix.join(place.replace("*", ""), specifier.slice(pattern.length - 1));
}

/** The imports that no row of a scope allows, and the files that are in no room of it, each as a sentence. */
export function findViolations(scope: Scope, imports: readonly Import[]): string[] {
  return imports.flatMap(({ from, to }) => {
    if (!isWithin(from, scope.folder) || !isWithin(to, scope.folder)) return [];
    const fromRoom = findRoom(scope, from);
    const toRoom = findRoom(scope, to);
    if (fromRoom === undefined) return [`${from} is in no room of ${scope.readme}`];
    if (toRoom === undefined) return [`${from} imports ${to}, which is in no room of ${scope.readme}`];
    if (fromRoom.folder === toRoom.folder) return [];
    const allowed = scope.rooms[fromRoom.row] ?? [];
    return allowed.includes(toRoom.row) ? [] : [`${from} imports ${to}: ${fromRoom.folder} may not import ${toRoom.folder}`];
  });
}

const isWithin = (file: string, folder: string) => folder === "" || file.startsWith(`${folder}/`);

/** The row and the folder that a file belongs to: a row without `*` wins over one with it. */
export function findRoom(scope: Scope, file: string): { row: string; folder: string } | undefined {
  const inside = scope.folder === "" ? file : file.slice(scope.folder.length + 1);
  const rows = Object.keys(scope.rooms).sort((a, b) => Number(a.includes("*")) - Number(b.includes("*")));
  for (const row of rows) {
    const pattern = new RegExp(`^${row.replaceAll(".", "\\.").replace("*", "[^/]+")}(?=/|$)`);
    const folder = pattern.exec(inside)?.[0];
    if (folder !== undefined) return { row, folder };
  }
  return undefined;
}

/** The rows of a README's table of rooms: the first column, and the list in the second one. */
export function readRoomsTable(markdown: string): Record<string, string[]> {
  const table = /\| (?:From|Room) \| May import, besides itself \|\n\|[ -]+\|[ -]+\|\n((?:\|.*\n?)+)/.exec(markdown)?.[1] ?? "";
  const names = (cell: string) => [...cell.matchAll(/`([^`]+)`/g)].flatMap(([, name]) => (name === undefined ? [] : [name]));
  return Object.fromEntries(
    table
      .trim()
      .split("\n")
      .map((line) => line.split("|").slice(1, 3))
      .map(([room = "", list = ""]) => [names(room)[0] ?? "", names(list).sort()]),
  );
}
