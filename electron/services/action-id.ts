import { randomUUID } from "node:crypto";

/** Creates the ID that all requests of one action share. Whoever starts an action creates it, and hands it to everything that sends a request for it. */
export function newActionId(): string {
  return randomUUID();
}
