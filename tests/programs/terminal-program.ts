import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";

const terminal = fileURLToPath(new URL("../../out/main/terminal.js", import.meta.url));
const browser = fileURLToPath(new URL("../../out/main/browser.js", import.meta.url));

/**
 * Starts a command of the built terminal program in a folder, which is also its home. Of this process's environment it gets only where programs are, and
 * where Node keeps compiled modules.
 */
export function startCommand(args: readonly string[], folder: string, env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  return startProgram(terminal, args, folder, env);
}

/** Starts `gatescope serve` in the same way. */
export function startServe(args: readonly string[], folder: string): ChildProcessWithoutNullStreams {
  return startProgram(browser, args, folder, {});
}

function startProgram(program: string, args: readonly string[], folder: string, env: Record<string, string>) {
  const { PATH, NODE_COMPILE_CACHE } = process.env;
  return spawn(process.execPath, [program, ...args], { cwd: folder, env: { PATH, NODE_COMPILE_CACHE, HOME: folder, ...env } });
}

/** Resolves when the program has ended and its output is read. */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<{ exitCode: number | null; stdout: string; stderr: string }> {
  const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
  return { exitCode, stdout, stderr };
}
