import { ORPCError, onError } from "@orpc/server";
import { RPCHandler } from "@orpc/server/websocket";
import type { Router } from "#rpc/router.ts";
import { wasCancelled } from "#services/failures.ts";
import type { Log } from "#services/ports.ts";
import { customJsonSerializers } from "#shared/contract/json-serializers.ts";

/** Sends messages to one page. */
export interface Page {
  send(message: string | Uint8Array): void;
}

export interface PageCalls {
  /** Receives a message of the page. Messages that are not calls are dropped and logged; they never end the host. */
  receive(page: Page, message: string | ArrayBuffer): void;
  /** Cancels all calls of a page that was closed or reloaded. */
  disconnect(page: Page): void;
}

/**
 * Passes the calls of pages to the router, from sockets and from ports. oRPC's WebSocket handler serves both: the messages are the same, and it
 * returns the promise of each message, while the message-port handler causes an unhandled rejection for malformed ones.
 */
export function createPageCalls(router: Router, log: Log): PageCalls {
  const handler = new RPCHandler(router, { interceptors: [onError((failure) => logUnexpected(failure, log))], customJsonSerializers });
  const peers = new WeakMap<Page, Peer>();
  const peerOf = (page: Page): Peer => {
    const known = peers.get(page);
    if (known !== undefined) return known;
    // oRPC sends text or bytes; its type allows more because a browser's WebSocket does.
    const created: Peer = { send: (message) => page.send(message as string | Uint8Array), addEventListener: () => {} };
    peers.set(page, created);
    return created;
  };

  return {
    receive(page, message) {
      handler
        .message(peerOf(page), message)
        .catch((failure: unknown) => log.warn("A message from the page could not be read.", { failure: nameOf(failure) }));
    },
    disconnect(page) {
      handler.close(peerOf(page));
    },
  };
}

type Peer = Parameters<RPCHandler<Record<never, never>>["message"]>[0];

/** Logs unexpected failures only: declared errors and refused input are responses. */
function logUnexpected(failure: unknown, log: Log): void {
  const isAnswer = failure instanceof ORPCError && (failure.defined || failure.status < 500);
  if (isAnswer || wasCancelled(failure)) return;
  log.error("A call from the page failed.", { failure: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure) });
}

/** Returns only the name of an error: the message of a JSON error quotes the text, which may contain a key. */
function nameOf(failure: unknown): string {
  return failure instanceof Error ? failure.name : typeof failure;
}
