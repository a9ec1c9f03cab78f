import { RPCLink } from "@orpc/client/message-port";
import { customJsonSerializers } from "#shared/contract/json-serializers.ts";
import { HostUnreachable, type OpenConnection } from "./connection.ts";

/** The message that the preload listens for. The preload only forwards the port that is sent with it. */
const portRequest = "gatescope:port-request";
const firstAnswerTimeoutMs = 10_000;

/**
 * Opens a connection to the main process through the preload. A port does not show that anything is listening; the first answered call does.
 * Throws `HostUnreachable` if there is no answer.
 */
export async function openDesktop(): Promise<OpenConnection> {
  const { port1, port2 } = new MessageChannel();
  const link = new RPCLink({ port: port1, customJsonSerializers });
  const closed = new Promise<void>((resolve) => port1.addEventListener("close", () => resolve()));
  port1.start();
  window.postMessage(portRequest, window.origin, [port2]);
  // A port that is refused, as while a user is being forgotten, is closed at once.
  const refused = closed.then(() => Promise.reject(new Error("It closed the port.")));
  try {
    const answered = link.call(["host", "info"], undefined, { context: {}, signal: AbortSignal.timeout(firstAnswerTimeoutMs) });
    const info = await Promise.race([answered, refused]);
    return { link, info, closed };
  } catch (cause) {
    port1.close();
    throw new HostUnreachable(`The main process did not answer: ${String(cause)}`);
  }
}
