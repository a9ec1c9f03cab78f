// node electron/packaging/check-program.ts PROGRAM: starts a program that `npm run package` built, with an empty data folder, and exits 0 when
// its window works. Playwright cannot start it: the fuse against --inspect is set. Its page still has a DevTools port.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { checkWindow } from "./check-window.ts";

const endTimeoutMs = 10_000;

const [program] = process.argv.slice(2);
if (program === undefined) throw new Error("Name the program to start.");

const dataFolder = mkdtempSync(join(tmpdir(), "gatescope-program-"));
const port = await findFreePort();
const child = spawn(program, [`--remote-debugging-port=${port}`, "--data", dataFolder], { stdio: "inherit" });
const ended = once(child, "exit"); // rejects when the program cannot be started

try {
  await Promise.race([
    checkWindow(port),
    ended.then(([code, signal]) => {
      throw new Error(`The program ended too early (${signal ?? `exit code ${code}`}).`);
    }),
  ]);
  child.kill();
  await Promise.race([ended, delay(endTimeoutMs)]);
  process.stdout.write(`${program} starts, and its window works.\n`);
} finally {
  child.kill("SIGKILL");
  rmSync(dataFolder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
}
process.exit(); // the connection to its page would keep this process

async function findFreePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("There is no free port.");
  return address.port;
}
