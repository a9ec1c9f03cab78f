import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ended, startCommand } from "#tests/programs/terminal-program.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatescope-history-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const child = startCommand([...args, "--data", "data"], folder, {});
  child.stdin.end("");
  const { exitCode, stderr, stdout } = await ended(child);
  return { exitCode, stderr, stdout };
}

it("requests of the history are printed, written as a file, and refused with the place of a mistake", async () => {
  await writeFile(join(folder, "user.json"), '{"userID":"u-1036","country":"DE"}');
  const checked = await run("check", "--project", "Sandbox", "--user", "user.json", "--gate", "checkout_v2", "--config", "shipping_rates");
  expect(checked.exitCode).toBe(0);

  const printed = await run("history", "gate:checkout* user:u-1036");
  expect(printed.stdout).toMatch(/^[^\n]+\n$/);
  expect({ exitCode: printed.exitCode, entry: JSON.parse(printed.stdout) }).toMatchObject({
    exitCode: 0,
    entry: { row: { name: "checkout_v2", kind: "gate" }, exchange: { endpoint: "check_gate" } },
  });
  expect(await run("history", "--format", "har", "--out", "all.har")).toEqual({ exitCode: 0, stderr: "", stdout: "" });
  expect(JSON.parse(await readFile(join(folder, "all.har"), "utf8")).log.entries).toHaveLength(2);
  expect(await run("history", "--format", "har", "--out", "all.har")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("there is a file of that name already"),
  });
  expect(await run("history", "gate:no_such*")).toMatchObject({ exitCode: 1, stdout: "" });
  expect(await run("history", "checkout stat:404")).toMatchObject({
    exitCode: 2,
    stderr: expect.stringContaining("Query, character 10, stat:404: There is no field stat:."),
  });
});
