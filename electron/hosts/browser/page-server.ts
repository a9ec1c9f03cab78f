import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Router } from "#rpc/router.ts";
import type { Log } from "#services/ports.ts";
import { createPageCalls, type PageCalls } from "../shared/page-calls.ts";
import { readPageFile } from "../shared/page-files.ts";
import { createAccess, isLoopbackHost } from "./access.ts";
import { createRpcSocket } from "./rpc-socket.ts";

export interface PageServer {
  /** Returns a link with a new one-time token. The earlier link stops working; open pages stay connected. */
  newLink(): string;
  /** Ends the connections of all pages, and accepts none until `connect`. Pages keep trying. */
  disconnect(): void;
  /** Serves the calls of pages with this router from now on. */
  connect(router: Router): void;
  close(): Promise<void>;
}

/**
 * Serves the built page and its calls on loopback. The files are public; calls need the token of a link. Port 0 selects a free port. Throws the
 * errors of listening, such as EADDRINUSE.
 */
export async function startPageServer(options: {
  router: Router;
  pageFolder: string;
  port: number;
  log: Log;
  /** Called each time a page presents the current link's token. */
  onLinkUsed?: () => void;
}): Promise<PageServer> {
  const access = createAccess(options.onLinkUsed);
  let calls: PageCalls | null = createPageCalls(options.router, options.log);
  const socket = createRpcSocket({ access, calls: () => calls });
  const server = createServer((request, response) => {
    answer(request, response, options.pageFolder).catch((failure: unknown) => {
      options.log.error("A file of the page could not be read.", { failure: String(failure) });
      refuse(response, 500, "This file could not be read. Start Gatescope again with npm start, which rebuilds the page.");
    });
  });
  server.on("upgrade", socket.upgrade);
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(options.port, "127.0.0.1", resolve));
  const address = server.address();
  const port = typeof address === "object" && address !== null ? address.port : options.port;

  return {
    newLink: () => `http://127.0.0.1:${port}/#token=${access.newToken()}`,
    disconnect() {
      calls = null;
      socket.terminate();
    },
    connect(router) {
      calls = createPageCalls(router, options.log);
    },
    async close() {
      await socket.close();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse, pageFolder: string): Promise<void> {
  const { host } = request.headers;
  // A body is not read at all: nobody needs to send one, and the connection would wait for its end.
  if (request.headers["transfer-encoding"] !== undefined || Number(request.headers["content-length"] ?? 0) > 0) {
    response.once("finish", () => request.socket.destroySoon());
    response.setHeader("connection", "close");
  }
  if (!isLoopbackHost(host)) return refuse(response, 421, "Gatescope responds only to the addresses of this machine.");
  if (request.method !== "GET") return refuse(response, 405, "Only GET requests are allowed.");
  const path = (request.url ?? "/").replace(/[?#].*$/s, "");
  const file = await readPageFile(pageFolder, path, [`ws://${host}`]);
  if (file === undefined) return refuse(response, 404, "There is no such file.");
  response.writeHead(200, file.headers).end(file.body);
}

function refuse(response: ServerResponse, status: number, message: string): void {
  if (response.headersSent) {
    response.destroy();
    return;
  }
  response.writeHead(status, { "content-type": "text/plain; charset=utf-8", "cache-control": "no-store" }).end(`${message}\n`);
}
