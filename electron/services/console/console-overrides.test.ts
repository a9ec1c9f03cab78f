import { afterEach, describe, expect, it } from "vitest";
import { createSandboxServer } from "#services/sandbox/sandbox.ts";
import type { UserOverride } from "#shared/domain/explanation/user-override.ts";
import { overrideSentence } from "#shared/domain/explanation/user-override-text.ts";
import { hostsOn } from "#shared/domain/project/project.ts";
import { createEvaluationWorld } from "#tests/fakes/evaluation-world.ts";
import { startHttpServer } from "#tests/fakes/local-servers.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { consoleBudget, createConsoleApi } from "./console-api.ts";
import { createConsoleNames } from "./console-names.ts";
import { createConsoleOverrides } from "./console-overrides.ts";
import { readConsoleOverrides } from "./read-overrides.ts";

const consoleKey = "console-plantedConsoleKey0123456789";
const serverKey = "secret-plantedServerKey0123456789";
const noOwnKeys = { serverKey: "", clientKey: "", consoleKey: "" };

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

type Answer = { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> };

async function overridesOf(
  console: string,
  { keys = [consoleKey], named = [] }: { keys?: readonly string[]; named?: UserOverride[] | null } = {},
) {
  const world = await createEvaluationWorld({ hosts: { ...hostsOn("http://127.0.0.1:9"), console }, keys });
  open.push(world);
  const api = createConsoleApi({ ...world, sandbox: noOwnKeys });
  const overrides = createConsoleOverrides({ api, overridesInRules: async () => named });
  const read = (user: Parameters<typeof overrides.read>[0]["user"], { tier = "production", again = false } = {}) =>
    overrides.read({ projectId: world.project.id, tier, user, snapshotId: null, again });
  return { ...world, api, read };
}

