import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import type { Measured } from "./measured.ts";

/**
 * Measures sending a file of events to the sandbox, with the outcome of every row stored, beside a bare loop that sends the same bodies. Runs in its own
 * process, so that the memory of other measurements does not count.
 */
export async function measureSending(folder: string): Promise<Measured[]> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve("./sending.ts")), folder], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  return JSON.parse(await text(child.stdout));
}
