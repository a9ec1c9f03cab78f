import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { os } from "@orpc/server";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { WebSocket } from "ws";
import type { Router } from "#rpc/router.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { type PageServer, startPageServer } from "./page-server.ts";

// The calls themselves are proved by tests/contract; here one is enough.
const router = { host: { info: os.handler(() => "here") } } as unknown as Router;

const folder = mkdtempSync(join(tmpdir(), "gatescope-page-"));
const pageFolder = join(folder, "page");
let server: PageServer;
let link: URL;

beforeAll(async () => {
  mkdirSync(join(pageFolder, "assets"), { recursive: true });
  writeFileSync(join(folder, "secret.txt"), "outside");
  writeFileSync(join(pageFolder, "index.html"), '<meta name="csp-nonce" content="__CSP_NONCE__" />');
  writeFileSync(join(pageFolder, "assets", "main-1a2b.js"), "export {};");
  server = await startPageServer({ router, pageFolder, port: 0, log: createSilentLog() });
  link = new URL(server.newLink());
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

it("serves the page with a policy and its nonce, a new one each time", async () => {
  const nonces = await Promise.all(
    ["/", "/index.html"].map(async (path) => {
      const { status, headers, body } = await get(path);
      const nonce = /content="([^"]+)"/.exec(body)?.[1];
      expect(status).toBe(200);
      expect(headers["content-security-policy"]).toContain(`style-src 'self' 'nonce-${nonce}'`);
      expect(headers["content-security-policy"]).toContain(`connect-src 'self' ws://${link.host};`);
      expect(headers["content-security-policy"]).not.toContain("unsafe");
      expect(headers["cache-control"]).toBe("no-store");
      return nonce;
    }),
  );
  expect(new Set(nonces).size).toBe(2);
});

it("lets the browser cache files with a hash in their name", async () => {
  const { headers } = await get("/assets/main-1a2b.js");
  expect(headers).toMatchObject({
    "content-type": "text/javascript; charset=utf-8",
    "cache-control": "private, max-age=31536000, immutable",
    "x-content-type-options": "nosniff",
  });
});

it.each([
  "/nothing.js",
  "/assets",
  "/../secret.txt",
  "/%2e%2e/secret.txt",
  "/..%2fsecret.txt",
  "/assets/..%2f..%2fsecret.txt",
  "/%00",
  "/%",
])("has no file at %s", async (path) => {
  expect(await get(path)).toMatchObject({ status: 404, body: "There is no such file.\n" });
});

it("responds to this machine's names only, with any port", async () => {
  expect((await get("/", { host: "localhost:9000" })).status).toBe(200);
  expect((await get("/", { host: "rebound.example.com" })).status).toBe(421);
});

it("refuses everything but GET", async () => {
  expect((await get("/", {}, "POST")).status).toBe(405);
});

it.each([
  ["another page", { origin: "http://example.com" }],
  ["no page", {}],
  ["the same page at another name", { origin: "http://localhost:1" }],
])("refuses a socket that %s opens", async (_who, headers) => {
  await expect(greet({}, headers)).rejects.toThrow("403");
});

it("refuses a socket at another path than /rpc", async () => {
  await expect(greet({}, { origin: link.origin }, "/other")).rejects.toThrow("403");
});

it("accepts a link for one page, whose session stays valid, and refuses it for another page", async () => {
  const own = { origin: link.origin };
  const token = link.hash.replace("#token=", "");
  const page = "0b54f1c6-5f0e-4a41-9f0d-3f1b7f6a2c10";
  const first = await greet({ gatescope: "hello", token, page }, own);
  expect(first).toEqual({ answer: { gatescope: "welcome", session: expect.any(String) }, closedWith: null });
  expect(await greet({ gatescope: "hello", session: first.answer.session, page }, own)).toEqual(first);
  const other = { gatescope: "hello", token, page: "7d1c2a90-1a7b-4f6e-8b77-6f0a4b1d9e22" };
  expect(await greet(other, own)).toMatchObject({ answer: { gatescope: "refused" }, closedWith: 4401 });
});

it("answers no call before the handshake", async () => {
  const refused = await greet({ i: "1", p: { u: "/host/info" } }, { origin: link.origin });
  expect(refused).toMatchObject({ answer: { gatescope: "refused" }, closedWith: 4401 });
});

it("closes a socket that sends more than a hello before it is let in, without putting the message together", async () => {
  const socket = new WebSocket(`ws://${link.host}/rpc`, { origin: link.origin });
  await new Promise((resolve) => socket.once("open", resolve));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  const heard = new Promise((resolve) => socket.once("message", resolve));
  socket.on("error", () => {});
  socket.send(JSON.stringify({ gatescope: "hello", token: "a".repeat(20_000_000), page: "b".repeat(22) }));
  expect(await Promise.race([closed.then(() => "closed"), heard.then(() => "answered")])).toBe("closed");
});

