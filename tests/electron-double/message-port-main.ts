import { EventEmitter } from "node:events";
import type { MessagePortMain as RealMessagePortMain } from "electron";
import type { DoubleOf } from "./double-of.ts";

/** The main process's port of a channel to the page. Messages wait for `start()`, and arrive as `{ data, ports }`. */
export class MessagePortMain extends EventEmitter {
  #isStarted: boolean = false;
  #isClosed: boolean = false;
  readonly #waiting: unknown[] = [];
  readonly #wire: { send(data: unknown): void; close(): void };

  constructor(wire: { send(data: unknown): void; close(): void }) {
    super();
    this.#wire = wire;
  }

  start(): void {
    this.#isStarted = true;
    for (const data of this.#waiting.splice(0)) this.emit("message", { data, ports: [] });
  }

  postMessage(message: unknown): void {
    if (!this.#isClosed) this.#wire.send(structuredClone(message));
  }

  close(): void {
    if (this.#isClosed) return;
    this.#wire.close();
    this.#end();
  }

  /** Only for the double: delivers a message that the page posted. */
  static deliver(port: MessagePortMain, data: unknown): void {
    if (port.#isClosed) return;
    if (port.#isStarted) port.emit("message", { data, ports: [] });
    else port.#waiting.push(data);
  }

  /** Only for the double: the page closed its port. */
  static disconnect(port: MessagePortMain): void {
    if (!port.#isClosed) port.#end();
  }

  #end(): void {
    this.#isClosed = true;
    this.emit("close");
  }
}

({}) as MessagePortMain satisfies DoubleOf<RealMessagePortMain>;
