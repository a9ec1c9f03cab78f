import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@playwright/test";
import { type Program, startProgram } from "./fixtures/program.ts";

/** The commands of the README as a person or a script starts them: what they print, and how they end. */
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

test("npm start says in one line why there is no window, gives the link, and ends well on Ctrl+C", async () => {
  test.skip(process.platform !== "linux", "elsewhere there is always a display");
  const { program } = launch(start);
  expect(await program.waitForLine(/Serving/)).toBe("Serving the page to your browser instead of a window: there is no display here.");
  const link = /http:\S+/.exec(await program.waitForLine(/^Gatescope is at http/))?.[0] ?? "";
  expect((await fetch(link)).status).toBe(200);
  expect(await program.stop()).toBe(0);
  await expect(fetch(link)).rejects.toThrow();
});

test("npm start -- --browser serves the page even where a window could open", async () => {
  const { program } = launch(start, "--browser", "--no-open");
  expect(await program.waitForLine(/Serving/)).toBe("Serving the page to your browser instead of a window: you asked for it.");
  await program.waitForLine(/^Gatescope is at http/);
  expect(await program.stop()).toBe(0);
});

test("what npm started ends when npm alone is killed: its shell lived on, and the program with it", async () => {
  test.skip(process.platform !== "linux", "elsewhere the system does not tell who npm is");
  const npm = process.env.npm_execpath ?? "";
  test.skip(npm === "", "the tests were not started by npm");
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

test("gatescope serve prints one JSON line and ends with 0", async () => {
  const { program } = launch(gatescope, "serve", "--no-open");
  const line = await program.waitForLine(/./);
  expect(JSON.parse(line)).toEqual({ ready: true, url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+\/#token=[\w-]{43}$/) });
  expect(await program.stop()).toBe(0);
});

test("a data folder that is in use is left alone, with the name of who has it", async () => {
  const { program } = launch(gatescope, "serve", "--no-open");
  await program.waitForLine(/ready/);
  const { program: second, messages } = launch(gatescope, "serve", "--no-open");
  expect(await second.exitCode).toBe(2);
  expect(messages).toContainEqual(expect.stringMatching(/^gatescope serve: Gatescope in the browser \(process \d+\) has the data folder/));
});

test("a port that is taken is named", async () => {
  const holder = createServer();
  await new Promise<void>((resolve) => holder.listen(0, "127.0.0.1", resolve));
  const { port } = holder.address() as { port: number };
  const { program, messages } = launch(gatescope, "serve", "--no-open", "--port", String(port));
  expect(await program.exitCode).toBe(2);
  holder.close();
  expect(messages).toContain(`gatescope serve: Port ${port} is taken by another program. Choose another one with --port.`);
});
