import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, it } from "vitest";
import { saveShop, shopPassphrase } from "#tests/fakes/saved-shop.ts";
import { createScriptedStatsig, type ScriptedReply } from "#tests/fakes/scripted-statsig.ts";
import { ended, startCommand } from "#tests/programs/terminal-program.ts";

it("says that a live run waits for Statsig, and until when", async () => {
  const passes: ScriptedReply = { body: { name: "beta", value: true, rule_id: "r", group_name: null } };
  let checks = 0;
  const statsig = await createScriptedStatsig(({ path }) => {
    if (!path.includes("check_gate")) return { status: 404 };
    checks += 1;
    return checks === 1 ? { status: 429, headers: { "retry-after": "1" } } : passes;
  });
  const folder = await mkdtemp(join(tmpdir(), "gatescope-live-tests-"));
  try {
    await saveShop(folder, statsig);
    await writeFile(
      join(folder, "beta.yaml"),
      "rules: { project: Shop }\ntests:\n  - { gate: beta, user: { userID: u-1 }, expect: pass }\n",
    );
    const child = startCommand(["test", "beta.yaml", "--live", "--data", folder], folder, { GATESCOPE_PASSPHRASE: shopPassphrase });
    child.stdin.end();
    const { exitCode, stdout, stderr } = await ended(child);
    expect({ exitCode, checks, stdout }).toEqual({ exitCode: 0, checks: 2, stdout: expect.stringContaining("1 as expected") });
    expect(stderr).toMatch(/Statsig asked to slow down, it continues at \d\d:\d\d:\d\d, in 1 s\./);
  } finally {
    await statsig.close();
    await rm(folder, { recursive: true });
  }
});
