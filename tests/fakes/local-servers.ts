import { randomInt } from "node:crypto";
import { once } from "node:events";
import { createServer as createHttpServer, type IncomingMessage, type RequestListener, type ServerResponse } from "node:http";
import { createServer as createHttpsServer } from "node:https";
import { type AddressInfo, connect, createServer as createTcpServer, type Server, type Socket } from "node:net";
import type { TestCertificate } from "./certificates.ts";

export interface LocalServer {
  readonly port: number;
  /** `http://127.0.0.1:port`, or with https. */
  readonly origin: string;
  /** The number of connections accepted so far. */
  readonly connections: () => number;
  close(): Promise<void>;
}

export interface LocalHttpServer extends LocalServer {
  /** The requests received, oldest first, each with its whole body. */
  readonly requests: readonly ReceivedRequest[];
}

export interface ReceivedRequest {
  readonly method: string;
  readonly path: string;
  /** Name, value, name, value, … as received. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

type Answer = (response: ServerResponse, request: ReceivedRequest) => void;

/** Starts a real HTTP server on loopback, on a free port by default. With a certificate it serves https. */
export async function startHttpServer(answer: Answer, certificate?: TestCertificate, port = 0): Promise<LocalHttpServer> {
  const requests: ReceivedRequest[] = [];
  const listener: RequestListener = (request, response) => {
    void readAll(request).then((body) => {
      const received = { method: request.method ?? "", path: request.url ?? "", rawHeaders: request.rawHeaders, body };
      requests.push(received);
      answer(response, received);
    });
  };
  const server =
    certificate === undefined
      ? createHttpServer(listener)
      : createHttpsServer({ cert: certificate.certificate, key: certificate.key }, listener);
  const local = await listen(server, certificate === undefined ? "http" : "https", port);
  return { ...local, requests };
}

/** Starts a TCP server that passes each connection to `onConnection`. */
export function startTcpServer(onConnection: (socket: Socket) => void): Promise<LocalServer> {
  return listen(createTcpServer(onConnection), "http");
}

export interface LocalProxy extends LocalServer {
  /** The targets of the CONNECT requests, as `host:port`. */
  readonly targets: readonly string[];
  /** The head of each CONNECT request. */
  readonly heads: readonly string[];
}

/** Starts an HTTP proxy that connects every tunnel to `targetPort`, or refuses with `refusal`, a status line such as `407 Who are you`. */
export async function startProxy(options: { readonly targetPort?: number; readonly refusal?: string }): Promise<LocalProxy> {
  const targets: string[] = [];
  const heads: string[] = [];
  const local = await startTcpServer((client) => {
    client.once("data", (head) => {
      heads.push(head.toString());
      targets.push(/^CONNECT (\S+)/.exec(head.toString())?.[1] ?? "");
      if (options.refusal !== undefined || options.targetPort === undefined) {
        client.end(`HTTP/1.1 ${options.refusal ?? "502 Bad Gateway"}\r\nContent-Length: 0\r\n\r\n`);
        return;
      }
      const target = connect(options.targetPort, "127.0.0.1", () => {
        client.write("HTTP/1.1 200 Connection established\r\n\r\n");
        client.pipe(target).pipe(client);
      });
      target.on("error", () => client.destroy());
      client.on("close", () => target.destroy());
    });
  });
  return { ...local, targets, heads };
}

/** Finds a port on which nothing listens, below the ephemeral range, so that no other program is given it during the test. */
export async function closedPort(): Promise<number> {
  const port = randomInt(20_000, 32_000);
  try {
    const server = await listen(createTcpServer(), "http", port);
    await server.close();
    return port;
  } catch (failure) {
    if (failure instanceof Error && "code" in failure && failure.code === "EADDRINUSE") return closedPort();
    throw failure;
  }
}

async function listen(server: Server, scheme: "http" | "https", wantedPort = 0): Promise<LocalServer> {
  const sockets = new Set<Socket>();
  let connections = 0;
  server.on("connection", (socket) => {
    connections += 1;
    sockets.add(socket);
    // Tests break connections on purpose.
    socket.on("error", () => {});
    socket.on("close", () => sockets.delete(socket));
  });
  server.on("tlsClientError", () => {});
  server.listen(wantedPort, "127.0.0.1");
  await once(server, "listening");
  // A server that listens on TCP has an address of this kind.
  const { port } = server.address() as AddressInfo;
  return {
    port,
    origin: `${scheme}://127.0.0.1:${port}`,
    connections: () => connections,
    async close() {
      for (const socket of sockets) socket.destroy();
      if (server.listening) {
        server.close();
        await once(server, "close");
      }
    },
  };
}

async function readAll(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
