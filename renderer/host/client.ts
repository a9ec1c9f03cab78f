import { createORPCClient } from "@orpc/client";
import type { ContractRouterClient } from "@orpc/contract";
import { createTanstackQueryUtils } from "@orpc/tanstack-query";
import { useSyncExternalStore } from "react";
import type { Contract } from "#shared/contract/contract.ts";
import { onTabOpened } from "./admission.ts";
import { type ConnectionState, createConnection } from "./connection.ts";
import { openBrowser, takeToken } from "./open-browser.ts";
import { openDesktop } from "./open-desktop.ts";

// Only the browser host uses plain http. The desktop app has its own scheme; the dev server opened in Electron is recognised by the user agent.
const isDesktop = location.protocol !== "http:" || /\bElectron\//.test(navigator.userAgent);
takeToken();
const connection = createConnection(isDesktop ? openDesktop : openBrowser, loadAgain);

/** Without the address, which can name a saved user. */
function loadAgain(): void {
  history.replaceState(null, "", location.pathname);
  location.reload();
}

// A new link pasted into the same tab changes only the fragment, so the page is not loaded again.
window.addEventListener("hashchange", () => {
  if (takeToken()) connection.retryNow();
});

// A refused page can be let in by a tab that was let in after it.
if (!isDesktop)
  onTabOpened(() => {
    if (connection.state() === "refused") connection.retryNow();
  });

/** Makes every call of the contract. A call made while disconnected waits up to 4 seconds, then throws `HostUnreachable`. */
export const client: ContractRouterClient<Contract> = createORPCClient(connection.link);

/** Builds the TanStack Query options and keys of every call: `orpc.projects.list.queryOptions()`. */
export const orpc = createTanstackQueryUtils(client);

export const retryConnection = connection.retryNow;

export function useConnection(): ConnectionState {
  return useSyncExternalStore(connection.subscribe, connection.state);
}

/** Returns how a refused page is let in through another tab; null if there is none that is. */
export function useEntrance(): (() => Promise<void>) | null {
  return useSyncExternalStore(connection.subscribe, connection.entrance);
}

/** Returns the host's reason for refusing this page; empty if it did not. */
export function useRefusal(): string {
  return useSyncExternalStore(connection.subscribe, connection.refusal);
}
