import { createORPCClient } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import { useSyncExternalStore } from "react";
import type { Contract } from "#shared/contract/contract.ts";
import { type ConnectionState, createConnection } from "./connection.ts";
import { openBrowser, takeToken } from "./open-browser.ts";
import { openDesktop } from "./open-desktop.ts";

// Only the browser host serves plain http; the desktop has its own scheme, and the dev server when it is opened in Electron says so in the agent.
const isDesktop = location.protocol !== "http:" || /\bElectron\//.test(navigator.userAgent);
takeToken();
const connection = createConnection(isDesktop ? openDesktop : openBrowser);

// A new link pasted into the same tab changes the fragment only, and loads nothing.
window.addEventListener("hashchange", () => {
  if (takeToken()) connection.retryNow();
});

/** Every call of the contract. A call made while disconnected waits a moment, then throws `HostUnreachable`. */
export const client: ContractRouterClient<Contract> = createORPCClient(connection.link);

/** Query, mutation and key builders of TanStack Query for every call: `orpc.projects.list.queryOptions()`. */
export const orpc = createTanstackQueryUtils(client);

export const retryConnection = connection.retryNow;

export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.state);
}

/** The host's sentence about why it refused this page; empty unless it did. */
export function useRefusal(): string {
  return useSyncExternalStore(connection.subscribe, connection.refusal);
}
