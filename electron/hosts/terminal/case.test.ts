import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ended, startCommand } from "#tests/programs/terminal-program.ts";

const specs = fileURLToPath(new URL("../../services/sandbox/demo/demo-specs.json", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatescope-case-"));
});
afterAll(() => rm(folder, { recursive: true }));

async function run(...args: readonly string[]) {
  const child = startCommand(args, folder, {});
  child.stdin.end("");
  const { exitCode, stderr, stdout } = await ended(child);
  return { exitCode, stderr, lines: stdout.split("\n").filter((line) => line !== "") };
}

it("a checked name is saved as a case with its request, which replays without a difference", async () => {
  await writeFile(join(folder, "customer.json"), '{"userID":"u-1036","country":"DE","privateAttributes":{"code":"xk-29481"}}');
  const check = ["check", "--project", "Sandbox", "--data", join(folder, "data"), "--user", "customer.json", "--gate", "checkout_v2"];
  const saved = await run(...check, "--save-case", "checked.gatescope-case", "--note", "u-1036 asked");
  expect({ ...saved, lines: saved.lines.map((line) => JSON.parse(line)) }).toMatchObject({
    ...{ exitCode: 0, lines: [{ name: "checkout_v2", state: "fail" }] },
    stderr: expect.stringMatching(/userID: replaced by user-\w{6}, \d+ times\n(.*\n)*.*Saved checked\.gatescope-case\./),
  });
  const text = await readFile(join(folder, "checked.gatescope-case"), "utf8");
  expect(text).not.toMatch(/u-1036|29481|secret-[a-zA-Z0-9]/);
  expect(JSON.parse(text).answers).toMatchObject([{ exchange: { endpoint: "check_gate", outcome: { status: 200 } } }]);
  const again = await run(...check, "--save-case", "checked.gatescope-case");
  expect({ exitCode: again.exitCode, stderr: again.stderr }).toEqual({
    exitCode: 2,
    stderr: expect.stringContaining("checked.gatescope-case"),
  });
  const replayed = await run("case", "replay", "checked.gatescope-case", "--project", "Sandbox", "--data", join(folder, "data"));
  expect({ exitCode: replayed.exitCode, result: JSON.parse(replayed.lines[0] ?? "{}").result }).toEqual({ exitCode: 0, result: "same" });
});

