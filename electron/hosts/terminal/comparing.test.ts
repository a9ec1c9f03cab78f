import { spawn } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { parquetLines } from "#services/cohorts/users-file.ts";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import { consoleVersionLimit } from "#shared/domain/rules-draft/console-version.ts";
import { parquetUsers } from "#tests/fakes/parquet-users.ts";
import { ended, startCommand } from "#tests/programs/terminal-program.ts";

const specs = fileURLToPath(new URL("../../services/sandbox/demo/demo-specs.json", import.meta.url));

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatescope-comparing-"));
  await writeFile(join(folder, "us.json"), '{"userID":"u-1","country":"US","email":"a@example.com"}');
  await writeFile(join(folder, "pilot.json"), '{"userID":"u-1","country":"DE","custom":{"newsletter":true}}');
  await writeFile(join(folder, "de.json"), '{"userID":"u-1","country":"DE","email":"b@example.com"}');
});
afterAll(() => rm(folder, { recursive: true }));

async function run(args: readonly string[], { stdin = "", env = {} }: { stdin?: string; env?: Record<string, string> } = {}) {
  const child = startCommand(args, folder, env);
  child.stdin.end(stdin);
  const { exitCode, stderr, stdout } = await ended(child);
  return { exitCode, stderr, stdout, lines: stdout.split("\n").filter((line) => line !== "") };
}
const write = (name: string, content: string) => writeFile(join(folder, name), content);

/** The demo project, without one rule of a gate. */
async function specsWithoutPilot(): Promise<string> {
  const payload = JSON.parse(await readFile(specs, "utf8"));
  const { checkout_v2: gate } = payload.feature_gates;
  gate.rules = gate.rules.filter(({ name }: { name: string }) => name !== "Germany pilot");
  await write("edited.json", JSON.stringify(payload));
  return "edited.json";
}

/** A draft that lets everybody into the last rule of a gate. */
async function draftFor(fromOf: (percentage: number) => number): Promise<string> {
  const { id, passPercentage } = JSON.parse(await readFile(specs, "utf8")).feature_gates.loyalty_program.rules[1];
  const edit = { edit: "percentage", kind: "gate", name: "loyalty_program", rule: { id }, from: fromOf(passPercentage), to: 100 };
  return JSON.stringify({ gatescopeDraft: 1, edits: [edit] });
}

