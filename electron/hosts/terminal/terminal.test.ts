import { type ChildProcessWithoutNullStreams, spawnSync } from "node:child_process";
import { once } from "node:events";
import { closeSync, existsSync, openSync } from "node:fs";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { DatabaseSync } from "node:sqlite";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { createServices } from "#services/services.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { reasonCases } from "#tests/fakes/reason-cases.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { createScriptedStatsig } from "#tests/fakes/scripted-statsig.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { ended, startCommand, startServe } from "#tests/programs/terminal-program.ts";
import { createConfSettings } from "../shared/conf-settings.ts";
import { lockFolder } from "../shared/folder-lock.ts";

const user = JSON.stringify({ userID: "ada", country: "DE" });

const clock = createFixedClock();
const log = createSilentLog();

let sandbox: SandboxServer;
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "gatescope-terminal-"));
  sandbox = await createSandboxServer({ clock, log });
});
afterAll(async () => {
  await sandbox.close();
  await rm(folder, { recursive: true });
});

function start(args: readonly string[], env: Record<string, string> = {}): ChildProcessWithoutNullStreams {
  return startCommand(args, folder, { KEY: sandbox.serverKey, ...env });
}

async function run(args: readonly string[], options: { stdin?: string; env?: Record<string, string> } = {}) {
  const child = start(args, options.env);
  child.stdin.end(options.stdin ?? user);
  const { exitCode, stdout, stderr } = await ended(child);
  return {
    exitCode,
    stderr,
    lines: stdout
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line)),
  };
}

