import { existsSync, lstatSync, statSync } from "node:fs";
import { join, parse } from "node:path";

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