describe.concurrent("gatescope compare", () => {
  it("prints what differs between two users, and because of what, and exits with 1", async () => {
    const { exitCode, lines } = await run([
      "compare",
      "--specs",
      specs,
      "--user",
      "us.json",
      "--user",
      "de.json",
      "--name",
      "shipping_rates",
    ]);
    expect(exitCode).toBe(1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        subject: 2,
        kind: "config",
        name: "shipping_rates",
        result: "differs",
        causes: [{ text: "country is DE, not US", parts: [{ part: "field", path: ["country"], reference: "US", compared: "DE" }] }],
        has_all_causes: true,
      },
    ]);
  });

  it("exits with 0 when nothing differs", async () => {
    expect(await run(["compare", "--specs", specs, "--user", "us.json", "--user", "us.json"])).toMatchObject({ exitCode: 0, stdout: "" });
  });

  it("names what no definitions have in quotes, and refuses a tier without a name", async () => {
    const compare = (...args: string[]) => run(["compare", "--specs", specs, "--user", "us.json", "--user", "us.json", ...args]);
    expect(await compare("--name", "checkout v2", "--name", "no_such, gate")).toMatchObject({
      exitCode: 1,
      stderr: expect.stringContaining("No definitions contain “checkout v2” (similar: checkout_v2), “no_such, gate”."),
    });
    expect(await compare("--tier", "")).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--tier takes the name of a tier") });
  });

  it("compares two tiers of a saved project, and names the tier", async () => {
    const data = join(folder, "data");
    await write("gold.json", '{"userID":"u-1036","country":"DE","custom":{"loyalty_tier":"gold","newsletter":true}}');
    const args = ["compare", "--project", "Sandbox", "--data", data, "--user", "gold.json", "--tier", "production", "--tier", "staging"];
    const { exitCode, lines } = await run(args);
    expect(exitCode).toBe(1);
    expect(new Set(lines.flatMap((line) => JSON.parse(line).causes.map(({ text: cause }: { text: string }) => cause)))).toEqual(
      new Set(["the tier is staging, not production"]),
    );
    expect(await run([...args, "--at", "2020-01-01T00:00:00Z"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("No rules of Sandbox are kept of 2020-01-01 00:00 UTC"),
    });
  });

  it("compares with the rules that a version of the console has, and says why another one cannot be", async () => {
    const compareAt = (at: string, name: string) =>
      run([
        ...["compare", "--project", "Sandbox", "--data", join(folder, "console-data"), "--user", "pilot.json"],
        ...["--name", name, "--at", "now", "--at", at],
      ]);
    const { exitCode, lines, stderr } = await compareAt("console:4", "checkout_v2");
    expect({ exitCode, stderr }).toEqual({ exitCode: 1, stderr: expect.stringContaining(consoleVersionLimit) });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        ...{ name: "checkout_v2", reference: { value: true }, compared: { value: false } },
        causes: [{ text: "the rules of checkout_v2 differ (rule 4 “Germany pilot” removed; rule 3 “US and Canada”: 50 % → 25 %)" }],
      },
    ]);
    expect(await compareAt("console:99", "checkout_v2")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("The console lists no version 99 of checkout_v2; they are 6, 5, 4, 3, 2."),
    });
    expect(await compareAt("console:1", "checkout_layer")).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("The console has versions of gates and dynamic configs only"),
    });
  });

  it("names the edit of the rules that makes the difference", async () => {
    const { lines } = await run(["compare", "--specs", specs, "--specs", await specsWithoutPilot(), "--user", "pilot.json"]);
    const rows = lines.map((line) => JSON.parse(line)).filter(({ result }) => result === "differs");
    expect(rows.length).toBeGreaterThan(0);
    for (const { causes } of rows)
      expect(causes).toMatchObject([{ text: "the rules of checkout_v2 differ (rule 4 “Germany pilot” removed)" }]);
  });

  it("adds the first subject with the rules after a draft", async () => {
    await write("everybody.json", await draftFor((percentage) => percentage));
    const args = ["compare", "--specs", specs, "--user", "us.json", "--draft", "everybody.json", "--name", "loyalty_program"];
    const { exitCode, lines } = await run(args);
    expect(exitCode).toBe(1);
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        subject: 2,
        name: "loyalty_program",
        reference: { value: false },
        compared: { value: true },
        causes: [{ parts: [{ part: "spec" }] }],
      },
    ]);
    await write("stale.json", await draftFor((percentage) => percentage + 1));
    expect(await run([...args.slice(0, 5), "--draft", "stale.json"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("no longer fits these rules"),
    });
  });

  it("compares the rules of a file with those of a saved project, and names the edit", async () => {
    const rules = ["--specs", await specsWithoutPilot(), "--project", "Sandbox", "--data", join(folder, "mixed")];
    const { exitCode, lines } = await run(["compare", ...rules, "--user", "pilot.json", "--name", "checkout_v2"]);
    expect(exitCode).toBe(1);
    expect(lines.map((line) => JSON.parse(line).causes)).toMatchObject([
      [{ text: "the rules of checkout_v2 differ (rule 4 “Germany pilot” added)" }],
    ]);
  });

  it("names the key that sees other entities", async () => {
    const payload = JSON.parse(await readFile(specs, "utf8"));
    const keys = { SERVER: "secret-inventedForThisTest1a2b", CLIENT: "client-inventedForThisTest3c4d" };
    payload.hashed_sdk_keys_to_entities = { [djb2(keys.CLIENT)]: { gates: [], configs: ["shipping_rates"] } };
    await write("keys.json", JSON.stringify(payload));
    const args = ["--specs", "keys.json", "--user", "us.json", "--key-env", "SERVER", "--key-env", "CLIENT"];
    const { lines } = await run(["compare", ...args, "--name", "checkout_v2", "--name", "shipping_rates"], { env: keys });
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      {
        name: "checkout_v2",
        compared: { state: "not_found" },
        causes: [{ text: "the key is the client key ••••3c4d, not the server secret key ••••1a2b" }],
      },
    ]);
  });

  it.each([
    [["--specs", specs, "--user", "us.json"], "Nothing to compare"],
    [["--user", "us.json", "--user", "de.json"], "No definitions"],
    [
      ["--specs", specs, "--user", "us.json", "--user", "de.json", "--tier", "a", "--tier", "b", "--tier", "c"],
      "--user was given 2 times for 3 subjects",
    ],
    [
      ["--specs", "missing.json", "--user", "us.json", "--user", "de.json"],
      "There is no file missing.json. Check the path; it was looked for in ",
    ],
  ])("refuses %j with one sentence and 2", async (args, sentence) => {
    expect(await run(["compare", ...args])).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(sentence) });
  });

  it.each([
    [["diff", specs, "people.csv"], "By its name it is a file of users: give it with --users or --user."],
    [
      ["diff", specs, "nothing.json"],
      "nothing.json contains no definitions: the file is empty. Give what /v2/download_config_specs returns",
    ],
    [["diff", specs, "a-folder"], "The file a-folder is a folder; give a file in it."],
    [["diff", specs, specs, "--users", specs], "has definitions, not users. Give definitions with --specs"],
    [["diff", specs, specs, "--users"], "The value of --users is missing: give it after --users."],
    [["diff", specs, specs, specs], "At most 2 arguments may stand without an option, and there are 3"],
    [["cohort", "--specs", specs, "--users", "nothing.csv"], "nothing.csv is empty. Give a table with a header such as userID,country"],
    [["cohort", "--spec", specs, "--users", "-"], "Unknown option '--spec'; a similar one is --specs."],
    [["cohort", "merge", "people.csv"], "gatescope cohort --specs FILE --users FILE --summary prints one."],
    [["compare", "--specs", specs, "--user", specs, "--user", "us.json"], "has definitions, not users."],
    [["compare", "--specs", specs, "--user", "us.json", "--at", "now", "--at", "June"], "or milliseconds since 1970, not “June”."],
    [
      ["compare", "--project", "Sandbox", "--data", "own", "--user", "us.json", "--tier", "qa", "--tier", "staging"],
      "Sandbox has no tier “qa”",
    ],
    [
      ["check", "--project", "Sandbox", "--data", "own", "--user", "us.json", "--gate", "checkout_v2", "--tier", "stagin"],
      "Sandbox has no tier “stagin”; its tiers are staging, ",
    ],
    [
      ["cohort", "--specs", specs, "--combine", "country=DE,US", "--combine", "newsletter=true", "--combine", "country=FR"],
      "--combine gives values of country twice. Give all of them together, as in --combine country=A,B.",
    ],
    [["cohort", "--specs", specs, "--combine", "plan=a", "--combine", "custom.plan=b"], "--combine gives values of plan twice."],
    [["cohort", "--specs", specs, "--combine", "country=DE,US,DE"], "--combine country=DE,US,DE has the value DE twice."],
    [["compare", "--project", "Nope", "--data", "own", "--user", "us.json", "--user", "de.json"], "Give one of them with --project"],
    [["test", "people.csv"], "people.csv:1:1: this is no suite, which is an object with rules and tests. gatescope test --help shows one."],
    [["case", "show", "people.csv"], "check --save-case FILE saves one."],
  ])("says for gatescope %j what was wrong, where, and what to do", async (args, sentence) => {
    await mkdir(join(folder, "a-folder"), { recursive: true });
    for (const [name, content] of [
      ["people.csv", "userID,country\nu-1,DE\n"],
      ["nothing.json", ""],
      ["nothing.csv", ""],
    ] as const)
      await write(name, content);
    // Each has its own data folder, which one command locks.
    const own = args.map((arg) => (arg === "own" ? join(folder, `own ${args.join(" ").length}`) : arg));
    expect(await run(own)).toMatchObject({ exitCode: 2, stdout: "", stderr: expect.stringContaining(sentence) });
  });

  it.each([
    ["compare", ["--user", "us.json", "--user", "de.json"]],
    ["explain", ["--users", "us.json"]],
    ["cohort", ["--users", "us.json"]],
  ])("%s names the kind of a name that --kind leaves out", async (command, users) => {
    const { exitCode, stderr } = await run([
      command,
      "--specs",
      specs,
      ...users,
      "--kind",
      "config",
      "--name",
      "checkout_v2",
      "--name",
      "no",
    ]);
    expect(exitCode).toBe(1);
    expect(stderr).toContain("“no”. Check the spelling");
    expect(stderr).toContain("There is no config “checkout_v2”, but a gate of this name: give --kind gate.");
  });

  it("names what is similar to a name that no rules have", async () => {
    const { exitCode, stderr } = await run(["compare", "--specs", specs, "--user", "us.json", "--user", "us.json", "--name", "chekout_v2"]);
    expect({ exitCode, stderr }).toEqual({
      exitCode: 1,
      stderr: expect.stringContaining("“chekout_v2” (similar: checkout_v2). Check the spelling"),
    });
  });
});