describe.concurrent("gatescope check", () => {
  it("prints one line per answer in the order of the command line, and sends several gates as one request that logs nothing", async () => {
    const statsig = await createScriptedStatsig(({ path, body }) => {
      if (path === "get_config") return { body: { name: body.configName, value: { a: 1 }, rule_id: "r2", group_name: null } };
      const result = (name: string) => ({ name, value: true, rule_id: "r1", group_name: "EU beta" });
      return { body: Object.fromEntries(body.gateNames.map((name: string) => [name, result(name)])) };
    });
    const asked = ["--gate", "gate_b", "--config", "a_config", "--gate", "gate_a"];
    const { exitCode, lines, stderr } = await run(["check", "--api", statsig.hosts.api, "--key-env", "KEY", "--user", "-", ...asked]);
    const gate = {
      kind: "gate",
      state: "pass",
      value: true,
      rule_id: "r1",
      group_name: "EU beta",
      status: 200,
      elapsed_ms: expect.any(Number),
    };
    const config = {
      kind: "config",
      state: "value",
      value: { a: 1 },
      rule_id: "r2",
      group_name: null,
      status: 200,
      elapsed_ms: expect.any(Number),
    };
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: "" });
    expect(lines).toEqual([
      { ...gate, name: "gate_b", because: "rule “EU beta” matched" },
      { ...config, name: "a_config", because: expect.any(String) },
      { ...gate, name: "gate_a", because: "rule “EU beta” matched" },
    ]);
    expect(statsig.requests.map(({ path, body }) => [path, body.gateNames ?? body.configName, body.user, body.statsigMetadata])).toEqual([
      ["check_gate", ["gate_b", "gate_a"], JSON.parse(user), expect.objectContaining({ exposureLoggingDisabled: true })],
      ["get_config", "a_config", JSON.parse(user), expect.objectContaining({ exposureLoggingDisabled: true })],
    ]);
    await statsig.close();
  });

  it("logs in a protected tier only if that is confirmed; a user without a tier counts in production", async () => {
    const statsig = await createScriptedStatsig(() => ({ body: { name: "gate_a", value: true, rule_id: "r1", group_name: null } }));
    const asked = ["check", "--api", statsig.hosts.api, "--key-env", "KEY", "--user", "-", "--gate", "gate_a", "--log-exposures"];
    const refused = await run(asked);
    expect({ exitCode: refused.exitCode, requests: statsig.requests.length }).toEqual({ exitCode: 2, requests: 0 });
    expect(refused.stderr).toContain("The tier production of the command line is protected. Give --yes-protected");
    expect((await run([...asked, "--yes-protected"])).exitCode).toBe(0);
    expect((await run([...asked, "--tier", "staging"])).exitCode).toBe(0);
    expect(statsig.requests.map(({ body }) => body.statsigMetadata.exposureLoggingDisabled)).toEqual([undefined, undefined]);
    await statsig.close();
  });

  it("exits with 1 when something was not answered, and sends nothing to other addresses", async () => {
    const statsig = await createScriptedStatsig(({ path }) =>
      path === "get_layer"
        ? { status: 429, headers: { "retry-after": "3" } }
        : { body: { name: "some_gate", value: false, rule_id: null, group_name: null } },
    );
    const asked = ["--gate", "some_gate", "--layer", "a_layer"];
    const { exitCode, lines } = await run(["check", "--api", statsig.hosts.api, "--key-env", "KEY", "--user", "-", ...asked]);
    expect(exitCode).toBe(1);
    expect(lines).toMatchObject([
      { name: "some_gate", state: "fail" },
      { name: "a_layer", state: "slow_down", status: 429, retry_after_ms: 3_000, allocated_experiment: null },
    ]);
    expect(lines.map(({ next_step }) => next_step)).toEqual([undefined, expect.stringContaining("Wait 3 s")]);
    expect(statsig.requests.map(({ path }) => path)).toEqual(["check_gate", "get_layer"]);
    await statsig.close();
  });

  it("distinguishes an unknown gate from one that is off if the CDN is given, says why as everywhere, and writes no file", async () => {
    const { name, user, because } = reasonCases.find(({ title }) => title === "a gate that no rule matches") ?? expect.fail();
    const args = [
      ...["check", "--api", sandbox.url, "--cdn", sandbox.url, "--key-env", "KEY", "--user", "-"],
      ...["--gate", "no_such_gate", "--gate", name, "--ranked", "recommendation_bandit"],
    ];
    const { exitCode, lines } = await run(args, { stdin: JSON.stringify(user) });
    expect(exitCode).toBe(1);
    expect(lines).toMatchObject([
      { state: "not_found" },
      { state: "fail", because },
      { state: "value", value: expect.arrayContaining([expect.objectContaining({ rule_id: expect.any(String) })]) },
    ]);
    expect(await readdir(folder)).not.toContain(".local");
  });

  it("checks in a saved project with its hosts and keys, which a passphrase from the environment opens, and stores the exchange", async () => {
    const data = join(folder, "locked");
    await mkdir(data);
    const services = await createServices({
      ...createFakePorts(data),
      settings: createConfSettings({ folder: data, clock, notices: createRecordedNotices() }),
    });
    const project = services.projects.create({ ...blankProject(), name: "Shop", hosts: sandbox.hosts });
    await services.vault.add({ projectId: project.id, key: sandbox.serverKey, label: "" });
    await services.vault.protectWithPassphrase("correct horse battery");
    await services.close();

    const args = ["check", "--project", "shop", "--data", data, "--user", "-", "--gate", "checkout_v2"];
    const opened = await run(args, { env: { GATESCOPE_PASSPHRASE: "correct horse battery" } });
    expect(opened).toMatchObject({ exitCode: 0, stderr: "", lines: [{ name: "checkout_v2", status: 200 }] });
    expect(await readdir(data)).toContain("history.db");
    const locked = await run(args);
    expect(locked).toMatchObject({ exitCode: 1, lines: [{ state: "not_sent", because: "the keys are locked" }] });
    expect(locked.stderr).toContain("GATESCOPE_PASSPHRASE");
  });

  it("does not use a saved project that is open in Gatescope, and says which process has it and what to do", async () => {
    const data = join(folder, "open");
    await mkdir(data);
    const lock = lockFolder(data, { host: "browser", notices: createRecordedNotices() });
    const args = ["check", "--project", "Sandbox", "--data", data, "--user", "-", "--gate", "checkout_v2"];
    const { exitCode, lines, stderr } = await run(args);
    lock.release();
    expect({ exitCode, lines }).toEqual({ exitCode: 2, lines: [] });
    expect(stderr).toBe(
      `gatescope check: Gatescope in the browser (process ${process.pid}) has the data folder ${data} in use. Close it first, or choose another folder with GATESCOPE_DATA. Or check without a data folder: give --api URL and --key-env VARIABLE instead of --project.\n`,
    );
  });

  it("reports unusable arguments on stderr, exits with 2 and prints no line", async () => {
    const gates = Array.from({ length: 101 }, (_, at) => ["--gate", `gate_${at}`]).flat();
    const tooMany = await run(["check", "--api", sandbox.url, "--key-env", "KEY", "--user", "-", ...gates]);
    expect(tooMany).toEqual({
      exitCode: 2,
      lines: [],
      stderr: "gatescope check: --gate: Statsig takes at most 100 names at once; these are 101. Check up to 100 at a time.\n",
    });
    const { exitCode, lines, stderr } = await run(["check", "--key", "secret-invented", "--gate", "a_gate"]);
    expect({ exitCode, lines }).toEqual({ exitCode: 2, lines: [] });
    expect(stderr).toMatch(/^gatescope check: One of the arguments looks like a key\./);
    expect(stderr).not.toContain("secret-invented");
  });

  it("prints no key even when the server echoes it", async () => {
    const statsig = await createScriptedStatsig(({ headers }) => ({
      status: 401,
      body: { message: `Bad key: ${headers["statsig-api-key"]}` },
    }));
    const key = "odd/key/of/a/proxy/0123456789";
    const args = ["check", "--api", statsig.hosts.api, "--key-env", "ODD", "--user", "-", "--gate", "a_gate"];
    const { exitCode, lines, stderr } = await run(args, { env: { ODD: key } });
    expect({ exitCode, lines }).toMatchObject({ exitCode: 1, lines: [{ state: "refused", status: 401 }] });
    expect(JSON.stringify([lines, stderr])).not.toContain(key);
    await statsig.close();
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("prints the answers it has on %s, and exits with the code of the signal", async (signal, code) => {
    const statsig = await createScriptedStatsig(() => {
      child.kill(signal);
      return "stall";
    });
    const child = start(["check", "--api", statsig.hosts.api, "--key-env", "KEY", "--user", "-", "--gate", "a_gate"]);
    child.stdin.end(user);
    const [stdout, [exitCode]] = await Promise.all([text(child.stdout), once(child, "exit")]);
    expect(exitCode).toBe(code);
    expect(JSON.parse(stdout)).toMatchObject({ name: "a_gate", state: "unreached" });
    await statsig.close();
  });

  it("ends without an error when its reader stops, and not with the 0 of a complete result", async () => {
    const child = start(["check", "--api", sandbox.url, "--key-env", "KEY", "--user", "-", "--gate", "checkout_v2"]);
    child.stdout.destroy();
    child.stdin.end(user);
    const [stderr, [exitCode]] = await Promise.all([text(child.stderr), once(child, "exit")]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 141, stderr: "" });
  });

  it.runIf(existsSync("/dev/full"))("says that a full disk did not take its results", () => {
    const full = openSync("/dev/full", "w");
    const terminal = fileURLToPath(new URL("../../../out/main/terminal.js", import.meta.url));
    const { status, stderr } = spawnSync(process.execPath, [terminal, "user", "-"], {
      input: user,
      stdio: ["pipe", full, "pipe"],
      encoding: "utf8",
    });
    closeSync(full);
    expect({ status, stderr }).toEqual({ status: 2, stderr: "gatescope user: The results could not be written: the disk is full.\n" });
  });

  it.runIf(process.platform !== "win32")("says that a disk took only a part of its results", () => {
    const terminal = fileURLToPath(new URL("../../../out/main/terminal.js", import.meta.url));
    // A limit for files, as small as a full disk: the system writes up to it, and refuses what follows.
    const limited = 'ulimit -f 2 && exec "$0" "$1" test --schema > "$2"';
    const { status, stderr } = spawnSync("sh", ["-c", limited, process.execPath, terminal, join(folder, "limited.json")], {
      encoding: "utf8",
    });
    expect({ status, stderr }).toEqual({ status: 2, stderr: "gatescope test: The results could not be written (EFBIG).\n" });
  });
});

