/**
 * Runs the built preload in an isolated world of the page. It is sent to the page as text, so it uses nothing from outside. It gives the preload
 * what Electron's sandbox gives: its own `require`, a small `process`, and no Node globals.
 */
export function preloadWorld(
  versions: Readonly<Record<string, string>>,
  closedPortText: string,
  preload: (require: (name: string) => unknown, process: object, module: { exports: object }, exports: object) => void,
): void {
  const world = globalThis as unknown as { electronDoubleSend(text: string): void; electronDoubleReceive(text: string): void };
  const send = (message: object) => world.electronDoubleSend(JSON.stringify(message));
  const ports = new Map<number, MessagePort>();

  world.electronDoubleReceive = (text) => {
    const { kind, port, data } = JSON.parse(text);
    if (kind === "port-message") ports.get(port)?.postMessage(data);
    if (kind !== "port-close") return;
    ports.get(port)?.postMessage(closedPortText);
    ports.get(port)?.close();
  };

  const ipcRenderer = {
    postMessage(channel: string, message: unknown, transfer: readonly MessagePort[] = []) {
      const ids = transfer.map((port) => {
        const id = ports.size + 1;
        ports.set(id, port);
        port.addEventListener("message", ({ data }) => send({ kind: "port-message", port: id, data }));
        port.addEventListener("close", () => send({ kind: "port-close", port: id }));
        port.start();
        return id;
      });
      send({ kind: "post", channel, message: structuredClone(message), ports: ids });
    },
  };

  const require = (name: string): unknown => {
    if (name === "electron" || name === "electron/renderer") return { ipcRenderer };
    if (/^(node:)?(events|timers|url)$/.test(name)) return {};
    throw new Error(`module not found: ${name}`); // the message of Electron's sandboxed preload
  };
  const process = { versions, type: "renderer", sandboxed: true, contextIsolated: true, env: {}, argv: [] };
  const module = { exports: {} };
  try {
    preload(require, process, module, module.exports);
  } catch (failure) {
    send({ kind: "preload-error", text: String(failure) });
  }
}

/** Runs in the page. Gives it Electron's `close` event of a port, for those that the main process closed; Chromium has none. It uses nothing from outside. */
export function closeEventsOfPorts(closedPortText: string): void {
  globalThis.MessageChannel = class extends MessageChannel {
    constructor() {
      super();
      this.port1.addEventListener("message", (event) => {
        if (event.data !== closedPortText) return;
        event.stopImmediatePropagation();
        this.port1.dispatchEvent(new Event("close"));
      });
    }
  };
}