describe.concurrent("gatescope cohort", () => {
  const countries = ["US", "DE", "FR", "CA"];
  const people = Array.from({ length: 90 }, (_, n) => ({
    userID: `u-${n}`,
    country: countries[n % 4],
    custom: { newsletter: n % 3 === 0 },
  }));
  const jsonLines = (part: typeof people) => part.map((person) => `${JSON.stringify(person)}\n`).join("");
  const csv = (part: typeof people) =>
    `userID,country,newsletter\n${part.map(({ userID, country, custom }) => `${userID},${country},${custom.newsletter}\n`).join("")}`;
  const cohort = ["cohort", "--specs", specs, "--users", "-", "--now", "1795392000000"];

  it("prints the same lines for CSV, JSON lines, and parts in separate processes, in order", async () => {
    const whole = await run(cohort, { stdin: jsonLines(people) });
    expect(whole.lines).toHaveLength(90);
    expect(JSON.parse(whole.lines[7] ?? "")).toMatchObject({
      id: "u-7",
      answers: expect.arrayContaining([expect.objectContaining({ name: "checkout_v2" })]),
    });
    const parts = await Promise.all([people.slice(0, 40), people.slice(40)].map((part) => run(cohort, { stdin: csv(part) })));
    expect(parts.flatMap(({ lines }) => lines)).toEqual(whole.lines);
    const excel = await run(cohort, { stdin: `sep=;\n# exported\nCustomers of June\n${csv(people).replaceAll(",", ";")}` });
    expect(excel.lines).toEqual(whole.lines);
    expect(excel.stderr).toContain("2 lines before the column names are left out: “# exported”, “Customers of June”.");
  });

  it("reads the users of a Parquet file, and refuses one that is cut off", async () => {
    await writeFile(join(folder, "users.bin"), parquetUsers);
    await writeFile(join(folder, "cut.parquet"), parquetUsers.subarray(0, 300));
    const fromFile = (file: string) => [...cohort.map((arg) => (arg === "-" ? file : arg)), "--name", "checkout_v2"];
    const { exitCode, lines } = await run(fromFile("users.bin"));
    expect([exitCode, lines.map((line) => JSON.parse(line).id)]).toEqual([0, ["u-1", "u-2", "u-3"]]);
    // The columns become fields as those of a CSV file do.
    const sameInCsv = await run([...cohort, "--name", "checkout_v2"], { stdin: "userID,country,newsletter\nu-1,DE,true\n" });
    expect([lines[0], JSON.parse(lines[0] ?? "").answers[0].state]).toEqual([sameInCsv.lines[0], "pass"]);
    expect(await run(fromFile("cut.parquet"))).toMatchObject({
      ...{ exitCode: 2, stdout: "" },
      stderr: expect.stringContaining("cut.parquet is no Parquet file that can be read"),
    });
  });

  it("writes a Parquet file of what the lines have, in groups of rows, and never over another file", async () => {
    const args = [...cohort, "--name", "checkout_v2", "--name", "shipping_rates"];
    const lines = (await run(args, { stdin: jsonLines(people) })).lines.map((line) => JSON.parse(line));
    const wrote = await run([...args, "--out", "answers.parquet"], { stdin: jsonLines(people) });
    expect(wrote).toMatchObject({ exitCode: 0, stdout: "", stderr: "" });
    let text = "";
    for await (const rows of parquetLines(join(folder, "answers.parquet"), "answers.parquet")) text += rows;
    const read = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(read).toEqual(
      lines.map(({ id, answers }) => ({
        id,
        ...Object.fromEntries(
          answers.flatMap(({ kind: _kind, name, ...answer }: { kind: string; name: string }) =>
            Object.entries(answer).map(([part, value]) => [`${name}.${part}`, value]),
          ),
        ),
      })),
    );
    const again = await run([...args, "--out", "answers.parquet"], { stdin: jsonLines(people) });
    expect(again).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("there is a file of that name already") });
    const broken = await run([...args, "--out", "broken.parquet"], { stdin: "userID,country\nu-1,DE\nu-2\n" });
    expect(broken).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("row 3 has 1 cell") });
    expect(await readdir(folder)).not.toContain("broken.parquet");
    const named = await run([...args, "--out", "answers.csv"], { stdin: jsonLines(people) });
    expect(named).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("--out writes Parquet") });
  });

  it("makes users of combinations, of every outcome and of new IDs", async () => {
    const made = ["cohort", "--specs", specs, "--now", "1795392000000", "--name", "checkout_v2"];
    const combined = await run([...made, "--combine", "country=DE,US,", "--combine", "newsletter=true,false", "--summary"]);
    expect(JSON.parse(combined.stdout)).toMatchObject({ users: 6 });
    const outcomes = await run([...made, "--outcomes", "checkout_v2"]);
    expect(new Set(outcomes.lines.map((line) => JSON.stringify(JSON.parse(line).answers[0].rule_id))).size).toBe(5);
    for (const line of outcomes.lines) expect(JSON.parse(line)).toMatchObject({ user: { userID: expect.any(String) } });
    expect((await run([...made, "--new-ids", "20"])).lines).toHaveLength(20);
    expect(
      await run([
        ...made,
        "--combine",
        `a=${Array.from({ length: 400 }, (_, n) => n)}`,
        "--combine",
        `b=${Array.from({ length: 400 }, (_, n) => n)}`,
      ]),
    ).toMatchObject({ exitCode: 2, stderr: expect.stringContaining("160,000 users are too many") });
  });

  it("adds summaries of parts up to the summary of the whole", async () => {
    const whole = await run([...cohort, "--summary"], { stdin: csv(people) });
    const parts = await Promise.all(
      [people.slice(60), people.slice(0, 60)].map((part) => run([...cohort, "--summary"], { stdin: jsonLines(part) })),
    );
    const files = parts.map((_part, n) => `part-${n}.json`);
    await Promise.all(parts.map(({ stdout }, n) => write(`part-${n}.json`, stdout)));
    expect(await run(["cohort", "merge", ...files])).toEqual({ ...whole, exitCode: 0 });
    const summary = JSON.parse(whole.stdout);
    expect(summary.users).toBe(90);
    for (const { outcomes } of summary.entities)
      expect(outcomes.reduce((sum: number, { users }: { users: number }) => sum + users, 0)).toBe(90);
  });

  it.each([
    ["a row with another number of cells", "userID,country\nu-1\n", "row 2 has 1 cell, and the header has 2"],
    [
      "two columns of one name",
      "userID,userID\nu-1,u-2\n",
      "has two columns “userID”: column 1 and column 2. Rename or remove one of them.",
    ],
    ["nothing", "", "is empty"],
    ["blank lines only", " \n\n", "is empty"],
    ["a header without users", "userID,country\n", "has the names of columns, and no user below them"],
    ["a list of IDs", "u-1\nu-2\n", "has no column that is a field of the user"],
    ["a web page", "<html>\n<body>Sign in</body>\n</html>\n", "Its first line is \u201c<html>\u201d"],
  ])("refuses %s", async (_what, stdin, sentence) => {
    expect(await run(cohort, { stdin })).toMatchObject({ exitCode: 2, stderr: expect.stringContaining(sentence) });
  });

  it("refuses a folder, and a file with a quote that is not closed, in place of the users", async () => {
    await write("open.csv", `userID,plan\nu-1,"${"x\n".repeat(600_000)}`);
    for (const [file, sentence] of [
      [".", "The file . is a folder"],
      ["open.csv", "is probably not closed"],
    ] as const) {
      const refused = { exitCode: 2, stderr: expect.stringContaining(sentence) };
      expect(await run(["cohort", "--specs", specs, "--users", file])).toMatchObject(refused);
    }
  });
});