describe.concurrent("a command that cannot do its work", () => {
  it.each(["history.db", "outbox.db"])("ends with 2 when another program holds %s, and leaves the folder free", async (name) => {
    const data = await mkdtemp(join(folder, "held-"));
    const args = ["check", "--project", "Sandbox", "--data", data, "--user", "-", "--gate", "checkout_v2"];
    expect((await run(args)).exitCode).toBe(0);
    const holder = new DatabaseSync(join(data, name));
    holder.exec("PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE");
    const { exitCode, stderr } = await run(args);
    holder.close();
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(
        /^gatescope check: Another program is using the (history|outbox)'s file\. Close it, then try again\.\n$/,
      ),
    });
    lockFolder(data, { host: "browser", notices: createRecordedNotices() }).release();
  });

  it.each([
    ["SIGTERM", 143],
    ["SIGINT", 130],
  ] as const)("ends on %s while it waits for its input", async (signal, exitCode) => {
    const child = start(["check", "--api", sandbox.url, "--key-env", "KEY", "--user", "-", "--gate", "checkout_v2"]);
    setTimeout(() => child.kill(signal), 700);
    const [code, endedBy] = await once(child, "exit");
    // Before it has loaded, the system ends it.
    expect([exitCode, signal]).toContain(code ?? endedBy);
  });
});

