import { afterEach, describe, expect, it } from "vitest";
import { hostsOn } from "#shared/domain/project/project.ts";
import { createEvaluationWorld } from "#tests/fakes/evaluation-world.ts";
import { type LocalHttpServer, startHttpServer } from "#tests/fakes/local-servers.ts";
import { createConsoleApi } from "./console-api.ts";
import { createConsoleNames } from "./console-names.ts";

const consoleKey = "console-plantedConsoleKey0123456789";
const checkout = { kind: "gate", name: "checkout v2" } as const;

const open: { close(): unknown }[] = [];
afterEach(async () => {
  for (const thing of open.splice(0)) await thing.close();
});

type Answer = { readonly status?: number; readonly body?: unknown; readonly headers?: Record<string, string> };

/** Creates a project with a scripted Console API. Its other hosts do not exist. */
async function consoleThat(answer: (path: string) => Answer, keys: readonly string[] = [consoleKey]) {
  const console: LocalHttpServer = await startHttpServer((response, { path }) => {
    const { status = 200, body = {}, headers = {} } = answer(path);
    response.writeHead(status, headers).end(typeof body === "string" ? body : JSON.stringify(body));
  });
  const hosts = { ...hostsOn("http://127.0.0.1:9"), console: `${console.origin}/console/v1/` };
  const world = await createEvaluationWorld({ hosts, keys });
  open.push(world, console);
  const names = createConsoleNames(
    createConsoleApi({ ...world, sandbox: { serverKey: "", clientKey: "", consoleKey: "" } }),
    world.catalog,
  );
  const read = (of: Parameters<typeof names.read>[0]["of"]) => names.read({ projectId: world.project.id, of });
  return { ...world, console, read };
}

const gate = {
  message: "Gate read successfully.",
  data: { id: "checkout v2", rules: [{ id: "abc:10.00:5", baseID: "abc", name: "EU beta" }] },
};

describe("rule names of the console", () => {
  it("are read with the console key by one GET, and the exchange is stored without the key", async () => {
    const { read, console, history, clock, catalog, project, vault } = await consoleThat(() => ({ body: gate }));
    expect(await read([checkout])).toEqual({ names: { abc: "EU beta" }, readAtMs: clock.nowMs(), problem: null });
    const [request] = console.requests;
    expect(console.requests).toMatchObject([{ method: "GET", path: "/console/v1/gates/checkout%20v2", body: "" }]);
    expect(request?.rawHeaders).toEqual(expect.arrayContaining(["statsig-api-key", consoleKey, "statsig-api-version", "20240601"]));
    expect(history.entries.map(({ context }) => [context.purpose, context.kind, context.names, context.keyLastFour])).toEqual([
      ["definitions", "gate", ["checkout v2"], "6789"],
    ]);
    expect(JSON.stringify(history.entries)).not.toContain("plantedConsoleKey");
    expect(catalog.ruleName(project.id, "abc:50.00:6")).toBe("EU beta");
    expect(vault.list(project.id)[0]?.lastUsedAtMs).toBe(clock.nowMs());
  });

  it.each([
    ["gate", "gates"],
    ["segment", "segments"],
    ["config", "dynamic_configs"],
    ["experiment", "experiments"],
  ] as const)("of a %s are asked for under %s", async (kind, path) => {
    const { read, console } = await consoleThat(() => ({ body: gate }));
    await read([{ kind, name: "vip" }]);
    expect(console.requests.map((request) => request.path)).toEqual([`/console/v1/${path}/vip`]);
  });

  it.each<[string, unknown, Record<string, string>]>([
    ["the ID alone, with its percentage", { data: { rules: [{ id: "abc:0.50:1", name: "EU beta" }] } }, { abc: "EU beta" }],
    ["one rule without a list", { data: { rules: { id: "abc", name: "EU beta" } } }, { abc: "EU beta" }],
    ["a list around the whole", { data: [{ rules: [{ id: "abc", name: "EU beta" }] }] }, { abc: "EU beta" }],
    ["an experiment's groups", { data: { groups: [{ id: "g1", name: "Control", size: 50 }, { name: "Test" }] } }, { g1: "Control" }],
    [
      "names that say nothing, and what is no rule",
      { data: { rules: [{ id: "abc", name: "abc" }, { id: 4, name: "x" }, null, "rule"] } },
      {},
    ],
    ["no rules at all", { message: "Segment read successfully.", data: { id: "vip", type: "id_list" } }, {}],
  ])("are read from a response with %s", async (_what, body, names) => {
    const { read } = await consoleThat(() => ({ body }));
    expect(await read([checkout])).toMatchObject({ names, problem: null });
  });

  it("are not requested again within ten minutes, nor twice at the same time", async () => {
    const { read, console, clock } = await consoleThat(() => ({ body: gate }));
    const [one, other] = await Promise.all([read([checkout]), read([checkout])]);
    expect(one).toEqual(other);
    const readAtMs = clock.nowMs();
    clock.advance(9 * 60_000);
    expect(await read([checkout])).toEqual({ names: { abc: "EU beta" }, readAtMs, problem: null });
    expect(console.requests).toHaveLength(1);
    clock.advance(2 * 60_000);
    await read([checkout]);
    expect(console.requests).toHaveLength(2);
  });

  it("are not requested without a console key: no other key is sent there", async () => {
    const { read, console } = await consoleThat(
      () => ({ body: gate }),
      ["secret-plantedServerKey0123456789", "client-plantedClientKey0123456789"],
    );
    expect(await read([checkout])).toEqual({ names: {}, readAtMs: null, problem: null });
    expect(console.requests).toEqual([]);
  });

  it("that are refused say so, and are not requested again until the console allows it", async () => {
    const { read, console, clock } = await consoleThat(() => ({ status: 429, headers: { "retry-after": "300" }, body: "{}" }));
    const problem = "Rule names could not be read: Statsig limits the rate of requests (429).";
    expect(await read([checkout, { kind: "gate", name: "other" }])).toEqual({ names: {}, readAtMs: null, problem });
    clock.advance(299_000);
    expect(await read([{ kind: "config", name: "rates" }])).toMatchObject({ problem });
    expect(console.requests).toHaveLength(1);
    clock.advance(2_000);
    await read([checkout]);
    expect(console.requests).toHaveLength(2);
  });

  it("can be missing for one entity and present for the next", async () => {
    const { read } = await consoleThat((path) =>
      path.endsWith("gone") ? { status: 404, body: { status: 404, message: "Not found." } } : { body: gate },
    );
    expect(await read([{ kind: "gate", name: "gone" }, checkout])).toMatchObject({
      names: { abc: "EU beta" },
      problem: "Rule names could not be read: the console has no gate “gone” (404).",
    });
  });

  it.each<[string, Answer, string]>([
    [
      "a key that is not known",
      { status: 401, body: { message: "Invalid API key" } },
      "Statsig refused this console key (401): “Invalid API key”.",
    ],
    [
      "an address that is not the Console API's",
      { status: 404, body: { statusCode: 404, message: "Cannot GET /console/v1/gates/checkout", error: "Not Found" } },
      "127.0.0.1:PORT has no such endpoint (404): “Cannot GET /console/v1/gates/checkout”.",
    ],
    ["a web page", { body: "<!doctype html><title>Log in</title>" }, "127.0.0.1:PORT answered with a web page instead of JSON."],
  ])("say why they could not be read: %s", async (_what, answer, because) => {
    const { read, console } = await consoleThat(() => answer);
    const { problem } = await read([checkout]);
    expect(problem?.replace(new URL(console.origin).port, "PORT")).toBe(`Rule names could not be read: ${because}`);
  });
});
