import { existsSync, lstatSync, mkdirSync, renameSync, statSync } from "node:fs";
import { basename, join, parse } from "node:path";
import type { StorageNotices } from "../ports.ts";

/** Returns a free path for a file that is set aside: `history.damaged-2026-11-23T12-00-00.000Z.db`. */
export function datedPath(file: string, nowMs: number): string {
  const { dir, name, ext } = parse(file);
  const dated = `${join(dir, name)}.damaged-${new Date(nowMs).toISOString().replaceAll(":", "-")}`;
  for (let number = 1; ; number += 1) {
    const path = `${dated}${number === 1 ? "" : `-${number}`}${ext}`;
    if (!existsSync(path)) return path;
  }
}

/** Returns what is at a path: a link counts as its target, a link to nothing as `other`. */
export function findKind(path: string): "nothing" | "file" | "other" {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return "nothing";
  try {
    return statSync(path).isFile() ? "file" : "other";
  } catch {
    return "other"; // a link that leads nowhere
  }
}

/** Creates a folder of the data folder unless it is there. Anything else in its place is set aside under a dated name, and a notice says so. */
export function requireFolder(path: string, nowMs: number, notices: Pick<StorageNotices, "add">): void {
  if (isFolder(path)) return;
  if (findKind(path) !== "nothing") {
    const to = datedPath(path, nowMs);
    renameSync(path, to);
    notices.add({ kind: "damaged", file: basename(path), to, recovered: [] });
  }
  mkdirSync(path, { recursive: true, mode: 0o700 });
}

/** False for a link: what it leads to is not ours. */
function isFolder(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
}
