import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hash8 } from "#services/explain/engine/values/hashing.ts";
import { demoUsers, expectedRows } from "#tests/conformance/demo-answers.ts";
import { ended, startCommand } from "#tests/programs/terminal-program.ts";

const specs = fileURLToPath(new URL("../../services/sandbox/demo/demo-specs.json", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatescope-explain-"));
});
afterAll(() => rm(folder, { recursive: true }));

function start(args: readonly string[]) {
  return startCommand(["explain", ...args], folder);
}

async function run(args: readonly string[], stdin = "") {
  const child = start(args);
  child.stdin.end(stdin);
  const { exitCode, stdout, stderr } = await ended(child);
  const lines = stdout.split("\n").filter((line) => line !== "");
  return { exitCode, stderr, stdout, lines: lines.map((line) => JSON.parse(line)) };
}

function linesOf(users: readonly object[]): string {
  return users.map((user) => `${JSON.stringify(user)}\n`).join("");
}

const emptyPayload = {
  ...{ has_updates: true, time: 1, feature_gates: {}, dynamic_configs: {}, layer_configs: {}, condition_map: {}, experiment_to_layer: {} },
};
const openGate = {
  type: "feature_gate",
  entity: "feature_gate",
  salt: "s",
  enabled: true,
  defaultValue: true,
  idType: "userID",
  rules: [],
};

