import { RPCLink } from "@orpc/client/message-port";
import { HostUnreachable, type OpenConnection } from "./connection.ts";

/** What the preload listens for; it forwards the port that comes with it and knows nothing else. */
const portRequest = "gatescope:port-request";
const firstAnswerWithinMs = 10_000;

/** Asks the preload for a way to the main process. A port says nothing by itself: the first answered call proves that somebody is there. */
export async function openDesktop(): Promise<OpenConnection> {
  const { port1, port2 } = new MessageChannel();
  const link = new RPCLink({ port: port1 });
  const closed = new Promise<void>((resolve) => port1.addEventListener("close", () => resolve()));
  port1.start();
  window.postMessage(portRequest, window.origin, [port2]);
  try {
    await link.call(["host", "info"], undefined, { context: {}, signal: AbortSignal.timeout(firstAnswerWithinMs) });
  } catch (cause) {
    port1.close();
    throw new HostUnreachable(`The main process did not answer: ${String(cause)}`);
  }
  return { link, closed };
}