it("a case is saved from a file of rules, shown, replayed with the same and with edited rules, and written as a page", async () => {
  await writeFile(
    join(folder, "user.json"),
    '{"userID":"u-1036","country":"DE","custom":{"newsletter":true},"privateAttributes":{"code":"xk-29481"}}',
  );
  const payload = JSON.parse(await readFile(specs, "utf8"));
  const { checkout_v2: gate } = payload.feature_gates;
  gate.rules = gate.rules.filter(({ name }: { name: string }) => name !== "Germany pilot");
  await writeFile(join(folder, "edited.json"), JSON.stringify(payload));

  const save = ["--save-case", "badges.gatescope-case", "--note", "u-1036 sees no badges"];
  const saved = await run("explain", "--specs", specs, "--users", "user.json", "--name", "checkout_trust_badges", ...save);
  expect({ exitCode: saved.exitCode, stderr: saved.stderr }).toEqual({
    exitCode: 0,
    stderr: expect.stringMatching(
      /userID: replaced by user-\w{6}, \d+ times\n(.*\n)*.*privateAttributes\.code: left out, always(.*\n)*.*Saved badges\.gatescope-case\./,
    ),
  });
  const lost = await run(
    "explain",
    "--specs",
    specs,
    "--users",
    "user.json",
    "--name",
    "dark_mode",
    "--save-case",
    "none/a.gatescope-case",
  );
  expect({ exitCode: lost.exitCode, stderr: lost.stderr }).toEqual({
    exitCode: 2,
    stderr: "gatescope explain: a.gatescope-case could not be written: its folder does not exist. It was not made.\n",
  });
  const text = await readFile(join(folder, "badges.gatescope-case"), "utf8");
  expect(text).not.toMatch(/u-1036|29481/);

  const shown = await run("case", "show", "badges.gatescope-case");
  expect({ exitCode: shown.exitCode, lines: shown.lines.map((line) => JSON.parse(line)) }).toMatchObject({
    exitCode: 0,
    lines: [{ name: "checkout_trust_badges", group_name: "Badges", again: { result: "same", group_name: "Badges" } }],
  });
  const same = await run("case", "replay", "badges.gatescope-case", "--specs", specs);
  expect({ exitCode: same.exitCode, result: JSON.parse(same.lines[0] ?? "{}").result }).toEqual({ exitCode: 0, result: "same" });
  const differs = await run("case", "replay", "badges.gatescope-case", "--specs", "edited.json");
  expect({ exitCode: differs.exitCode, line: JSON.parse(differs.lines[0] ?? "{}") }).toMatchObject({
    exitCode: 1,
    line: { result: "differs", causes: [{ text: "the rules of checkout_v2 differ (rule 4 “Germany pilot” removed)" }] },
  });
  for (const each of gate.rules) each.name = each.id;
  gate.rules[2].passPercentage = 0;
  await writeFile(join(folder, "nameless.json"), JSON.stringify(payload));
  const nameless = await run("case", "replay", "badges.gatescope-case", "--specs", "nameless.json");
  expect(JSON.parse(nameless.lines[0] ?? "{}")).toMatchObject({
    causes: [{ text: "the rules of checkout_v2 differ (rule 4 “Germany pilot” removed; rule 3 “US and Canada”: 50 % → 0 %)" }],
  });
  const report = await run("case", "report", "badges.gatescope-case", "--html", "page.html");
  expect({ ...report, page: await readFile(join(folder, "page.html"), "utf8") }).toMatchObject({
    ...{ exitCode: 0, stderr: "" },
    page: expect.stringContaining("Group Badges"),
  });
  await writeFile(join(folder, "cut.gatescope-case"), text.slice(0, 500));
  const cut = await run("case", "show", "cut.gatescope-case");
  expect(cut).toEqual({
    exitCode: 2,
    lines: [],
    stderr: expect.stringMatching(/^gatescope case: cut\.gatescope-case: This file is damaged[^\n]*\n$/),
  });
});

it("a parameter store is saved as a case with what its parameters point to, shown, and replayed with other rules", async () => {
  await writeFile(join(folder, "shopper.json"), '{"userID":"u-1036","country":"DE"}');
  const payload = JSON.parse(await readFile(specs, "utf8"));
  payload.param_stores.storefront.parameters.supportEmail.value = "new@lumenandloom.example";
  await writeFile(join(folder, "edited-store.json"), JSON.stringify(payload));
  const save = ["--kind", "parameter_store", "--name", "storefront", "--save-case", "store.gatescope-case"];
  const saved = await run("explain", "--specs", specs, "--users", "shopper.json", ...save);
  expect(saved.exitCode).toBe(0);
  const [shown, same, differs] = await Promise.all([
    run("case", "show", "store.gatescope-case"),
    run("case", "replay", "store.gatescope-case", "--specs", specs),
    run("case", "replay", "store.gatescope-case", "--specs", "edited-store.json"),
  ]);
  const lastOf = ({ lines }: { lines: readonly string[] }) => JSON.parse(lines.at(-1) ?? "{}");
  const { value } = JSON.parse(saved.lines[0] ?? "{}");
  expect({ exits: [shown, same, differs].map(({ exitCode }) => exitCode), shown: lastOf(shown) }).toMatchObject({
    exits: [0, 0, 1],
    shown: { kind: "parameter_store", name: "storefront", value, again: { result: "same" } },
  });
  expect([lastOf(same), lastOf(differs)].map(({ result, sentence }) => ({ result, sentence }))).toEqual([
    { result: "same", sentence: "The same now." },
    {
      result: "differs",
      sentence:
        'Differs now: supportEmail became "new@lumenandloom.example" (before: "help@lumenandloom.example"), because the parameter store storefront differs.',
    },
  ]);
});
