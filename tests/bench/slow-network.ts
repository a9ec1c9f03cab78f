import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { isMainThread, parentPort, Worker, workerData } from "node:worker_threads";

/** Half of it in each direction: what a nearby data centre takes. */
export const roundTripMs = 20;

/** Starts a server in its own thread that passes bytes on to `url` as late as a network does. */
export async function startSlowNetwork(url: string): Promise<{ readonly url: string; close(): Promise<unknown> }> {
  const worker = new Worker(new URL(import.meta.url), { workerData: { port: Number(new URL(url).port) } });
  const [port] = (await once(worker, "message")) as [number];
  return { url: `http://127.0.0.1:${port}`, close: () => worker.terminate() };
}

if (!isMainThread) {
  const { port } = workerData as { readonly port: number };
  const server = createServer({ noDelay: true }, (client) => {
    const upstream = connect({ port, host: "127.0.0.1", noDelay: true });
    passOn(client, upstream);
    passOn(upstream, client);
  });
  server.listen(0, "127.0.0.1", () => parentPort?.postMessage((server.address() as { readonly port: number }).port));
}

function passOn(from: Socket, to: Socket): void {
  from.on("data", (bytes) => setTimeout(() => to.write(bytes), roundTripMs / 2));
  from.on("close", () => setTimeout(() => to.destroy(), roundTripMs / 2));
  from.on("error", () => to.destroy());
}
