import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Exchange } from "#shared/domain/exchange/exchange.ts";
import type { RequestContext } from "#shared/domain/history/history-entry.ts";
import type { KeyTest } from "#shared/domain/project/key-storage.ts";
import { blankProject, hostsOn, type ProjectNetwork } from "#shared/domain/project/project.ts";
import { closedPort, type LocalHttpServer, startHttpServer } from "#tests/fakes/local-servers.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { createRecordedNotices } from "#tests/fakes/recorded-notices.ts";
import { NoSuchThing } from "../failures.ts";
import { createKeyVault, type KeyVault } from "../keys/key-vault.ts";
import { createProjects, type Projects } from "../projects/projects.ts";
import { createStatsigHttp, type StatsigHttp } from "../statsig-http/statsig-http.ts";
import { createKeyTest } from "./key-test.ts";

/** The responses of the fake Statsig, by path; a number is a status with an empty body. */
type Script = Record<string, number | { status: number; body: string; headers?: Record<string, string> }>;

const keys = { server: "secret-TestedKey0123456789aB3d", client: "client-TestedKey0123456789aB3d", console: "console-TestedKey012345aB3d" };
const ok = { status: 200, body: "{}" };

let script: Script;
let statsig: LocalHttpServer;
let vault: KeyVault;
let projects: Projects;
let http: StatsigHttp;
let stored: { context: RequestContext; exchange: Exchange }[];
const ports = createFakePorts("/nowhere");

beforeEach(async () => {
  script = { check_gate: ok, initialize: ok, download_config_specs: ok };
  statsig = await startHttpServer((response, { path }) => {
    const answer = Object.entries(script).find(([part]) => path.includes(part))?.[1] ?? 404;
    const { status, body, headers = {} } = typeof answer === "number" ? { status: answer, body: "" } : answer;
    response.writeHead(status, headers).end(body);
  });
  const { clock, log, network, secretBox } = ports;
  const { settings } = createFakePorts("/nowhere");
  vault = await createKeyVault({ settings, secretBox, clock, log, notices: createRecordedNotices() });
  projects = createProjects({ settings, vault, clock, notices: createRecordedNotices(), sandboxHosts: () => hostsOn(statsig.origin) });
  http = createStatsigHttp({ network, clock, log, version: "0.1.0" });
  stored = [];
});
afterEach(async () => {
  http.close();
  await statsig.close();
});

async function testKey(
  key: string,
  options: { origin?: string; network?: Partial<ProjectNetwork>; signal?: AbortSignal } = {},
): Promise<KeyTest> {
  const draft = { ...blankProject(), name: "Lumen & Loom", hosts: hostsOn(options.origin ?? statsig.origin) };
  const project = projects.create({ ...draft, network: { ...draft.network, ...options.network } });
  const info = await vault.add({ projectId: project.id, key, label: "" });
  const history = {
    append: async (entry: { context: RequestContext; exchange: Exchange }) => {
      stored.push(entry);
    },
  };
  const tester = createKeyTest({ projects, vault, http, history, clock: ports.clock, version: "0.1.0" });
  return tester.test(info.id, options.signal);
}

/** `passed key, failed answer`: the hops from the name on, without those that only connect. */
const lastHops = ({ hops }: KeyTest) => hops.slice(-2).map(({ name, state }) => `${state} ${name}`);
const allowed = ({ abilities }: KeyTest) => abilities.map(({ isAllowed, status }) => [isAllowed, status]);