/** The demo project with a condition that no rule uses, and that makes a server SDK refuse everything. */
async function refusedSpecs(): Promise<string> {
  const payload = JSON.parse(await readFile(specs, "utf8"));
  await write("refused.json", JSON.stringify({ ...payload, condition_map: { ...payload.condition_map, unused: { type: "public" } } }));
  return "refused.json";
}
const refusal = "A server SDK would load nothing from these definitions: “condition_map.unused.idType” is missing.";

describe.concurrent("gatescope diff", () => {
  it("exits with 1 if a server SDK would load only one of the two, and a cohort if it would load nothing", async () => {
    const refused = await refusedSpecs();
    expect(await run(["diff", specs, refused])).toMatchObject({ exitCode: 1, lines: [], stderr: expect.stringContaining(refusal) });
    expect(await run(["diff", refused, refused])).toMatchObject({ exitCode: 0, lines: [], stderr: expect.stringContaining(refusal) });
    const cohort = ["cohort", "--specs", refused, "--users", "us.json", "--name", "checkout_v2"];
    expect(await run(cohort)).toMatchObject({ exitCode: 1, lines: [expect.any(String)], stderr: expect.stringContaining(refusal) });
  });

  it("prints the edits, and the users that get another answer, through other names too", async () => {
    const users = ["US", "DE", "FR"].map((country, n) => `{"userID":"u-${n}","country":"${country}"}\n`).join("");
    const { exitCode, lines } = await run(["diff", specs, await specsWithoutPilot(), "--users", "-"], { stdin: users });
    expect(exitCode).toBe(1);
    expect(lines.map((line) => JSON.parse(line))[0]).toMatchObject({
      kind: "gate",
      name: "checkout_v2",
      change: "edited",
      edits: ["rule 4 “Germany pilot” removed"],
      users: { evaluated: 3, undecided: 0 },
    });
  });

  it("reads a table of users as a cohort does: other columns are custom fields", async () => {
    const users = [
      { userID: "u-1", country: "DE", custom: { newsletter: true } },
      { userID: "u-2", country: "DE" },
    ];
    await write("pilot.csv", "userID,country,newsletter\nu-1,DE,true\nu-2,DE,\n");
    const stdin = users.map((user) => `${JSON.stringify(user)}\n`).join("");
    const without = await specsWithoutPilot();
    const ofTable = await run(["diff", specs, without, "--users", "pilot.csv"]);
    expect(ofTable.lines).toEqual((await run(["diff", specs, without, "--users", "-"], { stdin })).lines);
    expect(JSON.parse(ofTable.lines[0] ?? "{}")).toMatchObject({ name: "checkout_v2", users: { evaluated: 2, changed: 1 } });
  });

  it("compares the rules with a draft of them, and the users that it moves", async () => {
    await write("draft.json", await draftFor((from) => from));
    const users = Array.from({ length: 40 }, (_, n) => `{"userID":"u-${n}"}\n`).join("");
    const { exitCode, lines } = await run(["diff", specs, "--draft", "draft.json", "--users", "-"], { stdin: users });
    expect(exitCode).toBe(1);
    const [edited, ...others] = lines.map((line) => JSON.parse(line));
    expect(edited).toMatchObject({
      name: "loyalty_program",
      change: "edited",
      users: { evaluated: 40, moves: [{ from: "Fail", to: "Pass" }] },
    });
    for (const other of others) expect(other).toMatchObject({ change: "uses_an_edited_one" });
  });

  it("lists a move from one answer to another once, each answer by its own words", async () => {
    const payload = JSON.parse(await readFile(specs, "utf8"));
    const { checkout_trust_badges: experiment } = payload.dynamic_configs;
    for (const rule of experiment.rules) if (rule.isExperimentGroup) rule.returnValue = { ...rule.returnValue, edited: true };
    for (const layer of Object.values<{ enabled: boolean }>(payload.layer_configs)) layer.enabled = false;
    await write("off.json", JSON.stringify(payload));
    const users = Array.from({ length: 400 }, (_, n) => `{"userID":"u-${n}","country":"US"}\n`).join("");
    const { lines } = await run(["diff", specs, "off.json", "--users", "-"], { stdin: users });
    const moved = lines.map((line) => JSON.parse(line)).filter(({ users: { changed } }) => changed > 0);
    expect(moved.map(({ kind }) => kind)).toEqual(expect.arrayContaining(["layer", "config"]));
    for (const { users: of } of moved) {
      const pairs = of.moves.map(({ from, to }: { from: string; to: string }) => `${from} → ${to}`);
      expect(new Set(pairs).size).toBe(pairs.length);
      for (const { from, to } of of.moves) expect(from).not.toBe(to);
      expect(of.moves.reduce((sum: number, move: { users: number }) => sum + move.users, 0)).toBe(of.changed);
    }
  });

  it("exits with 2 for a draft that no longer fits the rules, and says which edit", async () => {
    await write("old-draft.json", await draftFor(() => 33));
    const { exitCode, stdout, stderr } = await run(["diff", specs, "--draft", "old-draft.json"]);
    expect({ exitCode, stdout }).toEqual({ exitCode: 2, stdout: "" });
    expect(stderr).toMatch(/edit 1: Rule 2 “.*” of “loyalty_program” now lets in \d+ %, not 33 %/);
  });

  it("exits with 0 for the same rules", async () => {
    expect(await run(["diff", specs, specs])).toMatchObject({ exitCode: 0, stdout: "" });
  });
});

