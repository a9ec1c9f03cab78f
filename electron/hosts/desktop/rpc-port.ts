import type { IpcMain, IpcMainEvent, MessagePortMain } from "electron";
import type { Page, PageCalls } from "../shared/page-calls.ts";

/** The part of Electron's MessagePortMain that is used, so that a test can replace it. */
export type PagePort = Pick<MessagePortMain, "postMessage" | "start" | "close"> & {
  on(event: "message", listener: (message: { data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
};

export interface AcceptedPorts {
  /** Closes the ports of all pages, and those that come until `connect`. Pages keep trying. */
  disconnect(): void;
  /** Serves the ports that come from now on with these calls. */
  connect(calls: PageCalls): void;
}

/**
 * Accepts the ports that pages send through the preload. A new port replaces the earlier one of its window. Ports from other origins, or from
 * frames within the page, are closed.
 */
export function acceptPorts(options: { ipc: Pick<IpcMain, "on">; origin: string; calls: PageCalls }): AcceptedPorts {
  const live = new Map<object, PagePort>();
  let calls: PageCalls | null = options.calls;
  options.ipc.on("gatescope:port", (event) => {
    const [port, ...others] = event.ports;
    for (const other of others) other.close();
    if (port === undefined) return;
    if (!isOwnMainFrame(event, options.origin) || calls === null) {
      port.close();
      return;
    }
    const { sender } = event;
    live.get(sender)?.close();
    live.set(sender, port);
    port.on("close", () => {
      if (live.get(sender) === port) live.delete(sender);
    });
    connectPort(port, calls);
  });
  return {
    disconnect() {
      calls = null;
      for (const port of [...live.values()]) port.close();
      live.clear();
    },
    connect(next) {
      calls = next;
    },
  };
}

/** Passes the messages of a port to the router until the port closes. */
export function connectPort(port: PagePort, calls: PageCalls): void {
  const page: Page = { send: (message) => port.postMessage(message) };
  port.on("message", ({ data }) => {
    // The client sends text or bytes; anything else is treated as a malformed message.
    calls.receive(page, typeof data === "string" || data instanceof ArrayBuffer ? data : "");
  });
  port.on("close", () => calls.disconnect(page));
  port.start();
}

/** Uses the origin that the frame reports: computed from a URL with our scheme, it would be "null". */
function isOwnMainFrame({ senderFrame }: Pick<IpcMainEvent, "senderFrame">, origin: string): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === origin;
}
