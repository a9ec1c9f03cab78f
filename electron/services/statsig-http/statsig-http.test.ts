import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { type AddressInfo, connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { createServer as createTlsServer } from "node:tls";
import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from "node:zlib";
import { afterAll, afterEach, describe, expect, it } from "vitest";
import { type Exchange, ExchangeSchema } from "#shared/domain/exchange/exchange.ts";
import { defaultNetwork } from "#shared/domain/project/project.ts";
import { issueCertificate, type TestCertificate } from "#tests/fakes/certificates.ts";
import { createDirectNetwork } from "#tests/fakes/direct-network.ts";
import { createFixedClock } from "#tests/fakes/fixed-clock.ts";
import { closedPort, type LocalServer, startHttpServer, startProxy, startTcpServer } from "#tests/fakes/local-servers.ts";
import { createSilentLog } from "#tests/fakes/silent-log.ts";
import { Secret } from "../keys/secret.ts";
import type { StatsigCall } from "./statsig-call.ts";
import { createStatsigHttp, type StatsigHttp } from "./statsig-http.ts";

const plantedKey = "secret-PlantedKey0123456789Ab7Q";
const toClose: { close(): unknown }[] = [];
afterEach(async () => {
  for (const each of toClose.splice(0)) await each.close();
});

function closing<T extends { close(): unknown }>(thing: T): T {
  toClose.push(thing);
  return thing;
}

function httpWith(options: { proxy?: string | null; trusted?: readonly string[] } = {}): StatsigHttp {
  const network = createDirectNetwork(options);
  return closing(createStatsigHttp({ network, clock: createFixedClock(), log: createSilentLog(), version: "0.1.0" }));
}

function callTo(origin: string, changes: Partial<StatsigCall> = {}): StatsigCall {
  return {
    endpoint: "check_gate",
    method: "POST",
    url: `${origin}/v1/check_gate`,
    allowedOrigins: [origin],
    key: new Secret(plantedKey),
    keyPlacement: "header",
    body: { gateName: "new_checkout", user: { userID: "ada" } },
    network: defaultNetwork,
    timeoutMs: 5_000,
    ...changes,
  };
}

const send = (server: LocalServer, changes: Partial<StatsigCall> = {}) => httpWith().send(callTo(server.origin, changes), {});
const serve = async (...of: Parameters<typeof startHttpServer>) => closing(await startHttpServer(...of));
const serveRaw = async (...of: Parameters<typeof startTcpServer>) => closing(await startTcpServer(...of));
const proxyWith = async (...of: Parameters<typeof startProxy>) => closing(await startProxy(...of));

/** `machine connect send ✗wait ·receive`: what broke, and what was not tried. */
function hopTrace({ hops }: Exchange): string {
  return hops.map(({ name, state }) => `${{ passed: "", failed: "✗", not_tried: "·" }[state]}${name}`).join(" ");
}

describe("a request", () => {
  it("has the key in its header, and the exchange shows it as sent with the key masked", async () => {
    const server = await serve((response) => response.end("{}"));
    const { exchange } = await send(server, { headers: [["x-extra", "1"]] });

    expect(server.requests).toHaveLength(1);
    const [sent] = server.requests;
    expect([sent?.method, sent?.path, sent?.body]).toEqual([
      "POST",
      "/v1/check_gate",
      '{"gateName":"new_checkout","user":{"userID":"ada"}}',
    ]);
    expect(sent?.rawHeaders).toContain(plantedKey);
    expect(exchange.request.headers.flat()).toEqual(sent?.rawHeaders.map((part) => (part === plantedKey ? "secret-••••••••Ab7Q" : part)));
    expect(Object.fromEntries(exchange.request.headers)).toMatchObject({
      "accept-encoding": "gzip, br",
      "user-agent": "Gatescope/0.1.0",
      "content-type": "application/json",
      "content-length": "51",
    });
    expect(exchange.request).toMatchObject({ body: sent?.body, bodyBytes: 51 });
    expect(ExchangeSchema.parse(exchange)).toEqual(exchange);
  });

  it("for definitions has the key in the path, masked in the exchange", async () => {
    const server = await serve((response) => response.end("{}"));
    const url = `${server.origin}/v2/download_config_specs/{key}.json?supports_proto=false`;
    const { exchange } = await send(server, { endpoint: "download_config_specs", method: "GET", url, keyPlacement: "path", body: null });
    expect(server.requests[0]?.path).toBe(`/v2/download_config_specs/${plantedKey}.json?supports_proto=false`);
    expect(server.requests[0]?.rawHeaders).not.toContain("statsig-api-key");
    expect(exchange.url).toBe(`${server.origin}/v2/download_config_specs/secret-••••••••Ab7Q.json?supports_proto=false`);
    expect(exchange.request.body).toBeNull();
  });

  it("contains private attributes, and the exchange only their names", async () => {
    const server = await serve((response) => response.end("{}"));
    const user = { userID: "ada", privateAttributes: { salary: 123_456 } };
    const { exchange } = await send(server, { body: { user, events: [{ eventName: "buy", user }] } });
    expect(server.requests[0]?.body.match(/123456/g)).toHaveLength(2);
    const kept = { userID: "ada", privateAttributes: { salary: "[private, not kept]" } };
    expect(JSON.parse(exchange.request.body ?? "")).toEqual({ user: kept, events: [{ eventName: "buy", user: kept }] });
  });

  it("contains private attributes, which the exchange does not have when the answer echoes them", async () => {
    const user = { userID: "ada", privateAttributes: { ssn: "PRIV-777-00-1111" } };
    const server = await serve((response, { body }) => {
      response.setHeader("x-debug-user", Buffer.from(body).toString("base64"));
      response.end(body);
    });
    const { exchange, body } = await send(server, { body: { user } });
    expect(body).toContain("PRIV-777-00-1111");
    expect(JSON.stringify(exchange)).not.toContain("777-00-1111");
    expect(exchange.outcome).toMatchObject({
      body: JSON.stringify({ user: { ...user, privateAttributes: { ssn: "[private, not kept]" } } }),
    });
  });
});

describe("a response", () => {
  it.each([
    [200, "application/json", '{"value":true}'],
    [200, "application/json", '{"value":tr'],
    [200, "text/html", "<!doctype html><title>Sign in</title>"],
    [200, "application/json", ""],
    [204, "application/json", ""],
    [401, "application/json", '{"status":401,"message":"Invalid key"}'],
    [403, "application/json", '{"status":403}'],
    [404, "application/json", '{"statusCode":404}'],
    [500, "text/plain", "oops"],
    [503, "text/html", "<h1>Service Unavailable</h1>"],
  ])("%i with %s %s is an answer, returned as received", async (status, type, body) => {
    const server = await serve((response) => response.writeHead(status, { "content-type": type }).end(body));
    const reply = await send(server);
    expect(reply.exchange.outcome).toMatchObject({ kind: "answered", status, body, bodyBytes: body.length, isCut: false });
    expect(reply.body).toBe(body);
    expect(hopTrace(reply.exchange)).toBe("machine connect send wait receive");
  });

  it("429 is returned with its Retry-After header", async () => {
    const server = await serve((response) => response.writeHead(429, { "Retry-After": "7" }).end());
    expect((await send(server)).headers).toContainEqual(["Retry-After", "7"]);
  });

  it("a redirect is an answer: the key is not sent on", async () => {
    const elsewhere = await serve((response) => response.end("{}"));
    const server = await serve((response) => response.writeHead(307, { location: `${elsewhere.origin}/v1/check_gate` }).end());
    const { exchange } = await send(server);
    expect(exchange.outcome).toMatchObject({ kind: "answered", status: 307 });
    expect(elsewhere.connections()).toBe(0);
  });

  it.each([
    ["gzip", gzipSync],
    ["br", brotliCompressSync],
    ["deflate", deflateSync],
    ["deflate", deflateRawSync],
    ["deflate, gzip", (text: string) => gzipSync(deflateSync(text))],
  ])("%s is decompressed", async (encoding, compress) => {
    const text = JSON.stringify({ value: "ä".repeat(1000) });
    const server = await serve((response) => response.writeHead(200, { "content-encoding": encoding }).end(compress(text)));
    const { exchange, body } = await send(server);
    expect(body).toBe(text);
    expect(exchange.outcome).toMatchObject({
      bodyBytes: Buffer.byteLength(text),
      headers: expect.arrayContaining([["content-encoding", encoding]]),
    });
  });

  it("an empty body is empty, whatever its encoding", async () => {
    const server = await serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end());
    expect((await send(server)).body).toBe("");
  });

  it("a long body is returned complete and stored truncated, without a part of a key at its end", async () => {
    const body = `${"x".repeat(256 * 1024 - 10)}${plantedKey}${"y".repeat(100_000)}`;
    const server = await serve((response) => response.end(body));
    const reply = await send(server);
    expect(reply.body).toBe(body);
    const { outcome } = reply.exchange;
    if (outcome.kind !== "answered") throw new Error(outcome.kind);
    expect(outcome.isCut).toBe(true);
    expect(outcome.body.length).toBeLessThanOrEqual(256 * 1024);
    expect(outcome.body.slice(-20)).not.toMatch(/secret-Pl/);
  });
});

