import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttp2Server, createSecureServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer as createTlsServer } from "node:tls";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import type { Answer } from "#shared/domain/evaluation/evaluation.ts";
import { blankProject, hostsOn, type ProjectNetwork } from "#shared/domain/project/project.ts";
import { issueCertificate } from "#tests/fakes/certificates.ts";
import { createEvaluationWorld } from "#tests/fakes/evaluation-world.ts";
import { startHttpServer, startProxy, startTcpServer } from "#tests/fakes/local-servers.ts";

const closers: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const opened = <Server extends { close(): unknown }>(server: Server): Server => {
  closers.push(() => server.close());
  return server;
};

/** Checks a gate with logging at a real server, and returns its answer and whether the history counts it as logged. */
async function checkAt(
  origin: string,
  proxy?: ProjectNetwork["proxy"],
  caFile?: string,
): Promise<Answer & { readonly logged: boolean | undefined }> {
  const world = opened(await createEvaluationWorld({ hosts: hostsOn(origin) }));
  if (proxy !== undefined || caFile !== undefined) {
    const network = { ...blankProject().network, proxy: proxy ?? { mode: "direct" as const }, caFile: caFile ?? null };
    await world.projects.update({ projectId: world.project.id, draft: { ...world.project, network }, consent: null });
  }
  return checkIn(world);
}

async function checkIn(world: Awaited<ReturnType<typeof createEvaluationWorld>>) {
  const { answers } = await world.check("gate", ["a_gate"], { tier: "staging", isLogging: true });
  const [answer] = answers;
  if (answer === undefined) throw new Error("There is no answer.");
  return { ...answer, logged: world.history.entries[0]?.answers[0]?.isLogged };
}

async function checkedAt(origin: string) {
  const world = opened(await createEvaluationWorld({ hosts: hostsOn(origin) }));
  return { world, answer: await checkIn(world) };
}

/** Writes a certificate to a file, for a project that trusts it. */
function trustedFile(certificate: string): string {
  const folder = mkdtempSync(join(tmpdir(), "gatescope-trusted-"));
  closers.push(() => rmSync(folder, { recursive: true }));
  const file = join(folder, "authority.pem");
  writeFileSync(file, certificate);
  return file;
}

const passing = JSON.stringify({ name: "a_gate", value: true, rule_id: "r1", group_name: null });
const page = "<!DOCTYPE html><html><title>Blocked</title></html>";

