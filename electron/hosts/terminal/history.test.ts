import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createRequestHistory } from "#services/history/history.ts";
import { createKeyVault } from "#services/keys/key-vault.ts";
import { HistoryFilterSchema } from "#shared/domain/history/history-entry.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { ended, startCommand } from "#tests/programs/terminal-program.ts";
import { createConfSettings } from "../shared/conf-settings.ts";
import { createNoSecretBox } from "../shared/no-secret-box.ts";

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

it("history import masks a key of the data folder in the name of the file, also without its prefix", async () => {
  const key = "secret-Pl4ntedMask0000AbCdEfGh77";
  const [data, passphrase] = [join(folder, "vault"), "correct horse"];
  const clock = createFixedClock();
  const notices = createRecordedNotices();
  await mkdir(data);
  const settings = createConfSettings({ folder: data, clock, notices });
  const vault = await createKeyVault({ settings, secretBox: createNoSecretBox(), clock, log: createSilentLog(), notices });
  await vault.add({ projectId: "shop", key, label: "" });
  await vault.protectWithPassphrase(passphrase);
  const file = "curl of Pl4ntedMask0000AbCdEfGh77.txt";
  await writeFile(join(folder, file), `curl https://api.statsig.com/v1/check_gate -d '{"gateName":"g","user":{"userID":"ada"}}'`);
  const child = startCommand(["history", "import", file, "--data", data], folder, { GATESCOPE_PASSPHRASE: passphrase });
  child.stdin.end("");
  expect(await ended(child)).toMatchObject({ exitCode: 0, stdout: "" });
  const history = await createRequestHistory({ folder: data, clock, notices });
  const { rows } = await history.page({ filter: HistoryFilterSchema.parse({}), beforeSeq: null, limit: 10 });
  const entries = await Promise.all(rows.map(({ exchangeId }) => history.get(exchangeId)));
  await history.close();
  expect(entries).toHaveLength(1);
  expect(JSON.stringify(entries)).not.toContain("Pl4nted");
});