describe("responses that are too large", () => {
  it("a gzip bomb is read up to the limit", async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000));
    const server = await serve((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(bomb));
    const { exchange, body } = await send(server, { limitBytes: 1_000_000 });
    expect(exchange.outcome).toMatchObject({ kind: "too_large", status: 200, limitBytes: 1_000_000 });
    expect(body).toBeNull();
    expect(hopTrace(exchange)).toBe("machine connect send wait ✗receive");
  });

  it("100 MB are not read completely", async () => {
    let written = 0;
    const server = await serve((response) => {
      const chunk = Buffer.alloc(1_000_000, "[");
      const stream = Readable.from(
        (function* () {
          for (; written < 100_000_000; written += chunk.length) yield chunk;
        })(),
      );
      stream.pipe(response).on("close", () => stream.destroy());
    });
    const { exchange } = await send(server, { limitBytes: 8_000_000 });
    expect(exchange.outcome).toMatchObject({ kind: "too_large", limitBytes: 8_000_000 });
    expect(written).toBeLessThan(50_000_000);
  });

  it("a declared length above the limit is not read at all", async () => {
    const server = await serveRaw(
      (socket) => void socket.once("data", () => socket.write("HTTP/1.1 200 OK\r\nContent-Length: 100000000\r\n\r\n")),
    );
    const { exchange } = await send(server);
    expect(exchange.outcome).toMatchObject({ kind: "too_large", limitBytes: 64 * 1024 * 1024 });
  });
});

