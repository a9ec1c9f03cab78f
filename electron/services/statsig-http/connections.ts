import type { Socket } from "node:net";
import type { Client } from "undici";
import { openSocket } from "./open-socket.ts";
import type { Route } from "./route.ts";
import type { Timeline } from "./timeline.ts";

let undici: Promise<typeof import("undici")> | undefined;

/** Loads undici for the first request: it is a tenth of what a start would load. */
export function loadUndici(): Promise<typeof import("undici")> {
  undici ??= import("undici");
  return undici;
}

/** Shorter than the usual timeout of servers, so that they rarely close a kept connection first. */
const keepAliveMs = 10_000;

/** One socket and the undici client that uses HTTP/1.1 on it, for one request at a time. */
export interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  readonly routeKey: string;
  /** Returns the first error of the socket, or null. undici reports only a close if the socket fails before undici has it. */
  firstError(): Error | null;
}

/** A kept connection closed before anything of the request was written, so the request may be sent on another connection. */
export class KeptConnectionClosed extends Error {
  constructor() {
    super("The kept connection was closed.");
    this.name = "KeptConnectionClosed";
  }
}

/** A pool of connections, which stay open for further requests on the same route. */
export interface Connections {
  /** Removes an idle connection from the pool and returns it, or null. */
  takeIdle(route: Route): Connection | null;
  /** Opens a new connection. Throws what `openSocket` throws. */
  open(route: Route, origin: string, timeline: Timeline, signal: AbortSignal): Promise<Connection>;
  /** Returns a connection to the pool after its response was read completely. */
  keep(connection: Connection): void;
  /** Closes a connection after a failure. */
  discard(connection: Connection): void;
  close(): void;
}

export function createConnections(): Connections {
  const all = new Set<Connection>();
  const idle = new Set<Connection>();

  function discard(connection: Connection): void {
    all.delete(connection);
    idle.delete(connection);
    connection.socket.destroy();
    void connection.client.destroy();
  }

  return {
    takeIdle(route) {
      const connection = [...idle].findLast(({ routeKey, socket }) => routeKey === route.key && !socket.destroyed) ?? null;
      if (connection !== null) idle.delete(connection);
      return connection;
    },
    async open(route, origin, timeline, signal) {
      const { Client } = await loadUndici();
      const socket = await openSocket(route, timeline, signal);
      const errors: Error[] = [];
      socket.on("error", (error) => errors.push(error));
      const connection: Connection = {
        client: clientOn(Client, socket, origin),
        socket,
        routeKey: route.key,
        firstError: () => errors[0] ?? null,
      };
      all.add(connection);
      socket.once("close", () => {
        all.delete(connection);
        idle.delete(connection);
      });
      return connection;
    },
    keep(connection) {
      if (!connection.socket.destroyed) idle.add(connection);
    },
    discard,
    close() {
      for (const connection of all) discard(connection);
    },
  };
}

/** Creates a client that receives its socket only once, so that undici cannot send a request a second time on a new connection. */
function clientOn(UndiciClient: typeof Client, socket: Socket, origin: string): Client {
  let hasSocket = false;
  return new UndiciClient(origin, {
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    // statsig-http.ts limits the duration of the whole request.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: (_options, ready) => {
      const isClosed = hasSocket;
      hasSocket = true;
      // undici continues its queue only if it receives the socket after this call.
      queueMicrotask(() => (isClosed ? ready(new KeptConnectionClosed(), null) : ready(null, socket)));
    },
  });
}
