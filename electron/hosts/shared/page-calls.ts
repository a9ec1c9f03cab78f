import { ORPCError, onError } from "@orpc/server";
import { RPCHandler } from "@orpc/server/websocket";
import type { Router } from "#rpc/router.ts";
import { wasCancelled } from "#services/failures.ts";
import type { Log } from "#services/ports.ts";

/** The way back to one page. */
export interface Page {
  send(message: string | Uint8Array): void;
}

export interface PageCalls {
  /** What the page sent. What cannot be read as a call is dropped and logged; it never ends the host. */
  receive(page: Page, message: string | ArrayBuffer): void;
  /** Cancels everything that this page still waits for. */
  gone(page: Page): void;
}

/**
 * Brings what pages send, over a socket or a port, to the router. oRPC's handler for WebSockets does for both: its messages are those of the
 * handler for message ports, and it hands out the promise of each message, which the other leaves as an unhandled rejection when malformed.
 */
export function createPageCalls(router: Router, log: Log): PageCalls {
  const handler = new RPCHandler(router, { interceptors: [onError((failure) => logUnexpected(failure, log))] });
  const peers = new WeakMap<Page, Peer>();
  const peerOf = (page: Page): Peer => {
    const known = peers.get(page);
    if (known !== undefined) return known;
    // oRPC sends text or bytes; that its type allows more is because a browser's socket does.
    const made: Peer = { send: (message) => page.send(message as string | Uint8Array), addEventListener: () => {} };
    peers.set(page, made);
    return made;
  };

  return {
    receive(page, message) {
      handler
        .message(peerOf(page), message)
        .catch((failure: unknown) => log.warn("A message from the page could not be read.", { failure: nameOf(failure) }));
    },
    gone(page) {
      handler.close(peerOf(page));
    },
  };
}

type Peer = Parameters<RPCHandler<Record<never, never>>["message"]>[0];

/** Declared errors and refused input are answers; only what nobody foresaw is worth a line. */
function logUnexpected(failure: unknown, log: Log): void {
  const isAnswer = failure instanceof ORPCError && (failure.defined || failure.status < 500);
  if (isAnswer || wasCancelled(failure)) return;
  log.error("A call from the page failed.", { failure: failure instanceof Error ? (failure.stack ?? failure.message) : String(failure) });
}

/** The name only: the message of a JSON error quotes what was sent, which may hold a key. */
function nameOf(failure: unknown): string {
  return failure instanceof Error ? failure.name : typeof failure;
}