describe("requests without a complete response", () => {
  it("a server that does not answer: timeout while waiting", async () => {
    const server = await serveRaw(() => {});
    const { exchange, body } = await send(server, { timeoutMs: 100 });
    expect(exchange.outcome).toMatchObject({ kind: "timed_out", phase: "wait" });
    expect(exchange.timing.totalMs).toBeGreaterThan(90);
    expect(hopTrace(exchange)).toBe("machine connect send ✗wait ·receive");
    expect(body).toBeNull();
  });

  it("a server that stalls in its body: timeout while receiving", async () => {
    const server = await serveRaw(
      (socket) => void socket.once("data", () => socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"a":')),
    );
    const { exchange } = await send(server, { timeoutMs: 100 });
    expect(exchange.outcome).toMatchObject({ kind: "timed_out", phase: "receive" });
    expect(hopTrace(exchange)).toBe("machine connect send wait ✗receive");
  });

  it("a server that does not read: timeout while sending", async () => {
    const server = await serveRaw((socket) => void socket.pause());
    const { exchange } = await send(server, { timeoutMs: 300, body: { user: { custom: "x".repeat(30_000_000) } } });
    expect(exchange.outcome).toMatchObject({ kind: "timed_out", phase: "send" });
  });

  it("a reset before the answer: it is not known whether the request was read", async () => {
    const server = await serveRaw((socket) => void socket.once("data", () => socket.resetAndDestroy()));
    const { exchange } = await send(server);
    expect(exchange.outcome).toEqual({
      kind: "unreachable",
      hop: "wait",
      code: "ECONNRESET",
      message: `127.0.0.1:${server.port} reset the connection before it answered. It is not known whether the request was read.`,
    });
    expect(hopTrace(exchange)).toBe("machine connect send ✗wait ·receive");
  });

  it("a connection that is closed without a response", async () => {
    const server = await serveRaw((socket) => void socket.once("data", () => socket.end()));
    expect((await send(server)).exchange.outcome).toMatchObject({ kind: "unreachable", hop: "wait", code: "EOF" });
  });

  it("a response that breaks the rules of HTTP: the server may have read the request", async () => {
    const answer = "HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n{}";
    const server = await serveRaw((socket) => void socket.once("data", () => socket.end(answer)));
    expect((await send(server)).exchange.outcome).toMatchObject({ kind: "unreachable", hop: "wait", code: "BAD_ANSWER" });
  });

  it.each([
    ["100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"],
    ["101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n"],
  ])("a status that was not asked for: %s", async (answer) => {
    const server = await serveRaw((socket) => void socket.once("data", () => socket.end(`HTTP/1.1 ${answer}`)));
    expect((await send(server)).exchange.outcome).toMatchObject({
      code: "BAD_ANSWER",
      message: expect.stringContaining("begins with a status that was not asked for (100 or 101)"),
    });
  });

  it("a response that is not HTTP", async () => {
    const server = await serveRaw((socket) => void socket.once("data", () => socket.end("SSH-2.0-OpenSSH_9.2\r\n")));
    expect((await send(server)).exchange.outcome).toMatchObject({
      kind: "unreachable",
      hop: "wait",
      message: expect.stringContaining("not in HTTP/1.1"),
    });
  });

  it.each([
    ["a reset in the body", (socket: Socket) => socket.resetAndDestroy()],
    ["a body shorter than it said", (socket: Socket) => socket.end()],
  ])("%s: the response was cut off", async (_what, end) => {
    const server = await serveRaw(
      (socket) =>
        void socket.once("data", () =>
          socket.write('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{"value":', () => setImmediate(() => end(socket))),
        ),
    );
    const { exchange, body } = await send(server);
    expect(exchange.outcome).toMatchObject({ kind: "broken_off", status: 200, receivedBytes: 9 });
    expect(hopTrace(exchange)).toBe("machine connect send wait ✗receive");
    expect(body).toBeNull();
  });

  it("compressed data that ends too early", async () => {
    const server = await serve((response) =>
      response.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("{}".repeat(100)).subarray(0, -9)),
    );
    expect((await send(server)).exchange.outcome).toMatchObject({
      kind: "broken_off",
      message: expect.stringContaining("does not decompress"),
    });
  });

  it("a closed port", async () => {
    const port = await closedPort();
    const { exchange } = await httpWith().send(callTo(`http://127.0.0.1:${port}`), {});
    expect(exchange.outcome).toEqual({
      kind: "unreachable",
      hop: "connect",
      code: "ECONNREFUSED",
      message: `127.0.0.1:${port} could not be reached: connection refused.`,
    });
    expect(hopTrace(exchange)).toBe("machine ✗connect ·send ·wait ·receive");
  });

  it("a host name that does not exist", async () => {
    const { exchange } = await httpWith().send(callTo("https://statsig.invalid"), {});
    expect(exchange.outcome).toMatchObject({ kind: "unreachable", hop: "dns", code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) });
    expect(hopTrace(exchange)).toBe("machine ✗dns ·connect ·tls ·send ·wait ·receive");
  });

  it("cancelled while waiting: the connection ends at once", async () => {
    const abort = new AbortController();
    const closed = Promise.withResolvers<void>();
    const server = await serveRaw((socket) => {
      socket.once("data", () => abort.abort());
      socket.once("close", () => closed.resolve());
    });
    const { exchange } = await httpWith().send(callTo(server.origin), { signal: abort.signal });
    expect(exchange.outcome).toMatchObject({ kind: "cancelled" });
    await closed.promise;
  });

  it("cancelled before it began: nothing is sent", async () => {
    const server = await serve((response) => response.end("{}"));
    const { exchange } = await httpWith().send(callTo(server.origin), { signal: AbortSignal.abort() });
    expect(exchange.outcome.kind).toBe("cancelled");
    expect(server.connections()).toBe(0);
  });
});