describe.concurrent("gatescope user", () => {
  it("prints the user as it was understood, and on stderr how", async () => {
    const line = 'level=info user_id=174322306148984899 custom={"n":60436225835668127} gate=g key=secret-AbCdEfGhIj1234567890';
    const child = start(["user", "--compact", "-"]);
    child.stdin.end(line);
    const [stdout, stderr, [exitCode]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, "exit")]);
    expect({ exitCode, stdout, stderr }).toEqual({
      exitCode: 0,
      stdout: '{"userID":"174322306148984899","custom":{"n":60436225835668127}}\n',
      stderr: "gatescope user: Not part of the user: level, gate, key.\ngatescope user: “user_id” was read as userID.\n",
    });
  });

  // It computes without a pause: a handler of its own left it deaf for as long as a hostile text took.
  it("is ended by the system on SIGTERM, whatever it does", async () => {
    const child = start(["user", "-"]);
    setTimeout(() => child.kill("SIGTERM"), 700);
    expect(await once(child, "exit")).toEqual([null, "SIGTERM"]);
  });

  it("names every user, prints the chosen one, and exits with 1 if something was not understood", async () => {
    const two = '[{"userID":"ada"},{"userID":"bob"}]';
    const first = await run(["user", "--compact", "-"], { stdin: two });
    expect(first).toMatchObject({ exitCode: 0, lines: [{ userID: "ada" }] });
    expect(first.stderr).toContain("This is the first of 2 users. The others: bob, at [1].");
    expect(await run(["user", "--compact", "--pick", "2", "-"], { stdin: two })).toMatchObject({ exitCode: 0, lines: [{ userID: "bob" }] });
    expect(await run(["user", "--pick", "3", "-"], { stdin: two })).toMatchObject({ exitCode: 2, lines: [] });
    const lossy = await run(["user", "--compact", "-"], { stdin: 'StatsigUser("ada", country=country)' });
    expect(lossy).toMatchObject({ exitCode: 1, lines: [{ userID: "ada" }] });
    expect(lossy.stderr).toContain("“country” was not understood: country.");
  });

  it("does not take a request as the user, and prints no key", async () => {
    const stdin = '{"headers":{"statsig-api-key":"secret-AbCdEfGhIj1234567890"},"method":"POST"}';
    expect(await run(["user", "-"], { stdin })).toEqual({
      exitCode: 2,
      lines: [],
      stderr: "gatescope user: No user can be read from the standard input. This is a request or a log line, and there is no user in it.\n",
    });
  });
});

