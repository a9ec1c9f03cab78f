import type { IpcMain, IpcMainEvent, MessagePortMain } from "electron";
import type { Page, PageCalls } from "../shared/page-calls.ts";

/** What is used of Electron's MessagePortMain: enough to stand in for it in a test. */
export type PagePort = Pick<MessagePortMain, "postMessage" | "start" | "close"> & {
  on(event: "message", listener: (message: { data: unknown }) => void): unknown;
  on(event: "close", listener: () => void): unknown;
};

/**
 * Takes the ports that pages hand over through the preload, each in place of the one that its window had before.
 * Only from a window's main frame and only from our own origin; anyone else's port is closed.
 */
export function acceptPorts(options: { ipc: Pick<IpcMain, "on">; origin: string; calls: PageCalls }): void {
  const live = new WeakMap<object, PagePort>();
  options.ipc.on("gatescope:port", (event) => {
    const [port, ...others] = event.ports;
    for (const other of others) other.close();
    if (port === undefined) return;
    if (!isOwnMainFrame(event, options.origin)) {
      port.close();
      return;
    }
    live.get(event.sender)?.close();
    live.set(event.sender, port);
    connectPort(port, options.calls);
  });
}

/** Brings what a port says to the router, until it closes. */
export function connectPort(port: PagePort, calls: PageCalls): void {
  const page: Page = { send: (message) => port.postMessage(message) };
  port.on("message", ({ data }) => {
    // The client sends text or bytes; whatever else a page posts is as unreadable as text that is no JSON.
    calls.receive(page, typeof data === "string" || data instanceof ArrayBuffer ? data : "");
  });
  port.on("close", () => calls.gone(page));
  port.start();
}

/** The frame's own word for its origin: what Node computes from a URL with our scheme is "null". */
function isOwnMainFrame({ senderFrame }: Pick<IpcMainEvent, "senderFrame">, origin: string): boolean {
  return senderFrame !== null && senderFrame.parent === null && senderFrame.origin === origin;
}
