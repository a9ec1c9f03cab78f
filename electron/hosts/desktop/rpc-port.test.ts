import { EventEmitter } from "node:events";
import type { IpcMain } from "electron";
import { expect, it } from "vitest";
import type { PageCalls } from "../shared/page-calls.ts";
import { acceptPorts } from "./rpc-port.ts";

const origin = "gatescope://app";
const ownFrame = { origin, parent: null };

class Port extends EventEmitter {
  state: "new" | "started" | "closed" = "new";

  start(): void {
    this.state = "started";
  }

  close(): void {
    this.state = "closed";
    this.emit("close");
  }

  postMessage(): void {}
}

function host() {
  const ipc = new EventEmitter();
  const received: unknown[] = [];
  const calls: PageCalls = { receive: (_page, message) => received.push(message), disconnect: () => received.push("disconnected") };
  // An emitter is what is used of ipcMain; its type says so much more.
  acceptPorts({ ipc: ipc as unknown as IpcMain, origin, calls });
  const hand = (senderFrame: object | null, ports: Port[], sender: object = {}) =>
    ipc.emit("gatescope:port", { senderFrame, ports, sender });
  return { hand, received };
}

it("accepts a port from the main frame of its own page, and receives its messages", () => {
  const { hand, received } = host();
  const port = new Port();
  hand(ownFrame, [port]);
  port.emit("message", { data: "a call" });
  expect({ state: port.state, received }).toEqual({ state: "started", received: ["a call"] });
});

it.each([
  ["another origin", { origin: "https://example.com", parent: null }],
  ["a frame within the page", { origin, parent: ownFrame }],
  ["a frame without an origin", { origin: "null", parent: null }],
  ["a frame that is gone", null],
])("closes a port from %s", (_whom, frame) => {
  const { hand, received } = host();
  const port = new Port();
  hand(frame, [port]);
  port.emit("message", { data: "a call" });
  expect({ state: port.state, received }).toEqual({ state: "closed", received: [] });
});

it("keeps the newest port of each window", () => {
  const { hand } = host();
  const [before, after, other] = [new Port(), new Port(), new Port()];
  const window = {};
  hand(ownFrame, [before], window);
  hand(ownFrame, [after], window);
  hand(ownFrame, [other], {});
  expect([before.state, after.state, other.state]).toEqual(["closed", "started", "started"]);
});

it("closes all ports but the first, and ignores a message without a port", () => {
  const { hand } = host();
  const [first, second] = [new Port(), new Port()];
  hand(ownFrame, [first, second]);
  hand(ownFrame, []);
  expect([first.state, second.state]).toEqual(["started", "closed"]);
});