describe("a server that is not Statsig", () => {
  it("is named when it speaks SSH, or a mail protocol", async () => {
    const ssh = opened(await startTcpServer((socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n")));
    expect(await checkAt(ssh.origin)).toMatchObject({
      state: "unreached",
      because: `127.0.0.1:${ssh.port} is an SSH server, not Statsig’s API`,
      nextStep: expect.stringContaining("Enter the address and the port of the API"),
      fix: "hosts",
    });
    const mail = opened(await startTcpServer((socket) => socket.write("220 mail.example ESMTP\r\n")));
    expect((await checkAt(mail.origin)).because).toContain("is a mail or file server");
  });

  it("is named when it speaks only HTTP/2", async () => {
    const server = createHttp2Server();
    server.on("sessionError", () => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    opened(server);
    const { port } = server.address() as AddressInfo;
    expect(await checkAt(`http://127.0.0.1:${port}`)).toMatchObject({
      state: "unreached",
      because: `127.0.0.1:${port} speaks only HTTP/2, and Statsig’s API is asked in HTTP/1.1`,
      fix: "hosts",
    });
    const { certificate, key } = issueCertificate({ name: "h2", hosts: ["IP:127.0.0.1"] });
    const secure = createSecureServer({ cert: certificate, key, allowHTTP1: false });
    secure.on("tlsClientError", () => {});
    secure.listen(0, "127.0.0.1");
    await once(secure, "listening");
    opened(secure);
    const securePort = (secure.address() as AddressInfo).port;
    expect((await checkAt(`https://127.0.0.1:${securePort}`)).because).toBe(
      `127.0.0.1:${securePort} speaks only HTTP/2, and Statsig’s API is asked in HTTP/1.1`,
    );
  });

  it("is told apart when http and https are mixed up", async () => {
    // A TLS alert, as OpenSSL sends it to a client that speaks plain HTTP.
    const tls = opened(await startTcpServer((socket) => socket.once("data", () => socket.end(Buffer.from([0x15, 3, 1, 0, 2, 2, 70])))));
    expect(await checkAt(tls.origin)).toMatchObject({
      state: "unreached",
      because: expect.stringContaining("expects an encrypted connection"),
      nextStep: "Change the address in this project’s hosts to https://.",
      fix: "hosts",
    });
    const silent = opened(await startTcpServer((socket) => socket.once("data", () => socket.end())));
    expect(await checkAt(silent.origin)).toMatchObject({
      because: `127.0.0.1:${silent.port} closed the connection without an answer`,
      nextStep: expect.stringContaining("may expect https://"),
      fix: "hosts",
    });
    const plain = opened(await startHttpServer((response) => response.end(passing)));
    expect(await checkAt(`https://127.0.0.1:${plain.port}`)).toMatchObject({
      state: "unreached",
      because: `127.0.0.1:${plain.port} does not answer in TLS, and this project’s address begins with https://`,
      fix: "hosts",
      isLogged: false,
    });
  });

  it("is refused with the reason and the fix of its certificate", async () => {
    const server = opened(
      await startHttpServer(
        (response) => response.end(passing),
        issueCertificate({ name: "Self Made", hosts: ["IP:127.0.0.1"], isExpired: false }),
      ),
    );
    expect(await checkAt(server.origin)).toMatchObject({
      state: "unreached",
      because: "the certificate for 127.0.0.1 is self-signed (Self Made), and this machine does not trust it",
      nextStep: expect.stringContaining("add its certificate authority"),
      fix: "network",
      isLogged: false,
    });
  });

  it("is named when it supports only TLS 1.1", async () => {
    const { certificate, key } = issueCertificate({ name: "old", hosts: ["IP:127.0.0.1"] });
    const server = createTlsServer({ cert: certificate, key, minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
    server.on("tlsClientError", () => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    opened(server);
    const { port } = server.address() as AddressInfo;
    expect(await checkAt(`https://127.0.0.1:${port}`)).toMatchObject({
      state: "unreached",
      because: `127.0.0.1:${port} supports only TLS 1.1 or older, which is no longer secure`,
      nextStep: expect.stringContaining("TLS 1.2"),
    });
  });

  it.each(["TLSv1.2", "TLSv1.3"] as const)("is named when it wants a certificate of the client (%s)", async (version) => {
    const { certificate, key } = issueCertificate({ name: "api", hosts: ["IP:127.0.0.1"] });
    const server = createTlsServer({
      cert: certificate,
      key,
      ca: certificate,
      requestCert: true,
      rejectUnauthorized: true,
      minVersion: version,
      maxVersion: version,
    });
    server.on("tlsClientError", () => {});
    server.listen(0, "127.0.0.1");
    await once(server, "listening");
    opened(server);
    const { port } = server.address() as AddressInfo;
    expect(await checkAt(`https://127.0.0.1:${port}`, undefined, trustedFile(certificate))).toMatchObject({
      state: "unreached",
      because: `127.0.0.1:${port} accepts only clients with a certificate of their own, which Gatescope cannot send`,
      nextStep: expect.stringContaining("an API without this requirement"),
      fix: "hosts",
      isLogged: false,
    });
  });

  it.each([
    [40, "accepts none of the ways of encryption that this machine offers"],
    [71, "accepts none of the ways of encryption that this machine offers"],
    [42, "accepts only clients with a certificate of their own"],
    [48, "accepts only clients with a certificate of their own"],
    [112, "does not know that host name"],
    [116, "accepts only clients with a certificate of their own"],
  ])("is named by the TLS alert %i", async (alert, because) => {
    const server = opened(
      await startTcpServer((socket) => socket.once("data", () => socket.end(Buffer.from([0x15, 3, 3, 0, 2, 2, alert])))),
    );
    expect(await checkAt(`https://127.0.0.1:${server.port}`)).toMatchObject({
      state: "unreached",
      because: expect.stringContaining(because),
      fix: "hosts",
      isLogged: false,
    });
  });

  it.each([
    ["<html><title>400 The plain HTTP request was sent to HTTPS port</title></html>", "expects an encrypted connection"],
    ["Client sent an HTTP request to an HTTPS server.\n", "expects an encrypted connection"],
    ["<html><title>400 No required SSL certificate was sent</title></html>", "accepts only clients with a certificate of their own"],
  ])("is named when it answers 400 with %s", async (body, because) => {
    const server = opened(await startHttpServer((response) => response.writeHead(400).end(body)));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "refused",
      because: expect.stringContaining(because),
      fix: "hosts",
      isLogged: false,
    });
  });

  it.each([
    ["another length than it names", "Content-Length: 5\r\nContent-Length: 9\r\n\r\n{}", "does not have the length that it names"],
    ["headers of 300 kB", `X: ${"a".repeat(300_000)}\r\n\r\n`, "are larger than Gatescope accepts"],
    ["a chunk that is none", "Transfer-Encoding: chunked\r\n\r\nZZ\r\n{}", "after its head it is not HTTP"],
  ])("is named when its answer has %s", async (_case, rest, because) => {
    const server = opened(await startTcpServer((socket) => socket.once("data", () => socket.end(`HTTP/1.1 200 OK\r\n${rest}`))));
    expect(await checkAt(server.origin)).toMatchObject({ state: "unreached", because: expect.stringContaining(because), isLogged: true });
  });
});

describe("what stands in between", () => {
  it.each([
    ["407 Proxy Authentication Required", "requires a user name and a password (407)", "Add the user name and the password"],
    ["403 Forbidden", "does not allow connections to", "Ask the proxy’s administrator to allow statsig.invalid"],
    ["511 Network Authentication Required", "requires a sign-in to this network (511)", "sign in to the network"],
    ["405 Method Not Allowed", "did not understand the request for a tunnel", "a web server that is not a proxy may answer there"],
    ["502 Bad Gateway", "could not reach", "ask the proxy’s administrator whether it can reach statsig.invalid"],
  ])("a proxy that answers %s", async (refusal, because, nextStep) => {
    const proxy = opened(await startProxy({ refusal }));
    expect(await checkAt("https://statsig.invalid", { mode: "url", url: proxy.origin })).toMatchObject({
      state: "unreached",
      because: expect.stringContaining(because),
      nextStep: expect.stringContaining(nextStep),
      fix: "network",
      isLogged: false,
    });
  });

  it("a proxy that closes the connection", async () => {
    const proxy = opened(await startTcpServer((socket) => socket.once("data", () => socket.destroy())));
    expect((await checkAt("https://statsig.invalid", { mode: "url", url: proxy.origin })).because).toBe(
      `the proxy 127.0.0.1:${proxy.port} closed the connection when a tunnel to statsig.invalid was requested`,
    );
  });

  it("a proxy address at which another program answers", async () => {
    const ssh = opened(await startTcpServer((socket) => socket.write("SSH-2.0-OpenSSH_9.6\r\n")));
    expect(await checkAt("https://statsig.invalid", { mode: "url", url: ssh.origin })).toMatchObject({
      because: `the proxy 127.0.0.1:${ssh.port} does not answer as an HTTP proxy`,
      nextStep: expect.stringContaining("another program answers there"),
      fix: "network",
    });
  });

  it("a redirect to a sign-in page, which is not followed", async () => {
    const location = "https://login.corp.example/sso";
    const server = opened(await startHttpServer((response) => response.writeHead(302, { location }).end()));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "refused",
      because: expect.stringContaining(`127.0.0.1:${server.port} redirects to login.corp.example (302), and redirects are not followed`),
      nextStep: expect.stringContaining("If this network requires a sign-in, open any page in a browser"),
      provenance: { kind: "elsewhere", ofMs: null },
      fix: "hosts",
      isLogged: false,
    });
  });

  it.each([
    ["https", (port: number) => `https://127.0.0.1:${port}/v1/check_gate`, "redirects to https:// (301)", "to https://."],
    ["another path", () => "/login", "redirects to /login (301)", "Check the address “Evaluations”"],
    ["an address without a host", () => "javascript:alert(1)", "redirects (301), and", "Check the address “Evaluations”"],
  ])("a redirect of a server to itself with %s", async (_case, locationFor, because, nextStep) => {
    const server = opened(await startHttpServer((response) => response.writeHead(301, { location: locationFor(server.port) }).end()));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "refused",
      because: expect.stringContaining(because),
      nextStep: expect.stringContaining(nextStep),
      fix: "hosts",
      isLogged: false,
    });
  });

  it("a text with 403, which may come from a firewall or from Statsig", async () => {
    const server = opened(await startHttpServer((response) => response.writeHead(403).end("RBAC: access denied")));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "refused",
      because: expect.stringContaining("(403): “RBAC: access denied”, not in the form in which Statsig refuses keys"),
      nextStep: expect.stringContaining("ask the administrator of your network to allow 127.0.0.1"),
      fix: "keys",
      isLogged: false,
    });
  });

  it("a gateway's page while Statsig is down, which asks to wait", async () => {
    const server = opened(await startHttpServer((response) => response.writeHead(502, { "content-type": "text/html" }).end(page)));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "unknown",
      because: expect.stringContaining("(502): a server on the way answered in place of Statsig’s API"),
      nextStep: expect.stringContaining("Check again in a moment."),
    });
  });

  it("a firewall's page, which says nothing about the key", async () => {
    const server = opened(await startHttpServer((response) => response.writeHead(403, { "content-type": "text/html" }).end(page)));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "refused",
      because: `a web page came back from 127.0.0.1:${server.port} (403): a firewall or proxy answered in place of Statsig`,
      provenance: { kind: "elsewhere", ofMs: null },
      nextStep: expect.stringContaining("The key is not the cause."),
      fix: "hosts",
      isLogged: false,
    });
  });

  it("a network that wants a sign-in", async () => {
    const server = opened(await startHttpServer((response) => response.writeHead(511, { "content-type": "text/html" }).end(page)));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "refused",
      because: "this network requires a sign-in before it lets requests through (511)",
      nextStep: expect.stringContaining("sign in to the network"),
      isLogged: false,
    });
  });

  it("a response that was damaged on the way", async () => {
    const damaged = gzipSync(passing.repeat(100));
    damaged.fill(0, 20, 40);
    const server = opened(await startHttpServer((response) => response.writeHead(200, { "content-encoding": "gzip" }).end(damaged)));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "unknown",
      because: expect.stringContaining("is damaged: it does not decompress completely"),
      fix: "network",
    });
  });

  describe("that answers in another encoding than UTF-8", () => {
    const named = JSON.stringify({ name: "a_gate", value: true, rule_id: "r1", group_name: "Jürgen £" });
    const latin = Buffer.from(named, "latin1");
    it.each([
      ["ISO-8859-1, which it declares", "application/json; charset=iso-8859-1", latin],
      ["Windows-1252 with quotes", 'application/json;charset="windows-1252"', latin],
      ["UTF-16 with a byte order mark", "application/json", Buffer.from(`\uFEFF${named}`, "utf16le")],
      ["UTF-16 without one", "application/json; charset=utf-16le", Buffer.from(named, "utf16le")],
      ["UTF-8 under an unknown name", "application/json; charset=unicode-1-1", Buffer.from(named)],
      ["UTF-8 that it calls ASCII", "text/plain; charset=us-ascii", Buffer.from(named)],
    ])("is read when it is %s", async (_, contentType, bytes) => {
      const server = opened(await startHttpServer((response) => response.writeHead(200, { "content-type": contentType }).end(bytes)));
      expect(await checkAt(server.origin)).toMatchObject({ state: "pass", groupName: "Jürgen £" });
    });

    it.each([
      ["no encoding", { "content-type": "application/json" }, "UTF-8"],
      ["no content type", {}, "UTF-8"],
      ["UTF-8", { "content-type": "application/json; charset=utf-8" }, "the utf-8 that it declares"],
      ["Shift JIS, which it is not", { "content-type": "application/json; charset=shift_jis" }, "the shift_jis that it declares"],
    ])("is not used when it declares %s, and its bytes are kept", async (_, headers, encoding) => {
      const bytes = Buffer.from(named.replace("£", "\u00a0\u00ff"), "latin1");
      const server = opened(await startHttpServer((response) => response.writeHead(200, headers).end(bytes)));
      const { world, answer } = await checkedAt(server.origin);
      expect(answer).toMatchObject({
        ...{ state: "unknown", value: null, groupName: null },
        because: `the response of 127.0.0.1:${server.port} is not ${encoding}: byte ${bytes.indexOf(0xfc) + 1} is FC`,
        nextStep: expect.stringContaining("must answer in UTF-8 or declare its encoding"),
      });
      expect(world.history.entries[0]?.exchange.outcome).toMatchObject({
        body: String.raw`{"name":"a_gate","value":true,"rule_id":"r1","group_name":"J\xFCrgen \xA0\xFF"}`,
        bodyBytes: bytes.length,
      });
    });
  });
});

