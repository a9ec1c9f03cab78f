import { execFile } from "node:child_process";
import diagnosticsChannel from "node:diagnostics_channel";
import { createServer } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { LogEventCompressionMode, LogLevel, StatsigClient, type StatsigUser } from "@statsig/js-client";
import statsigNode from "statsig-node";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createSandboxServer, type SandboxServer } from "#services/sandbox/sandbox.ts";
import { codeSnippet } from "#shared/domain/code-snippets/code-snippets.ts";
import { sdkHosts } from "#shared/domain/code-snippets/snippet-request.ts";
import { djb2 } from "#shared/domain/evaluation/name-hash.ts";
import { isJsonObject, type JsonObject, type JsonValue } from "#shared/domain/json/json.ts";
import { isLoopbackName } from "#shared/domain/project/address-problem.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { createSilentLog } from "../fakes/silent-log.ts";
import { type ClientAnswer, clientRows, demoUsers, expectedAnswer, toClientAnswer } from "./demo-answers.ts";

let sandbox: SandboxServer;
let overHttp: ClientAnswer[];

beforeAll(async () => {
  sandbox = await createSandboxServer({ clock: createFixedClock(), log: createSilentLog() });
  overHttp = await askOverHttp();
  sandbox.reset();
});
afterAll(() => sandbox.close());

describe("every demo user gets the same answers from", () => {
  test("the sandbox's HTTP API and the native SDK's recorded answers", () => {
    expect(overHttp.map(withoutRuleNames)).toEqual(clientRows.map(expectedAnswer));
  });

  test("initialize, with its exposures", async () => {
    for (const [index, user] of demoUsers.entries()) {
      const everything = await post("initialize", { user, hash: "none" }, sandbox.clientKey);
      const listed = clientRows.filter((row) => row.user === index && row.entity !== "holdout");
      const sections = { gate: "feature_gates", config: "dynamic_configs", layer: "layer_configs" };
      const inInitialize = listed.map(({ kind, name }) => factsOf(entry(everything, sections[kind], name)));
      expect(inInitialize).toEqual(listed.map((row) => factsOf({ ...row })));
    }
  });

  test("@statsig/js-client", async () => {
    const remotes = watchRemotes();
    const client = new StatsigClient(
      sandbox.clientKey,
      {},
      {
        networkConfig: { api: sandbox.hosts.initialize },
        logLevel: LogLevel.None,
        // Outside a browser the SDK logs nothing by default.
        loggingEnabled: "always",
        logEventCompressionMode: LogEventCompressionMode.Forced,
        // The same users as over HTTP, which have no device.
        disableStableID: true,
      },
    );
    await client.initializeAsync();
    const answers: ClientAnswer[] = [];
    for (const [index, user] of demoUsers.entries()) {
      // The SDK's type requires well-formed custom fields; these users come from a file.
      await client.updateUserAsync(user as StatsigUser);
      for (const { kind, name } of clientRows.filter((row) => row.user === index && row.entity !== "holdout")) {
        answers.push(toClientAnswer({ user: index, kind, name, ...evaluateInWebClient(client, kind, name) }));
      }
    }
    await client.flush();
    await client.shutdown();

    expect(answers).toEqual(
      overHttp
        .filter(({ name }) => name !== "autumn_holdout")
        .map(withoutRuleNames)
        .map(withHashedExperiment),
    );
    expect(remotes.stop()).toEqual([]);
    expect(exposedVia("rgstr")).toContain("statsig::layer_exposure");
  });

  test("statsig-node", async () => {
    const remotes = watchRemotes();
    const client = new statsigNode.StatsigServer(sandbox.serverKey, { api: sandbox.hosts.api });
    expect(await client.initializeAsync()).toMatchObject({ success: true, source: "Network" });
    // It has no contextual autotunes and refuses a user without an ID.
    const rows = clientRows.filter(({ user, entity }) => entity !== "cmab" && Object.keys(demoUsers[user] ?? {}).length > 0);
    const answers = rows.map(({ user, kind, name }) =>
      toClientAnswer({ user, kind, name, ...evaluateInServerClient(client, user, kind, name) }),
    );
    await client.flush();
    await client.shutdownAsync();

    expect(answers).toEqual(overHttp.filter(isAmong(rows)).map(withoutRuleNames));
    expect(remotes.stop()).toEqual([]);
    expect(exposedVia("log_event")).toContain("statsig::layer_exposure");
  });

  test("@statsig/statsig-node-core", async () => {
    sandbox.reset();
    const proxy = await startTrap();
    const program = fileURLToPath(new URL("./native-client.ts", import.meta.url));
    const env = { ...process.env, HTTPS_PROXY: proxy.url, HTTP_PROXY: proxy.url, NO_PROXY: "127.0.0.1" };
    const { stdout } = await promisify(execFile)(process.execPath, [program, sandbox.url, sandbox.serverKey], {
      env,
      maxBuffer: 10_000_000,
    });

    expect(JSON.parse(stdout)).toEqual(overHttp.map(withoutRuleNames));
    expect(await proxy.stop()).toEqual([]);
    expect(exposedVia("log_event")).toContain("statsig::layer_exposure");
    expect(sandbox.info().requests).toMatchObject({ download_config_specs: 1, get_id_lists: 1 });
  });
});