describe("kept connections", () => {
  it("are used for the next request, which then has no connect phase", async () => {
    const server = await serve((response) => response.end("{}"));
    const http = httpWith();
    const first = await http.send(callTo(server.origin), {});
    const second = await http.send(callTo(server.origin), {});
    expect(server.connections()).toBe(1);
    expect(first.exchange.timing).toMatchObject({ isReusedConnection: false, via: "direct" });
    expect(first.exchange.timing.phases.map(({ name }) => name)).toEqual(["connect", "send", "wait", "receive"]);
    expect(second.exchange.timing.isReusedConnection).toBe(true);
    expect(second.exchange.timing.phases.map(({ name }) => name)).toEqual(["send", "wait", "receive"]);
    expect(hopTrace(second.exchange)).toBe("machine connect send wait receive");
  });

  it("are not shared by simultaneous requests", async () => {
    const server = await serve((response) => response.end("{}"));
    const http = httpWith();
    const replies = await Promise.all([1, 2, 3].map(() => http.send(callTo(server.origin), {})));
    expect(replies.map(({ body }) => body)).toEqual(["{}", "{}", "{}"]);
    expect(server.connections()).toBe(3);
  });

  it("are replaced after the server closed them, and the request is sent once", async () => {
    const ended = Promise.withResolvers<void>();
    const server = await serve((response) => {
      const { socket } = response;
      // This side closes only after the other side closed.
      socket?.once("close", () => ended.resolve());
      response.end("{}", () => socket?.end());
    });
    const http = httpWith();
    await http.send(callTo(server.origin), {});
    await ended.promise;
    const { exchange } = await http.send(callTo(server.origin), {});
    expect(exchange.outcome).toMatchObject({ kind: "answered" });
    expect(server.requests).toHaveLength(2);
  });

  it("that break during a request do not cause it to be sent again", async () => {
    let requests = 0;
    const server = await serveRaw((socket) => {
      socket.on("data", () => {
        requests += 1;
        if (requests === 1) socket.write("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}");
        else socket.resetAndDestroy();
      });
    });
    const http = httpWith();
    await http.send(callTo(server.origin), {});
    const { exchange } = await http.send(callTo(server.origin), {});
    expect(exchange.outcome).toMatchObject({ kind: "unreachable", hop: "wait" });
    expect(exchange.timing.isReusedConnection).toBe(true);
    expect(requests).toBe(2);
    expect(server.connections()).toBe(1);
  });
});