describe.concurrent("gatescope test", () => {
  const suite = (expectation: string) => `rules: { file: ${specs} }
users:
  lena: { userID: u-1, country: DE }
tests:
  - config: shipping_rates
    user: lena
    expect: ${expectation}
    because: Euro zone
  - gate: no_such_gate
    user: lena
    expect: not found
`;

  it("exits with 0 when everything is as expected, and writes a JUnit report", async () => {
    await write("good.yaml", suite("{ value: { currency: EUR } }"));
    const { exitCode, stdout } = await run(["test", "good.yaml", "--junit", "report.xml", "--coverage"]);
    expect({ exitCode, first: stdout.split("\n")[0] }).toEqual({ exitCode: 0, first: "good.yaml: 2 tests, 2 as expected" });
    expect(stdout).toMatch(/config shipping_rates: 1 of \d+ outcomes reached/);
    expect(await readFile(join(folder, "report.xml"), "utf8")).toContain('<testsuite name="good.yaml" tests="2" failures="0" errors="0"');
  });

  it("runs the suite of its help as copied, with the sandbox's rules", async () => {
    const { stdout: help } = await run(["test", "--help"]);
    const copied = help.slice(help.indexOf("  rules: {"), help.indexOf("The columns of a table"));
    await write("copied.yaml", copied.replace("definitions.json", specs));
    expect(await run(["test", "copied.yaml"])).toMatchObject({ exitCode: 0, stderr: "" });
  });

  it("exits with 1 when something is wrong, says what, and annotates it in GitHub Actions", async () => {
    await write("bad.yaml", suite("{ value: { currency: USD } }"));
    const { exitCode, stdout } = await run(["test", "bad.yaml", "--failed"], { env: { GITHUB_ACTIONS: "true" } });
    expect(exitCode).toBe(1);
    expect(stdout).toContain("WRONG  config shipping_rates for lena (line 5): expected currency = USD");
    expect(stdout).toContain("::error file=bad.yaml,line=5::config shipping_rates for lena");
  });

  it("says which rules and groups there are when a test expects one that does not exist, the closest first", async () => {
    const misspelt = [
      "  - { gate: checkout_v2, user: { userID: u-1, country: DE }, because: Germny pilot }",
      "  - { experiment: checkout_trust_badges, user: { userID: u-1 }, expect: { group: Contrl } }",
      "  - { experiment: checkout_trust_badges, cohort: { count: 50 }, share: { Tset: 50 % } }",
      "  - { gate: chekout_v2, user: { userID: u-1 }, expect: pass }",
    ];
    await write("misspelt.yaml", [`rules: { file: ${specs} }`, "tests:", ...misspelt, ""].join("\n"));
    const { exitCode, lines } = await run(["test", "misspelt.yaml", "--failed"]);
    expect(exitCode).toBe(1);
    expect(lines.slice(1).map((line) => line.slice(line.lastIndexOf("; ") + 2))).toEqual([
      expect.stringMatching(/^no rule or group is named “Germny pilot”, there are Germany pilot, Staff, /),
      "no group is named “Contrl”, there are Control, Badges",
      "no group is named “Tset”, there are Control, Badges",
      "similar names are checkout_v2",
    ]);
  });

  it.runIf(process.platform !== "win32")("keeps the report of the last run when the disk takes only a part of the new one", async () => {
    const ids = Array.from({ length: 100 }, (_, n) => `u-${n}`).join(", ");
    const many = `tests: [{ gate: no_such_gate, user: { userID: "\${id}" }, matrix: { id: [${ids}] }, expect: not found }]`;
    await write("many.yaml", `rules: { file: ${specs} }\n${many}\n`);
    await mkdir(join(folder, "reports"));
    await write("reports/kept.xml", "<testsuites/>");
    const terminal = fileURLToPath(new URL("../../../out/main/terminal.js", import.meta.url));
    // A limit for files, as small as a full disk.
    const limited = 'ulimit -f 2 && exec "$0" "$1" test many.yaml --junit reports/kept.xml';
    const child = spawn("sh", ["-c", limited, process.execPath, terminal], { cwd: folder });
    expect(await ended(child)).toMatchObject({
      exitCode: 2,
      stderr: "gatescope test: kept.xml could not be written (EFBIG). It is unchanged.\n",
    });
    expect([await readdir(join(folder, "reports")), await readFile(join(folder, "reports/kept.xml"), "utf8")]).toEqual([
      ["kept.xml"],
      "<testsuites/>",
    ]);
  });

  it("exits with 2 and names the place when a suite cannot be used, before any test runs", async () => {
    await write("unknown.yaml", suite("pass").replace("because", "becouse"));
    await write("fine.yaml", suite("{ value: { currency: EUR } }"));
    expect(await run(["test", "fine.yaml", "unknown.yaml"])).toEqual({
      exitCode: 2,
      stdout: "",
      lines: [],
      stderr: "gatescope test: unknown.yaml:8:5: unknown key “becouse”; a similar key is “because”.\n",
    });
    expect(await run(["test", "unknown.yaml"], { env: { GITHUB_ACTIONS: "true" } })).toMatchObject({
      exitCode: 2,
      stdout: "::error file=unknown.yaml,line=8,col=5::unknown key “becouse”; a similar key is “because”\n",
    });
    await write("no-rules.yaml", suite("pass").replace(specs, "nowhere.json"));
    expect(await run(["test", "fine.yaml", "no-rules.yaml"])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/^gatescope test: no-rules\.yaml:\d+:1: There is no file .*nowhere\.json\. Check the path\.\n$/),
    });
    await write("no-tier.yaml", suite("pass").replace(`file: ${specs} }`, "project: Sandbox }\ntier: stagin"));
    expect(await run(["test", "fine.yaml", "no-tier.yaml", "--data", join(folder, "tiers")])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(/^gatescope test: no-tier\.yaml:2:1: .* has no tier “stagin”; its tiers are staging, .*\.\n$/),
    });
  });

  it("exits with 2 when --only selects nothing, as for a misspelt title", async () => {
    await write("only.yaml", suite("{ value: { currency: EUR } }"));
    expect(await run(["test", "only.yaml", "--only", "shiping"])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: "gatescope test: No test has “shiping” in its title.\n",
    });
  });

  it("judges the shares of a cohort", async () => {
    const shares = (pass: string) =>
      `rules: { file: ${specs} }\ntests: [{ gate: loyalty_program, cohort: { count: 4000 }, share: { pass: ${pass} } }]\n`;
    await write("share.yaml", shares("10 % ± 2"));
    await write("half.yaml", shares("50 % ± 2"));
    expect(await run(["test", "share.yaml", "--coverage"])).toMatchObject({
      exitCode: 0,
      stdout: expect.stringMatching(/no rule, by [\d,]+ users\n|outside 10 %, by [\d,]+ users\n/),
    });
    expect(await run(["test", "share.yaml", "half.yaml"])).toMatchObject({
      exitCode: 1,
      stdout: expect.stringMatching(
        /WRONG {2}gate loyalty_program for 4000 users \(line 2\): expected pass 50 % ± 2, got pass .* of 4,000 users\n2 suites: 2 tests, 1 as expected, 1 wrong\n$/,
      ),
    });
  });

  it("says what would be red after a draft, in rules of a file and of a saved project", async () => {
    await write("everybody-in.json", await draftFor((percentage) => percentage));
    const outside = "tests: [{ gate: loyalty_program, user: { userID: u-1, country: US }, expect: fail }]\n";
    await write("draft-file.yaml", `rules: { file: ${specs} }\n${outside}`);
    await write("draft-project.yaml", `rules: { project: Sandbox }\n${outside}`);
    for (const name of ["draft-file.yaml", "draft-project.yaml"]) {
      const args = ["test", name, "--data", join(folder, "drafted")];
      expect(await run(args)).toMatchObject({ exitCode: 0 });
      expect(await run([...args, "--draft", "everybody-in.json"])).toMatchObject({
        exitCode: 1,
        stdout: expect.stringContaining("expected fail, got pass"),
      });
    }
    expect(await run(["test", "draft-project.yaml", "--live", "--draft", "everybody-in.json"])).toMatchObject({
      exitCode: 2,
      stderr: expect.stringContaining("Statsig knows no draft"),
    });
  });

  it("reads the rules of a saved project, and asks Statsig with --live, without logging", async () => {
    await write("project.yaml", suite("{ value: { currency: EUR } }").replace(`file: ${specs}`, "project: Sandbox"));
    for (const live of [[], ["--live"]])
      expect(await run(["test", "project.yaml", "project.yaml", "--data", join(folder, "data"), ...live])).toMatchObject({
        exitCode: 0,
        stdout: expect.stringContaining("2 suites: 4 tests, 4 as expected"),
      });
  });

  it("prints the JSON Schema with which editors complete a suite", async () => {
    const { exitCode, stdout } = await run(["test", "--schema"]);
    expect({ exitCode, keys: Object.keys(JSON.parse(stdout).properties) }).toEqual({
      exitCode: 0,
      keys: ["rules", "tier", "at", "users", "tests"],
    });
  });

  it.each([
    ["an empty table of cases", { "empty.csv": "" }, "cases: empty.csv", "empty.csv is empty"],
    ["a ragged table of cases", { "ragged.csv": "userID,expect\nu-1\n" }, "cases: ragged.csv", "row 1 has 1 cell, and the header has 2"],
    ["no table of cases", {}, "cases: none.csv", "there is no file none.csv beside the suite"],
    ["users that are none", { "users.jsonl": "3\n" }, "cohort: users.jsonl\n    share: { pass: 1 % }", "users.jsonl has no rows"],
  ])("refuses %s with its line", async (_what, files, test, sentence) => {
    const name = `${Object.keys(files)[0] ?? "none"}.yaml`;
    for (const [file, content] of Object.entries(files)) await write(file, content);
    await write(name, `rules: { file: ${specs} }\ntests:\n  - gate: checkout_v2\n    ${test}\n`);
    expect(await run(["test", name])).toMatchObject({
      exitCode: 2,
      stdout: "",
      stderr: expect.stringMatching(new RegExp(`^gatescope test: ${name}:4:5: .*${sentence}`)),
    });
  });

  it("exits with 3 when something could not be decided", async () => {
    const payload = JSON.parse(await readFile(specs, "utf8"));
    payload.condition_map.unreadable = { type: "a_new_condition", operator: "any", field: "x", targetValue: ["y"], idType: "userID" };
    payload.feature_gates.checkout_v2.rules[0].conditions = ["unreadable"];
    await write("newer.json", JSON.stringify(payload));
    await write("undecided.yaml", "rules: { file: newer.json }\ntests: [{ gate: checkout_v2, user: { userID: u-1 }, expect: pass }]\n");
    expect(await run(["test", "undecided.yaml"])).toMatchObject({ exitCode: 3, stdout: expect.stringContaining("1 could not be decided") });
  });
});
