import type { IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import { type RawData, type WebSocket, WebSocketServer } from "ws";
import type { PageCalls } from "../shared/page-calls.ts";
import { type Access, isLoopbackHost, isOwnOrigin } from "./access.ts";

export const socketPath = "/rpc";

export interface RpcSocket {
  /** Upgrades an HTTP connection to a WebSocket, or refuses it. */
  upgrade(request: IncomingMessage, connection: Duplex, head: Buffer): void;
  /** Ends the connections of all pages at once. */
  terminate(): void;
  /** Closes the connections of all pages, after what they had sent was received: what was typed just before is among it. */
  close(): Promise<void>;
}

/** Connects a page's WebSocket to the router, but only after the handshake described in README.md. While `calls` returns null, pages have to try again. */
export function createRpcSocket({ access, calls }: { access: Access; calls: () => PageCalls | null }): RpcSocket {
  const sockets = new WebSocketServer({ noServer: true, maxPayload: maxMessageBytes });

  return {
    upgrade(request, connection, head) {
      const { host, origin } = request.headers;
      if (request.url !== socketPath || !isLoopbackHost(host) || !isOwnOrigin(origin, host)) return refuse(connection, "403 Forbidden");
      const served = calls();
      if (served === null) return refuse(connection, "503 Service Unavailable");
      sockets.handleUpgrade(request, connection, head, (socket) => {
        const stopCounting = limitBytes(connection, maxHelloBytes, () => socket.terminate());
        awaitHello(socket, { access, calls: served, onWelcome: stopCounting });
      });
    },
    terminate() {
      for (const socket of sockets.clients) socket.terminate();
    },
    async close() {
      const closed = [...sockets.clients].map((socket) => new Promise((resolve) => socket.once("close", resolve)));
      for (const socket of sockets.clients) socket.close(goingAwayCode);
      const tooLong = setTimeout(() => sockets.clients.forEach((socket) => void socket.terminate()), closingMs);
      await Promise.all(closed);
      clearTimeout(tooLong);
    },
  };
}

function refuse(connection: Duplex, status: string): void {
  connection.on("error", () => connection.destroy());
  connection.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
}

/** A definitions file is one message: up to 60 million characters, escaped as JSON. */
const maxMessageBytes = 160 * 1024 * 1024;
/** Before a page has shown its token, it can send nothing larger than a hello: what is larger is not even put together. */
const maxHelloBytes = 4096;
const helloTimeoutMs = 10_000;
const refusedCode = 4401;
/** RFC 6455, section 7.4.1. */
const goingAwayCode = 1001;
/** A page that does not answer within this time, such as one that is suspended, is not waited for. */
const closingMs = 300;

/** Calls `onExceeded` once more than `maxBytes` have arrived on a connection, until the returned function is called. */
function limitBytes(connection: Duplex, maxBytes: number, onExceeded: () => void): () => void {
  let received = 0;
  const count = (bytes: Buffer) => {
    received += bytes.length;
    if (received > maxBytes) onExceeded();
  };
  connection.on("data", count);
  return () => connection.off("data", count);
}

function awaitHello(socket: WebSocket, { access, calls, onWelcome }: { access: Access; calls: PageCalls; onWelcome: () => void }): void {
  const helloTimeout = setTimeout(() => socket.terminate(), helloTimeoutMs);
  socket.on("error", () => socket.terminate()); // a malformed frame, or one that is too large
  socket.once("close", () => clearTimeout(helloTimeout));
  socket.once("message", (message) => {
    clearTimeout(helloTimeout);
    const entry = access.enter(parsed(message));
    if (entry.kind === "refused") {
      socket.send(JSON.stringify({ gatescope: "refused", reason: entry.reason }));
      socket.close(refusedCode, "refused");
      return;
    }
    if (entry.kind === "admitted") {
      socket.send(JSON.stringify({ gatescope: "admitted", session: entry.session }));
      socket.close(1000);
      return;
    }
    onWelcome();
    socket.send(JSON.stringify({ gatescope: "welcome", session: entry.session }));
    socket.on("message", (call, isBinary) => calls.receive(socket, isBinary ? bytes(call) : text(call)));
    socket.once("close", () => calls.disconnect(socket));
  });
}

function parsed(message: RawData): unknown {
  try {
    return JSON.parse(text(message));
  } catch {
    return undefined;
  }
}

function text(message: RawData): string {
  return joined(message).toString("utf8");
}

function bytes(message: RawData): ArrayBuffer {
  return new Uint8Array(joined(message)).buffer;
}

function joined(message: RawData): Buffer {
  if (Array.isArray(message)) return Buffer.concat(message);
  return Buffer.isBuffer(message) ? message : Buffer.from(message);
}