describe.concurrent("the user of a check", () => {
  const checked = async (stdin: string) => {
    const statsig = await createScriptedStatsig(() => ({ body: { name: "a_gate", value: true, rule_id: "r", group_name: null } }));
    const result = await run(["check", "--api", statsig.hosts.api, "--key-env", "KEY", "--user", "-", "--gate", "a_gate"], { stdin });
    await statsig.close();
    return { ...result, users: statsig.requests.map(({ body }) => body.user) };
  };

  it("is used exactly as it stands if it is a JSON object", async () => {
    const user = { userID: 7, email: null, user_id: "x", plan: { a: [null] } };
    expect(await checked(JSON.stringify(user))).toMatchObject({ exitCode: 0, stderr: "", users: [user] });
  });

  it("is found in any other text, and said how", async () => {
    const curl = `curl https://x.de -H 'statsig-api-key: client-xyz' -d '{"gateName":"g","user":{"userID":"o'\\''neil"}}'`;
    const { exitCode, stderr, users } = await checked(curl);
    expect({ exitCode, users }).toEqual({ exitCode: 0, users: [{ userID: "o'neil" }] });
    expect(stderr).toBe(
      "gatescope check: Read from a command.\ngatescope check: Found at user; what surrounds it was ignored.\ngatescope check: Not part of the user: gateName.\n",
    );
  });
});

it("lists the commands if there is no such command", async () => {
  const { exitCode, lines, stderr } = await run(["chekc", "--gate", "a"]);
  expect({ exitCode, lines }).toEqual({ exitCode: 2, lines: [] });
  expect(stderr).toMatch(/^gatescope: There is no command “chekc”\.\n\nUsage: gatescope COMMAND.* check /s);
});

it("serve goes on when nobody reads its output any more, and prints the link on the standard error", async () => {
  const child = startServe(["--no-open", "--data", await mkdtemp(join(folder, "unread-"))], folder);
  child.stdout.destroy();
  for await (const line of createInterface({ input: child.stderr })) {
    const [, link] = /The standard output is closed, so the link is printed here\. It works once\. {2}url="(http:[^"]+)"/.exec(line) ?? [];
    if (link === undefined) continue;
    expect((await fetch(link)).status).toBe(200);
    child.kill("SIGTERM");
  }
  expect(child.exitCode ?? (await once(child, "exit"))[0]).toBe(0);
});

it("serve prints no escape sequence of an argument or a folder raw", async () => {
  const odd = "odd\u001b[31m\u009b2J\u202e";
  await writeFile(join(folder, odd), "");
  const refused = await Promise.all(
    [[`--${odd}`], ["--port", odd], ["--no-open", "--data", join(folder, odd)]].map(async (args) => {
      const child = startServe(args, folder);
      child.stdin.end();
      return ended(child);
    }),
  );
  expect(refused.map(({ exitCode, stdout, stderr }) => ({ exitCode, stdout, isNamed: stderr.includes("u001b[31m") }))).toEqual(
    refused.map(() => ({ exitCode: 2, stdout: "", isNamed: true })),
  );
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters that must not be there.
  expect(refused.map(({ stderr }) => stderr).join("")).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/);
});

