import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

/** Forbidden imports that only the linter detects, with the reason that its message must contain. */
const forbidden = [
  ["shared/domain/planted.ts", "node:fs", "a Node.js builtin module"],
  ["shared/contract/planted.ts", "node:fs", "a Node.js builtin module"],
  ["electron/services/keys/planted.ts", "electron", "Only electron/hosts/desktop may import electron"],
  ["electron/services/keys/planted-store.ts", "electron-store", "Only electron/hosts/desktop may import electron"],
  ["electron/hosts/browser/planted.ts", "electron", "Only electron/hosts/desktop may import electron"],
  ["electron/hosts/terminal/planted.ts", "electron/main", "Only electron/hosts/desktop may import electron"],
  ["renderer/app/planted.ts", "node:path", "a Node.js builtin module"],
  ["renderer/app/planted-electron.ts", "electron/renderer", "Only electron/hosts/desktop may import electron"],
] as const;

/** Uses of globals that do not exist where the file runs; the compiler must reject them. */
const foreignGlobals = [
  ["shared/domain/planted-global.ts", "export const planted = process.version;", "'process'"],
  ["shared/domain/planted-dom.ts", "export const planted = document.title;", "'document'"],
  ["electron/services/planted-dom.ts", "export const planted = document.title;", "'document'"],
  ["electron/rpc/planted-window.ts", "export const planted = window.name;", "'window'"],
  ["renderer/app/planted-global.ts", "export const planted = process.version;", "'process'"],
] as const;

const repository = process.cwd();
let folder = "";
let linterOutput = "";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatescope-boundaries-"));
  for (const file of [".biome.json", "package.json", "tsconfig.json"]) await copyFile(join(repository, file), join(folder, file));
  await symlink(join(repository, "node_modules"), join(folder, "node_modules"));
  await write(".gitignore", "node_modules\n");
  for (const [file, source] of forbidden) await write(file, `import * as planted from "${source}";\n\nexport const used = planted;\n`);
  linterOutput = await run("biome", [
    "check",
    "--vcs-enabled=false",
    "--max-diagnostics=none",
    "--reporter=github",
    "--only=style/noRestrictedImports",
    "--only=correctness/noNodejsModules",
  ]);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the linter", () => {
  it.each(forbidden)("rejects %s importing %s", (file, _source, reason) => {
    const messages = linterOutput.split("\n").filter((line) => line.includes(`/${file},line=`));
    expect(messages.join("\n")).toContain(reason);
  });
});

describe("the compiler", () => {
  it.each(foreignGlobals)("rejects a foreign global in %s", async (file, source, name) => {
    const layer = file.startsWith("electron/") ? file.split("/").slice(0, 2).join("/") : (file.split("/")[0] ?? "");
    await copyTsconfig(layer);
    await write(file, source);
    const output = await run("tsc", ["-p", layer, "--noEmit", "--composite", "false", "--emitDeclarationOnly", "false"]);
    expect(
      output
        .split("\n")
        .filter((line) => line.startsWith(file))
        .join("\n"),
    ).toContain(name);
  });
});

async function copyTsconfig(layer: string) {
  await mkdir(join(folder, layer), { recursive: true });
  await copyFile(join(repository, layer, "tsconfig.json"), join(folder, layer, "tsconfig.json"));
}

async function write(file: string, text: string) {
  await mkdir(dirname(join(folder, file)), { recursive: true });
  await writeFile(join(folder, file), text);
}

/** Runs a tool in the temporary tree and returns its output, whatever its exit code. */
function run(tool: string, args: string[]): Promise<string> {
  return new Promise((resolve) =>
    execFile(join(repository, "node_modules/.bin", tool), args, { cwd: folder, maxBuffer: 64e6 }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    ),
  );
}
