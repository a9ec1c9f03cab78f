import { randomUUID } from "node:crypto";
import { EventEmitter } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { MessageChannel, type MessagePort as NodePort } from "node:worker_threads";
import { createORPCClient } from "@orpc/client";
import { RPCLink as PortLink } from "@orpc/client/message-port";
import { RPCLink as SocketLink } from "@orpc/client/websocket";
import type { ContractRouterClient } from "@orpc/contract";
import { createRouterClient } from "@orpc/server";
import { WebSocket } from "ws";
import { startPageServer } from "#hosts/browser/page-server.ts";
import { connectPort, type PagePort } from "#hosts/desktop/rpc-port.ts";
import { createPageCalls } from "#hosts/shared/page-calls.ts";
import type { Router } from "#rpc/router.ts";
import type { Log } from "#services/ports.ts";
import type { Contract } from "#shared/contract/contract.ts";
import { customJsonSerializers } from "#shared/contract/json-serializers.ts";

export type Client = ContractRouterClient<Contract>;

export interface Wire {
  readonly client: Client;
  /** Sends a raw message that no client would send. */
  readonly sendRaw: (message: string | Uint8Array) => void;
  /** Closes the connection on the host's side, as if the host had ended. */
  readonly cut: () => void;
  readonly close: () => Promise<void>;
}

export interface Core {
  readonly router: Router;
  readonly log: Log;
}

export function connectInProcess({ router }: Core): Client {
  return createRouterClient(router);
}

/** Connects as on the desktop: the real rpc-port.ts with a port like Electron's. */
export async function connectOverPort({ router, log }: Core): Promise<Wire> {
  const { port1, port2 } = new MessageChannel();
  const port = new ElectronLikePort(port2);
  connectPort(port, createPageCalls(router, log));
  // The types of the page's and of Node's ports differ, but the link uses only what both have.
  const client: Client = createORPCClient(new PortLink({ port: port1 as unknown as MessagePort, customJsonSerializers }));
  port1.start();
  return { client, sendRaw: (message) => port1.postMessage(message), cut: () => port.close(), close: async () => port1.close() };
}

/** Connects as in the browser: the real page server with its checks and handshake. */
export async function connectOverSocket({ router, log }: Core): Promise<Wire> {
  const pageFolder = mkdtempSync(join(tmpdir(), "gatescope-no-page-"));
  const server = await startPageServer({ router, pageFolder, port: 0, log });
  const link = new URL(server.newLink());
  const socket = new WebSocket(`ws://${link.host}/rpc`, { origin: link.origin });
  await once(socket, "open");
  const welcome = once(socket, "message");
  socket.send(JSON.stringify({ gatescope: "hello", token: link.hash.replace("#token=", ""), page: randomUUID() }));
  await welcome;
  // The types of ws and of a browser's WebSocket differ, but the link uses only what both have.
  const client: Client = createORPCClient(new SocketLink({ websocket: socket as unknown as globalThis.WebSocket, customJsonSerializers }));
  return {
    client,
    sendRaw: (message) => socket.send(message),
    cut: () => void server.close(),
    close: async () => {
      socket.terminate();
      await server.close();
      rmSync(pageFolder, { recursive: true });
    },
  };
}

/** Behaves like Electron's documented MessagePortMain: emits `{ data, ports }`, but nothing before it is started. */
class ElectronLikePort extends EventEmitter implements PagePort {
  readonly #port: NodePort;

  constructor(port: NodePort) {
    super();
    this.#port = port;
  }

  start(): void {
    this.#port.on("message", (data) => this.emit("message", { data, ports: [] }));
    this.#port.on("close", () => this.emit("close"));
  }

  postMessage(message: unknown): void {
    this.#port.postMessage(message);
  }

  close(): void {
    this.#port.close();
  }
}

function once(socket: WebSocket, event: "open" | "message"): Promise<void> {
  return new Promise((resolve, reject) => {
    socket.once(event, () => resolve());
    socket.once("error", reject);
  });
}
