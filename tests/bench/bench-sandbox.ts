import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";

export interface BenchSandbox {
  readonly url: string;
  readonly serverKey: string;
  close(): Promise<void>;
}

/** Starts `gatescope sandbox` in its own process. */
export async function startBenchSandbox(): Promise<BenchSandbox> {
  const child = spawn(process.execPath, [fileURLToPath(import.meta.resolve("#hosts/terminal/main.ts")), "sandbox"], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const { value: line } = await createInterface(child.stdout)[Symbol.asyncIterator]().next();
  const { url, serverKey } = JSON.parse(String(line));
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  return {
    url,
    serverKey,
    async close() {
      child.kill();
      await ended;
    },
  };
}