describe("TLS", () => {
  const authority = issueCertificate({ name: "Lumen & Loom Test CA", isAuthority: true });
  const good = issueCertificate({ name: "localhost", issuer: authority, hosts: ["IP:127.0.0.1"] });
  const answering = (certificate: TestCertificate) => serve((response) => response.end("{}"), certificate);

  it("is timed, and its detail names the issuer of the certificate", async () => {
    const server = await answering(good);
    const { exchange } = await httpWith({ trusted: [authority.certificate] }).send(callTo(server.origin), {});
    expect(exchange.outcome.kind).toBe("answered");
    expect(exchange.timing.phases.map(({ name }) => name)).toEqual(["connect", "tls", "send", "wait", "receive"]);
    expect(exchange.hops.find(({ name }) => name === "tls")?.detail).toBe("TLSv1.3, issued by Lumen & Loom Test CA");
  });

  const selfSigned = issueCertificate({ name: "Self Made", hosts: ["IP:127.0.0.1"] });
  const expired = issueCertificate({ name: "localhost", issuer: authority, hosts: ["IP:127.0.0.1"], isExpired: true });
  const misnamed = issueCertificate({ name: "localhost", issuer: authority, hosts: ["statsig.example"] });
  const unlisted = issueCertificate({ name: "localhost", issuer: authority });
  const nameless = issueCertificate({ name: "", issuer: authority });
  it.each([
    ["self-signed", selfSigned, true, "self-signed certificate", /is self-signed \(Self Made\).* does not trust it\.$/],
    ["of an unknown issuer", good, false, "unknown issuer", /issued by Lumen & Loom Test CA, which this machine does not trust\.$/],
    ["expired", expired, true, "certificate expired", /issued by Lumen & Loom Test CA, expired on \d{4}-\d\d-\d\d\.$/],
    [
      "without a list of names",
      unlisted,
      true,
      "wrong name",
      /has no list of host names \(subjectAltName\), only the common name localhost, which does not count for 127\.0\.0\.1\.$/,
    ],
    ["without any name", nameless, true, "wrong name", /names no host, so it cannot be the one of 127\.0\.0\.1\.$/],
    ["for another name", misnamed, true, "wrong name", /is for another name: statsig\.example\.$/],
  ])(
    "refuses a certificate that is %s, says whose it is, and sends nothing",
    async (_what, certificate, isIssuerTrusted, detail, message) => {
      const server = await answering(certificate);
      const { exchange } = await httpWith({ trusted: isIssuerTrusted ? [authority.certificate] : [] }).send(callTo(server.origin), {});
      expect(exchange.outcome).toMatchObject({ kind: "unreachable", hop: "tls", message: expect.stringMatching(message) });
      expect(exchange.hops.find(({ state }) => state === "failed")).toMatchObject({ name: "tls", detail });
      expect(server.requests).toEqual([]);
    },
  );

  it("fails with a message for a server without TLS", async () => {
    const server = await serve((response) => response.end());
    const origin = `https://127.0.0.1:${server.port}`;
    const { exchange } = await httpWith().send(callTo(origin), {});
    expect(exchange.outcome).toMatchObject({ kind: "unreachable", hop: "tls", message: expect.stringContaining("does not answer in TLS") });
  });

  it("fails for a server that closes the connection during the handshake, and for one that does not answer", async () => {
    const rude = await serveRaw((socket) => void socket.once("data", () => socket.destroy()));
    const silent = await serveRaw(() => {});
    const [hungUp, stalled] = await Promise.all(
      [rude, silent].map(({ port }) => httpWith().send(callTo(`https://127.0.0.1:${port}`, { timeoutMs: 300 }), {})),
    );
    expect(hungUp?.exchange.outcome).toMatchObject({ kind: "unreachable", hop: "tls", code: "ECONNRESET" });
    expect(stalled?.exchange.outcome).toMatchObject({ kind: "timed_out", phase: "tls" });
  });

  describe("with a project's CA file", () => {
    const folder = mkdtempSync(join(tmpdir(), "gatescope-ca-"));
    const caFile = join(folder, "ca.pem");
    const network = { ...defaultNetwork, caFile };
    afterEach(() => rmSync(caFile, { force: true }));
    afterAll(() => rmSync(folder, { recursive: true }));

    it("trusts its certificates as soon as it exists", async () => {
      const server = await answering(good);
      const http = httpWith();
      const before = await http.send(callTo(server.origin, { network }), {});
      writeFileSync(caFile, `# our own\n${authority.certificate}`);
      const after = await http.send(callTo(server.origin, { network }), {});
      expect(before.exchange.outcome).toMatchObject({ kind: "not_sent", reason: expect.stringContaining("could not be read (ENOENT)") });
      expect(hopTrace(before.exchange)).toBe("✗machine ·connect ·send ·wait ·receive");
      expect(after.exchange.outcome.kind).toBe("answered");
    });

    it("refuses to send with a file without a certificate", async () => {
      writeFileSync(caFile, "-----BEGIN CERTIFICATE-----\nnonsense\n-----END CERTIFICATE-----\n");
      const { exchange } = await httpWith().send(callTo("https://127.0.0.1:1", { network }), {});
      expect(exchange.outcome).toMatchObject({
        kind: "not_sent",
        reason: expect.stringContaining("contains no certificate in PEM format"),
      });
    });
  });
});

