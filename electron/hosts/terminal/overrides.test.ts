import { mkdir, mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createKeyVault } from "#services/keys/key-vault.ts";
import { createProjects } from "#services/projects/projects.ts";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { lowPassphraseCost } from "#tests/fakes/low-passphrase-cost.ts";
import { createMemorySecretBox } from "#tests/fakes/memory-secret-box.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { ended, startCommand } from "#tests/programs/terminal-program.ts";
import { createConfSettings } from "../shared/conf-settings.ts";

const serverKey = "secret-OverridesPlantedServer0000a1b2";
const consoleKey = "console-OverridesPlantedConsole000c3d4";
const passphrase = "correct horse battery";
const clock = createFixedClock();

let folder: string;
let sandbox: SandboxServer;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatescope-overrides-"));
  sandbox = await createSandboxServer({ serverKey, consoleKey, clock, log: createSilentLog() });
  const data = join(folder, "data");
  await mkdir(data);
  const ports = { notices: createRecordedNotices(), clock, log: createSilentLog() };
  const settings = createConfSettings({ folder: data, ...ports });
  const vault = await createKeyVault({ settings, secretBox: createMemorySecretBox(), ...ports, passphraseCost: lowPassphraseCost });
  const saved = createProjects({ settings, vault, ...ports, sandboxHosts: () => sandbox.hosts });
  const { hosts } = sandbox;
  const projects = [
    { name: "Shop", hosts, keys: [serverKey, consoleKey] },
    { name: "Without", hosts, keys: [serverKey] },
    { name: "Refused", hosts: { ...hosts, console: `${sandbox.url}/elsewhere` }, keys: [consoleKey] },
  ];
  for (const { keys, ...project } of projects) {
    const { id } = saved.create({ ...blankProject(), ...project });
    for (const key of keys) await vault.add({ projectId: id, key, label: "" });
  }
  await vault.protectWithPassphrase(passphrase);
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

async function run(args: readonly string[], user = "{}") {
  const child = startCommand(["overrides", ...args], folder, { GATESCOPE_DATA: join(folder, "data"), GATESCOPE_PASSPHRASE: passphrase });
  child.stdin.end(user);
  const { exitCode, stdout, stderr } = await ended(child);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { exitCode, stderr, stdout, lines };
}
const of = (project: string) => ["--project", project, "--user", "-"];

test("gatescope overrides prints what the console lists for a user, compared with the rules, and keeps no key", async () => {
  const user = JSON.stringify({ userID: "qa-bot" });
  const { exitCode, stderr, lines } = await run(of("Shop"), user);
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
  const overrides = lines.map((line) => JSON.parse(line));
  expect(overrides.filter(({ name }) => name === "ar_preview" || name === "dark_mode")).toEqual([
    {
      ...{ kind: "gate", name: "ar_preview", id_type: "userID", gives: true, environment: null, experiment: null },
      ...{ effect: "not_in_rules", text: expect.stringContaining("names this userID, which passes.") },
    },
    {
      ...{ kind: "gate", name: "dark_mode", id_type: "userID", gives: false, environment: "staging", experiment: null },
      ...{ effect: "other_tier", text: expect.stringContaining("It is only for staging") },
    },
  ]);
  for (const name of await readdir(join(folder, "data"), { recursive: true, withFileTypes: true }))
    if (name.isFile()) expect(await readFile(join(name.parentPath, name.name), "latin1")).not.toContain("OverridesPlanted");
});

test("gatescope overrides ends with 1 if they could not be read, and 2 without a user", async () => {
  const without = await run(of("Without"), '{"userID":"qa-bot"}');
  expect(without).toMatchObject({
    exitCode: 1,
    stdout: "",
    stderr: "gatescope overrides: Without has no console key that can be used now.\n",
  });
  const refused = await run(of("Refused"), '{"userID":"qa-bot"}');
  expect(refused).toMatchObject({ exitCode: 1, stdout: "", stderr: expect.stringContaining("Overrides of the console could not be read") });
  expect(await run(["--project", "Shop"])).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("No user") });
  const ofTier = await run([...of("Shop"), "--tier", "stagging"], '{"userID":"qa-bot"}');
  expect(ofTier).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("Shop has no tier “stagging”; its tiers are staging, ") });
});
