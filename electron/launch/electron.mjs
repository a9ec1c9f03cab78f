// Whether a window can open on this machine: a display, a person whom Chromium's sandbox accepts, and an Electron binary.
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ended, root } from "./prepare.mjs";

const electronFolder = join(root, "node_modules", "electron");

/** Why no window can open here, whatever we download; null when one can. */
export function windowObstacle() {
  if (process.platform === "linux" && !process.env.DISPLAY && !process.env.WAYLAND_DISPLAY) return "there is no display here";
  if (process.platform !== "linux" && process.env.SSH_CONNECTION) return "this is a remote session";
  if (process.platform === "linux" && process.getuid() === 0) return "Electron's sandbox does not run as root";
  return null;
}

/** The Electron binary's path, or null. Only looks. */
export function findElectron() {
  const nameFile = join(electronFolder, "path.txt");
  const usualName = { win32: "electron.exe", darwin: "Electron.app/Contents/MacOS/Electron" }[process.platform] ?? "electron";
  const name = existsSync(nameFile) ? readFileSync(nameFile, "utf8").trim() : usualName;
  const path = join(process.env.ELECTRON_OVERRIDE_DIST_PATH ?? join(electronFolder, "dist"), name);
  return existsSync(path) ? path : null;
}

/** Downloads and unpacks Electron with progress on stderr. Gives why it could not, or null. Gives up by itself (download-electron.mjs). */
export async function downloadElectron(node) {
  const script = join(root, "electron", "launch", "download-electron.mjs");
  const child = spawn(node, [script, electronFolder], { cwd: root, stdio: ["ignore", "pipe", "inherit"] });
  const said = [];
  child.stdout.setEncoding("utf8").on("data", (text) => said.push(text));
  const code = await ended(child);
  return code === 0 ? null : `Electron could not be downloaded (${said.join("").trim() || `exit code ${code}`})`;
}