describe.concurrent("gatescope explain", () => {
  it("prints the answers of the native SDK, users in the order of the file and names in the order of the definitions", async () => {
    const { exitCode, stderr, lines } = await run(["--specs", specs, "--users", "-", "--now", "1767981029384"], linesOf(demoUsers));
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(lines.filter(({ kind }) => kind !== "parameter_store")).toEqual(
      expectedRows.map(({ user, kind, name, value, rule_id, group_name, allocated_experiment_name, secondary_exposures }) => ({
        ...{ user, kind, name, value, rule_id, group_name, secondary_exposures },
        ...(kind === "layer" ? { allocated_experiment_name } : {}),
        state: expect.any(String),
      })),
    );
  });

  it("prints what has the form of a key masked, and says so once", async () => {
    const key = "secret-AbCdEfGhIj1234567890";
    const gates = { [key]: openGate, "client-side": openGate };
    const file = join(folder, "keys.json");
    await writeFile(file, JSON.stringify({ ...emptyPayload, feature_gates: gates }));
    const { lines, stderr } = await run(["--specs", file, "--users", "-"], '{"userID":"ada"}');
    expect({ names: lines.map(({ name }) => name), stderr }).toEqual({
      names: ["secret-••••••••7890", "client-side"],
      stderr: "gatescope explain: What has the form of a Statsig key is printed masked.\n",
    });
  });

  it("prints the explanation with --trace", async () => {
    const { lines } = await run(
      ["--specs", specs, "--users", "-", "--kind", "gate", "--name", "free_shipping_banner", "--now", "1795392000000", "--trace"],
      '{"country":"US"}',
    );
    expect(lines).toMatchObject([
      {
        state: "fail",
        because: "no rule matched; closest was rule 1 “European autumn”: country is US, expected GB, DE, FR or NL",
        trace: {
          rules: [
            { number: 1, state: "did_not_match", metCount: 2 },
            { number: 2, metCount: 0 },
          ],
        },
      },
    ]);
  });

  it("prints the lines before one that cannot be read, reports its number and the reason, and exits with 2", async () => {
    const args = ["--specs", specs, "--users", "-", "--name", "dark_mode"];
    const { exitCode, lines, stderr } = await run(args, '{"userID":"a"}\n\n{"userID":"b"}\r\n["c"]\n{"userID":"d"}\n');
    expect({ exitCode, users: lines.map(({ user }) => user) }).toEqual({ exitCode: 2, users: [0, 1] });
    expect(stderr).toBe(
      "gatescope explain: No user can be read from the standard input line 4. This is JSON, but there is no object in it that could be a user.\n",
    );
  });

  it.each([
    ['{"userID":', "Column 11: the text ends before the object is complete."],
    ['{"userID": oops}', "Column 12: “oops” is no value; a text needs quotes."],
  ])("explains why the line %s is no user", async (line, reason) => {
    const { stderr } = await run(["--specs", specs, "--users", "-", "--name", "dark_mode"], `{"userID":"a"}\n${line}\n`);
    expect(stderr).toBe(`gatescope explain: No user can be read from the standard input line 2. ${reason}\n`);
  });

  it.each([
    [
      "YAML",
      "- userID: ada\n- userID: bob\n",
      ["Read as YAML.", "Found at [0]; what surrounds it was ignored.", "Found at [1]; what surrounds it was ignored."],
    ],
    [
      "lines of a log, of which two are alike",
      "t=1 user_id=a\nt=2 user_id=b\nt=3 user_id=b\n",
      ["Not part of the user: t.", "“user_id” was read as userID."],
    ],
    ["a list over several lines", JSON.stringify([{ userID: "a" }, { userID: "a", email: null }, { userID: 174322306 }], null, 2), []],
  ])("reads users from %s", async (_what, text, notes) => {
    const { exitCode, lines, stderr } = await run(["--specs", specs, "--users", "-", "--name", "dark_mode"], text);
    expect({ exitCode, users: lines.map(({ user }) => user) }).toEqual({ exitCode: 0, users: _what === "YAML" ? [0, 1] : [0, 1, 2] });
    expect(stderr).toBe(notes.map((note) => `gatescope explain: ${note}\n`).join(""));
  });

  it("does not split lines at U+2028 and U+2029", async () => {
    const { exitCode, lines } = await run(["--specs", specs, "--users", "-", "--name", "dark_mode"], '{"userID":"a\u2028b\u2029c"}\n');
    expect({ exitCode, count: lines.length }).toEqual({ exitCode: 0, count: 1 });
  });

  it("reads ID lists from a folder, and reports unknown membership without it", async () => {
    const condition = { type: "unit_id", operator: "in_segment_list", targetValue: "vip", idType: "userID" };
    const rule = { id: "id_list", name: "id_list", passPercentage: 100, returnValue: true, idType: "userID", conditions: ["c"] };
    const gate = {
      type: "feature_gate",
      entity: "segment",
      salt: "s",
      enabled: true,
      defaultValue: false,
      idType: "userID",
      rules: [rule],
    };
    await writeFile(
      join(folder, "lists.json"),
      JSON.stringify({ ...emptyPayload, feature_gates: { "segment:vip": gate }, condition_map: { c: condition } }),
    );
    const lists = await mkdtemp(join(folder, "lists-"));
    await writeFile(join(lists, "vip"), `+${hash8("ada")}\n+${hash8("bob")}\n-${hash8("bob")}\n`);
    const users = linesOf([{ userID: "ada" }, { userID: "bob" }]);
    const known = await run(["--specs", "lists.json", "--users", "-", "--id-lists", lists], users);
    expect(known.lines.map(({ state }) => state)).toEqual(["pass", "fail"]);
    const unknown = await run(["--specs", "lists.json", "--users", "-"], users);
    expect(unknown.lines).toMatchObject([
      { state: "unknown", value: null, unknown: [expect.stringContaining("“vip”")] },
      { state: "unknown" },
    ]);
  });

  it("refuses a file that is no ID list, and names lines that are no entry", async () => {
    const folderOf = async (name: string, content: string) => {
      await mkdir(join(folder, name), { recursive: true });
      await writeFile(join(folder, name, "vip"), content);
      return ["--specs", specs, "--users", "-", "--name", "dark_mode", "--id-lists", name];
    };
    const page = await run(await folderOf("page", "<html>Sign in</html>"), "{}");
    expect(page).toMatchObject({ exitCode: 2, lines: [], stderr: expect.stringContaining("vip is no ID list") });
    const cut = await run(await folderOf("cut", "+abcdefgh\n+abc"), "{}");
    expect(cut).toMatchObject({ exitCode: 0, stderr: expect.stringContaining("1 line is no entry of a list. The first is line 2.") });
  });

  it.each([
    ["no definitions", [], "No definitions"],
    ["a missing definitions file", ["--specs", "nowhere.json", "--users", "-"], "There is no file nowhere.json."],
    ["a missing users file", ["--specs", specs, "--users", "nowhere.jsonl"], "There is no file nowhere.jsonl."],
    [
      "an unknown kind",
      ["--specs", specs, "--users", "-", "--kind", "holdout"],
      "--kind takes gate, config, layer or parameter_store, not “holdout”.",
    ],
    ["a time that is not a number", ["--specs", specs, "--users", "-", "--now", "today"], "--now takes a whole number"],
  ])("refuses %s in one sentence", async (_case, args, sentence) => {
    const { exitCode, stderr, lines } = await run(args);
    expect({ exitCode, lines }).toEqual({ exitCode: 2, lines: [] });
    expect(stderr).toContain(sentence);
  });

  it("refuses lists of which nothing has a name, and does not call them empty", async () => {
    const payload = { has_updates: true, time: 1, feature_gates: [{ enabled: true, rules: [] }], dynamic_configs: [], layer_configs: [] };
    await writeFile(join(folder, "nameless.json"), JSON.stringify(payload));
    const { exitCode, stderr } = await run(["--specs", "nameless.json", "--users", "-"], "{}");
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr:
        "gatescope explain: nameless.json contains no definitions: none of its gates, configs and layers has a name. Give what /v2/download_config_specs returns, saved as a file.\n",
    });
  });

  it("says why server SDKs would load nothing, and exits with 1", async () => {
    const payload = { ...emptyPayload, feature_gates: { on: openGate }, condition_map: { unused: { type: "public" } } };
    await writeFile(join(folder, "refused.json"), JSON.stringify(payload));
    const { exitCode, lines, stderr } = await run(["--specs", "refused.json", "--users", "-"], "{}");
    const refusal = "A server SDK would load nothing from these definitions: “condition_map.unused.idType” is missing.";
    expect({ exitCode, lines }).toMatchObject({ exitCode: 1, lines: [{ state: "pass", cautions: [refusal] }] });
    expect(stderr).toContain(refusal);
  });

  it("says why server SDKs drop a gate, and exits with 1", async () => {
    const payload = { ...emptyPayload, feature_gates: { on: { ...openGate, checksum: 5 } } };
    await writeFile(join(folder, "dropped.json"), JSON.stringify(payload));
    const { exitCode, lines } = await run(["--specs", "dropped.json", "--users", "-"], "{}");
    const caution = "Server SDKs drop it: “checksum” is 5 where a text is needed.";
    expect({ exitCode, lines }).toMatchObject({ exitCode: 1, lines: [{ state: "not_found", cautions: [caution] }] });
  });

  it.each([
    ["has_updates.json", '{"has_updates":false}', "“has_updates” is false"],
    ["empty.json", JSON.stringify(emptyPayload), "its lists of gates, configs and layers are empty"],
    ["broken.json", '{\n"feature_gates":{"a" 1}}', "line 2, column 22"],
  ])("names what %s is instead of definitions", async (file, content, sentence) => {
    await writeFile(join(folder, file), content);
    const { exitCode, lines, stderr } = await run(["--specs", file, "--users", "-"], "{}");
    expect({ exitCode, lines }).toEqual({ exitCode: 2, lines: [] });
    expect(stderr).toContain(sentence);
  });

  it("reads compressed definitions, the tier and the target app", async () => {
    const rule = { name: "r", id: "r", passPercentage: 100, returnValue: false, conditions: ["tier", "app"], idType: "userID" };
    const payload = {
      ...emptyPayload,
      feature_gates: { on: { ...openGate, rules: [rule] } },
      condition_map: {
        tier: { type: "environment_field", field: "tier", operator: "any", targetValue: ["staging"], idType: "userID" },
        app: { type: "target_app", operator: "any", targetValue: ["app-1"], idType: "userID" },
      },
    };
    await writeFile(join(folder, "tier.json.gz"), gzipSync(JSON.stringify(payload)));
    const args = ["--specs", "tier.json.gz", "--users", "-"];
    const chosen = await run([...args, "--tier", "staging", "--target-app", "app-1"], "{}");
    const usual = await run(args, "{}");
    expect([chosen, usual].map(({ lines }) => [lines[0].state, lines[0].target_app])).toEqual([
      ["fail", "app-1"],
      ["pass", undefined],
    ]);
  });

  it("resolves the parameters of parameter stores", async () => {
    const parameters = {
      banner: { ref_type: "gate", param_type: "string", gate_name: "on", pass_value: "new", fail_value: "old" },
      size: { ref_type: "static", param_type: "number", value: 5 },
      gone: { ref_type: "layer", param_type: "string", layer_name: "nowhere", param_name: "p" },
    };
    await writeFile(
      join(folder, "store.json"),
      JSON.stringify({ ...emptyPayload, feature_gates: { on: openGate }, param_stores: { shop: { parameters } } }),
    );
    const { exitCode, lines } = await run(["--specs", "store.json", "--users", "-", "--kind", "parameter_store"], "{}");
    expect({ exitCode, lines }).toMatchObject({
      exitCode: 0,
      lines: [
        {
          kind: "parameter_store",
          name: "shop",
          value: { banner: "new", size: 5 },
          parameters: [{ name: "banner" }, {}, { name: "gone" }],
        },
      ],
    });
    expect(lines[0].parameters[2].because).toContain("the layer “nowhere” has no value");
  });

  it("prints no control character of a file", async () => {
    const { lines, stdout } = await run(["--specs", specs, "--users", "-", "--name", "dark_mode"], '{"userID":"\u009b2J\u007f"}');
    expect(lines).toHaveLength(1);
    const { stderr } = await run(["--specs", "\u001b[31m.json", "--users", "-"]);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there.
    expect(stdout + stderr).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f]/);
  });

  it("ends without an error when its reader stops, even with much output left", async () => {
    const child = start(["--specs", specs, "--users", "-"]);
    child.stdin.on("error", () => undefined);
    child.stdout.once("data", () => child.stdout.destroy());
    const users = linesOf(demoUsers);
    for (let count = 0; count < 200; count += 1) child.stdin.write(users);
    child.stdin.end();
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: "" });
  });
});
