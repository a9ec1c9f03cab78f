import type { Socket } from "node:net";
import { Client } from "undici";
import { openSocket } from "./open-socket.ts";
import type { Route } from "./route.ts";
import type { Timeline } from "./timeline.ts";

/** Shorter than what servers usually allow, so that it is seldom they who hang up first. */
const keepAliveMs = 10_000;

/** One socket, and the undici client that speaks HTTP/1.1 on it: one request at a time. */
export interface Connection {
  readonly client: Client;
  readonly socket: Socket;
  readonly routeKey: string;
}

/** Told to a request whose kept connection closed before anything of it was written: it may go out on another. */
export class ConnectionSpent extends Error {
  constructor() {
    super("The kept connection had closed.");
    this.name = "ConnectionSpent";
  }
}

/** Connections, kept open between requests of the same route. */
export interface Connections {
  /** A kept connection, or null. */
  takeKept(route: Route): Connection | null;
  /** A new one. Throws as `openSocket` does. */
  open(route: Route, origin: string, timeline: Timeline, signal: AbortSignal): Promise<Connection>;
  /** Gives back a connection whose answer was read to its end. */
  keep(connection: Connection): void;
  /** Ends a connection on which something went wrong. */
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
    takeKept(route) {
      const kept = [...idle].findLast(({ routeKey, socket }) => routeKey === route.key && !socket.destroyed) ?? null;
      if (kept !== null) idle.delete(kept);
      return kept;
    },
    async open(route, origin, timeline, signal) {
      const socket = await openSocket(route, timeline, signal);
      const connection: Connection = { client: clientOn(socket, origin), socket, routeKey: route.key };
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

/** The client is handed its socket once and never another: undici could not send a request a second time, even if it wanted to. */
function clientOn(socket: Socket, origin: string): Client {
  let isHandedOver = false;
  return new Client(origin, {
    pipelining: 1,
    keepAliveTimeout: keepAliveMs,
    // The whole request has one limit of its own, kept in statsig-http.ts.
    headersTimeout: 0,
    bodyTimeout: 0,
    allowH2: false,
    connect: (_options, ready) => {
      const isSpent = isHandedOver;
      isHandedOver = true;
      // Not within the call: undici goes on with what is queued only when the socket comes later.
      queueMicrotask(() => (isSpent ? ready(new ConnectionSpent(), null) : ready(null, socket)));
    },
  });
}