describe("a proxy", () => {
  const authority = issueCertificate({ name: "Test CA", isAuthority: true });
  const certificate = issueCertificate({ name: "api", issuer: authority, hosts: ["api.statsig.test", "IP:127.0.0.1"] });
  const origin = "https://api.statsig.test";
  const through = (proxy: string, trusted = [authority.certificate]) => httpWith({ proxy, trusted });

  it("tunnels to a host whose name only it can resolve, and sees neither key nor path", async () => {
    const server = await serve((response) => response.end('{"value":true}'), certificate);
    const proxy = await proxyWith({ targetPort: server.port });
    const { exchange, body } = await through(`http://ada:s3cret@127.0.0.1:${proxy.port}`).send(callTo(origin), {});
    expect(body).toBe('{"value":true}');
    expect(proxy.targets).toEqual(["api.statsig.test:443"]);
    expect(proxy.heads[0]).toContain(`proxy-authorization: Basic ${Buffer.from("ada:s3cret").toString("base64")}`);
    expect(proxy.heads.join()).not.toMatch(/Planted|check_gate/);
    expect(exchange.timing.via).toBe(`127.0.0.1:${proxy.port}`);
    expect(hopTrace(exchange)).toBe("machine proxy tls send wait receive");
    expect(JSON.stringify(exchange)).not.toMatch(/s3cret|YWRhOnMzY3JldA/);
  });

  it.each([
    [
      "socks5://user:s3cret@127.0.0.1:1080",
      "The proxy of this machine, such as HTTPS_PROXY, is one for socks5, and Gatescope supports http and https proxies only. Enter another one in this project’s network settings.",
    ],
    [
      "not an address",
      "The proxy address of this machine, such as HTTPS_PROXY, is not valid. Enter another one in this project’s network settings.",
    ],
  ])("that cannot be used sends nothing, and says where it is from (%s)", async (proxy, reason) => {
    const { exchange } = await through(proxy).send(callTo("https://api.statsig.test"), {});
    expect(exchange.outcome).toEqual({ kind: "not_sent", reason });
  });

  it("is not used for plain http on this machine, nor if the project says so", async () => {
    const server = await serve((response) => response.end("{}"));
    const gone = `http://127.0.0.1:${await closedPort()}`;
    const forced = { ...defaultNetwork, proxy: { mode: "url", url: gone } } as const;
    const { exchange } = await httpWith().send(callTo(server.origin, { network: forced }), {});
    expect(exchange.timing.via).toBe("direct");

    const secured = await serve((response) => response.end("{}"), certificate);
    const direct = { ...defaultNetwork, proxy: { mode: "direct" } } as const;
    const reply = await through(gone).send(callTo(secured.origin, { network: direct }), {});
    expect(reply.exchange.timing.via).toBe("direct");
  });

  it("that is down is distinguished from a host that is down", async () => {
    const port = await closedPort();
    const { exchange } = await through(`http://127.0.0.1:${port}`).send(callTo(origin), {});
    expect(exchange.outcome).toEqual({
      kind: "unreachable",
      hop: "proxy",
      code: "ECONNREFUSED",
      message: `The proxy 127.0.0.1:${port} could not be reached: connection refused.`,
    });
    expect(hopTrace(exchange)).toBe("machine ✗proxy ·tls ·send ·wait ·receive");
  });

  it.each([
    ["407 Proxy Authentication Required", "requires a user name and password (407)"],
    ["502 Bad Gateway", "could not reach api.statsig.test (502)"],
    ["403 Forbidden", "refused to connect to api.statsig.test (403)"],
  ])("that answers %s is the failed hop", async (refusal, detail) => {
    const proxy = await proxyWith({ refusal });
    const { exchange } = await through(`http://127.0.0.1:${proxy.port}`).send(callTo(origin), {});
    expect(exchange.outcome).toMatchObject({ kind: "unreachable", hop: "proxy", code: `HTTP_${refusal.slice(0, 3)}` });
    expect(exchange.hops.find(({ state }) => state === "failed")).toMatchObject({ name: "proxy", detail });
  });

  it("that closes the connection, or does not answer, is the failed hop", async () => {
    const rude = await serveRaw((socket) => void socket.once("data", () => socket.destroy()));
    const silent = await serveRaw(() => {});
    const [hungUp, stalled] = await Promise.all(
      [rude, silent].map(({ port }) => through(`http://127.0.0.1:${port}`).send(callTo(origin, { timeoutMs: 300 }), {})),
    );
    expect(hungUp?.exchange.outcome).toMatchObject({ kind: "unreachable", hop: "proxy" });
    expect(stalled?.exchange.outcome).toMatchObject({ kind: "timed_out", phase: "proxy" });
  });

  it("that intercepts TLS is named as the issuer of the certificate", async () => {
    const gateway = issueCertificate({ name: "LL Web Gateway CA 2", isAuthority: true });
    const forged = issueCertificate({ name: "api", issuer: gateway, hosts: ["api.statsig.test"] });
    const server = await serve((response) => response.end("{}"), forged);
    const proxy = await proxyWith({ targetPort: server.port });
    const { exchange } = await through(`http://127.0.0.1:${proxy.port}`).send(callTo(origin), {});
    expect(exchange.outcome).toMatchObject({
      hop: "tls",
      message: "The certificate for api.statsig.test was issued by LL Web Gateway CA 2, which this machine does not trust.",
    });
    expect(hopTrace(exchange)).toBe("machine proxy ✗tls ·send ·wait ·receive");
  });

  it("can itself be reached over TLS", async () => {
    const server = await serve((response) => response.end("{}"), certificate);
    const proxy = await proxyWith({ targetPort: server.port });
    const front = closing(await startTlsFront(certificate, proxy.port));
    const { exchange } = await through(`https://127.0.0.1:${front.port}`).send(callTo(origin), {});
    expect(exchange.outcome.kind).toBe("answered");
    expect(hopTrace(exchange)).toBe("machine proxy tls send wait receive");
  });

  it("is unknown if the system settings cannot be read: the request is not sent", async () => {
    const network = { proxyFor: () => Promise.reject(new Error("no settings service")), trustedCertificates: () => [] };
    const http = closing(createStatsigHttp({ network, clock: createFixedClock(), log: createSilentLog(), version: "0.1.0" }));
    const { exchange } = await http.send(callTo(origin), {});
    expect(exchange.outcome).toMatchObject({ kind: "not_sent", reason: expect.stringContaining("no settings service") });
  });

  it("is unknown if the system settings do not answer: the request times out", async () => {
    const network = { proxyFor: () => new Promise<never>(() => {}), trustedCertificates: () => [] };
    const http = closing(createStatsigHttp({ network, clock: createFixedClock(), log: createSilentLog(), version: "0.1.0" }));
    const { exchange } = await http.send(callTo(origin, { timeoutMs: 50 }), {});
    expect(exchange.outcome).toMatchObject({ kind: "timed_out", phase: "machine" });
  });

  it("of a kind that Gatescope does not support is refused", async () => {
    const { exchange } = await through("socks5://127.0.0.1:1080").send(callTo(origin), {});
    expect(exchange.outcome).toMatchObject({ kind: "not_sent", reason: expect.stringContaining("http and https proxies only") });
  });
});