describe("a key that works", () => {
  it("server secret: tests checks and definitions, and logs nothing", async () => {
    const result = await testKey(keys.server);
    expect(result).toMatchObject({
      verdict: "works",
      headline: "This server secret key works.",
      advice: "The test logged nothing.",
    });
    expect(allowed(result)).toEqual([
      [true, 200],
      [true, 200],
    ]);
    expect(lastHops(result)).toEqual(["passed key", "passed answer"]);
    expect(statsig.requests.map(({ method, path }) => `${method} ${path}`)).toEqual([
      "POST /v1/check_gate",
      `GET /v2/download_config_specs/${keys.server}.json`,
    ]);
    expect(JSON.parse(statsig.requests[0]?.body ?? "")).toEqual({
      gateName: "gatescope_key_test",
      user: { userID: "gatescope-key-test" },
      statsigMetadata: { sdkType: "gatescope", sdkVersion: "0.1.0", exposureLoggingDisabled: true },
    });
  });

  it("client: tests checks and initialize", async () => {
    script.initialize = 204;
    const result = await testKey(keys.client);
    expect(result.verdict).toBe("works");
    expect(statsig.requests.map(({ path }) => path)).toEqual(["/v1/check_gate", "/v1/initialize"]);
    expect(statsig.requests.every(({ body }) => JSON.parse(body).statsigMetadata.exposureLoggingDisabled)).toBe(true);
  });

  it("of unknown kind: tests everything", async () => {
    expect((await testKey("proxy/Key-0123456789")).abilities).toHaveLength(3);
  });

  it("is marked as used, and every exchange of the test is stored without the key", async () => {
    const result = await testKey(keys.server);
    expect(stored.map(({ exchange }) => exchange.id)).toEqual(result.exchangeIds);
    expect(stored.map(({ context }) => [context.purpose, context.kind, context.names, context.keyLastFour])).toEqual([
      ["test", "gate", ["gatescope_key_test"], "aB3d"],
      ["test", null, [], "aB3d"],
    ]);
    expect(vault.list(stored[0]?.context.projectId ?? "")[0]?.lastUsedAtMs).toBe(ports.clock.nowMs());
    expect(JSON.stringify([stored, result])).not.toContain("TestedKey");
  });
});

describe("a key that Statsig answers", () => {
  it("401: unknown, and tests nothing else", async () => {
    script.check_gate = { status: 401, body: JSON.stringify({ message: `Invalid key ${keys.client}` }) };
    const result = await testKey(keys.client);
    expect(result).toMatchObject({ verdict: "refused", headline: "Statsig does not know this key (401)." });
    expect(result.advice).toMatch(
      /^Statsig refused this client key \(401\): “Invalid key client-••••••••aB3d”\. Check in the Statsig console/,
    );
    expect(lastHops(result)).toEqual(["failed key", "not_tried answer"]);
    expect(allowed(result)).toEqual([
      [false, 401],
      [null, null],
    ]);
    expect(statsig.requests).toHaveLength(1);
  });

  it("403 for everything: refused, with other advice than for 401", async () => {
    const forbidden = { status: 403, body: JSON.stringify({ message: "Forbidden resource" }) };
    script = { check_gate: forbidden, download_config_specs: forbidden };
    const result = await testKey(keys.server);
    expect(result).toMatchObject({ verdict: "refused", headline: "Statsig refused this key (403)." });
    expect(result.advice).toMatch(/valid but lacks the permission/);
  });

  it("403 for one thing: works in part, and says what failed", async () => {
    script.download_config_specs = 403;
    const result = await testKey(keys.server);
    expect(result).toMatchObject({
      verdict: "partly_works",
      headline: "This server secret key works in part. Failed: Read definitions.",
    });
    expect(allowed(result)).toEqual([
      [true, 200],
      [false, 403],
    ]);
  });

  it("429: not tested, and says how long to wait", async () => {
    script.check_gate = { status: 429, body: "", headers: { "retry-after": "30" } };
    const result = await testKey(keys.client);
    expect(result).toMatchObject({
      verdict: "slow_down",
      headline: "Statsig limits the request rate (429), so the key could not be tested.",
    });
    expect(result.advice).toContain("Wait 30 s");
    expect(lastHops(result)).toEqual(["passed receive", "failed answer"]);
    expect(statsig.requests).toHaveLength(1);
  });

  it.each([
    ["a portal that answers 200 with a page", { status: 200, body: "<!doctype html>Sign in" }, "a web page instead of JSON"],
    ["a gateway's 502", { status: 502, body: "bad gateway" }, "502"],
    ["an address without that endpoint", { status: 404, body: '{"message":"Cannot POST /check_gate"}' }, "no such endpoint"],
  ])("%s shows nothing about the key", async (_what, answer, because) => {
    script = { check_gate: answer, initialize: answer };
    const result = await testKey(keys.client);
    expect(result.verdict).toBe("unknown");
    expect(result.headline).toMatch(/^The server answered \(\d+\), but not as Statsig/);
    expect(result.advice).toContain(because);
    expect(lastHops(result)).toEqual(["passed receive", "failed answer"]);
    expect(allowed(result).every(([isAllowed]) => isAllowed === null)).toBe(true);
  });
});

