// Finds out if a window can open on this machine: it needs a display, a user other than root, and an Electron binary.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ended, root } from "./prepare.mjs";

const electronFolder = join(root, "node_modules", "electron");

/** Returns why no window can open here, even with an Electron binary; null if one can. */
export function windowObstacle() {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return "there is no display";
  if (process.platform !== "linux" && process.env.SSH_CONNECTION) return "this is a remote session";
  if (process.platform === "linux" && process.getuid() === 0) return "Electron's sandbox does not run as root";
  return null;
}

/** Returns the path of the Electron binary, or null if there is none. */
export function findElectron() {
  const nameFile = join(electronFolder, "path.txt");
  const defaultName = { win32: "electron.exe", darwin: "Electron.app/Contents/MacOS/Electron" }[process.platform] ?? "electron";
  const name = existsSync(nameFile) ? readFileSync(nameFile, "utf8").trim() : defaultName;
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronFolder, "dist"), name);
  return existsSync(path) ? path : null;
}

/** Downloads and unpacks Electron, with progress on stderr. Returns null, or the reason for a failure. It has time limits (download-electron.mjs). */
export async function downloadElectron(node) {
  const script = join(root, "electron", "launch", "download-electron.mjs");
  const child = spawn(node, [script, electronFolder], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const output = [];
  child.stdout.setEncoding("utf8").on("data", (text) => output.push(text));
  const code = await ended(child);
  return code === 0 ? null : `Electron could not be downloaded (${output.join("").trim() || `exit code ${code}`})`;
}
