import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Measured } from "./measured.ts";

/**
 * A file of events, from the disk to the sandbox with every row accounted for on disk, beside a bare loop that makes the same bodies of the same file and sends
 * them. In a process of its own: the memory of what else is measured here would count, and be walked through by its garbage collector.
 */
export async function measureSending(folder: string): Promise<Measured[]> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve("./sending.ts")), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(await text(child.stdout));
}