test("the code snippet for the Node SDK runs unchanged, uses the sandbox and logs nothing", async () => {
  sandbox.reset();
  const remote = await startTrap();
  const code = codeSnippet("sdk-node", {
    url: `${sandbox.hosts.api}/check_gate`,
    method: "POST",
    headers: [],
    body: { gateName: "checkout_v2", user: { userID: "ada", email: "ada@northwind.example" } },
    keyVariable: "STATSIG_SERVER_KEY",
    question: { kind: "gate", names: ["checkout_v2", "no_such_gate"] },
    keyKind: "server",
    isLogging: false,
    hosts: sdkHosts(sandbox.hosts),
  });
  const rows = promisify(execFile)(process.execPath, ["--input-type=module", "--eval", code], {
    cwd: fileURLToPath(new URL("../..", import.meta.url)),
    env: { ...process.env, STATSIG_SERVER_KEY: sandbox.serverKey, HTTPS_PROXY: remote.url, HTTP_PROXY: remote.url, NO_PROXY: "127.0.0.1" },
  });
  expect((await rows).stdout).toMatch(/^checkout_v2 (?:true|false)\nno_such_gate false\n$/);
  expect(sandbox.info().requests).toMatchObject({ download_config_specs: 1 });
  expect(exposedVia("log_event")).not.toContain("statsig::gate_exposure");
  expect(await remote.stop()).toEqual([]);
});

async function post(call: string, body: JsonObject, key = sandbox.serverKey): Promise<JsonObject> {
  const response = await fetch(`${sandbox.hosts.api}/${call}`, {
    method: "POST",
    headers: { "statsig-api-key": key },
    body: JSON.stringify(body),
  });
  expect(response.status).toBe(200);
  return await response.json();
}

async function askOverHttp(): Promise<ClientAnswer[]> {
  const statsigMetadata = { exposureLoggingDisabled: true };
  const answers: ClientAnswer[] = [];
  for (const { user: index, kind, name } of clientRows) {
    const user = demoUsers[index] ?? {};
    const base = { user: index, kind, name, groupName: null, allocatedExperiment: null };
    if (kind === "gate") {
      const { value, rule_id, group_name } = await post("check_gate", { gateName: name, user, statsigMetadata });
      answers.push({ ...base, value: value ?? null, ruleId: textOf(rule_id), groupName: textOf(group_name) });
    } else if (kind === "layer") {
      const { value, ruleID, allocatedExperimentName } = await post("get_layer", { layerName: name, user, statsigMetadata });
      answers.push({ ...base, value: value ?? null, ruleId: textOf(ruleID), allocatedExperiment: textOf(allocatedExperimentName) });
    } else {
      const { value, rule_id, group_name } = await post("get_config", { configName: name, user, statsigMetadata });
      answers.push({ ...base, value: value ?? null, ruleId: textOf(rule_id), groupName: textOf(group_name) });
    }
  }
  return answers;
}

type Told = Pick<ClientAnswer, "value" | "ruleId" | "groupName" | "allocatedExperiment">;

function evaluateInWebClient(client: StatsigClient, kind: ClientAnswer["kind"], name: string): Told {
  const none = { groupName: null, allocatedExperiment: null };
  if (kind === "gate") {
    const { value, ruleID } = client.getFeatureGate(name);
    return { ...none, value, ruleId: ruleID };
  }
  if (kind === "layer") {
    const layer = client.getLayer(name);
    const value = json(layer.__value);
    for (const parameter of Object.keys(value)) layer.get(parameter);
    return { ...none, value, ruleId: layer.ruleID, allocatedExperiment: layer.__evaluation?.allocated_experiment_name ?? null };
  }
  const { value, ruleID, groupName } = client.getExperiment(name);
  return { ...none, value: json(value), ruleId: ruleID, groupName: groupName ?? null };
}