it("prints its version, and the commands", async () => {
  const printed = async (...args: string[]) => {
    const child = start(args);
    child.stdin.end();
    const { exitCode, stdout } = await ended(child);
    return `${exitCode} ${stdout.split("\n")[0]}`;
  };
  expect(await Promise.all([printed("--version"), printed("-v"), printed("-h"), printed("user", "-h")])).toEqual([
    expect.stringMatching(/^0 \d+\.\d+\.\d+$/),
    expect.stringMatching(/^0 \d+\.\d+\.\d+$/),
    "0 Usage: gatescope COMMAND [options]",
    "0 Usage: gatescope user FILE",
  ]);
});

describe.concurrent("gatescope sandbox", () => {
  it.each([
    ["{", "specs-bad.json contains no definitions: the file is not JSON: line 1, column 2: the text ends before the object is complete."],
    ['{"has_updates":false}', "contains no definitions: “has_updates” is false, which only says that nothing has changed."],
    ['{"feature_gates":[{"name":"a","rules":[]}],"dynamic_configs":[],"layer_configs":[],"has_updates":true,"time":1}', "in the v1 form"],
    [
      '{"feature_gates":{"a":{"rules":{}}},"dynamic_configs":{},"layer_configs":{},"has_updates":true,"time":1}',
      "A server SDK would load nothing from these definitions: “",
    ],
  ])("refuses what explain refuses, in the same words: %s", async (text, sentence) => {
    const specs = join(folder, `${text.length}-specs-bad.json`);
    await writeFile(specs, text);
    const { exitCode, stderr } = await run(["sandbox", "--specs", specs]);
    expect({ exitCode, stderr }).toEqual({ exitCode: 2, stderr: expect.stringContaining(sentence) });
    expect(stderr.split("\n")).toHaveLength(2);
  });

  it("prints its address and keys, serves the given definitions, and ends with 0", async () => {
    const specs = join(folder, "specs.json");
    const demo = await readFile(new URL("../../services/sandbox/demo/demo-specs.json", import.meta.url), "utf8");
    await writeFile(specs, demo.replaceAll("dark_mode", "light_mode"));
    const child = start(["sandbox", "--specs", specs]);
    const [line] = await once(createInterface({ input: child.stdout }), "line");
    const ready = JSON.parse(line);
    expect(ready).toEqual({
      ready: true,
      url: expect.stringMatching(/^http:\/\/127\.0\.0\.1:\d+$/),
      serverKey: expect.stringMatching(/^secret-/),
      clientKey: expect.stringMatching(/^client-/),
      consoleKey: expect.stringMatching(/^console-/),
    });
    const definitions = await fetch(`${ready.url}/v2/download_config_specs/${ready.serverKey}.json`).then((answer) => answer.json());
    expect(definitions.feature_gates).toHaveProperty("light_mode");
    child.kill("SIGTERM");
    expect(await once(child, "exit")).toEqual([0, null]);
  });

  it("reports where definitions are wrong, and exits with 2", async () => {
    const specs = join(folder, "bad-specs.json");
    await writeFile(specs, '{"has_updates":true,"time":"yesterday"}');
    const { exitCode, lines, stderr } = await run(["sandbox", "--specs", specs]);
    expect({ exitCode, lines }).toEqual({ exitCode: 2, lines: [] });
    expect(stderr).toBe(
      `gatescope sandbox: ${specs} contains no definitions: “feature_gates” is missing where a map or a list of gates was expected. Give what /v2/download_config_specs returns, saved as a file.\n`,
    );
  });

  it("reports a port that is in use, and exits with 2", async () => {
    const holder = createServer().listen(0, "127.0.0.1");
    await once(holder, "listening");
    const address = holder.address();
    const port = typeof address === "object" ? String(address?.port) : "";
    const { exitCode, stderr } = await run(["sandbox", "--port", port]);
    expect({ exitCode, isNamed: stderr.includes(port) }).toEqual({ exitCode: 2, isNamed: true });
    holder.close();
  });
});