describe("Statsig", () => {
  it("that is not available says how long to wait", async () => {
    const server = opened(await startHttpServer((response) => response.writeHead(503, { "retry-after": "30" }).end("busy")));
    expect(await checkAt(server.origin)).toMatchObject({
      state: "unknown",
      because: expect.stringContaining("could not answer (503)"),
      nextStep: expect.stringContaining("Wait 30 s, then check again."),
      retryAfterMs: 30_000,
    });
  });

  it.each(["0", "Wed, 21 Oct 2015 07:28:00 GMT"])("that names a time in the past (%s) does not ask to wait", async (time) => {
    const server = opened(await startHttpServer((response) => response.writeHead(503, { "retry-after": time }).end("busy")));
    expect(await checkAt(server.origin)).toMatchObject({ nextStep: expect.stringMatching(/^Check again\./), retryAfterMs: 0 });
  });

  it("whose JSON is in gzip is read without the header that says so, too", async () => {
    const server = opened(await startHttpServer((response) => response.end(gzipSync(passing))));
    expect(await checkAt(server.origin)).toMatchObject({ state: "pass", ruleId: "r1", isLogged: true });
  });

  it("whose JSON begins with a byte order mark is read", async () => {
    const server = opened(await startHttpServer((response) => response.end(`\uFEFF${passing}`)));
    expect(await checkAt(server.origin)).toMatchObject({ state: "pass", ruleId: "r1", isLogged: true });
  });
});
