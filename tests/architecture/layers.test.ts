import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { findModule, findSpecifiers, findViolations, listSources, readImports, readModuleTable } from "./imports.ts";
import { scopes } from "./layers.ts";

const root = process.cwd();
const sources = listSources(root);
const imports = sources.flatMap((file) => readImports(root, file));

describe.each(scopes)("the modules of $readme", (scope) => {
  it("import only what their row allows", () => {
    expect(findViolations(scope, imports)).toEqual([]);
  });

  it("contain every source file", () => {
    const inside = sources.filter((file) => file.startsWith(scope.folder === "" ? "" : `${scope.folder}/`));
    expect(inside.filter((file) => !isDeclaration(file) && findModule(scope, file) === undefined)).toEqual([]);
  });

  it("are listed in the README as they are checked", () => {
    const sorted = Object.fromEntries(Object.entries(scope.modules).map(([module, allowed]) => [module, [...allowed].sort()]));
    expect(readModuleTable(readFileSync(join(root, scope.readme), "utf8"))).toEqual(sorted);
  });

  it("all exist", () => {
    const modules = Object.keys(scope.modules);
    const inside = sources.filter((file) => file.startsWith(scope.folder === "" ? "" : `${scope.folder}/`));
    expect(modules.filter((module) => !inside.some((file) => findModule(scope, file)?.row === module))).toEqual([]);
  });
});

/** Returns true for the file that declares the globals of all runtimes. It imports nothing and belongs to no module. */
const isDeclaration = (file: string) => file === "shared/everywhere.d.ts";

/** Forbidden imports; the check must reject each of them. */
const forbidden: readonly [from: string, to: string][] = [
  ["shared/domain/user/planted.ts", "shared/contract/contract.ts"],
  ["shared/domain/json/planted.ts", "shared/domain/user/statsig-user.ts"],
  ["shared/contract/planted.ts", "electron/services/ports.ts"],
  ["electron/services/history/planted.ts", "electron/rpc/router.ts"],
  ["electron/services/evaluate/planted.ts", "shared/contract/contract.ts"],
  ["electron/services/evaluate/planted.ts", "electron/hosts/browser/main.ts"],
  ["electron/services/catalog/planted.ts", "electron/services/evaluate/evaluate.ts"],
  ["electron/services/events/outbox/planted.ts", "electron/services/events/import/runs.ts"],
  ["electron/services/new-module/planted.ts", "electron/services/ports.ts"],
  ["electron/services/planted.ts", "tests/fakes/ports.ts"],
  ["electron/rpc/planted.ts", "electron/hosts/browser/main.ts"],
  ["electron/hosts/desktop/planted.ts", "electron/hosts/browser/main.ts"],
  ["electron/hosts/browser/planted.ts", "renderer/app/app.tsx"],
  ["electron/hosts/shared/planted.ts", "electron/hosts/terminal/main.ts"],
  ["renderer/ui/planted.ts", "renderer/features/history/history.tsx"],
  ["renderer/ui/planted.ts", "shared/domain/project/project.ts"],
  ["renderer/parts/planted.ts", "renderer/host/client.ts"],
  ["renderer/parts/planted.ts", "renderer/answer/line/answer-line.tsx"],
  ["renderer/host/planted.ts", "electron/services/ports.ts"],
  ["renderer/session/planted.ts", "renderer/host/client.ts"],
  ["renderer/answer/planted.ts", "renderer/features/inspect/inspect.tsx"],
  ["renderer/answer/explain/planted.ts", "renderer/answer/why/why.tsx"],
  ["renderer/features/events/planted.ts", "renderer/features/history/history.tsx"],
  ["renderer/features/events/outbox/planted.ts", "renderer/app/app.tsx"],
  ["renderer/app/planted.ts", "electron/services/ports.ts"],
];

describe("the import check", () => {
  it.each(forbidden)("rejects %s importing %s", (from, to) => {
    expect(scopes.flatMap((scope) => findViolations(scope, [{ from, to }]))).not.toEqual([]);
  });

  it("reads static, exported, dynamic and type imports", () => {
    const text = `import type { A } from "./a.ts"; import "./b.css"; export { c } from "#shared/c.ts"; const d = () => import("./d.ts"); type E = import("./e.ts").E;`;
    expect(new Set(findSpecifiers("planted.ts", text))).toEqual(new Set(["#shared/c.ts", "./a.ts", "./b.css", "./d.ts", "./e.ts"]));
  });
});