describe("a key that does not reach Statsig", () => {
  it("a closed port", async () => {
    const result = await testKey(keys.client, { origin: `http://127.0.0.1:${await closedPort()}` });
    expect(result).toMatchObject({ verdict: "unreached", headline: "Could not reach Statsig with this key: the connection failed." });
    expect(result.hops.find(({ state }) => state === "failed")?.name).toBe("connect");
    expect(lastHops(result)).toEqual(["not_tried key", "not_tried answer"]);
    expect(stored).toHaveLength(1);
  });

  it("TLS", async () => {
    const result = await testKey(keys.client, { origin: `https://127.0.0.1:${statsig.port}` });
    expect(result).toMatchObject({ verdict: "unreached", headline: "Could not reach Statsig with this key: TLS failed." });
  });

  it("a host name that does not exist", async () => {
    const result = await testKey(keys.client, { origin: "https://statsig.invalid" });
    expect(result.headline).toBe("Could not reach Statsig with this key: the host name was not found.");
  });

  it("a proxy that is down", async () => {
    const url = `http://127.0.0.1:${await closedPort()}`;
    const result = await testKey(keys.client, { origin: "https://statsig.invalid", network: { proxy: { mode: "url", url } } });
    expect(result.headline).toBe("Could not reach Statsig with this key: the proxy failed.");
    expect(result.advice).toMatch(/^The proxy 127\.0\.0\.1:\d+ refused the connection\./);
  });

  it("cancelled", async () => {
    const result = await testKey(keys.client, { signal: AbortSignal.abort() });
    expect(result.headline).toBe("The test was cancelled.");
    expect(statsig.requests).toEqual([]);
  });

  it("a CA file that cannot be read: not sent, and not marked as used", async () => {
    const result = await testKey(keys.client, { origin: "https://statsig.invalid", network: { caFile: "/nowhere/ca.pem" } });
    expect(result).toMatchObject({ verdict: "not_sent", headline: "This key was not sent." });
    expect(result.advice).toContain("/nowhere/ca.pem could not be read");
    expect(vault.list(stored[0]?.context.projectId ?? "")[0]?.lastUsedAtMs).toBeNull();
  });
});

describe("a console key", () => {
  it("is tested at the Console API only, and only reads", async () => {
    script = { "/console/v1/gates": ok };
    const result = await testKey(keys.console);
    expect(result).toMatchObject({
      verdict: "works",
      headline: "This console key works for rule names.",
      advice: "The test only read. To check and to log, add a server secret key or a client key to this project.",
      abilities: [
        { name: "Read rule names for Why", isAllowed: true, status: 200, detail: "Allowed." },
        {
          name: "Check, log and send",
          isAllowed: false,
          status: null,
          detail: "The HTTP API refuses console keys, so this was not tested.",
        },
      ],
    });
    expect(statsig.requests.map(({ method, path }) => `${method} ${path}`)).toEqual(["GET /console/v1/gates?limit=1"]);
    expect(JSON.stringify([stored, result])).not.toContain("TestedKey");
  });

  it("that the Console API refuses gets advice that does not mention keys for the HTTP API", async () => {
    script = { "/console/v1/gates": { status: 401, body: '{"status":401,"message":"Invalid API key"}' } };
    const result = await testKey(keys.console);
    expect(result).toMatchObject({
      verdict: "refused",
      advice:
        "Statsig refused this console key (401): “Invalid API key”. Check in the Statsig console that the key is active and belongs to this project, then replace it here.",
    });
  });
});

describe("a key that is not tested", () => {
  it("one that was forgotten", async () => {
    const tester = createKeyTest({ projects, vault, http, history: { append: async () => {} }, clock: ports.clock, version: "0.1.0" });
    await expect(tester.test("gone")).rejects.toThrow(NoSuchThing);
  });
});