function evaluateInServerClient(
  client: InstanceType<typeof statsigNode.StatsigServer>,
  userIndex: number,
  kind: ClientAnswer["kind"],
  name: string,
): Told {
  // The SDK's type requires well-formed custom fields; these users come from a file.
  const user = structuredClone(demoUsers[userIndex]) as Parameters<typeof client.checkGate>[0];
  const none = { groupName: null, allocatedExperiment: null };
  if (kind === "gate") {
    const { value, ruleID } = client.getFeatureGate(user, name);
    return { ...none, value, ruleId: ruleID };
  }
  if (kind === "layer") {
    const layer = client.getLayer(user, name);
    const parameters = overHttp.find((answer) => answer.user === userIndex && answer.name === name)?.value;
    const value = Object.fromEntries(Object.keys(json(parameters)).map((parameter) => [parameter, layer.getValue(parameter)]));
    return { ...none, value: json(value), ruleId: layer.getRuleID(), allocatedExperiment: layer.getAllocatedExperimentName() };
  }
  const config = client.getExperiment(user, name);
  return { ...none, value: json(config.value), ruleId: config.getRuleID(), groupName: config.getGroupName() };
}

const entityOf = new Map(clientRows.map(({ name, entity }) => [name, entity]));

/** Removes the console's rule names of gates and dynamic configs, which only the HTTP API returns. */
function withoutRuleNames(answer: ClientAnswer): ClientAnswer {
  return ["feature_gate", "holdout", "dynamic_config"].includes(entityOf.get(answer.name) ?? "") ? { ...answer, groupName: null } : answer;
}

function withHashedExperiment(answer: ClientAnswer): ClientAnswer {
  return answer.allocatedExperiment === null ? answer : { ...answer, allocatedExperiment: djb2(answer.allocatedExperiment) };
}

function isAmong(rows: readonly { user: number; name: string }[]): (answer: ClientAnswer) => boolean {
  return ({ user, name }) => rows.some((row) => row.user === user && row.name === name);
}

function entry(everything: JsonObject, section: string, name: string): JsonObject {
  return json(json(everything[section])[name]);
}

const factNames = [
  "value",
  "rule_id",
  "group_name",
  "id_type",
  "secondary_exposures",
  "passed",
  "is_experiment_active",
  "is_user_in_experiment",
  "is_in_layer",
  "explicit_parameters",
  "undelegated_secondary_exposures",
  "allocated_experiment_name",
];

function factsOf(row: JsonObject | object): JsonObject {
  const facts = json(row);
  return Object.fromEntries(factNames.map((name) => [name, facts[name] ?? null]));
}

function exposedVia(endpoint: string): string[] {
  return sandbox
    .received(10_000)
    .filter((event) => event.endpoint === endpoint)
    .map(({ eventName }) => eventName);
}

function json(value: unknown): JsonObject {
  const plain: unknown = JSON.parse(JSON.stringify(value ?? {}));
  return isJsonObject(plain) ? plain : {};
}

function textOf(value: JsonValue | undefined): string | null {
  return typeof value === "string" ? value : null;
}

/** Records the other hosts that this process connects to from now on. */
function watchRemotes(): { stop(): string[] } {
  const remotes = new Set<string>();
  const watch = (message: unknown) => {
    const { socket } = message as { socket: Socket };
    socket.once("lookup", (_error, _address, _family, host) => remotes.add(host));
    socket.once("connect", () => remotes.add(socket.remoteAddress ?? "unknown"));
  };
  diagnosticsChannel.subscribe("net.client.socket", watch);
  return {
    stop() {
      diagnosticsChannel.unsubscribe("net.client.socket", watch);
      return [...remotes].filter((host) => !isLoopbackName(host));
    },
  };
}

/** Starts a proxy that refuses every request and records it. */
async function startTrap(): Promise<{ url: string; stop(): Promise<string[]> }> {
  const rows: string[] = [];
  const server = createServer((request, response) => {
    rows.push(request.url ?? "");
    response.writeHead(502).end();
  });
  server.on("connect", (request, socket) => {
    rows.push(request.url ?? "");
    socket.end("HTTP/1.1 502 Bad Gateway\r\n\r\n");
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    async stop() {
      await new Promise((resolve) => server.close(resolve));
      return rows;
    },
  };
}
