import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it, onTestFinished } from "vitest";
import { readAllText, readFileText } from "./file-text.ts";

/** Returns a named pipe into which a program writes these bytes. */
async function pipeWith(bytes: Uint8Array): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "gatescope-pipe-"));
  const pipe = join(folder, "pipe");
  execFileSync("mkfifo", [pipe]);
  const writer = createWriteStream(pipe);
  writer.end(bytes);
  onTestFinished(async () => {
    if (!writer.closed) await once(writer, "close");
    await rm(folder, { recursive: true });
  });
  return pipe;
}

const isWindows = process.platform === "win32";

it.skipIf(isWindows)("reads a pipe to its end, as a shell's <(command) is, also packed", async () => {
  const text = "userID,email\n".repeat(20_000);
  expect(await readAllText(await pipeWith(Buffer.from(text)), "The pipe")).toBe(text);
  let unpacked = "";
  for await (const piece of readFileText(await pipeWith(gzipSync(text)))) unpacked += piece;
  expect(unpacked).toBe(text);
});