async function scriptedConsole(answer: (path: string) => Answer) {
  const server = await startHttpServer((response, { path }) => {
    const { status = 200, body = {}, headers = {} } = answer(path);
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  open.push(server);
  return { requests: server.requests, console: `${server.origin}/console/v1` };
}

async function sandboxConsole(clock: { nowMs(): number; monotonicMs(): number }) {
  const sandbox = await createSandboxServer({ consoleKey, serverKey, clock, log: createSilentLog() });
  open.push(sandbox);
  return sandbox;
}

const place = (changes: Partial<UserOverride>): UserOverride => ({
  ...{ source: "rules", kind: "gate", name: "beta", idType: "userID", rule: null, list: null, gives: true },
  ...{ otherConditions: 0, passPercentage: 100, usedBy: [], decides: true, ...changes },
});

describe("overrides of the console", () => {
  it("are read from the sandbox for each ID, and compared with the rules", async () => {
    const clock = { nowMs: () => Date.UTC(2026, 10, 29), monotonicMs: () => performance.now() };
    const sandbox = await sandboxConsole(clock);
    const named = [
      place({ kind: "holdout", name: "autumn_holdout", gives: false, decides: true, usedBy: ["checkout_v2"] }),
      place({ kind: "experiment", name: "checkout_button_color", gives: "Emerald", decides: true }),
    ];
    const { read, history } = await overridesOf(sandbox.hosts.console, { named });
    const result = await read({ userID: "qa-bot", customIDs: { stableID: "s-1" } });
    expect(result).toMatchObject({ hasKey: true, idTypes: ["userID", "stableID"], problem: null, notes: [] });
    expect(result.overrides.map(overrideSentence).sort()).toEqual([
      "Experiment checkout_button_color: an override in the console names this userID, which gets “Emerald”. It decides.",
      "Gate ar_preview: an override in the console names this userID, which passes. The rules of this gate on this machine do not name the ID, so it decides nothing here.",
      "Gate dark_mode: an override in the console names this userID, which fails. It is only for staging, so it decides nothing here.",
      "Holdout autumn_holdout: an override in the console names this userID, which keeps it out of the holdout. It decides. Used by checkout_v2.",
      "Layer checkout_layer: an override in the console names this userID, which gets “Emerald” of checkout_button_color. The rules of this layer on this machine do not name the ID, so it decides nothing here.",
    ]);
    expect(sandbox.info().requests).toEqual({ "console/overrides": 2 });
    expect(JSON.stringify(history.entries)).not.toContain("plantedConsoleKey");
    expect((await read({ userID: "nobody" })).overrides).toEqual([]);
  });

  it.each<[string, UserOverride[] | null, string]>([
    ["a rule that decides", [place({})], "decides"],
    ["a rule after another that decides", [place({ decides: false })], "no_effect"],
    ["a rule with the other outcome", [place({ gives: false })], "differs"],
    ["a rule for another type of ID", [place({ idType: "stableID" })], "not_in_rules"],
    ["no rule", [], "not_in_rules"],
    ["no rules at all", null, "no_rules"],
  ])("are compared with %s", async (_what, named, effect) => {
    const body = { data: { gates: [{ id: "beta", passingUserIDs: ["u 1&2"], failingUserIDs: [], environmentOverrides: [] }] } };
    const { console, requests } = await scriptedConsole(() => ({ body }));
    const { read } = await overridesOf(console, { named });
    expect((await read({ userID: "u 1&2" })).overrides.map((override) => override.console?.effect)).toEqual([effect]);
    expect(requests).toMatchObject([{ method: "GET", path: "/console/v1/overrides?userId=u+1%262&idType=userID", body: "" }]);
  });

  it("are requested with the console key only; without one nothing is requested", async () => {
    const { console, requests } = await scriptedConsole(() => ({ body: { data: {} } }));
    const withKey = await overridesOf(console, { keys: [serverKey, consoleKey] });
    await withKey.read({ userID: "u" });
    expect(requests[0]?.rawHeaders).toEqual(expect.arrayContaining(["statsig-api-key", consoleKey, "statsig-api-version", "20240601"]));
    expect(JSON.stringify(requests)).not.toContain("plantedServerKey");
    const without = await overridesOf(console, { keys: [serverKey, "client-plantedClientKey0123456789"] });
    expect(await without.read({ userID: "u" })).toMatchObject({ hasKey: false, overrides: [] });
    expect(requests).toHaveLength(1);
  });

  it("are cached for two minutes, with their age; a new read is possible at once", async () => {
    const { console, requests } = await scriptedConsole(() => ({ body: { data: {} } }));
    const { read, clock } = await overridesOf(console);
    const readAtMs = clock.nowMs();
    await read({ userID: "u" });
    clock.advance(119_000);
    expect(await read({ userID: "u" })).toMatchObject({ readAtMs });
    expect(requests).toHaveLength(1);
    expect(await read({ userID: "u" }, { again: true })).toMatchObject({ readAtMs: readAtMs + 119_000 });
    clock.advance(121_000);
    await read({ userID: "u" });
    expect(requests).toHaveLength(3);
  });

  it("that are refused pause the rule names as well, for as long as the console says", async () => {
    const { console, requests } = await scriptedConsole(() => ({ status: 429, headers: { "retry-after": "300" }, body: "{}" }));
    const { read, api, catalog, clock, project } = await overridesOf(console);
    const problem = "Overrides of the console could not be read: Statsig limits the rate of requests (429).";
    const retryAtMs = clock.nowMs() + 300_000;
    expect(await read({ userID: "u" })).toMatchObject({ problem, readAtMs: null, retryAtMs });
    clock.advance(299_000);
    expect(await read({ userID: "v" }, { again: true })).toMatchObject({ problem, retryAtMs });
    const names = await createConsoleNames(api, catalog).read({ projectId: project.id, of: [{ kind: "gate", name: "beta" }] });
    expect(names.problem).toContain("(429)");
    expect(requests).toHaveLength(1);
  });

  it("use no more than a part of the rate limit", async () => {
    const { console, requests } = await scriptedConsole(() => ({ body: { data: {} } }));
    const { read, clock } = await overridesOf(console);
    const [{ requests: limit, windowMs }] = consoleBudget;
    for (let user = 0; user < limit; user += 1) await read({ userID: `u-${user}` });
    const refused = await read({ userID: "one too many" });
    expect([requests.length, refused.problem]).toEqual([limit, expect.stringContaining("at most 30 requests in 10 seconds")]);
    clock.advance(windowMs);
    expect(await read({ userID: "one too many" })).toMatchObject({ problem: null });
  });

  it.each<[string, Answer, string]>([
    ["a web page", { body: "<!doctype html><title>Log in</title>" }, "answered with a web page instead of JSON."],
    ["JSON without data", { body: { message: "hi" } }, "answered with"],
    [
      "a console without this endpoint",
      { status: 404, body: { message: "Cannot GET /console/v1/overrides" } },
      "has no such endpoint (404)",
    ],
    ["a key that is not known", { status: 401, body: { message: "Invalid API key" } }, "Statsig refused this console key (401)"],
  ])("say why they could not be read: %s", async (_what, answer, because) => {
    const { console } = await scriptedConsole(() => answer);
    const { read } = await overridesOf(console);
    expect((await read({ userID: "u" })).problem).toContain(because);
  });
});

describe("a response with overrides", () => {
  const asked = { idType: "userID", value: "9007199254740993" };
  const read = (data: object) => readConsoleOverrides(JSON.stringify({ message: "", data }), asked);

  it("says what is not as documented, and leaves out other IDs", () => {
    const other = { passingUserIDs: ["somebody"], failingUserIDs: [], environmentOverrides: [] };
    expect(read({ gates: [{ id: "a", ...other }, { name: "" }], prompts: [{ id: "p" }], layers: "none", holdouts: null })).toEqual({
      overrides: [],
      notes: [
        "The console lists the gate a in a form that is not documented.",
        "An entry of “gates” in the console’s response has no name, so it was not read.",
        "“prompts” of the console’s response is not documented, so it was not read.",
        "“layers” of the console’s response is not a list, so it was not read.",
      ],
    });
  });

  it("has IDs digit for digit, also where they are numbers", () => {
    const body = `{"data":{"gates":[{"id":"a","failingUserIDs":[9007199254740993]}]}}`;
    expect(readConsoleOverrides(body, asked)?.overrides).toMatchObject([{ gives: false }]);
    expect(readConsoleOverrides(body, { ...asked, value: "9007199254740992" })?.overrides).toEqual([]);
  });

  it("has autotunes like experiments, and environments", () => {
    const userIDOverrides = [{ groupID: "Plain", ids: [asked.value], environment: "staging", unitType: "userID" }];
    expect(read({ autotunes: [{ id: "subject", overrides: [], userIDOverrides }] })?.overrides).toEqual([
      { kind: "autotune", name: "subject", idType: "userID", gives: "Plain", environment: "staging", experiment: null },
    ]);
  });
});
