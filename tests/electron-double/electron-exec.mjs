#!/usr/bin/env node
// Replaces the Electron binary: ELECTRON_EXEC_PATH=./tests/electron-double/electron-exec.mjs npx electron-vite dev
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";

const [folder = ".", ...rest] = process.argv.slice(2);
const { main } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
const register = join(import.meta.dirname, "register.ts");
const child = spawn(process.execPath, ["--import", register, resolve(folder, main), ...rest], { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => child.kill(signal));
child.on("exit", (code) => process.exit(code ?? 1));