describe("a key", () => {
  it.each([
    [
      "a host that is not its project's",
      "https://evil.example/v1/check_gate",
      ["https://api.statsig.com"],
      /is not one of this project's hosts/,
    ],
    [
      "another port of its project's host",
      "https://api.statsig.com:8443/v1",
      ["https://api.statsig.com"],
      /is not one of this project's hosts/,
    ],
    ["a host over plain http", "http://api.statsig.com/v1", ["http://api.statsig.com"], /without encryption/],
    ["a name that only begins like this machine's", "http://localhost.example/v1", ["http://localhost.example"], /without encryption/],
    ["another scheme", "ftp://127.0.0.1/v1", ["ftp://127.0.0.1"], /without encryption|not one of/],
    ["an invalid address", "https://", ["https://"], /not a valid address/],
  ])("is not sent to %s", async (_what, url, allowedOrigins, reason) => {
    const { exchange } = await httpWith().send(callTo("", { url, allowedOrigins }), {});
    expect(exchange.outcome).toMatchObject({ kind: "not_sent", reason: expect.stringMatching(reason) });
    expect(hopTrace(exchange)).toBe("✗machine ·connect ·send ·wait ·receive");
  });

  it("is in no exchange, even if the server echoes it", async () => {
    const encodedKey = encodeURIComponent(plantedKey);
    const server = await serve((response, { rawHeaders, path, body }) =>
      response
        .writeHead(401, `No ${plantedKey}`, { "x-echo": plantedKey, location: `/?k=${encodedKey}` })
        .end(JSON.stringify({ message: `Key ${plantedKey} is unknown`, rawHeaders, path, body })),
    );
    const http = httpWith();
    const calls = [
      callTo(server.origin, { body: { note: plantedKey, user: { userID: plantedKey } } }),
      callTo(server.origin, { method: "GET", url: `${server.origin}/{key}`, keyPlacement: "path", body: null }),
      callTo("https://elsewhere.example", { url: `https://elsewhere.example/${plantedKey}`, allowedOrigins: [] }),
      callTo(`http://127.0.0.1:${await closedPort()}`),
    ];
    const replies = await Promise.all(calls.map((call) => http.send(call, {})));
    expect(JSON.stringify(replies.map(({ exchange, headers }) => [exchange, headers]))).not.toContain("PlantedKey");
    expect(replies[0]?.body).toContain(plantedKey);
  });

  it("is masked in the names of headers, and in other encodings", async () => {
    const server = await serve((response) => {
      response.setHeader(`X-${plantedKey}`, Buffer.from(plantedKey).toString("hex"));
      response.end([...plantedKey].reverse().join(""));
    });
    const { exchange } = await send(server);
    expect(JSON.stringify(exchange).toLowerCase()).not.toContain("plantedkey");
    expect(JSON.stringify(exchange)).not.toContain(Buffer.from("PlantedKey").toString("hex"));
    expect(exchange.outcome).toMatchObject({ body: "••••••••" });
  });

  it("and other secrets that the call names are masked, whatever their form", async () => {
    const server = await serve((response, { body }) => response.end(body));
    const { exchange } = await send(server, { body: { note: "odd secret of another key" }, mask: ["odd secret of another key"] });
    expect(JSON.stringify(exchange)).not.toContain("odd secret");
  });
});

/** TLS in front of a plain server on this machine. */
async function startTlsFront(certificate: TestCertificate, targetPort: number): Promise<LocalServer> {
  const front = createTlsServer({ cert: certificate.certificate, key: certificate.key }, (socket) => {
    const target = connect(targetPort, "127.0.0.1");
    socket
      .on("error", () => {})
      .pipe(target.on("error", () => {}))
      .pipe(socket);
  }).listen(0, "127.0.0.1");
  await once(front, "listening");
  const { port } = front.address() as AddressInfo;
  return { port, origin: "", connections: () => 0, close: async () => void front.close() };
}
