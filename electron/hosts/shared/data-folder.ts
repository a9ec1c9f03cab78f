import { accessSync, constants, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { Folders } from "#services/ports.ts";
import { nameStorageFailure } from "./storage-failure.ts";

/** Where data lives: the folder asked for, else `GATESCOPE_DATA`, else the system's usual place for a program's data. */
export function chooseDataFolder(
  asked: string | undefined,
  { env, platform, home }: { env: NodeJS.ProcessEnv; platform: NodeJS.Platform; home: string } = {
    env: process.env,
    platform: process.platform,
    home: homedir(),
  },
): string {
  const named = asked || env.GATESCOPE_DATA;
  if (named) return resolve(named);
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
 * Makes the folder, readable by this person only, and everything that this program writes from now on likewise.
 * A folder that was there keeps its permissions: it may be shared with others on purpose. Throws `StorageFailed` when it cannot be written.
 */
export function openDataFolder(path: string): Folders {
  process.umask(0o077);
  try {
    makeFolder(path);
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
    // Permissions tell nothing of a full or read-only disk; a file does.
    const trial = join(path, `.trial-${process.pid}`);
    writeFileSync(trial, "Gatescope can write here.\n");
    rmSync(trial);
  } catch (error) {
    throw nameStorageFailure(error, path);
  }
  return { data: path };
}

/** One folder after the other: Node's own recursion never ends where a parent refuses with ENOENT, as `/proc` does. */
function makeFolder(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isDirectory()) return;
  makeFolder(dirname(path));
  mkdirSync(path, { mode: 0o700 });
}
