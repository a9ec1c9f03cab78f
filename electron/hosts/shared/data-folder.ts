import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Folders } from "#services/ports.ts";
import { asStorageFailed } from "./storage-failure.ts";

/** Returns the data folder: `requested`, else `GATESCOPE_DATA`, else the system's place for the data of programs. */
export function chooseDataFolder(
  requested: string | undefined,
  { env, platform, home }: { env: NodeJS.ProcessEnv; platform: NodeJS.Platform; home: string } = {
    env: process.env,
    platform: process.platform,
    home: homedir(),
  },
): string {
  const chosen = requested || env.GATESCOPE_DATA;
  if (chosen) return resolve(chosen);
  switch (platform) {
    case "darwin":
      return join(home, "Library", "Application Support", "Gatescope");
    case "win32":
      return join(env.LOCALAPPDATA || join(home, "AppData", "Local"), "Gatescope");
    default:
      // XDG Base Directory Specification: a relative path is to be ignored.
      return join(env.XDG_DATA_HOME?.startsWith("/") ? env.XDG_DATA_HOME : join(home, ".local", "share"), "gatescope");
  }
}

/**
 * Creates the folder, readable by this user only, and sets the umask so that all files of this program are too. An existing folder keeps its
 * permissions, because it may be shared on purpose. Throws `StorageFailed` if the folder cannot be written.
 */
export function openDataFolder(path: string): Folders {
  process.umask(0o077);
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    // Permissions do not show a full or read-only disk; writing a file does.
    const trial = join(path, `.trial-${process.pid}`);
    writeFileSync(trial, "Gatescope can write here.\n");
    rmSync(trial, { force: true }); // another process that has the folder may remove it
  } catch (error) {
    throw asStorageFailed(error, path);
  }
  return { data: path };
}

/** Creates one folder after the other: `recursive: true` never returns if a parent refuses with ENOENT, as `/proc` does. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
