import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ORPCError } from "@orpc/client";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createRouter } from "#rpc/router.ts";
import { createServices, type Services } from "#services/services.ts";
import type { JsonObject } from "#shared/domain/json/json.ts";
import { readJson } from "#shared/domain/json/read-json.ts";
import { blankProject } from "#shared/domain/project/project.ts";
import { sandboxProjectId } from "#shared/domain/project/sandbox-project.ts";
import { createFakePorts } from "#tests/fakes/ports.ts";
import { type Client, type Core, connectInProcess, connectOverPort, connectOverSocket, type Wire } from "./transports.ts";

const folder = mkdtempSync(join(tmpdir(), "gatescope-contract-"));
let services: Services;
let core: Core;

beforeAll(async () => {
  const ports = createFakePorts(folder);
  services = await createServices(ports);
  core = { router: createRouter(services), log: ports.log };
});

afterAll(async () => {
  await services.close();
  rmSync(folder, { recursive: true });
});

const request = {
  projectId: sandboxProjectId,
  keyId: null,
  tier: "production",
  user: { userID: "u_123" },
  userLabel: "u_123",
  isLogging: false,
};

describe.each([
  ["in process", async (): Promise<Pick<Wire, "client" | "close">> => ({ client: connectInProcess(core), close: async () => {} })],
  ["over a message port", () => connectOverPort(core)],
  ["over a WebSocket", () => connectOverSocket(core)],
])("the contract %s", (_transport, connect) => {
  let client: Client;
  let close: () => Promise<void>;

  beforeAll(async () => {
    ({ client, close } = await connect());
  });
  afterAll(() => close());

  it("answers a call", async () => {
    expect(await client.host.info()).toEqual({
      host: "terminal",
      version: "0.0.0-test",
      platform: process.platform,
      dataFolder: folder,
      hasFolderDialog: false,
      lastRemovalId: null,
      hasFullText: true,
    });
  });

  it("keeps numbers as written and a field named __proto__ in both directions", async () => {
    const text = '{"userID":174322306148984899,"custom":{"__proto__":{"a":[1.0,-0]},"price":19.90,"list":[[1e400]]}}';
    const saved = await client.users.save({ name: `Exact ${_transport}`, user: readJson(text) as JsonObject, keepPrivate: true });
    expect(JSON.stringify(saved.user)).toBe(text);
    const listed = await client.users.list();
    expect(JSON.stringify(listed.find(({ id }) => id === saved.id)?.user)).toBe(text);
    await client.users.remove({ id: saved.id });
  });

  it("tells a page which projects, keys and saved users another page changed", async () => {
    const changes = await client.host.follow();
    const other = connectInProcess(core);
    const seen: string[] = [];
    const change = async <Result>(made: Promise<Result>): Promise<Result> => {
      const result = await made;
      const next = await changes.next();
      if (!next.done) seen.push(next.value.changed);
      return result;
    };
    const { id: projectId } = await change(other.projects.create({ ...blankProject(), name: `Followed ${_transport}` }));
    const key = { projectId, key: "secret-FollowedPlantedKey0123456789", label: "" };
    const { id: keyId } = await change(other.keys.add(key));
    await change(other.keys.replace({ keyId, key: "secret-FollowedPlantedKey9876543210" }));
    await change(other.keys.forget({ keyId }));
    const { id } = await change(other.users.save({ name: "Followed", user: { userID: "u-1" }, keepPrivate: false }));
    await change(other.users.remove({ id }));
    await change(other.projects.remove({ projectId }));
    expect(seen).toEqual(["projects", "keys", "keys", "keys", "users", "users", "projects"]);
    await changes.return?.();
  });

  it("refuses input that the contract does not allow", async () => {
    await expect(client.history.page({ filter: {} as never, limit: 0 })).rejects.toMatchObject({ code: "BAD_REQUEST", defined: false });
  });

  it("throws a declared error with its message and data", async () => {
    await expect(client.users.remove({ id: "nobody" })).rejects.toEqual(
      new ORPCError("NOT_FOUND", {
        defined: true,
        status: 404,
        message: "This saved user no longer exists.",
        data: { what: "saved user" },
      }),
    );
  });

  it("streams progress and ends with a summary", async () => {
    const stream = await client.evaluate.everything({ ...request, kinds: ["gate"] });
    const names = new Set<string>();
    for (;;) {
      const next = await stream.next();
      if (next.done) {
        expect(next.value).toMatchObject({ total: names.size, problem: null });
        break;
      }
      for (const { name } of next.value.answers) names.add(name);
    }
    expect(names.size).toBeGreaterThan(0);
  });

  it("explains an answer, and streams what would flip it", async () => {
    const input = {
      projectId: sandboxProjectId,
      tier: "production",
      user: { userID: "u_123", country: "DE" },
      kind: "gate",
      name: "checkout_v2",
    } as const;
    const explained = await client.explain.explain(input);
    expect(explained).toMatchObject({ is: "explained", explanation: { state: "fail" }, definitions: { source: "sandbox" } });
    expect(await client.explain.readFields({ projectId: sandboxProjectId, snapshotId: "none" })).toEqual({ fields: [], isComplete: false });
    expect(await client.explain.readiness(input)).toMatchObject({ is: "known", isReady: false });
    const stream = await client.explain.flips(input);
    const sentences: string[] = [];
    for (let step = await stream.next(); !step.done; step = await stream.next())
      sentences.push(...step.value.found.map(({ sentence }) => sentence));
    expect(sentences).toContain("With country US instead of DE it passes, because rule “US and Canada” matched.");
    const agreement = await client.explain.agreement({ request, kind: "gate", name: "checkout_v2", live: null });
    expect(agreement).toMatchObject({ isAgreed: true, agreeing: 3 });
    await expect(client.explain.explain({ ...input, snapshotId: "gone" })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  it("ends a cancelled stream, and answers the next call", async () => {
    const abort = new AbortController();
    const rows = await client.history.follow(undefined, { signal: abort.signal });
    const next = rows.next();
    abort.abort();
    const hasEnded = await next.then(
      ({ done }) => done,
      () => true, // over a connection, the cancelled stream throws
    );
    expect(hasEnded).toBe(true);
    expect(await client.host.loadSession({ windowId: "w", copyOf: null })).toEqual({ own: null, from: null, shared: null });
  });
});

describe.each([
  ["a message port", connectOverPort],
  ["a WebSocket", connectOverSocket],
])("messages over %s", (_transport, connect) => {
  let wire: Wire;

  beforeAll(async () => {
    wire = await connect(core);
  });
  afterAll(() => wire.close());

  const isAlive = async () => expect((await wire.client.host.info()).host).toBe("terminal");

  it("may be any bytes or text without ending the host", async () => {
    const anything = fc.oneof(fc.string(), fc.json(), fc.uint8Array());
    await fc.assert(
      fc.asyncProperty(anything, async (message) => wire.sendRaw(message)),
      { numRuns: 200 },
    );
    await isAlive();
  });

  it.each([
    ["text that is not JSON", "hello"],
    ["JSON of another form", "[1,2,3]"],
    ["null", "null"],
    ["a call without a path", '{"i":"1","p":{}}'],
    ["a call of an inherited function", '{"i":"2","p":{"u":"/__proto__/toString"}}'],
    ["a call of a constructor", '{"i":"3","p":{"u":"/constructor/constructor","b":{"json":["return process"]}}}'],
    ["a call whose body sets __proto__", '{"i":"4","p":{"u":"/users/list","b":{"json":{"__proto__":{"polluted":true}},"meta":[]}}}'],
    [
      "a call with paths that its body does not have",
      '{"i":"5","p":{"u":"/users/list","b":{"json":{},"meta":[[0,"__proto__","polluted"]]}}}',
    ],
    ["an unexpected file", '{"i":"6","p":{"u":"/users/list","h":{"content-disposition":"form-data; filename*=utf-8\'\'%E0%A4%A"}}}'],
    ["a malformed form", '{"i":"7","p":{"u":"/users/list","h":{"content-type":"multipart/form-data; boundary=x"}}}'],
    ["the end of an unknown call", '{"i":"8","t":4}'],
    ["a message of an unknown kind", '{"i":"9","t":99,"p":1}'],
    ["three million characters", `{"i":"10","p":{"u":"/users/importText","b":{"json":"${"x".repeat(3_000_000)}"}}}`],
    ["half a million brackets", "[".repeat(500_000)],
  ])("may be %s without ending the host", async (_what, message) => {
    wire.sendRaw(message);
    await isAlive();
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });
});

it.each([
  ["a message port", connectOverPort],
  ["a WebSocket", connectOverSocket],
])("rejects calls in progress over %s when the host ends", async (_transport, connect) => {
  const wire = await connect(core);
  const rows = await wire.client.history.follow();
  const waiting = rows.next();
  wire.cut();
  await expect(waiting).rejects.toThrow();
  await wire.close();
});