it("accepts large messages after the hello", async () => {
  const socket = new WebSocket(`ws://${link.host}/rpc`, { origin: link.origin });
  await new Promise((resolve) => socket.once("open", resolve));
  const token = new URL(server.newLink()).hash.replace("#token=", "");
  socket.send(JSON.stringify({ gatescope: "hello", token, page: "0b54f1c6-5f0e-4a41-9f0d-3f1b7f6a2c11" }));
  await new Promise((resolve) => socket.once("message", resolve));
  socket.send(JSON.stringify({ i: "1", p: { u: "/host/info", b: { json: "x".repeat(100_000) } } }));
  expect(String(await new Promise((resolve) => socket.once("message", resolve)))).toContain("here");
  socket.terminate();
});

it("receives what a page had sent before it stops, and waits for no page that does not answer", async () => {
  const received = vi.fn();
  const counting = { host: { info: os.handler(received) } } as unknown as Router;
  const stopping = await startPageServer({ router: counting, pageFolder, port: 0, log: createSilentLog() });
  const { host, origin, hash } = new URL(stopping.newLink());
  const socket = new WebSocket(`ws://${host}/rpc`, { origin });
  await new Promise((resolve) => socket.once("open", resolve));
  socket.send(JSON.stringify({ gatescope: "hello", token: hash.replace("#token=", ""), page: "0b54f1c6-5f0e-4a41-9f0d-3f1b7f6a2c12" }));
  await new Promise((resolve) => socket.once("message", resolve));
  for (let call = 0; call < 50; call += 1) socket.send(JSON.stringify({ i: String(call), p: { u: "/host/info" } }));
  await stopping.close();
  expect(received).toHaveBeenCalledTimes(50);

  const silent = await startPageServer({ router, pageFolder, port: 0, log: createSilentLog() });
  const suspended = new WebSocket(`ws://${new URL(silent.newLink()).host}/rpc`, { origin: new URL(silent.newLink()).origin });
  await new Promise((resolve) => suspended.once("open", resolve));
  suspended.pause();
  await silent.close();
  suspended.terminate();
});

it("reads no body of a request", async () => {
  const asked = request({ host: "127.0.0.1", port: link.port, path: "/", method: "POST", headers: { "content-length": 160_000_000 } });
  asked.on("error", () => {});
  const status = await new Promise((resolve) => {
    asked.once("response", (response) => resolve(response.statusCode));
    asked.write("x".repeat(1000));
  });
  expect(status).toBe(405);
  await new Promise((resolve) => asked.once("close", resolve));
});

it("survives a malformed WebSocket frame", async () => {
  const socket = new WebSocket(`ws://${link.host}/rpc`, { origin: link.origin });
  await new Promise((resolve) => socket.once("open", resolve));
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket.on("error", () => {});
  // The connection below the socket: 0xff is no frame.
  (socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket.write(new Uint8Array([0xff, 0xff, 0xff]));
  await closed;
  expect((await get("/")).status).toBe(200);
});

it("reports a port that is in use", async () => {
  const port = Number(link.port);
  await expect(startPageServer({ router, pageFolder, port, log: createSilentLog() })).rejects.toMatchObject({ code: "EADDRINUSE" });
});

/** Not fetch, which normalises paths and sets the Host header itself. */
function get(path: string, headers: Record<string, string> = {}, method = "GET") {
  return new Promise<{ status: number | undefined; headers: Record<string, unknown>; body: string }>((resolve, reject) => {
    const asked = request({ host: "127.0.0.1", port: link.port, path, method, headers }, (response) => {
      let body = "";
      response.setEncoding("utf8");
      response.on("data", (text: string) => {
        body += text;
      });
      response.on("end", () => resolve({ status: response.statusCode, headers: response.headers, body }));
    });
    asked.once("error", reject).end();
  });
}

/** Opens a socket, says hello and gives the first answer; and with which code the host closed the socket after it, if it did. */
async function greet(hello: object, headers: { origin?: string }, path = "/rpc") {
  const socket = new WebSocket(`ws://${link.host}${path}`, headers);
  await new Promise<void>((resolve, reject) => socket.once("open", resolve).once("error", reject));
  const answered = new Promise<string>((resolve) => socket.once("message", (text) => resolve(String(text))));
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  socket.send(JSON.stringify(hello));
  const answer = JSON.parse(await answered);
  const closedWith = answer.gatescope === "refused" ? await closed : null;
  socket.terminate();
  return { answer, closedWith };
}
