import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { type Program, startProgram } from "./fixtures/program.ts";

// The commands of the README, started as by a person or a script: their output and exit codes.

let dataFolder = "";
const started: Program[] = [];

test.beforeEach(() => {
  dataFolder = mkdtempSync(join(tmpdir(), "gatescope-launch-"));
});
test.afterEach(async () => {
  for (const program of started.splice(0)) await program.kill9();
  rmSync(dataFolder, { recursive: true, force: true });
});

function launch(...args: string[]) {
  const messages: string[] = [];
  const program = startProgram(args, { GATESCOPE_DATA: dataFolder, DISPLAY: "", WAYLAND_DISPLAY: "" }, (line) => messages.push(line));
  started.push(program);
  return { program, messages };
}

const start = "electron/launch/start.mjs";
const gatescope = "electron/launch/gatescope.mjs";

test("npm start without a display prints the reason and the link, and exits with 0 on Ctrl+C", async () => {
  test.skip(process.platform !== "linux", "other systems always have a display");
  const { program } = launch(start);
  expect(await program.waitForLine(/Serving/)).toBe("Serving the page to your browser instead of a window: there is no display.");
  const link = /http:\S+/.exec(await program.waitForLine(/^Gatescope is at http/))?.[0] ?? "";
  expect((await fetch(link)).status).toBe(200);
  expect(await program.stop()).toBe(0);
  await expect(fetch(link)).rejects.toThrow();
});

test("npm start -- --browser serves the page even when a display is available", async () => {
  const { program } = launch(start, "--browser", "--no-open");
  expect(await program.waitForLine(/Serving/)).toBe("Serving the page to your browser instead of a window: --browser was given.");
  await program.waitForLine(/^Gatescope is at http/);
  expect(await program.stop()).toBe(0);
});

test("npm start prints the link on the standard error when nobody reads its output any more", async () => {
  const { program, messages } = launch(start, "--browser", "--no-open");
  await program.waitForLine(/Serving/);
  program.closeOutput();
  const linkIn = () => messages.map((line) => /^Gatescope is at (http:\S+)/.exec(line)?.[1]).find((link) => link !== undefined);
  await expect.poll(linkIn).toBeDefined();
  expect((await fetch(linkIn() ?? "")).status).toBe(200);
  expect(await program.stop()).toBe(0);
});

// The shell between npm and the program survived, and the program with it.
test("the program ends when npm alone is killed", async () => {
  test.skip(process.platform !== "linux", "other systems do not report the npm process");
  const npm = process.env.npm_execpath ?? "";
  test.skip(npm === "", "the tests do not run under npm");
  const { program } = launch(npm, "start", "--", "--browser", "--no-open");
  const link = /http:\S+/.exec(await program.waitForLine(/^Gatescope is at http/))?.[0] ?? "";
  process.kill(program.processId, "SIGKILL");
  await expect
    .poll(() =>
      fetch(link).then(
        () => "answers",
        () => "gone",
      ),
    )
    .toBe("gone");
});

test("gatescope serve prints one JSON line and exits with 0", async () => {
  const { program } = launch(gatescope, "serve", "--no-open");
  const line = await program.waitForLine(/./);
  expect(JSON.parse(line)).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/) });
  expect(await program.stop()).toBe(0);
});

test("a second program does not open a data folder in use, and names the program that holds it", async () => {
  const { program } = launch(gatescope, "serve", "--no-open");
  await program.waitForLine(/ready/);
  const { program: second, messages } = launch(gatescope, "serve", "--no-open");
  expect(await second.exitCode).toBe(2);
  expect(messages).toContainEqual(expect.stringMatching(/^gatescope serve: Gatescope in the browser \(process \d+\) has the data folder/));
});

test("an occupied port is named in the error", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const { port } = holder.address() as { port: number };
  const { program, messages } = launch(gatescope, "serve", "--no-open", "--port", String(port));
  expect(await program.exitCode).toBe(2);
  holder.close();
  expect(messages).toContain(`gatescope serve: Port ${port} is in use by another program. Choose another one with --port.`);
});
